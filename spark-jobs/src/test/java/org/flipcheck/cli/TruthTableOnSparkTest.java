package org.flipcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.metrics.CorrectnessRule.SetEquals;
import org.flipcheck.metrics.CorrectnessRule.Threshold;
import org.flipcheck.metrics.CorrectnessRule.Tolerance;
import org.flipcheck.metrics.CorrectnessRule.TopK;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.TruthTable;
import org.junit.jupiter.api.Test;

/** The Spark job's dialect of the correctness rules: every line of the truth table, one by one. */
class TruthTableOnSparkTest extends CompareHarness {

  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("answer", DataTypes.StringType)
          .add("grade", DataTypes.BooleanType)
          .add("score", DataTypes.DoubleType);

  @Test
  void everyLineOfTheTruthTable() {
    Map<CorrectnessRule, List<TruthTable.Case>> byRule =
        TruthTable.load().stream()
            .collect(
                Collectors.groupingBy(
                    TruthTable.Case::rule, LinkedHashMap::new, Collectors.toList()));
    int run = 0;
    for (var rule : byRule.entrySet()) {
      run++;
      assertEquals(expected(rule.getValue()), actual(rule.getKey(), rule.getValue(), run));
    }
  }

  private static Map<String, String> expected(List<TruthTable.Case> cases) {
    Map<String, String> outcomes = new TreeMap<>();
    cases.forEach(c -> c.expected().ifPresent(outcome -> outcomes.put(c.name(), outcome.key())));
    return outcomes;
  }

  private Map<String, String> actual(CorrectnessRule rule, List<TruthTable.Case> cases, int run) {
    table("old" + run, "parquet", spark().createDataFrame(rows(rule, cases, true), SCHEMA));
    table("new" + run, "parquet", spark().createDataFrame(rows(rule, cases, false), SCHEMA));
    Ran ran =
        run(
            "compare --old @old%d --new @new%d --out @out%d --id id --flips all --on-label-conflict keep %s"
                .formatted(run, run, run, options(rule)));
    assertEquals("", ran.err());
    RunFolder result = new RunFolder(folder.resolve("out" + run), spark()).check();
    assertEquals(cases.size(), result.ledger("matched"));
    Map<String, String> outcomes = new TreeMap<>();
    result
        .table("flips")
        .select("id", "outcome")
        .collectAsList()
        .forEach(row -> outcomes.put(row.getString(0), row.getString(1)));
    Map<String, Long> byOutcome =
        outcomes.values().stream()
            .collect(Collectors.groupingBy(o -> o, TreeMap::new, Collectors.counting()));
    assertEquals(
        byOutcome.getOrDefault(FlipOutcome.NEGATIVE_FLIP.key(), 0L),
        result.json().at("/overall/counts/negative_flips").asLong());
    return outcomes;
  }

  private static List<Row> rows(CorrectnessRule rule, List<TruthTable.Case> cases, boolean old) {
    List<Row> rows = new ArrayList<>();
    for (TruthTable.Case c : cases) {
      TruthTable.Row row = old ? c.oldSide() : c.newSide();
      boolean lists = rule instanceof TopK || rule instanceof SetEquals;
      rows.add(
          RowFactory.create(
              c.name(),
              row.label().map(l -> rule instanceof SetEquals ? json(l) : l).orElse(null),
              row.answer().map(a -> lists ? json(a) : a).orElse(null),
              row.grade().orElse(null),
              row.score().isPresent() ? row.score().getAsDouble() : null));
    }
    return rows;
  }

  private static String json(String list) {
    return TruthTable.items(list).stream()
        .map(item -> "\"" + item + "\"")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String options(CorrectnessRule rule) {
    String answers = "--label label --prediction answer --rule " + rule.key();
    if (rule instanceof Threshold threshold) {
      return answers
          + " --score score --old-threshold %s --new-threshold %s"
              .formatted(threshold.oldThreshold(), threshold.newThreshold());
    }
    if (rule instanceof Tolerance tolerance) {
      return answers
          + " --abs-tol %s --rel-tol %s".formatted(tolerance.absolute(), tolerance.relative());
    }
    if (rule instanceof TopK topK) {
      return answers + " --k " + topK.k();
    }
    return rule instanceof CorrectnessRule.Graded ? answers + " --correct grade" : answers;
  }
}
