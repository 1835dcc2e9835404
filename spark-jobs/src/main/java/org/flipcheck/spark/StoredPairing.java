package org.flipcheck.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Pairs the same partitions of several models of one prediction store.
 *
 * @param rules how pairs are judged
 * @param shards over how many tasks the counts are spread
 * @param tables the tables, all of one store
 * @param hadoop how to reach its file system
 */
record StoredPairing(
    PairRules rules, int shards, List<StoredTable> tables, SerializableConfiguration hadoop)
    implements FlatMapFunction<Iterator<Integer>, Row>, Serializable {

  @Override
  public Iterator<Row> call(Iterator<Integer> partitions) {
    Codes codes = new Codes(rules.form().slices().size());
    return new JudgedRows(
        rules,
        shards,
        codes,
        same -> {
          StoredGroups groups = new StoredGroups(this, partitions, codes, same);
          TaskContext.get()
              .addTaskCompletionListener((TaskCompletionListener) unused -> groups.close());
          return groups;
        });
  }
}
