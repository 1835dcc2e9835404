package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.spark.PassRow.Kind;

/** What the pass found wrong with the data, as sentences: all of it at once. */
final class DataProblems {

  private final CompareSpec spec;
  private final PassCounts counts;
  private final List<String> problems = new ArrayList<>();

  private DataProblems(CompareSpec spec, PassCounts counts) {
    this.spec = spec;
    this.counts = counts;
  }

  /**
   * Stops a comparison of bad data.
   *
   * @param pass the pass, for the rare check of vocabularies
   * @throws BadInputException with every problem found
   */
  static void check(CompareSpec spec, PassCounts counts, Pass pass) {
    DataProblems found = new DataProblems(spec, counts);
    found.addEmptyTables();
    found.addIssues();
    if (found.problems.isEmpty()) {
      found.addNoMatch();
      found.addNoWeight();
    }
    if (found.problems.isEmpty()) {
      found.addVocabularies(pass);
    }
    if (!found.problems.isEmpty()) {
      throw new BadInputException(found.problems);
    }
  }

  private Source source(TableSide side) {
    return spec.sources().stream().filter(s -> s.side() == side).findFirst().orElseThrow();
  }

  private void addEmptyTables() {
    for (Source source : spec.sources()) {
      if (counts.of(Bucket.ROWS, source.side()) == 0) {
        problems.add(
            "%s: the table has no rows%s"
                .formatted(
                    source.describe(),
                    source
                        .where()
                        .map(w -> " where " + w + "; check the condition")
                        .orElse("; there is nothing to compare")));
      }
    }
  }

  private void addIssues() {
    Map<String, Row> ordered = new TreeMap<>();
    counts.issues().forEach(row -> ordered.put(order(row.getString(PassRow.NAME)), row));
    Map<TableSide, Map<Integer, Row>> lengths = new LinkedHashMap<>();
    for (Row row : ordered.values()) {
      String[] name = row.getString(PassRow.NAME).split(" ", -1);
      Issue issue = Issue.valueOf(name[0]);
      TableSide side = TableSide.valueOf(name[1].toUpperCase(java.util.Locale.ROOT));
      if (issue == Issue.LOGITS_LENGTH) {
        lengths.computeIfAbsent(side, unused -> new TreeMap<>()).put(Integer.valueOf(name[2]), row);
      } else {
        problems.add(sentence(issue, side, row));
      }
    }
    lengths.forEach(this::addLogitsLengths);
  }

  /** Sides in the order of the tables, and issues in the order of their declaration. */
  private static String order(String name) {
    String[] parts = name.split(" ", -1);
    Issue issue = Issue.valueOf(parts[0]);
    int position = List.of(Issue.values()).indexOf(issue);
    int side = TableSide.valueOf(parts[1].toUpperCase(java.util.Locale.ROOT)).code();
    return "%d %03d %s".formatted(side, position, name);
  }

  private String sentence(Issue issue, TableSide side, Row row) {
    long n = row.getLong(PassRow.N);
    String samples =
        row.getString(PassRow.TEXT)
            .lines()
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining(", "));
    boolean ofBoth = issue == Issue.LABEL_CONFLICT;
    String where = ofBoth ? bothSides() : source(side).describe();
    String unit = ofBoth ? "example" : "row";
    return "%s: %s%s; %s"
        .formatted(
            where,
            issue.describe(n == 1 ? "1 " + unit : n + " " + unit + "s"),
            samples.isEmpty() ? "" : ", such as " + samples,
            issue.remedy());
  }

  private String bothSides() {
    return spec.newSource().isRerun() ? "old and " + spec.newSource().describe() : "old and new";
  }

  private void addLogitsLengths(TableSide side, Map<Integer, Row> byLength) {
    if (byLength.size() > 1) {
      String seen =
          byLength.entrySet().stream()
              .map(
                  e ->
                      "%d logits in %s (such as %s)"
                          .formatted(
                              e.getKey(),
                              rows(e.getValue().getLong(PassRow.N)),
                              e.getValue().getString(PassRow.TEXT).lines().findFirst().orElse("")))
              .collect(Collectors.joining(", "));
      problems.add(
          "%s: rows differ in their number of logits: %s; %s"
              .formatted(source(side).describe(), seen, Issue.LOGITS_LENGTH.remedy()));
    }
  }

  private static String rows(long n) {
    return n == 1 ? "1 row" : n + " rows";
  }

  private void addNoMatch() {
    if (counts.of(Bucket.MATCHED) > 0) {
      return;
    }
    long outside =
        counts.of(Bucket.OUTSIDE_LABELS, TableSide.OLD)
            + counts.of(Bucket.OUTSIDE_LABELS, TableSide.NEW);
    if (outside > 0) {
      problems.add(
          "no id of %s is in both %s and %s: the labels table defines the examples, and it has none of %d ids; check that --id %s names the same examples in all tables"
              .formatted(
                  source(TableSide.LABELS).describe(),
                  spec.oldSource().describe(),
                  spec.newSource().describe(),
                  outside,
                  String.join(",", spec.columns().ids())));
    } else {
      problems.add(
          "no id of %s is in %s: %d and %d ids stand alone; check that --id %s names the same examples on both sides"
              .formatted(
                  spec.oldSource().describe(),
                  spec.newSource().describe(),
                  counts.of(Bucket.ONLY, TableSide.OLD),
                  counts.of(Bucket.ONLY, TableSide.NEW),
                  String.join(",", spec.columns().ids())));
    }
  }

  private void addNoWeight() {
    if (!spec.content().weights() || counts.of(Bucket.JUDGED) == 0) {
      return;
    }
    PairSummary all = counts.overall().summary();
    boolean none = all.table().map(table -> table.n() == 0).orElse(false);
    if (none) {
      problems.add(
          "--weight %s: the weights of all %d judged examples are 0, so that no rate exists; mend the column, or leave --weight out"
              .formatted(spec.columns().weight().orElseThrow(), all.n()));
    }
  }

  /**
   * A side that is never right and whose answers never occur among the labels speaks another
   * language.
   */
  private void addVocabularies(Pass pass) {
    if (spec.rule().filter(CorrectnessRule.Equals.class::isInstance).isEmpty()
        || counts.of(Bucket.JUDGED) == 0) {
      return;
    }
    FlipCounts flips = counts.overall().summary().counts().orElseThrow();
    if (flips.bothRight() + flips.negativeFlips() == 0) {
      addVocabulary(pass, TableSide.OLD, PassRow.OLD_PREDICTION);
    }
    if (flips.bothRight() + flips.positiveFlips() == 0) {
      addVocabulary(pass, TableSide.NEW, PassRow.NEW_PREDICTION);
    }
  }

  private void addVocabulary(Pass pass, TableSide side, int predictionColumn) {
    Dataset<Row> confusions = pass.counts(Kind.CONFUSION);
    Dataset<Row> labels = distinct(confusions, PassRow.LABEL);
    Dataset<Row> predictions = distinct(confusions, predictionColumn);
    if (predictions.isEmpty() || !predictions.intersect(labels).isEmpty()) {
      return;
    }
    problems.add(
        "%s: no prediction ever equals a label: predictions look like %s, labels like %s; give --%s-classes to name predicted indices, or --answers-as number to read text as numbers"
            .formatted(source(side).describe(), samples(predictions), samples(labels), side.key()));
  }

  private static Dataset<Row> distinct(Dataset<Row> rows, int column) {
    return rows.select(functions.col(NormalRow.column(column)).as("value"))
        .filter(functions.col("value").isNotNull())
        .distinct();
  }

  private static String samples(Dataset<Row> values) {
    return values.orderBy("value").limit(3).collectAsList().stream()
        .map(row -> row.getString(0))
        .collect(Collectors.joining(", "));
  }
}
