package org.flipcheck.spark;

import java.io.Serializable;
import java.util.Map;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.spark.CompareSpec.FlipsKept;
import org.flipcheck.spark.CompareSpec.Handling;

/**
 * All that a task must know to judge pairs.
 *
 * @param form the form of the rows
 * @param layouts what each table gives; no entry for a labels table that was not given
 * @param rule what makes an answer right; null without correctness
 * @param handling what to do with rows that are not as they should be
 * @param scored whether score changes are measured
 * @param oldClasses the classes the old model knows; null when that was not told
 * @param flips which pairs go to the flip table
 * @param halves whether the halves of the ids are counted apart
 * @param groups how groups of examples are drawn anew; null where examples stand alone
 * @param protectedIds the examples that a policy protects; null where it protects none
 */
record PairRules(
    NormalRow form,
    Map<TableSide, Layout> layouts,
    CorrectnessRule rule,
    Handling handling,
    boolean scored,
    boolean answers,
    ClassNames oldClasses,
    FlipsKept flips,
    boolean halves,
    GroupRules groups,
    ProtectedIds protectedIds)
    implements Serializable {

  PassRow passRow() {
    return new PassRow(form);
  }

  boolean hasLabelsTable() {
    return layouts.containsKey(TableSide.LABELS);
  }

  /** The one table that names the groups. */
  TableSide groupOwner() {
    return layouts.values().stream()
        .filter(layout -> layout.group() != Layout.ABSENT)
        .map(Layout::side)
        .findFirst()
        .orElseThrow();
  }

  /** Whether anything tells why pairs flip: thresholds, or logits and labels. */
  boolean countsReasons() {
    boolean labelled = layouts.values().stream().anyMatch(l -> l.label() != Layout.ABSENT);
    boolean logits = layouts.get(TableSide.OLD).logits() != Layout.ABSENT;
    return rule instanceof CorrectnessRule.Threshold || (rule != null && labelled && logits);
  }

  boolean comparesAnswers() {
    return rule != null && rule.comparesAnswers();
  }
}
