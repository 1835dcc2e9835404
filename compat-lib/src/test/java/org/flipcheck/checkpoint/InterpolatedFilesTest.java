package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.flipcheck.checkpoint.Output.Existing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files of a result look like, and what happens to files that are in the way. */
class InterpolatedFilesTest {

  private static final String INDEX = "model.safetensors.index.json";

  @TempDir private Path folder;

  private Path out() {
    return folder.resolve("out");
  }

  private InterpolationReport run(Path old, Path now, Existing existing) throws IOException {
    return new Interpolator(
            Interpolation.bcwi(old, now, 0.5),
            new Output(out(), existing),
            2,
            "1.2.3",
            (done, total) -> {})
        .run();
  }

  private static TensorFile model(float value) {
    return new TensorFile()
        .f32("b", value, value)
        .bits16("c", "BF16", (short) 0)
        .i64("d", 1)
        .f32("a", value);
  }

  private Path write(String name, float value) throws IOException {
    return model(value)
        .write(Files.createDirectories(folder.resolve(name)).resolve("m.safetensors"));
  }

  /** Writes the model in two shards. */
  private Path shards(String name, float value) throws IOException {
    Path shards = Files.createDirectories(folder.resolve(name));
    new TensorFile().f32("b", value, value).write(shards.resolve("m-1.safetensors"));
    new TensorFile()
        .bits16("c", "BF16", (short) 0)
        .i64("d", 1)
        .f32("a", value)
        .write(shards.resolve("m-2.safetensors"));
    Files.writeString(
        shards.resolve(INDEX),
        """
        {"metadata": {"total_size": 22}, "weight_map": {"a": "m-2.safetensors",
        "b": "m-1.safetensors", "c": "m-2.safetensors", "d": "m-2.safetensors"}}
        """);
    return shards;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String header(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[Math.toIntExact(bytes.getLong())];
    bytes.get(header);
    return new String(header, StandardCharsets.UTF_8);
  }

  private static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
  }

  /** As the safetensors library writes: wide types first, then names, data from a multiple of 8. */
  @Test
  void theLayoutIsThatOfOtherWriters() throws IOException {
    run(write("old", 1), write("new", 3), Existing.REFUSE);

    String header = header(out().resolve("m.safetensors"));
    assertThat(header.length() % 8).isZero();
    assertThat(header.strip())
        .endsWith(
            "},\"d\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}"
                + ",\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}"
                + ",\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[12,20]}"
                + ",\"c\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[20,22]}}");
    assertThat(TensorFile.readF32(out(), "b")).containsExactly(2, 2);
  }

  @Test
  void theHeaderSaysWhereItComesFrom() throws Exception {
    Path old = write("old", 1);
    Path now = write("new", 3);

    InterpolationReport report = run(old, now, Existing.REFUSE);

    JsonNode header = new ObjectMapper().readTree(header(out().resolve("m.safetensors")));
    assertThat(header.get("__metadata__"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"flipcheck.method": "BCWI", "flipcheck.old_weight": "0.5",
                     "flipcheck.version": "1.2.3", "format": "pt",
                     "flipcheck.old": "m.safetensors sha256:%s",
                     "flipcheck.new": "m.safetensors sha256:%s"}
                    """
                        .formatted(sha256(old), sha256(now))));
    assertThat(report.provenance()).containsEntry("flipcheck.version", "1.2.3");
  }

  @Test
  void theResultHasTheShardsOfTheNewModel() throws IOException {
    run(write("old", 1), shards("new", 3), Existing.REFUSE);

    assertThat(names(out())).containsExactly("m-1.safetensors", "m-2.safetensors", INDEX);
    assertThat(TensorFile.readF32(out(), "a")).containsExactly(2);
    assertThat(TensorFile.readF32(out(), "b")).containsExactly(2, 2);
    assertThat(new ObjectMapper().readTree(out().resolve(INDEX).toFile()))
        .isEqualTo(new ObjectMapper().readTree(folder.resolve("new").resolve(INDEX).toFile()));
    assertThat(names(folder)).containsExactly("new", "old", "out");
  }

  @Test
  void shardsOfTheOldModelMayBeOthers() throws IOException {
    run(shards("old", 1), write("new", 3), Existing.REFUSE);

    assertThat(names(out())).containsExactly("m.safetensors");
    assertThat(TensorFile.readF32(out(), "a")).containsExactly(2);
  }

  @Test
  void aResultIsReplacedOnlyWhenTold() throws IOException {
    run(write("old", 1), write("new", 3), Existing.REFUSE);
    write("new", 5);

    assertThatThrownBy(() -> run(folder.resolve("old"), folder.resolve("new"), Existing.REFUSE))
        .hasMessage(out() + " is not empty; choose another folder, or overwrite it");

    run(folder.resolve("old"), folder.resolve("new"), Existing.REPLACE);
    assertThat(TensorFile.readF32(out(), "a")).containsExactly(3);
    assertThat(names(folder)).containsExactly("new", "old", "out");
  }

  @Test
  void whatIsNoCheckpointIsNeverReplaced() throws IOException {
    Files.createDirectories(out());
    Files.writeString(out().resolve("thesis.tex"), "years of work");
    Path old = write("old", 1);
    Path now = write("new", 3);

    assertThatThrownBy(() -> run(old, now, Existing.REPLACE))
        .hasMessage(
            out()
                + " has more than a checkpoint in it, which an overwrite would lose: thesis.tex; choose another folder");
    assertThat(out().resolve("thesis.tex")).exists();
  }

  @Test
  void theInputsAreNeverReplaced() throws IOException {
    Path old = write("old", 1);
    Path now = write("out", 3);

    assertThatThrownBy(() -> run(old, now, Existing.REPLACE))
        .hasMessage(
            "%s is in %s, where the result would go; choose another folder".formatted(now, out()));
    assertThat(now).exists();
  }

  @Test
  void aFileInTheWayIsRefused() throws IOException {
    Files.writeString(out(), "x");
    Path old = write("old", 1);

    assertThatThrownBy(() -> run(old, old, Existing.REPLACE))
        .hasMessage(out() + " is not a folder; choose another");
  }
}
