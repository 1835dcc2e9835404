package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken for a safetensors file, and what each refusal says. */
class HeaderTest {

  @TempDir private Path folder;

  private Header read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("x.safetensors"), bytes);
    try (FileChannel channel = FileChannel.open(file)) {
      return Header.read("x.safetensors", channel);
    }
  }

  private static byte[] file(String header, int dataLength) {
    return TensorFile.bytes(header, new byte[dataLength]);
  }

  @Test
  void tensorsComeInTheOrderOfTheirData() throws IOException {
    Header header =
        read(
            file(
                """
                {"__metadata__":{"format":"pt"},
                 "b":{"shape":[2,3],"dtype":"F32","data_offsets":[0,24]},
                 "a":{"dtype":"BF16","shape":[],"data_offsets":[24,26]},
                 "none":{"dtype":"F64","shape":[0,5],"data_offsets":[24,24]}}  \s""",
                26));

    assertThat(header.metadata()).isEqualTo(Map.of("format", "pt"));
    assertThat(header.tensors())
        .containsExactly(
            new TensorEntry("b", DType.F32, List.of(2L, 3L), 0, 24),
            new TensorEntry("none", DType.F64, List.of(0L, 5L), 24, 24),
            new TensorEntry("a", DType.BF16, List.of(), 24, 26));
  }

  @Test
  void aFileMayHoldNothing() throws IOException {
    assertThat(read(file("{}", 0)).tensors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 7"
            + "| x.safetensors: tensor a ends at byte 8 of the data, but there are 7; is the download complete?",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 9"
            + "| x.safetensors has 1 bytes after its last tensor, which no tensor owns; write the file again",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[2,6]}} | 6"
            + "| x.safetensors: tensor b begins at byte 2 of the data, but the one before ends at 4: they overlap; write the file again",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[5,9]}} | 9"
            + "| x.safetensors: tensor b begins at byte 5 of the data, but the one before ends at 4: no tensor owns what is between; write the file again",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | 8"
            + "| the header of x.safetensors has for tensor a the shape [3] of F32, which takes 12 bytes, but data_offsets 0 to 8; write the file again",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[8,4]}} | 8"
            + "| the header of x.safetensors has for tensor a the shape [1] of F32, which takes 4 bytes, but data_offsets 8 to 4; write the file again",
        "{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,0]}} | 0"
            + "| the header of x.safetensors has for tensor a the shape [4611686018427387904, 4] of F32, which no file can hold: long overflow",
        "{'a':{'dtype':'F32','shape':[0,9223372036854775807,9223372036854775807],'data_offsets':[0,0]}} | 0"
            + "| the header of x.safetensors has for tensor a the shape [0, 9223372036854775807, 9223372036854775807] of F32, which no file can hold: long overflow",
        "{'a':{'dtype':'F4','shape':[3],'data_offsets':[0,1]}} | 1"
            + "| the header of x.safetensors has for tensor a the shape [3] of F4, which no file can hold: 12 bits are not a whole number of bytes",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | 4"
            + "| the header of x.safetensors has a shape of tensor a of -1; none is below 0",
        "{'a':{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}} | 4"
            + "| the header of x.safetensors has a shape of tensor a that is not a whole number but number float",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,'4']}} | 4"
            + "| the header of x.safetensors has an offset of tensor a that is not a whole number but string",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4,8]}} | 4"
            + "| the header of x.safetensors has an offset of tensor a with more than 2 numbers, the limit",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}} | 4"
            + "| the header of x.safetensors has for tensor a no dtype, no shape, or no two data_offsets; write the file again",
        "{'a':{'dtype':'F33','shape':[1],'data_offsets':[0,4]}} | 4"
            + "| the header of x.safetensors has for tensor a the dtype F33, which is not known; convert it to F32, F16 or BF16",
        "{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1],'scale':2}} | 1"
            + "| the header of x.safetensors has for tensor a the key 'scale'; known are dtype, shape and data_offsets",
        "{'a\\u0007':{'dtype':'U8','shape':[1],'data_offsets':[0,1]}} | 1"
            + "| the header of x.safetensors has a tensor with the name 'a\\u0007'; names are not empty and have no control characters",
        "{'a\\ud800':{'dtype':'U8','shape':[1],'data_offsets':[0,1]}} | 1"
            + "| the header of x.safetensors has a tensor with the name 'a\\ud800'; names are not empty and have no control characters",
        "{'__metadata__':{'step':3}} | 0"
            + "| the header of x.safetensors has a value under __metadata__ that is not a string but number int; write the file again",
        "[1] | 0 | the header of x.safetensors has a value that is not an object but start array; write the file again",
        "{} {} | 0 | the header of x.safetensors has more after its object; write the file again",
        "{'a':1} | 0 | the header of x.safetensors has for tensor a a value that is not an object but number int; write the file again",
      })
  void whatIsNotSoundIsRefused(String header, int dataLength, String message) {
    byte[] bytes = file(header.replace('\'', '"'), dataLength);

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]}} | Duplicate field 'a'",
        "{'a':{'dtype':'U8','dtype':'I8','shape':[1],'data_offsets':[0,1]}} | Duplicate field 'dtype'",
        "{'a':{'dtype':'U8','shape':[99999999999999999999],'data_offsets':[0,1]}} | out of range of long",
        "{'a':{'dtype':'U8','shape':[NaN],'data_offsets':[0,1]}} | Non-standard token 'NaN'",
        "{'a':{'dtype':'U8' | Unexpected end-of-input",
        "{'a\u0000':1} | Illegal unquoted character",
        "'' | has a value that is not an object but string",
      })
  void whatIsNotJsonIsRefused(String header, String message) {
    byte[] bytes = file(header.replace('\'', '"'), 1);

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("the header of x.safetensors ")
        .hasMessageContaining(message);
  }

  @Test
  void deepNestingIsRefused() {
    byte[] bytes = file("{\"a\":" + "[".repeat(100_000), 0);

    assertThatThrownBy(() -> read(bytes)).isInstanceOf(CheckpointException.class);
  }

  @Test
  void badUtf8AndOtherEncodingsAreRefused() {
    byte[] bytes = file("{\"aa\":{}}", 0);
    bytes[10] = (byte) 0xc0;
    bytes[11] = (byte) 0x80;

    assertThatThrownBy(() -> read(bytes))
        .hasMessage("the header of x.safetensors is not UTF-8; write the file again");

    String text = "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}";
    byte[] wide = text.getBytes(StandardCharsets.UTF_16LE);
    byte[] file =
        TensorFile.content(TensorFile.little(8 + wide.length).putLong(wide.length).put(wide));
    assertThatThrownBy(() -> read(file)).isInstanceOf(CheckpointException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 'x.safetensors claims a header of 18446744073709551615 bytes, the limit is 100000000; is it a safetensors file?'",
    "100000001, 'x.safetensors claims a header of 100000001 bytes, the limit is 100000000; is it a safetensors file?'",
    "100000000, 'x.safetensors claims a header of 100000000 bytes, but has only 2 after its length; is the download complete?'",
    "3, 'x.safetensors claims a header of 3 bytes, but has only 2 after its length; is the download complete?'",
  })
  void aHeaderIsNoLongerThanItsFile(long length, String message) {
    byte[] bytes =
        TensorFile.content(TensorFile.little(10).putLong(length).put((byte) '{').put((byte) '}'));

    assertThatThrownBy(() -> read(bytes)).hasMessage(message);
  }

  @Test
  void aShortFileIsRefused() {
    assertThatThrownBy(() -> read(new byte[7]))
        .hasMessage(
            "x.safetensors has 7 bytes and is no safetensors file: one has at least 8; is the download complete?");
  }
}
