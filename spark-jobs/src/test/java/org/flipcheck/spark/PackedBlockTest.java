package org.flipcheck.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes into blocks comes out of them, whatever the codes of sender and receiver are. */
class PackedBlockTest {

  private static final int SLICES = 2;

  private final Random random = new Random(20261125);

  /** Rows as the texts and numbers that they stand for. */
  private static List<String> told(PackedRows rows, Codes codes) {
    List<String> told = new ArrayList<>();
    for (int i = 0; i < rows.n; i++) {
      String id =
          rows.wholeNumberIds
              ? Long.toString(rows.id[i])
              : new String(rows.idBytes, rows.idStart(i), rows.idLength(i), StandardCharsets.UTF_8);
      told.add(
          String.join(
              "|",
              id,
              codes.text(rows.label[i]),
              codes.text(rows.answer[i]),
              codes.text(codes.inTuple(rows.slices[i], 0)),
              codes.text(codes.inTuple(rows.slices[i], 1)),
              codes.text(PackedRows.code(rows.issue, i)),
              Integer.toString(PackedRows.code(rows.logits, i)),
              codes.text(PackedRows.code(rows.runnerUp, i)),
              Double.toString(PackedRows.number(rows.score, i)),
              Double.toString(PackedRows.number(rows.margin, i)),
              Double.toString(PackedRows.number(rows.labelProbability, i)),
              Double.toString(PackedRows.number(rows.weight, i)),
              rows.grade == null ? "0" : Byte.toString(rows.grade[i]),
              rows.keep == null ? "null" : Arrays.toString(rows.keep[i])));
    }
    return told;
  }

  private PackedRows someRows(Codes codes, boolean wholeNumbers, int n) {
    PackedRows rows = new PackedRows(wholeNumbers);
    rows.reserve(n);
    boolean wide = random.nextBoolean();
    for (int i = 0; i < n; i++) {
      if (wholeNumbers) {
        rows.id[i] = wide ? random.nextLong() : 1_000_000_000_000L + random.nextInt(1000);
      } else {
        byte[] id = ("id-" + random.nextInt() + "-é").getBytes(StandardCharsets.UTF_8);
        int start = rows.idStart(i);
        rows.reserveIdBytes(start + id.length);
        System.arraycopy(id, 0, rows.idBytes, start, id.length);
        rows.idEnd[i] = start + id.length;
      }
      rows.label[i] = codes.of("class " + random.nextInt(wide ? 70_000 : 5));
      rows.answer[i] = random.nextInt(9) == 0 ? Codes.NONE : codes.of("x" + random.nextInt(300));
      int[] tuple = {codes.of("DE"), random.nextBoolean() ? 0 : codes.of("s" + i % 7)};
      rows.slices[i] = codes.ofTuple(tuple);
      if (random.nextInt(3) == 0) {
        rows.scores()[i] = random.nextDouble();
        rows.margins()[i] = -random.nextDouble();
        rows.labelProbabilities()[i] = 2 + random.nextDouble();
        rows.weights()[i] = random.nextInt(4);
        rows.logitsLengths()[i] = 10;
        rows.runnersUp()[i] = codes.of("runner-up " + random.nextInt(99));
        rows.grades()[i] = PackedRows.RIGHT;
        rows.issues()[i] = codes.of("UNUSABLE:score NaN");
        rows.kept()[i] = new byte[random.nextInt(5)];
      }
      rows.n++;
    }
    return rows;
  }

  private static PackedBlock.Head head(int rows) {
    return new PackedBlock.Head(3, TableSide.OLD, 77, 0, rows, 5);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsComeOutAsTheyWentIn(boolean wholeNumbers) {
    Codes ofSender = new Codes(SLICES);
    Codes ofReceiver = new Codes(SLICES);
    ofReceiver.of("something that shifts all codes");
    PackedBlock.Told told = new PackedBlock.Told();
    PackedBlock.Heard heard = new PackedBlock.Heard();
    PackedRows received = new PackedRows(wholeNumbers);
    List<String> expected = new ArrayList<>();
    for (int block = 0; block < 20; block++) {
      PackedRows rows = someRows(ofSender, wholeNumbers, random.nextInt(500));
      expected.addAll(told(rows, ofSender));
      byte[] bytes = PackedBlock.write(head(rows.n), rows, ofSender, told);
      Bytes in = new Bytes(bytes);
      PackedBlock.Head head = PackedBlock.readHead(in);
      assertThat(head).isEqualTo(new PackedBlock.Head(3, TableSide.OLD, 77, block, rows.n, 5));
      heard.hear(in, head, ofReceiver);
      PackedBlock.readColumns(in, head.rows(), heard, received);
      assertThat(in.hasMore()).isFalse();
    }
    assertThat(told(received, ofReceiver)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTextIsSentOnce(boolean wholeNumbers) {
    Codes codes = new Codes(SLICES);
    PackedRows rows = someRows(codes, wholeNumbers, 100);
    PackedBlock.Told told = new PackedBlock.Told();
    int first = PackedBlock.write(head(rows.n), rows, codes, told).length;
    int second = PackedBlock.write(head(rows.n), rows, codes, told).length;
    assertThat(second).isLessThan(first - 4 * codes.texts());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void blocksOutOfOrderAreRefused(boolean wholeNumbers) {
    Codes codes = new Codes(SLICES);
    PackedRows rows = someRows(codes, wholeNumbers, 10);
    PackedBlock.Told told = new PackedBlock.Told();
    PackedBlock.write(head(rows.n), rows, codes, told);
    Bytes second = new Bytes(PackedBlock.write(head(rows.n), rows, codes, told));
    PackedBlock.Head head = PackedBlock.readHead(second);
    assertThatThrownBy(() -> new PackedBlock.Heard().hear(second, head, new Codes(SLICES)))
        .hasMessage("block 1 of sender 77 came as number 0; run again with --engine sql");
  }
}
