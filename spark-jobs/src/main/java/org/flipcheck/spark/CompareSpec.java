package org.flipcheck.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.Policy;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.spark.arrow.ArrowDataSource;

/**
 * A comparison as the user asked for it: what a compare job runs. Column names are the
 * comparison's; {@link Source#physical} says what a table calls them.
 *
 * @param oldSource predictions of the model in use
 * @param newSource predictions of the candidate
 * @param labelsSource labels kept apart; empty when they sit in the prediction tables
 * @param oldReruns predictions of the old model retrained or resampled, for the noise floor
 * @param columns which column plays which role
 * @param rule what makes an answer right; empty without label, grade and threshold
 * @param handling what to do with rows that are not as they should be
 * @param slicing which slices to count
 * @param flips which pairs go to the flip table
 * @param engine what pairs and counts
 * @param policy the gate's rules; empty to judge nothing
 * @param maxUnmatched largest allowed share of unmatched examples; empty to leave it to the policy
 * @param enforcement what the verdict means for the build
 * @param definition the settings as given, for the record: what makes two runs the same comparison
 * @param output where the results go
 */
public record CompareSpec(
    Source oldSource,
    Source newSource,
    Optional<Source> labelsSource,
    List<Source> oldReruns,
    Columns columns,
    Optional<CorrectnessRule> rule,
    Handling handling,
    Slicing slicing,
    FlipsKept flips,
    Engine engine,
    Optional<PolicyText> policy,
    OptionalDouble maxUnmatched,
    Enforcement enforcement,
    Map<String, Object> definition,
    Output output) {

  /** Keeps an unmodifiable copy of the reruns. */
  public CompareSpec {
    oldReruns = List.copyOf(oldReruns);
  }

  /**
   * A policy and the fingerprint of what it says.
   *
   * @param policy the rules
   * @param fingerprint hash of its content
   * @param columnPlaces where it names slice columns, as {@code file:line}
   */
  public record PolicyText(Policy policy, String fingerprint, Map<String, String> columnPlaces) {}

  /**
   * Which column plays which role.
   *
   * @param ids the columns that together name an example; at least one
   * @param label the truth
   * @param prediction the answer
   * @param correct a grade: true/false or 1/0
   * @param score a number that a threshold or the scored metrics judge
   * @param logits a list of numbers whose arg-max stands for the prediction
   * @param weight a weight ≥ 0 for each example
   * @param group what tells which examples belong together
   * @param slices columns to slice by
   * @param keep columns carried into the flip table
   */
  public record Columns(
      List<String> ids,
      Optional<String> label,
      Optional<String> prediction,
      Optional<String> correct,
      Optional<String> score,
      Optional<String> logits,
      Optional<String> weight,
      Optional<Grouping> group,
      List<String> slices,
      List<String> keep) {
    /** Keeps unmodifiable copies. */
    public Columns {
      ids = List.copyOf(ids);
      slices = List.copyOf(slices);
      keep = List.copyOf(keep);
    }

    /** Every column asked for, in whatever role. */
    List<String> all() {
      List<String> all = new ArrayList<>(ids);
      Stream.of(label, prediction, correct, score, logits, weight)
          .flatMap(Optional::stream)
          .forEach(all::add);
      group.map(Grouping::column).ifPresent(all::add);
      all.addAll(slices);
      all.addAll(keep);
      return all;
    }
  }

  /**
   * Examples that come in groups, such as the questions of one user.
   *
   * @param column the column that names an example's group
   * @param replicates how many times groups are drawn anew, for intervals
   */
  public record Grouping(String column, int replicates) {

    /** The default of {@code --replicates}. */
    public static final int DEFAULT_REPLICATES = 1000;

    /** Fewer say too little about the ends of an interval. */
    public static final int FEWEST_REPLICATES = 100;

    /** More would take too much memory. */
    public static final int MOST_REPLICATES = 10_000;
  }

  /** What to do with a row that is not as it should be. */
  public enum OnBadRow {
    /** Stop: exit code 2, the first few named. */
    FAIL,
    /** Leave the row out, and count it in the ledger. */
    EXCLUDE,
    /** For label conflicts: judge each side by its own label. */
    KEEP,
    /** For missing predictions: count the new model's as a wrong answer. */
    WRONG;

    /**
     * The name used on the command line.
     *
     * @return the constant's name in lower case
     */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What to do with rows that are not as they should be.
   *
   * @param nullId rows without an id: fail or exclude
   * @param duplicate ids that came more than once with different content: fail or exclude
   * @param labelConflict pairs whose labels differ: fail, exclude or keep
   * @param unusable NaN or infinite scores and logits: fail or exclude
   * @param missingPrediction missing predictions, where answers decide: wrong, exclude or fail
   * @param idAsText compare ids as text although they are numbers on a side
   * @param answers how to read answers
   */
  public record Handling(
      OnBadRow nullId,
      OnBadRow duplicate,
      OnBadRow labelConflict,
      OnBadRow unusable,
      OnBadRow missingPrediction,
      boolean idAsText,
      AnswersAs answers)
      implements Serializable {

    /** Everything fails, and a missing new prediction is a wrong answer. */
    public static final Handling DEFAULT =
        new Handling(
            OnBadRow.FAIL,
            OnBadRow.FAIL,
            OnBadRow.FAIL,
            OnBadRow.FAIL,
            OnBadRow.WRONG,
            false,
            AnswersAs.TYPED);
  }

  /** How answers and labels are read. */
  public enum AnswersAs {
    /** By the type of their columns. */
    TYPED,
    /** Everything as text. */
    TEXT,
    /** Text is read as numbers. */
    NUMBER
  }

  /**
   * Which slices to count.
   *
   * @param cross up to how many of the slice columns to cross; 1 for none
   * @param policySets sets of columns that the policy judges
   * @param maxCells most rows of {@code counts/cells} before only the asked slices are kept
   * @param find whether slices with many negative flips are searched for
   */
  public record Slicing(int cross, Set<List<String>> policySets, int maxCells, boolean find) {

    /** The default of {@code --max-cells}. */
    public static final int DEFAULT_MAX_CELLS = 1_000_000;

    /**
     * The sets of columns to slice by: single columns first, then crosses, in the order of the
     * columns; then what only the policy asks for.
     *
     * @param columns the slice columns in the order asked for
     * @return each set once
     */
    public List<List<String>> sets(List<String> columns) {
      Set<List<String>> sets = new LinkedHashSet<>();
      for (int size = 1; size <= Math.min(cross, columns.size()); size++) {
        addCombinations(columns, size, 0, new ArrayList<>(), sets);
      }
      for (List<String> wanted : policySets) {
        sets.add(columns.stream().filter(wanted::contains).toList());
      }
      return sets.stream().sorted((a, b) -> Integer.compare(a.size(), b.size())).toList();
    }

    private static void addCombinations(
        List<String> columns, int size, int from, List<String> chosen, Set<List<String>> sets) {
      if (chosen.size() == size) {
        sets.add(List.copyOf(chosen));
        return;
      }
      for (int i = from; i < columns.size(); i++) {
        chosen.add(columns.get(i));
        addCombinations(columns, size, i + 1, chosen, sets);
        chosen.remove(chosen.size() - 1);
      }
    }
  }

  /** What pairs and counts; the results are the same. */
  public enum Engine {
    /** Packed blocks and primitive hash tables, by way of Spark's developer interfaces. */
    PACKED,
    /** Plain Spark SQL: slower, and works where developer interfaces do not. */
    SQL,
    /** The fastest one that works here. */
    AUTO
  }

  /** Which pairs go to the flip table. */
  public enum FlipsKept {
    /** Negative and positive flips and wrong answers that changed. */
    CHANGED,
    /** Negative flips only. */
    NEGATIVE,
    /** Every pair. */
    ALL,
    /** No pair: the comparison is counted only. */
    NONE;

    /**
     * Whether pairs of an outcome go to the flip table.
     *
     * @param outcome any outcome
     * @return true if they do
     */
    public boolean keeps(FlipOutcome outcome) {
      return switch (this) {
        case ALL -> true;
        case NONE -> false;
        case NEGATIVE -> outcome == FlipOutcome.NEGATIVE_FLIP;
        case CHANGED ->
            switch (outcome) {
              case NEGATIVE_FLIP, POSITIVE_FLIP, BOTH_WRONG_DIFFERENT, DIFFERENT_ANSWER -> true;
              case BOTH_RIGHT, BOTH_WRONG_SAME, BOTH_WRONG, SAME_ANSWER, SCORED -> false;
            };
      };
    }
  }

  /** The format of the flip table. */
  public enum FlipsFormat {
    /** Parquet, partitioned by outcome. */
    PARQUET,
    /** Arrow IPC files, a folder for each outcome; the outcome is a column of the files too. */
    ARROW;

    /** Its name among the settings of a run. */
    static final String SETTING = "flips_format";

    /** What Spark's readers and writers call it. */
    String source() {
      return this == ARROW ? ArrowDataSource.class.getName() : "parquet";
    }

    /** How a finished run wrote its flips. */
    static FlipsFormat of(ComparisonResult result) {
      Object given = result.run().config().get(SETTING);
      return ARROW.name().equalsIgnoreCase(String.valueOf(given)) ? ARROW : PARQUET;
    }
  }

  /**
   * Where the results go.
   *
   * @param directory a path or URI
   * @param overwrite whether a finished run there may be replaced
   * @param flipsFormat the format of the flip table
   */
  public record Output(String directory, boolean overwrite, FlipsFormat flipsFormat) {}

  /**
   * The tables of this comparison: labels first if there are any, then old and new.
   *
   * @return two or three sources
   */
  public List<Source> sources() {
    List<Source> sources = new ArrayList<>();
    labelsSource.ifPresent(sources::add);
    sources.add(oldSource);
    sources.add(newSource);
    return sources;
  }

  /**
   * Whether a score decides: a threshold, or a score without label and grade.
   *
   * @return true if scored metrics are given
   */
  public boolean isScored() {
    return rule.map(CorrectnessRule.Threshold.class::isInstance)
        .orElse(columns.score().isPresent());
  }

  /**
   * Whether answers are lists.
   *
   * @return true for {@code top_k} and {@code set_equals}
   */
  public boolean hasRankings() {
    return rule.filter(
            r -> r instanceof CorrectnessRule.TopK || r instanceof CorrectnessRule.SetEquals)
        .isPresent();
  }

  /**
   * Whether both tables can give answers.
   *
   * @return true if there is a prediction or logits column
   */
  public boolean hasAnswers() {
    return columns.prediction().isPresent() || columns.logits().isPresent();
  }

  /**
   * What the pairs of this comparison carry, as far as its columns tell.
   *
   * @return the content; answers may still turn out to be missing in every row
   */
  public PairSummary.Content content() {
    return new PairSummary.Content(
        rule.isPresent(), hasAnswers(), isScored(), columns.weight().isPresent());
  }
}
