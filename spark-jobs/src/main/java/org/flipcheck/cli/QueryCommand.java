package org.flipcheck.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.flipcheck.spark.QuerySpec;
import org.flipcheck.spark.QuerySpec.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks finished runs a question in SQL. */
@Command(
    name = "query",
    header = "Ask one run, or a folder of runs, in SQL.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    sortOptions = false,
    customSynopsis = {
      "flipcheck query [--runs PATH]... \"SELECT ...\" [OPTIONS]",
      "flipcheck query [--runs PATH]... --file q.sql [OPTIONS]",
      "flipcheck query [--runs PATH]... - [OPTIONS] < q.sql",
      ""
    },
    description = {
      "Answers one query of Spark SQL over the tables and results of finished runs. Nothing of a run"
          + " is changed: a statement that is no query is refused. But this is no sandbox: the query"
          + " runs with your own rights, and may read whatever you may, such as parquet.`FILE` or"
          + " csv.`FILE`.",
      "",
      "Only what a query names is opened. Names are written in any case; times are UTC.",
      "",
      "Views, each with run, the name of the run's folder, as its first column:",
      "",
      "  flips      the examples that changed: run, the id columns, label, old_prediction,",
      "             new_prediction, old_score, new_score, old_margin, new_margin,",
      "             old_label_probability, new_label_probability, weight, the slice columns,",
      "             the kept columns, outcome",
      "  cells      counts by all slice columns together: run, the slice columns, outcome, n; where",
      "             the run has them slice_set, label_known_to_old, id_half, gains, regressions,",
      "             gain_sum, regression_sum, gain_square_sum, regression_square_sum, weight,",
      "             squared_weight, weight_of_gains, weight_of_regressions, weighted_gain_sum,",
      "             weighted_regression_sum, squared_weight_of_gains,",
      "             squared_weight_of_regressions, squared_weight_gain_sum,",
      "             squared_weight_regression_sum",
      "  confusion  counts by answers: run, label, old_prediction, new_prediction, outcome, n",
      "  why        counts by reason: run, reason, outcome, label, old_right, new_right, score_bin,",
      "             least_score, n",
      "  runs       a row for each run: run, run_id, created_at, tool_version, schema_version,",
      "             folder, rule, old_name, new_name, verdict, policy_fingerprint, old_rows,",
      "             new_rows, matched, only_old, only_new, ungraded, label_conflicts, n,",
      "             both_right, negative_flips, positive_flips, both_wrong, both_wrong_same,",
      "             both_wrong_different",
      "  metrics    run, metric, value, low, high, method, undefined_because",
      "  slices     run, slice, columns, n, both_right, negative_flips, positive_flips, both_wrong,",
      "             both_wrong_same, both_wrong_different, negative_flip_rate, low, high, excess",
      "  findings   run, rule, metric, slice, verdict, severity, waived, value, low, high, limit, n,",
      "             message",
      "",
      "low and high are ends of intervals: of 95%% in metrics and slices, at the rule's level in"
          + " findings. columns is a map from slice column to value. A column that a run lacks is null"
          + " there. DESCRIBE flips tells the types. notebooks/README.md tells what each column means,"
          + " and notebooks/queries has queries to start from.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  flipcheck query --runs runs/v7 \"SELECT outcome, count(*) FROM flips GROUP BY outcome\"",
      "  flipcheck query --runs runs --file notebooks/queries/history.sql",
      "  flipcheck query --runs runs \"SELECT * FROM flips WHERE outcome = 'negative_flip'\" \\",
      "    --format parquet --out negative.parquet",
      "",
      "Exit codes: 0 answered, 2 bad usage, query, run or output (no file was written), 4 internal"
          + " error, 130 interrupted."
    })
final class QueryCommand implements Callable<Integer> {

  private static final String STANDARD_INPUT = "-";

  @Parameters(
      arity = "0..*",
      paramLabel = "SQL",
      description = "The query; - reads it from standard input.")
  private List<String> queries = new ArrayList<>();

  @Option(
      names = "--runs",
      paramLabel = "PATH",
      description =
          "A run, that is the --out folder of a comparison, or a folder of runs; may be repeated"
              + " (default: the current folder).")
  private List<String> runs = new ArrayList<>();

  @Option(names = "--file", paramLabel = "FILE", description = "Read the query from a file.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = {
        "How the answer is written:",
        "table    aligned for people, real numbers rounded to six digits, at most 1,000 rows"
            + " (default)",
        "csv      RFC 4180; a missing value is empty, an empty text is \"\"",
        "json     one object a line",
        "parquet  one file, by --out",
        "arrow    one Arrow IPC file, by --out"
      })
  private Format format = Format.TABLE;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N rows (default: 1,000 in a table, else all).")
  private Optional<Long> limit = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the answer goes, outside of the runs (default: standard output).")
  private Optional<String> out = Optional.empty();

  @Option(names = "--overwrite", description = "Replace another file there.")
  private boolean overwrite;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master; local[*] unless spark-submit says otherwise.")
  private String master;

  @Override
  public Integer call() {
    List<String> problems = new ArrayList<>();
    limit
        .filter(n -> n < 1 || n >= Integer.MAX_VALUE)
        .ifPresent(
            n ->
                problems.add(
                    "--limit %d: must be from 1 to %,d".formatted(n, Integer.MAX_VALUE - 1)));
    if (format.isBinary() && out.isEmpty()) {
      problems.add(
          "--format %s: is for a file; give --out FILE"
              .formatted(format.name().toLowerCase(Locale.ROOT)));
    }
    if (overwrite && out.isEmpty()) {
      problems.add("--overwrite: there is no --out FILE to replace");
    }
    String sql = sql(problems);
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    QuerySpec spec =
        new QuerySpec(
            sql,
            file.map(Path::toString).orElse(""),
            runs.isEmpty() ? List.of(".") : runs,
            format,
            limit.map(OptionalLong::of).orElse(OptionalLong.empty()),
            out,
            overwrite,
            out.isEmpty() && Terminal.isShown()
                ? OptionalInt.of(Terminal.width())
                : OptionalInt.empty());
    return EmbeddedQuery.of(spec, master);
  }

  private String sql(List<String> problems) {
    int given = queries.size() + (file.isPresent() ? 1 : 0);
    if (given != 1) {
      problems.add(
          given == 0
              ? "there is no query; give \"SELECT ...\", --file FILE, or - for standard input"
              : "%d queries given; ask one, in quotes as one argument".formatted(given));
      return "";
    }
    try {
      if (file.isPresent()) {
        return text(Files.readAllBytes(file.get()));
      }
      return queries.get(0).equals(STANDARD_INPUT) ? standardInput() : queries.get(0).strip();
    } catch (NoSuchFileException e) {
      problems.add("--file %s: there is no such file; check the path".formatted(file.get()));
    } catch (CharacterCodingException e) {
      problems.add("%s: is not UTF-8".formatted(source()));
    } catch (IOException e) {
      problems.add("%s: cannot be read: %s".formatted(source(), e.getMessage()));
    }
    return "";
  }

  private String source() {
    return file.map(path -> "--file " + path).orElse("standard input");
  }

  /** Left open: it is the process's. */
  private static String standardInput() throws IOException {
    InputStream in = System.in;
    return text(in.readAllBytes());
  }

  private static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
