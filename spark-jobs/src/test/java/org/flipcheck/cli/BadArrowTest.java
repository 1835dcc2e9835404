package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Arrow files that cannot be opened or read. */
class BadArrowTest extends CompareHarness {

  private static final String RUN = "--old @old.arrow --new @new.csv " + PLAIN;
  private static final String DAMAGED =
      "old (old.arrow): old.arrow cannot be read to its end (%s); the file is damaged or cut short, write it again";

  private byte[] original(String name) {
    goodTables();
    try {
      return Files.readAllBytes(ForeignArrowTest.resource(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void assertDamaged(byte[] content, String reason) {
    bytes("old.arrow", content);
    assertRefused(RUN, DAMAGED.formatted(reason));
  }

  private static byte[] put(byte[] content, int at, int value) {
    byte[] bytes = content.clone();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    return bytes;
  }

  @Test
  void filesThatAreCut() {
    byte[] file = original("duckdb.arrow");
    assertDamaged(Arrays.copyOf(file, 12), "it ends too early");
    for (int length : new int[] {100, file.length / 2, file.length - 1}) {
      assertDamaged(Arrays.copyOf(file, length), "it does not end like an Arrow IPC file");
    }
  }

  @Test
  void streamsThatAreCut() {
    byte[] stream = original("deltas.arrows");
    for (int length : new int[] {stream.length / 2, stream.length - 5, stream.length - 8}) {
      assertDamaged(Arrays.copyOf(stream, length), "it ends too early");
    }
  }

  @Test
  void filesPutOneBehindTheOther() {
    byte[] file = original("duckdb.arrow");
    byte[] twice = Arrays.copyOf(file, 2 * file.length);
    System.arraycopy(file, 0, twice, file.length, file.length);
    bytes("old.arrow", twice);
    Ran ran = run("compare " + RUN + " --out @out");
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertThat(ran.err())
        .contains(
            "bytes lie between its last batch and its footer, which is so where files were put")
        .contains("old (old.arrow): old.arrow cannot be read to its end");
  }

  @Test
  void footersThatAreGarbage() {
    byte[] file = original("duckdb.arrow");
    int length = file.length - 10;
    assertDamaged(put(file, length, Integer.MAX_VALUE), "its footer claims 2147483647 bytes");
    assertDamaged(put(file, length, -1), "its footer claims -1 bytes");
    byte[] garbage = file.clone();
    Arrays.fill(garbage, file.length - 200, length, (byte) 0x7F);
    assertDamaged(garbage, "its metadata contradict each other");
  }

  @Test
  void absurdLengths() {
    byte[] stream = original("deltas.arrows");
    int schema = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    assertDamaged(put(stream, 8 + schema + 4, Integer.MAX_VALUE), "it ends too early");
    assertDamaged(
        put(stream, 8 + schema + 4, Integer.MIN_VALUE), "a length of -2147483648 bytes is absurd");
  }

  @Test
  void foreignBytesUnderArrowsName() {
    goodTables();
    for (String content : new String[] {"id,label,prediction\na,cat,cat\n", "ARROW", "\u00ff"}) {
      bytes("old.arrow", content.getBytes(StandardCharsets.ISO_8859_1));
      assertRefused(
          RUN,
          "old (old.arrow): the name says arrow, but the file does not begin like one; it is damaged or of another format; write it again, or give --old-format");
    }
  }

  @Test
  void foreignBytesForcedToBeArrow() {
    goodTables();
    assertRefused(
        CSV + PLAIN + " --old-format arrow",
        "old (old.csv): old.csv does not begin like an Arrow IPC file or stream; it is damaged or of another format, write it again");
  }

  @Test
  void streamsPutOneBehindTheOther() {
    byte[] stream = original("deltas.arrows");
    byte[] twice = Arrays.copyOf(stream, 2 * stream.length);
    System.arraycopy(stream, 0, twice, stream.length, stream.length);
    for (byte[] content : new byte[][] {twice, Arrays.copyOf(stream, stream.length + 1)}) {
      bytes("old.arrow", content);
      assertRefused(
          RUN,
          "old (old.arrow): old.arrow has more bytes after the end of its stream, which no reader would see; write it as one stream, or each stream to a file of its own");
    }
  }

  @Test
  void featherOfVersionOne() {
    goodTables();
    bytes("old.arrow", "FEA1....FEA1".getBytes(StandardCharsets.US_ASCII));
    assertRefused(
        RUN,
        "old (old.arrow): is Feather of version 1, which is not Arrow IPC; write it again as version 2, the default of pandas and pyarrow");
  }

  @Test
  void decimalsOf32Bits() {
    byte[] stream = original("decimal32.arrows");
    bytes("old.arrow", stream);
    assertRefused(
        RUN,
        "old (old.arrow): old.arrow has columns that this Arrow library does not take (Library only supports 128-bit and 256-bit decimal values); leave them out or write them in another type, or write the file again if it is damaged");
  }

  @Test
  void emptyFile() {
    goodTables();
    bytes("old.arrow", new byte[0]);
    assertRefused(RUN, "old (old.arrow): the file is empty; there is nothing to compare");
  }

  @Test
  void oneBadFileAmongGood() {
    byte[] file = original("duckdb.arrow");
    bytes("v1/a.arrow", file);
    bytes("v1/b.arrow", new byte[0]);
    String run = "--old @v1 --new @new.csv " + PLAIN;
    assertRefused(run, "old (v1): b.arrow is empty; write it again");
    bytes("v1/b.arrow", Arrays.copyOf(file, file.length - 4));
    assertRefused(
        run,
        "old (v1): b.arrow cannot be read to its end (it does not end like an Arrow IPC file); the file is damaged or cut short, write it again");
    bytes("v1/b.arrow", original("types.arrow"));
    Ran ran = run("compare " + run + " --out @out");
    assertThat(ran.err())
        .contains(
            "old (v1): b.arrow has the columns struct<bool:boolean,",
            "and a.arrow has struct<id:string,label:string,prediction:string,score:",
            "; all files need the same columns and types");
  }

  @Test
  void noRecordBatches() {
    table("old.arrow", "arrow", "select 'a' id, 'cat' label, 'cat' prediction where 1 = 0");
    goodTables();
    assertRefused(RUN, "old (old.arrow): the table has no rows; there is nothing to compare");
  }
}
