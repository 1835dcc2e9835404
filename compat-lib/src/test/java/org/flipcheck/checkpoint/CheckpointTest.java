package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files make a checkpoint. */
class CheckpointTest {

  private static final String INDEX = "model.safetensors.index.json";

  @TempDir private Path folder;

  @BeforeEach
  void writeShards() {
    new TensorFile().f32("a", 1).f32("b", 2).write(folder.resolve("1.safetensors"));
    new TensorFile().f32("c", 3).write(folder.resolve("2.safetensors"));
  }

  private void index(String json) throws IOException {
    Files.writeString(folder.resolve(INDEX), json.replace('\'', '"'));
  }

  @Test
  void shardsAreFoundByTheirIndex() throws IOException {
    index(
        "{'metadata':{'total_size':12,'x':[{}]},'weight_map':{'a':'1.safetensors','b':'1.safetensors','c':'2.safetensors'}}");

    try (Checkpoint opened = Checkpoint.open(folder)) {
      assertThat(opened.tensors()).containsOnlyKeys("a", "b", "c");
      assertThat(opened.shards()).hasSize(2);
    }
    assertThat(TensorFile.readF32(folder.resolve(INDEX), "c")).containsExactly(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'weight_map':{'a':'1.safetensors','c':'2.safetensors'}}"
            + "| @/1.safetensors has tensor b, but the index has it in no file; write the index again",
        "{'weight_map':{'a':'1.safetensors','b':'2.safetensors','c':'2.safetensors'}}"
            + "| @/1.safetensors has tensor b, but the index has it in 2.safetensors; write the index again",
        "{'weight_map':{'a':'1.safetensors','b':'1.safetensors','d':'1.safetensors'}}"
            + "| @/INDEX has tensor d in 1.safetensors, which does not have it; write the index again",
        "{'weight_map':{'a':'3.safetensors'}}"
            + "| @/INDEX names 3.safetensors, which is missing; is the download complete?",
        "{'weight_map':{'a':'../1.safetensors'}}"
            + "| @/INDEX names the file '../1.safetensors'; a shard is a .safetensors file beside the index",
        "{'weight_map':{'a':'/etc/passwd'}}"
            + "| @/INDEX names the file '/etc/passwd'; a shard is a .safetensors file beside the index",
        "{'weight_map':{'a':'1.safetensors','a':'2.safetensors'}}"
            + "| @/INDEX cannot be read, at character 38: Duplicate field 'a'",
        "{'weight_map':{}} | @/INDEX has no tensors under weight_map; write the index again",
        "{'weight_map':['a']}"
            + "| @/INDEX has weight_map that is not an object but start array; write the file again",
      })
  void anIndexThatDoesNotFitIsRefused(String json, String message) throws IOException {
    index(json);

    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(message.replace("@", folder.toString()).replace("INDEX", INDEX));
  }

  @Test
  void whatIsMeantMustBeClear() {
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .hasMessage(
            "%s has 2 .safetensors files and no %s; name the file".formatted(folder, INDEX));
    assertThatThrownBy(() -> Checkpoint.open(folder.resolve("none")))
        .hasMessage("%s/none: there is no such file; check the path".formatted(folder));
  }
}
