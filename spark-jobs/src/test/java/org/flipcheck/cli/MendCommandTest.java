package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ResultJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line of {@code mend}; MenderTest has what it does with the numbers. */
class MendCommandTest {

  private static final Path SCRIPT =
      Path.of(
          System.getProperty("flipcheck.home"), "compat-lib/src/test/resources/mend/predict.sh");

  @TempDir private Path folder;

  private Ran mend(String... more) {
    List<String> arguments = new ArrayList<>(List.of("mend"));
    arguments.addAll(List.of("--old", path("old.safetensors"), "--new", path("new.safetensors")));
    arguments.addAll(List.of("--dev", path("dev.csv"), "--test", path("test.csv")));
    arguments.addAll(List.of("--out", path("out")));
    arguments.addAll(List.of(more));
    return Ran.of(arguments.toArray(String[]::new)).told(this::local);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private String local(String text) {
    return text.replace(folder + "/", "@");
  }

  private static String command() {
    return "sh '%s' {weights} {data} {out}".formatted(SCRIPT);
  }

  /** Two classes told apart by a line, which the new model turns a little too far. */
  @BeforeEach
  void writeModelsAndExamples() throws IOException {
    weights("old.safetensors", 1, 0.1f);
    weights("new.safetensors", 0.9f, 0.9f);
    examples("dev.csv", "dev", 1);
    examples("test.csv", "test", 2);
  }

  private void weights(String name, float first, float second) throws IOException {
    String header =
        """
        {"s":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
        "w":{"dtype":"F32","shape":[2,3],"data_offsets":[4,28]}}""";
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length() + 28)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length())
            .put(header.getBytes(StandardCharsets.US_ASCII));
    for (float value : new float[] {1, first, second, 0, -first, -second, 0}) {
      bytes.putFloat(value);
    }
    Files.write(folder.resolve(name), bytes.array());
  }

  private void examples(String name, String prefix, int seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder csv = new StringBuilder("id,label,slice,x1,x2\n");
    for (int i = 0; i < 3_000; i++) {
      double x1 = random.nextGaussian();
      double x2 = random.nextGaussian();
      int label = x1 + 0.6 * x2 + 0.5 * random.nextGaussian() > 0 ? 0 : 1;
      csv.append(
          "%s-%d,class%d,%s,%.5f,%.5f%n"
              .formatted(prefix, i, label, i % 2 == 0 ? "a" : "b", x1, x2));
    }
    Files.writeString(folder.resolve(name), csv);
  }

  @Test
  void mendsAndSaysWhatItDid() throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("policy.yaml"),
            """
            schema_version: 1
            rules:
              - {metric: negative_flip_rate, max: 0.2}
              - {metric: negative_flip_rate, max: 0.2, each: slice}
            """);
    Ran ran = mend("--predict-cmd", command(), "--policy", policy.toString(), "--slice", "slice");

    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.PASS);
    assertThat(ran.out())
        .startsWith("Mended by BCWI, ")
        .contains("chosen on 3,000 development examples out of ")
        .contains("confirmed on 3,000 test examples that chose nothing:")
        .contains("PASS")
        .endsWith("Written to @out, the model to release is in model/\n");
    assertThat(ran.err())
        .contains(" 1 of at most 17: the old model on dev: ")
        .contains("BCWI, 50 % old + 50 % new on dev: ");
    assertThat(folder.resolve("out/model/new.safetensors")).exists();
    assertThat(folder.resolve("out/curve.svg")).content().contains("<svg");
    assertThat(folder.resolve(".out.mending")).doesNotExist();
    ComparisonResult result =
        ResultJson.read("result", Files.readString(folder.resolve("out/result.json")));
    assertThat(result.gate().orElseThrow().exitCode()).isZero();

    assertThat(mend("--predict-cmd", command()).err())
        .isEqualTo(
            """
            flipcheck mend: 1 problem, nothing was written
              - --out @out: holds a result already; choose another folder, or give --overwrite
            """);
    assertThat(mend("--predict-cmd", command(), "--overwrite").code()).isZero();
    assertThat(folder.resolve("out/model/new.safetensors")).exists();
  }

  @Test
  void badOptionsAreToldAtOnce() {
    Ran ran =
        mend(
            "--predict-cmd",
            command(),
            "--tolerance=-1",
            "--predict-timeout=soon",
            "--policy",
            path("none.yaml"),
            "--old-classes",
            path("none.txt"));

    assertThat(ran.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(ran.err())
        .isEqualTo(
            """
            flipcheck mend: 4 problems, nothing was written
              - the tolerance is -1.0, it must be a share from 0 to less than 1, such as 0.005 for half a percentage point
              - --new-classes is missing: rows are matched by the names of both sides
              - --policy @none.yaml: there is no such file; check the path
              - --predict-timeout soon: is not a time such as 30s, 20m or 2h
            """);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aProgramThatFailsIsShown() {
    Ran ran = mend("--predict-cmd", "echo no such module; false {weights} {data} {out}");

    assertThat(ran.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(ran.err())
        .startsWith(
            "flipcheck mend: 1 problem, nothing was written\n  - the command failed with exit code 1: echo no such module; false '")
        .endsWith("it printed at the end:\n      no such module\n");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void withoutAnEngineAProgramIsNeeded() {
    assertThat(mend().err())
        .isEqualTo(
            """
            flipcheck mend: 1 problem, nothing was written
              - no engine is there that could run @old.safetensors: give --predict-cmd, or start bin/flipcheck, which brings one for TorchScript models
            """);
  }
}
