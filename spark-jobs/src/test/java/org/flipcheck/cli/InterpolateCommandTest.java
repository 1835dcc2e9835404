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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line of {@code interpolate}; InterpolatorTest has what it does with the numbers. */
class InterpolateCommandTest {

  @TempDir private Path folder;

  /** Runs {@code flipcheck interpolate}, {@code @} standing for the folder. */
  private Ran interpolate(String line) {
    List<String> arguments = new ArrayList<>(List.of("interpolate"));
    arguments.addAll(List.of(line.replace("@", folder + "/").split(" ")));
    return Ran.of(arguments.toArray(String[]::new)).told(this::local);
  }

  private String local(String text) {
    return text.replace(folder + "/", "@").replaceAll("[\\d,]+ bytes", "N bytes");
  }

  /** A file with one vector of floats and one counter. */
  private void write(String name, long counter, float... values) throws IOException {
    String header =
        """
        {"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},\
        "head.weight":{"dtype":"F32","shape":[%d],"data_offsets":[8,%d]}}"""
            .formatted(values.length, 8 + 4 * values.length);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length() + 8 + 4 * values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length())
            .put(header.getBytes(StandardCharsets.US_ASCII))
            .putLong(counter);
    for (float value : values) {
      bytes.putFloat(value);
    }
    Files.write(folder.resolve(name), bytes.array());
  }

  /** The floats at the end of a file. */
  private float[] read(String name, int count) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    float[] values = new float[count];
    ByteBuffer.wrap(bytes, bytes.length - 4 * count, 4 * count)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }

  @Test
  void itSaysWhoseWeightItIs() throws IOException {
    write("old.safetensors", 1, 0, 10);
    write("new.safetensors", 2, 10, 0);

    Ran ran =
        interpolate(
            "--old @old.safetensors --new @new.safetensors --old-weight 0.3 --weight x?*=1 --weight head.*=0.125 --out @out");

    assertThat(ran.err())
        .isEqualTo(
            """
            flipcheck interpolate: 1 problem, nothing was written
              - no tensor fits the pattern 'x?*' of a weight; check it
            """);
    assertThat(ran.code()).isEqualTo(ExitCode.BAD_INPUT);

    ran =
        interpolate(
            "--old @old.safetensors --new @new.safetensors --old-weight 0.3 --weight head.*=0.125 --out @out");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo(
            """
            BCWI: 30 % old + 70 % new
              head.*: 12.5 % old + 87.5 % new
            2 tensors, 1 of them floating point, N bytes
            whole numbers differ and are the new model's: n
            Written to @out
            """);
    assertThat(ran.code()).isEqualTo(ExitCode.PASS);
    assertThat(read("out/new.safetensors", 2)).containsExactly(8.75f, 1.25f);
  }

  @Test
  void rowsAndSoupsAndFishers() throws IOException {
    write("old.safetensors", 1, 8, 8);
    write("a.safetensors", 1, 0, 2, 7);
    write("b.safetensors", 1, 0, 4, 9);
    write("c.safetensors", 1, 0, 0, 14);
    write("fisher.safetensors", 1, 0, 1);
    Files.writeString(folder.resolve("old.txt"), "cat\ndog\n");
    Files.writeString(folder.resolve("new.txt"), "cow\ndog\ncat\n");

    String models = "--old @old.safetensors --new @a.safetensors --old-weight 0.5 ";
    Ran ran =
        interpolate(
            models
                + "--soup @b.safetensors @c.safetensors --output-layer head.* --old-classes @old.txt --new-classes @new.txt --out @out");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .startsWith("SoupBCWI: 50 % old + 50 % new\n")
        .contains("rows of new classes are the new model's: head.weight\n");
    assertThat(read("out/a.safetensors", 3)).containsExactly(0, 5, 9);

    assertThat(interpolate(models + "--fisher @fisher.safetensors --out @f").err())
        .contains("@fisher.safetensors has for tensor n the shape [1] of I64, the model has [1]")
        .contains("if its first dimension counts classes, name it as an output layer");
  }

  @Test
  void aFolderGivesMoreThanWeights() throws IOException {
    write("old.safetensors", 1, 0, 10);
    Files.createDirectories(folder.resolve("v7/onnx"));
    write("v7/model.safetensors", 1, 10, 0);
    for (String name : List.of("config.json", "tokenizer.json", "README.md", "training_args.bin")) {
      Files.writeString(folder.resolve("v7").resolve(name), "{}");
    }

    Ran ran = interpolate("--old @old.safetensors --new @v7 --old-weight 0.5 --out @out");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo(
            """
            BCWI: 50 % old + 50 % new
            2 tensors, 1 of them floating point, N bytes
            copied beside the weights: config.json, tokenizer.json
            not copied: README.md (tells of the new model), onnx (a folder), training_args.bin (weights or an archive)
            Written to @out
            """);
    assertThat(folder.resolve("out/tokenizer.json")).hasContent("{}");
  }

  @Test
  void adaptersAreMixedOrMerged() throws IOException {
    adapter("v6", "q", 8);
    adapter("v7", "v", 4);
    write("base.safetensors", 1, 1);
    String models = "--old @v6 --new @v7 --old-weight 0.25 --same-base --out ";

    Ran ran = interpolate(models + "@out");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo(
            """
            BCWI: 25 % old + 75 % new
            4 tensors, 4 of them floating point, N bytes
            modules that only the new side changes: v
            modules that only the old side changes: q
            Written to @out
            """);
    assertThat(interpolate(models + "@merged --base @base.safetensors").err())
        .isEqualTo(
            """
            flipcheck interpolate: 2 problems, nothing was written
              - the adapters change q.weight, which @base.safetensors does not have; is it their base model?
              - the adapters change v.weight, which @base.safetensors does not have; is it their base model?
            """);
  }

  /** An adapter of rank 1 for one module, with A = 1 and B a number. */
  private void adapter(String name, String module, float b) throws IOException {
    Files.createDirectories(folder.resolve(name));
    Files.writeString(
        folder.resolve(name).resolve("adapter_config.json"), "{\"r\": 1, \"lora_alpha\": 1}");
    String header =
        """
        {"%1$s.lora_A.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},\
        "%1$s.lora_B.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[4,8]}}"""
            .formatted(module);
    ByteBuffer bytes =
        ByteBuffer.allocate(16 + header.length())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length())
            .put(header.getBytes(StandardCharsets.US_ASCII))
            .putFloat(1)
            .putFloat(b);
    Files.write(folder.resolve(name).resolve("adapter_model.safetensors"), bytes.array());
  }

  @Test
  void allMistakesAreToldAtOnce() {
    Ran ran =
        interpolate(
            "--old @old --new @new --old-weight 0.5 --weight =0.3 --weight a=b --old-classes @labels --threads 0 --out @out");

    assertThat(ran.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(ran.err())
        .isEqualTo(
            """
            flipcheck interpolate: 4 problems, nothing was written
              - --weight =0.3: give PATTERN=W, such as 'embeddings.*=0.8'
              - --weight a=b: give PATTERN=W, such as 'embeddings.*=0.8'
              - --new-classes is missing: rows are matched by the names of both sides
              - --threads 0: at least 1
            """);
    assertThat(interpolate("--old @old --new @new --old-weight 30% --out @out").err())
        .contains("'30%' is not a double");
    assertThat(interpolate("--old @old --new @new --old-weight 0.5 --out @out").err())
        .contains("@old: there is no such file", "@new: there is no such file");
  }

  @Test
  void theHelpTeaches() {
    Ran ran = interpolate("--help");

    assertThat(ran.code()).isEqualTo(ExitCode.PASS);
    assertThat(ran.out())
        .contains("--old-weight 0.3 is 30 % old + 70 % new")
        .contains("fine-tuned FROM the old one");
  }
}
