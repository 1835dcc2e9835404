package org.flipcheck.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** One query over finished runs: checked before Spark starts, then answered. */
public final class RunQuery {

  private final QuerySpec spec;
  private final SqlText text;
  private final QueryStatement statement;
  private final QueriedRuns runs;
  private final Optional<OutputFile> out;

  private RunQuery(
      QuerySpec spec,
      SqlText text,
      QueryStatement statement,
      QueriedRuns runs,
      Optional<OutputFile> out) {
    this.spec = spec;
    this.text = text;
    this.statement = statement;
    this.runs = runs;
    this.out = out;
  }

  /**
   * Parses the query, and opens the results of the runs. No table of theirs is touched.
   *
   * @param spec what is asked
   * @return the query, ready to be answered
   * @throws BadInputException if the statement is no query, a run cannot be read, or the output
   *     cannot be written; all problems at once
   */
  public static RunQuery check(QuerySpec spec) {
    SqlText text = new SqlText(spec.sql(), spec.sqlName());
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    List<String> problems = new ArrayList<>();
    Optional<QueryStatement> statement = tried(() -> QueryStatement.parse(text), problems);
    Optional<QueriedRuns> runs = tried(() -> QueriedRuns.find(spec.runs(), hadoop), problems);
    Optional<OutputFile> out =
        spec.out()
            .flatMap(
                file ->
                    tried(
                        () ->
                            OutputFile.open(file, spec.overwrite(), hadoop)
                                .outside(runs.map(QueriedRuns::runs)),
                        problems));
    if (!problems.isEmpty()) {
      throw new BadInputException(problems);
    }
    return new RunQuery(spec, text, statement.orElseThrow(), runs.orElseThrow(), out);
  }

  private static <T> Optional<T> tried(Supplier<T> work, List<String> problems) {
    try {
      return Optional.of(work.get());
    } catch (BadInputException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  /**
   * What a person should know of the runs that were found.
   *
   * @return sentences
   */
  public List<String> notes() {
    return runs.notes();
  }

  private List<QueryView> views() {
    return Arrays.stream(QueryView.values())
        .filter(view -> statement.tables().contains(view.key()))
        .toList();
  }

  /**
   * Where the tables lie that the query names, to prepare for their size. A name that is none of
   * ours stands as it is.
   *
   * @return paths, some of which may not exist
   */
  public List<String> inputs() {
    List<String> inputs = new ArrayList<>();
    for (String table : statement.tables()) {
      if (!QueryView.names().contains(table)) {
        inputs.add("table:" + table);
      }
    }
    for (QueryView view : views()) {
      if (view.isTable()) {
        runs.runs().values().forEach(run -> inputs.add(run.location() + "/" + view.folder()));
      }
    }
    return inputs;
  }

  /**
   * Answers the query, in a session of its own beside the given one, whose views and settings stay
   * as they are.
   *
   * @param spark a session
   * @param standardOutput where the answer goes, if not to a file
   * @param notes takes what a person should know, sentences
   * @throws BadInputException if the query does not fit the views or fails on a row, if tables are
   *     lost, or the answer cannot be written
   */
  public void answer(SparkSession spark, OutputStream standardOutput, Consumer<String> notes) {
    told(
        () -> {
          SparkSession own = spark.newSession();
          createViews(own, notes);
          Dataset<Row> rows = own.sql(text.sql());
          Answer answer = new Answer(spec, rows, notes);
          if (out.isPresent()) {
            out.get().write(file -> answer.write(own, file));
          } else {
            answer.write(standardOutput);
          }
          return rows;
        });
  }

  private void createViews(SparkSession own, Consumer<String> notes) throws IOException {
    own.conf().set("spark.sql.session.timeZone", "UTC");
    own.conf().set("spark.sql.caseSensitive", "true");
    TableViews tables = new TableViews(own, runs.runs(), notes);
    ResultViews results = new ResultViews(own, runs.runs());
    boolean exact = false;
    for (QueryView view : views()) {
      Dataset<Row> rows = view.isTable() ? tables.rows(view) : results.rows(view);
      rows.createOrReplaceTempView(view.key());
      exact |= differInCaseOnly(rows.columns());
    }
    // People write FLIPS and flips; only where runs have columns 'ID' and 'id' must they not.
    own.conf().set("spark.sql.caseSensitive", Boolean.toString(exact));
  }

  private static boolean differInCaseOnly(String[] columns) {
    Set<String> seen = new HashSet<>();
    return !Arrays.stream(columns).allMatch(name -> seen.add(name.toLowerCase(Locale.ROOT)));
  }

  /** Work that may fail in the ways that Spark does. */
  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> void told(Work<T> work) {
    try {
      work.run();
    } catch (BadInputException e) {
      throw e;
    } catch (Exception e) { // Spark throws checked exceptions that its methods do not declare.
      throw problem(e);
    }
  }

  private RuntimeException problem(Exception failure) {
    List<String> unreadable = new ArrayList<>();
    runs.runs()
        .forEach(
            (name, run) -> {
              for (QueryView view : views()) {
                String folder = new Path(run.folder(), view.folder()).toUri().getPath() + "/";
                if (view.isTable() && SparkErrors.mentions(failure, folder)) {
                  unreadable.addAll(
                      new RunTable(name, run, view, List.of()).unreadable().problems());
                }
              }
            });
    if (!unreadable.isEmpty()) {
      return new BadInputException(unreadable);
    }
    Optional<String> problem = SqlErrors.find(text, failure);
    if (problem.isPresent()) {
      return new BadInputException(problem.get());
    }
    if (failure instanceof IOException e) {
      return new UncheckedIOException(e);
    }
    return failure instanceof RuntimeException unexpected
        ? unexpected
        : new IllegalStateException(InputFiles.firstLine(failure), failure);
  }
}
