package org.flipcheck.spark;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Pairs the blocks that one task received.
 *
 * @param rules how pairs are judged
 * @param shards over how many tasks the counts are spread
 * @param rowsInMemory most rows of a bucket that are held at once
 */
record PackedPairing(PairRules rules, int shards, long rowsInMemory)
    implements FlatMapFunction<Iterator<byte[]>, Row>, Serializable {

  @Override
  public Iterator<Row> call(Iterator<byte[]> blocks) {
    Codes codes = new Codes(rules.form().slices().size());
    BlockStore store = new BlockStore(codes);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) unused -> store.close());
    while (blocks.hasNext()) {
      store.add(blocks.next());
    }
    boolean wholeNumbers = IdReader.isWholeNumber(rules.form());
    return new JudgedRows(
        rules, shards, codes, same -> new BlockGroups(store, wholeNumbers, same, rowsInMemory));
  }
}
