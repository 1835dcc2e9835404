package org.flipcheck.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** Blocks that memory has no room for go to a file, and come back the same. */
class BlockStoreTest {

  private static final int BLOCKS = 40;
  private static final int ROWS = 100;

  private static byte[] block(Codes codes, PackedBlock.Told told, int number) {
    PackedRows rows = new PackedRows(true);
    rows.reserve(ROWS);
    for (int i = 0; i < ROWS; i++) {
      rows.id[i] = (long) number * ROWS + i;
      rows.answer[i] = codes.of("answer " + (number + i) % 11);
    }
    rows.n = ROWS;
    PackedBlock.Head head =
        new PackedBlock.Head(number % 4, TableSide.NEW, 5, 0, ROWS, number == 0 ? 3 : 0);
    return PackedBlock.write(head, rows, codes, told);
  }

  /** Every row of the store, and whether memory was given back. */
  private static List<String> readBack(boolean spilling) throws java.io.IOException {
    Codes ofSender = new Codes(0);
    Codes codes = new Codes(0);
    PackedBlock.Told told = new PackedBlock.Told();
    List<String> found = new ArrayList<>();
    try (BlockStore store = new BlockStore(codes)) {
      for (int number = 0; number < BLOCKS; number++) {
        store.add(block(ofSender, told, number));
        if (spilling && number % 15 == 14) {
          store.spill(Long.MAX_VALUE, null);
          found.add("held after spilling " + store.getUsed());
        }
      }
      found.add("without id " + store.nullIds(TableSide.NEW));
      for (int bucket : store.buckets()) {
        PackedRows rows = new PackedRows(true);
        store.read(bucket, TableSide.NEW, rows, () -> {});
        found.add("rows of bucket " + store.rows(bucket) + " " + rows.n);
        for (int i = 0; i < rows.n; i++) {
          found.add(rows.id[i] + " " + codes.text(rows.answer[i]));
        }
        store.drop(bucket);
      }
      found.add("held at the end " + store.getUsed());
    }
    return found;
  }

  @Test
  void spilledBlocksComeBack() {
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(ExpectedPairs.openSession().sparkContext());
    List<List<String>> both =
        context.parallelize(List.of(false, true), 1).map(BlockStoreTest::readBack).collect();

    assertThat(both.get(1)).contains("held after spilling 0", "held at the end 0");
    assertThat(both.get(1).stream().filter(line -> !line.startsWith("held after")).toList())
        .isEqualTo(both.get(0));
    assertThat(both.get(0)).hasSize(2 + 4 + BLOCKS * ROWS).contains("without id 3", "399 answer 3");
  }
}
