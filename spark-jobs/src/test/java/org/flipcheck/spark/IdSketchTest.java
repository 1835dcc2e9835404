package org.flipcheck.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class IdSketchTest {

  private static IdSketch of(LongStream ids) {
    IdSketch sketch = new IdSketch();
    ids.forEach(id -> sketch.add(IdHash.of(id)));
    return sketch;
  }

  private static IdSketch range(long from, long to) {
    return of(LongStream.range(from, to));
  }

  @Test
  void smallSetsAreExact() {
    IdSketch sketch = range(0, 1_000);
    sketch.add(range(500, 1_010));

    assertThat(sketch.estimate()).isEqualTo(1_010);
    assertThat(sketch.overlap(range(1_000, 1_020))).isEqualTo(0.5);
    assertThat(sketch.overlap(range(2_000, 3_000))).isZero();
    assertThat(new IdSketch().estimate()).isZero();
    assertThat(new IdSketch().overlap(sketch)).isZero();
  }

  @Test
  void largeSetsAreEstimated() {
    IdSketch days = range(0, 300_000);
    IdSketch next = range(270_000, 400_000);

    assertThat(days.estimate()).isCloseTo(300_000, within(300_000 * 0.1));
    assertThat(days.overlap(next)).isCloseTo(30_000 / 130_000.0, within(0.06));
    assertThat(days.shared(range(300_000, 600_000))).isZero();
  }

  @Test
  void anOverlapOfOnePercentOfTheLargerSetIsFound() {
    for (int trial = 0; trial < 50; trial++) {
      long base = 1_000_000L * trial;
      IdSketch large = range(base, base + 50_000);
      IdSketch other = range(base + 49_500, base + 99_500);

      assertThat(large.shared(other)).as("trial %d", trial).isPositive();
    }
  }

  @Test
  void orderRepetitionAndPartitioningChangeNothing() {
    byte[] whole = range(0, 20_000).toBytes();
    SplittableRandom random = new SplittableRandom(1);
    IdSketch shuffled = of(random.longs(400_000, 0, 20_000));
    IdSketch parts = new IdSketch();
    for (int part = 3; part >= 0; part--) {
      parts.add(IdSketch.fromBytes(range(5_000L * part, 5_000L * (part + 1)).toBytes()));
    }
    shuffled.add(range(0, 20_000));

    assertThat(shuffled.toBytes()).isEqualTo(whole);
    assertThat(parts.toBytes()).isEqualTo(whole).hasSize(IdSketch.SIZE * Long.BYTES);
  }

  @Test
  void extremeHashesAreKept() {
    IdSketch sketch = new IdSketch();
    sketch.add(Long.MAX_VALUE);
    sketch.add(Long.MIN_VALUE);
    sketch.add(Long.MAX_VALUE);

    assertThat(IdSketch.fromBytes(sketch.toBytes()).estimate()).isEqualTo(2);
  }

  @Test
  void foreignBytesAreRefused() {
    byte[] falling = new byte[16];
    falling[0] = 1;

    assertThatThrownBy(() -> IdSketch.fromBytes(new byte[7])).hasMessageContaining("7 bytes");
    assertThatThrownBy(() -> IdSketch.fromBytes(new byte[8 * 1025])).hasMessageContaining("8200");
    assertThatThrownBy(() -> IdSketch.fromBytes(falling)).hasMessageContaining("must rise");
  }

  @Test
  void idsHashByTheirCanonicalForm() {
    byte[] text = "img-7".getBytes(StandardCharsets.UTF_8);
    byte[] pair = {0, 0, 0, 1, 'a', 0, 0, 0, 2, '1', '2'};

    assertThat(RowIdHash.of(RowFactory.create(7L), 0, 1)).isEqualTo(IdHash.of(7L));
    assertThat(RowIdHash.of(RowFactory.create("x", "img-7"), 1, 1))
        .isEqualTo(IdHash.of(text, 0, text.length));
    assertThat(RowIdHash.of(RowFactory.create("a", 12L), 0, 2))
        .isEqualTo(IdHash.of(pair, 0, pair.length))
        .isNotEqualTo(RowIdHash.of(RowFactory.create("a1", "2"), 0, 2));
    // MurmurHash3's 64-bit finalizer of 1, as its reference gives it.
    assertThat(IdHash.of(1L)).isEqualTo(0xb456bcfc34c2cb2cL);
  }
}
