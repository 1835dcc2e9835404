package org.flipcheck.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.gate.Finding;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.flipcheck.report.ResultException;
import org.flipcheck.report.SliceExcess;
import org.flipcheck.report.SlicesFile;
import org.flipcheck.stats.Estimate;
import org.flipcheck.stats.Estimates;

/** What the {@code result.json} of each run says, as views. */
final class ResultViews {

  private static final String COUNTS =
      "n BIGINT, both_right BIGINT, negative_flips BIGINT, positive_flips BIGINT, both_wrong BIGINT, both_wrong_same BIGINT, both_wrong_different BIGINT";

  private static final StructType RUNS =
      StructType.fromDDL(
          "run STRING, run_id STRING, created_at TIMESTAMP, tool_version STRING, schema_version INT, folder STRING, rule STRING, old_name STRING, new_name STRING, verdict STRING, policy_fingerprint STRING, old_rows BIGINT, new_rows BIGINT, matched BIGINT, only_old BIGINT, only_new BIGINT, ungraded BIGINT, label_conflicts BIGINT, "
              + COUNTS);

  private static final StructType METRICS =
      StructType.fromDDL(
          "run STRING, metric STRING, value DOUBLE, low DOUBLE, high DOUBLE, method STRING, undefined_because STRING");

  private static final StructType SLICES =
      StructType.fromDDL(
          "run STRING, slice STRING, columns MAP<STRING, STRING>, %s, negative_flip_rate DOUBLE, low DOUBLE, high DOUBLE, excess DOUBLE"
              .formatted(COUNTS));

  private static final StructType FINDINGS =
      StructType.fromDDL(
          "run STRING, rule STRING, metric STRING, slice STRING, verdict STRING, severity STRING, waived BOOLEAN, value DOUBLE, low DOUBLE, high DOUBLE, limit DOUBLE, n BIGINT, message STRING");

  private final SparkSession spark;
  private final Map<String, OpenRun> runs;

  ResultViews(SparkSession spark, Map<String, OpenRun> runs) {
    this.spark = spark;
    this.runs = runs;
  }

  /** The rows of a view that is no table of files. */
  Dataset<Row> rows(QueryView view) {
    return switch (view) {
      case RUNS -> rows(RUNS, (run, of, rows) -> rows.add(run(run, of)));
      case METRICS -> rows(METRICS, ResultViews::metrics);
      case SLICES -> rows(SLICES, ResultViews::slices);
      case FINDINGS -> rows(FINDINGS, ResultViews::findings);
      case FLIPS, CELLS, CONFUSION, WHY -> throw new IllegalArgumentException(view.key());
    };
  }

  /** Adds the rows of one run. */
  private interface Teller {
    void tell(String run, OpenRun of, List<Row> rows);
  }

  private Dataset<Row> rows(StructType schema, Teller teller) {
    List<Row> rows = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    runs.forEach(
        (name, run) -> {
          try {
            teller.tell(name, run, rows);
          } catch (BadInputException e) {
            problems.addAll(e.problems());
          }
        });
    if (!problems.isEmpty()) {
      throw new BadInputException(problems);
    }
    return spark.createDataFrame(rows, schema);
  }

  private static Row run(String name, OpenRun of) {
    ComparisonResult result = of.result();
    JoinLedger ledger = result.ledger();
    List<Object> cells = new ArrayList<>();
    cells.add(name);
    cells.add(result.run().id());
    cells.add(result.run().createdAt());
    cells.add(result.run().toolVersion());
    cells.add(ComparisonResult.SCHEMA_VERSION);
    cells.add(of.location());
    cells.add(result.run().rule().orElse(null));
    cells.add(result.inputs().oldModel().name());
    cells.add(result.inputs().newModel().name());
    cells.add(result.gate().map(gate -> gate.report().verdict().name()).orElse(null));
    cells.add(result.gate().map(GateSection::policyFingerprint).orElse(null));
    cells.add(ledger.oldSide().rows());
    cells.add(ledger.newSide().rows());
    cells.add(ledger.matched());
    cells.add(ledger.oldSide().onlyHere());
    cells.add(ledger.newSide().onlyHere());
    cells.add(ledger.ungraded());
    cells.add(ledger.labelConflicts());
    addCounts(cells, result.overall().pairs().n(), result.overall().pairs().counts());
    return RowFactory.create(cells.toArray());
  }

  private static void addCounts(List<Object> cells, long n, Optional<FlipCounts> counts) {
    cells.add(n);
    cells.add(counts.map(FlipCounts::bothRight).orElse(null));
    cells.add(counts.map(FlipCounts::negativeFlips).orElse(null));
    cells.add(counts.map(FlipCounts::positiveFlips).orElse(null));
    cells.add(counts.map(FlipCounts::bothWrong).orElse(null));
    cells.add(boxed(counts.map(FlipCounts::bothWrongSame).orElse(OptionalLong.empty())));
    cells.add(boxed(counts.map(FlipCounts::bothWrongDifferent).orElse(OptionalLong.empty())));
  }

  private static void metrics(String name, OpenRun of, List<Row> rows) {
    of.result()
        .overall()
        .metrics()
        .forEach(
            (metric, estimate) ->
                rows.add(
                    RowFactory.create(
                        name,
                        metric.key(),
                        boxed(estimate.value()),
                        boxed(estimate.low()),
                        boxed(estimate.high()),
                        estimate.method(),
                        estimate.undefinedBecause().isEmpty()
                            ? null
                            : estimate.undefinedBecause())));
  }

  private static void slices(String name, OpenRun of, List<Row> rows) {
    of.result().slices().forEach(slice -> rows.add(slice(name, of, slice)));
    of.result()
        .slicesTruncated()
        .ifPresent(rest -> unlisted(of, rest).forEach(s -> rows.add(slice(name, of, s))));
  }

  /** The slices in the file beside the result. */
  private static List<SliceResult> unlisted(OpenRun of, ComparisonResult.SlicesTruncated rest) {
    if (!"file".equals(of.folder().toUri().getScheme())) {
      throw new BadInputException(
          "%s: the view slices needs %s, which holds %,d of its %,d slices and is read from a local disk only; copy the run's folder to one"
              .formatted(of.location(), rest.file(), rest.total() - rest.kept(), rest.total()));
    }
    try {
      return SlicesFile.read(Path.of(of.folder().toUri().getPath()), rest, slice -> true);
    } catch (ResultException e) {
      throw new BadInputException(e.getMessage());
    } catch (IOException e) {
      throw new BadInputException(
          "%s: %s cannot be read: %s"
              .formatted(of.location(), rest.file(), InputFiles.firstLine(e)));
    }
  }

  private static Row slice(String name, OpenRun of, SliceResult slice) {
    List<Object> cells = new ArrayList<>();
    cells.add(name);
    cells.add(slice.slice().toString());
    cells.add(scala.jdk.javaapi.CollectionConverters.asScala(slice.slice().values()));
    addCounts(cells, slice.pairs().n(), slice.pairs().counts());
    Optional<Estimate> rate = rate(slice);
    cells.add(boxed(rate.map(Estimate::value).orElse(OptionalDouble.empty())));
    cells.add(boxed(rate.map(Estimate::low).orElse(OptionalDouble.empty())));
    cells.add(boxed(rate.map(Estimate::high).orElse(OptionalDouble.empty())));
    cells.add(boxed(SliceExcess.of(of.result(), slice.pairs())));
    return RowFactory.create(cells.toArray());
  }

  /** As the result has it; slices in the file beside it have counts alone. */
  private static Optional<Estimate> rate(SliceResult slice) {
    FlipMetric metric = FlipMetric.NEGATIVE_FLIP_RATE;
    if (!metric.appliesTo(slice.pairs().content())) {
      return Optional.empty();
    }
    Estimate listed = slice.metrics().get(metric);
    return Optional.of(
        listed != null
            ? listed
            : Estimates.of(metric, slice.pairs(), Estimates.REPORTED_CONFIDENCE));
  }

  private static void findings(String name, OpenRun of, List<Row> rows) {
    of.result()
        .gate()
        .ifPresent(gate -> gate.report().findings().forEach(f -> rows.add(finding(name, f))));
  }

  private static Row finding(String name, Finding finding) {
    return RowFactory.create(
        name,
        finding.rule(),
        finding.metric(),
        finding.slice().map(Object::toString).orElse(null),
        finding.verdict().name(),
        finding.severity().name().toLowerCase(java.util.Locale.ROOT),
        !finding.waivedBy().isEmpty(),
        boxed(finding.value()),
        boxed(finding.low()),
        boxed(finding.high()),
        finding.limit(),
        finding.n(),
        finding.message());
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }

  private static Long boxed(OptionalLong value) {
    return value.isPresent() ? (Long) value.getAsLong() : null;
  }
}
