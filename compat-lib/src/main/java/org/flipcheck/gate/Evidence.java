package org.flipcheck.gate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;

/** What a gate judges by: the counts of a finished comparison, from wherever they are kept. */
public interface Evidence {

  /**
   * The counts of all pairs.
   *
   * @return the overall summary
   */
  PairSummary overall();

  /**
   * The counts of every slice of some columns, whether or not a result lists them all.
   *
   * @param columns one column, or several for their cross; their order does not matter
   * @return slices in the order of {@link SliceKey}, or empty when the comparison did not count
   *     them
   */
  Optional<Map<SliceKey, PairSummary>> slices(List<String> columns);

  /**
   * Where the input rows went.
   *
   * @return the join ledger
   */
  JoinLedger ledger();

  /**
   * The columns the comparison was sliced by, for messages.
   *
   * @return names in the order asked for
   */
  List<String> sliceColumns();
}
