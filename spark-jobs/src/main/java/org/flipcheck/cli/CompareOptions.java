package org.flipcheck.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.spark.CompareSpec.Engine;
import org.flipcheck.spark.CompareSpec.FlipsFormat;
import org.flipcheck.spark.CompareSpec.FlipsKept;
import org.flipcheck.spark.CompareSpec.OnBadRow;
import org.flipcheck.spark.CompareSpec.Slicing;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of {@code compare}, as they are typed; {@link SpecBuilder} makes sense of them. */
final class CompareOptions {

  @ArgGroup(validate = false, heading = "%nWhat to compare:%n")
  final Inputs inputs = new Inputs();

  @ArgGroup(
      validate = false,
      heading =
          "%nColumns (the same names on both sides, unless --old-column or --new-column says otherwise):%n")
  final ColumnOptions columns = new ColumnOptions();

  @ArgGroup(validate = false, heading = "%nWhat makes an answer right:%n")
  final RuleOptions rule = new RuleOptions();

  @ArgGroup(
      validate = false,
      heading =
          "%nRows that are not as they should be (fail stops with exit code 2 and names the first few):%n")
  final HandlingOptions handling = new HandlingOptions();

  @ArgGroup(validate = false, heading = "%nThe verdict and the output:%n")
  final OutputOptions output = new OutputOptions();

  /** The tables. */
  static final class Inputs {
    @Option(
        names = "--old",
        paramLabel = "PATH|table:NAME",
        description =
            "Predictions of the model in use: Parquet, ORC, Arrow IPC (file or stream), CSV or JSON"
                + " lines, a file, a folder or a glob; compressed text too.")
    Optional<String> oldLocation = Optional.empty();

    @Option(
        names = "--new",
        paramLabel = "PATH|table:NAME",
        description = "Predictions of the candidate.")
    Optional<String> newLocation = Optional.empty();

    @Option(
        names = "--labels",
        paramLabel = "PATH|table:NAME",
        description =
            "Labels, slices or weights kept apart; its ids define the evaluation set, and its columns"
                + " win.")
    Optional<String> labelsLocation = Optional.empty();

    @Option(
        names = "--old-rerun",
        paramLabel = "PATH|table:NAME",
        description =
            "Predictions of the old model trained or sampled again, on the same examples, with the"
                + " columns of --old; may be repeated. How much old differs from them is the noise"
                + " floor, beyond which rules with beyond_noise_floor judge.")
    List<String> oldReruns = new ArrayList<>();

    @Option(
        names = "--store",
        paramLabel = "DIR",
        description =
            "A prediction store: --old, --new, --labels and --old-rerun may be names of models in it, and columns"
                + " that are not given here are those they were added with.")
    Optional<String> store = Optional.empty();

    @Option(
        names = "--old-where",
        paramLabel = "SQL",
        description = "Rows of the old model in a table of many: \"model = 'v1'\".")
    Optional<String> oldWhere = Optional.empty();

    @Option(names = "--new-where", paramLabel = "SQL", description = "The same for the new model.")
    Optional<String> newWhere = Optional.empty();

    @Option(names = "--labels-where", paramLabel = "SQL", description = "The same for the labels.")
    Optional<String> labelsWhere = Optional.empty();

    @Option(
        names = "--old-name",
        paramLabel = "NAME",
        description = "What reports call the old model; the file's name by default.")
    Optional<String> oldName = Optional.empty();

    @Option(names = "--new-name", paramLabel = "NAME", description = "The same for the new model.")
    Optional<String> newName = Optional.empty();

    @Option(
        names = "--old-format",
        paramLabel = "FORMAT",
        description = "Force a format: parquet, csv, json, orc, arrow, or any that Spark can name.")
    Optional<String> oldFormat = Optional.empty();

    @Option(names = "--new-format", paramLabel = "FORMAT", description = "The same for --new.")
    Optional<String> newFormat = Optional.empty();

    @Option(
        names = "--labels-format",
        paramLabel = "FORMAT",
        description = "The same for --labels.")
    Optional<String> labelsFormat = Optional.empty();

    @Option(
        names = "--old-option",
        paramLabel = "K=V",
        description = "Reader option for Spark; a secret comes as $${ENV} and is never stored.")
    Map<String, String> oldOptions = new LinkedHashMap<>();

    @Option(names = "--new-option", paramLabel = "K=V", description = "The same for --new.")
    Map<String, String> newOptions = new LinkedHashMap<>();

    @Option(names = "--labels-option", paramLabel = "K=V", description = "The same for --labels.")
    Map<String, String> labelsOptions = new LinkedHashMap<>();
  }

  /** The roles of columns. */
  static final class ColumnOptions {
    @Option(
        names = "--id",
        split = ",",
        paramLabel = "COL",
        description = "What names an example; several columns together: --id doc,question.")
    List<String> ids = new ArrayList<>();

    @Option(names = "--label", paramLabel = "COL", description = "The truth.")
    Optional<String> label = Optional.empty();

    @Option(names = "--prediction", paramLabel = "COL", description = "The answer.")
    Optional<String> prediction = Optional.empty();

    @Option(
        names = "--logits",
        paramLabel = "COL",
        description = "A list of numbers whose arg-max stands for the prediction (an index).")
    Optional<String> logits = Optional.empty();

    @Option(names = "--correct", paramLabel = "COL", description = "A grade: true/false or 1/0.")
    Optional<String> correct = Optional.empty();

    @Option(
        names = "--score",
        paramLabel = "COL",
        description = "A number: judged by --threshold, or compared as it is.")
    Optional<String> score = Optional.empty();

    @Option(
        names = "--slice",
        paramLabel = "COL",
        description = "Count by this column too; may be repeated.")
    List<String> slices = new ArrayList<>();

    @Option(
        names = "--cross",
        paramLabel = "N",
        defaultValue = "1",
        description = "Count crosses of up to N slice columns too (default 1: none).")
    int cross = 1;

    @Option(
        names = "--find-slices",
        arity = "0..1",
        paramLabel = "N",
        fallbackValue = "20",
        description =
            "Search all values of the --slice columns, and crosses of up to three of them, for slices"
                + " with more negative flips than the rest, and list the N worst (default 20). They are"
                + " picked in one half of the ids and listed only if the other half confirms them, with"
                + " p-values corrected for the number of tests; so that a list of slices is no list of"
                + " chances. No --cross is needed.")
    Optional<Integer> findSlices = Optional.empty();

    @Option(
        names = "--find-min-examples",
        paramLabel = "N",
        description =
            "Leave out slices with fewer examples from that search (default 50): the smaller they may"
                + " be, the more there are, and the less each can show.")
    Optional<Integer> findMinExamples = Optional.empty();

    @Option(names = "--weight", paramLabel = "COL", description = "A weight for each example.")
    Optional<String> weight = Optional.empty();

    @Option(
        names = "--group",
        paramLabel = "COL",
        description =
            "What tells which examples belong together, such as the user who asked: intervals then"
                + " come from a bootstrap that draws whole groups, and know that such examples vary"
                + " together. Taken from --labels if it has the column, else from --new, else from"
                + " --old. Every example needs a group; one that stands alone is a group of its own."
                + " Counts and values stay what they are. Not with --weight.")
    Optional<String> group = Optional.empty();

    @Option(
        names = "--replicates",
        paramLabel = "N",
        description =
            "How many times groups are drawn (default 1000). With up to 1000, 256 slices get such"
                + " intervals; with more, fewer; the others' are those of examples that stand alone.")
    Optional<Integer> replicates = Optional.empty();

    @Option(
        names = "--keep",
        paramLabel = "COL",
        description = "Carry this column into the flip table; may be repeated.")
    List<String> keep = new ArrayList<>();

    @Option(
        names = "--old-column",
        paramLabel = "COL=NAME",
        description = "The old table calls column COL by another NAME.")
    Map<String, String> oldColumns = new LinkedHashMap<>();

    @Option(names = "--new-column", paramLabel = "COL=NAME", description = "The same for --new.")
    Map<String, String> newColumns = new LinkedHashMap<>();

    @Option(
        names = "--labels-column",
        paramLabel = "COL=NAME",
        description = "The same for --labels.")
    Map<String, String> labelsColumns = new LinkedHashMap<>();
  }

  /** The names of correctness rules. */
  enum RuleName {
    EQUALS,
    GRADED,
    THRESHOLD,
    TOLERANCE,
    TOP_K,
    SET_EQUALS
  }

  /** How answers are read on the command line. */
  enum AnswerKind {
    TEXT,
    NUMBER
  }

  /** What makes an answer right. */
  static final class RuleOptions {
    @Option(
        names = "--rule",
        paramLabel = "RULE",
        description =
            "equals, graded, threshold, tolerance, top_k or set_equals. Without it: graded if"
                + " --correct is given, threshold if --score and --threshold are, else equals.")
    Optional<RuleName> rule = Optional.empty();

    @Option(
        names = "--threshold",
        paramLabel = "T",
        description = "Right is a score of at least T.")
    Optional<Double> threshold = Optional.empty();

    @Option(names = "--old-threshold", paramLabel = "T", description = "The old model's own.")
    Optional<Double> oldThreshold = Optional.empty();

    @Option(names = "--new-threshold", paramLabel = "T", description = "The new model's own.")
    Optional<Double> newThreshold = Optional.empty();

    @Option(names = "--k", paramLabel = "N", description = "For top_k: how many answers count.")
    Optional<Integer> k = Optional.empty();

    @Option(
        names = "--abs-tol",
        paramLabel = "X",
        description = "For tolerance: |prediction - label| <= X is right.")
    Optional<Double> absoluteTolerance = Optional.empty();

    @Option(
        names = "--rel-tol",
        paramLabel = "X",
        description = "For tolerance: |prediction - label| <= X * |label| is right too.")
    Optional<Double> relativeTolerance = Optional.empty();

    @Option(
        names = "--answers-as",
        paramLabel = "text|number",
        description = "Compare answers as text, or read text as numbers (1 = 1.0).")
    Optional<AnswerKind> answersAs = Optional.empty();

    @Option(
        names = "--old-classes",
        paramLabel = "FILE",
        description =
            "The old model's class names, one a line in the order of its indices. Names predicted"
                + " indices, and adds every metric on the classes the old model knew.")
    Optional<Path> oldClasses = Optional.empty();

    @Option(names = "--new-classes", paramLabel = "FILE", description = "The new model's.")
    Optional<Path> newClasses = Optional.empty();
  }

  /** Bad rows. */
  static final class HandlingOptions {
    @Option(
        names = "--on-null-id",
        paramLabel = "fail|exclude",
        defaultValue = "fail",
        description = "Rows without an id.")
    OnBadRow nullId = OnBadRow.FAIL;

    @Option(
        names = "--on-duplicate",
        paramLabel = "fail|exclude",
        defaultValue = "fail",
        description = "Ids that come more than once with different content. Equal rows count once.")
    OnBadRow duplicate = OnBadRow.FAIL;

    @Option(
        names = "--on-label-conflict",
        paramLabel = "fail|exclude|keep",
        defaultValue = "fail",
        description = "Examples whose label differs between the sides; keep: each by its own.")
    OnBadRow labelConflict = OnBadRow.FAIL;

    @Option(
        names = "--on-unusable",
        paramLabel = "fail|exclude",
        defaultValue = "fail",
        description = "NaN or infinite scores and logits.")
    OnBadRow unusable = OnBadRow.FAIL;

    @Option(
        names = "--on-missing-prediction",
        paramLabel = "wrong|exclude|fail",
        defaultValue = "wrong",
        description = "A missing new prediction is wrong, a missing old one unjudged, by default.")
    OnBadRow missingPrediction = OnBadRow.WRONG;

    @Option(
        names = "--id-as",
        paramLabel = "text",
        description = "Compare ids as text, where one side has numbers.")
    Optional<String> idAs = Optional.empty();

    @Option(
        names = "--max-unmatched",
        paramLabel = "SHARE",
        description =
            "Largest allowed share of examples that only one side has (default 0, or the policy's);"
                + " above it the verdict is inconclusive.")
    Optional<Double> maxUnmatched = Optional.empty();
  }

  /** Verdict and output. */
  static final class OutputOptions {
    @Option(
        names = "--policy",
        paramLabel = "FILE",
        description = "The rules of the gate; without it nothing is judged.")
    Optional<Path> policy = Optional.empty();

    @Option(
        names = "--out",
        paramLabel = "DIR",
        description =
            "Where result.json, report.html, report.md, junit.xml, flips/ and counts/ go.")
    Optional<String> out = Optional.empty();

    @Option(
        names = "--overwrite",
        description =
            "Replace another finished run there. The same run is judged again without it.")
    boolean overwrite;

    @Option(
        names = "--flips",
        paramLabel = "changed|negative|all|none",
        defaultValue = "changed",
        description = "Which pairs go to flips/.")
    FlipsKept flips = FlipsKept.CHANGED;

    @Option(
        names = "--engine",
        paramLabel = "packed|sql|auto",
        defaultValue = "auto",
        description =
            "What pairs and counts, with the same result: packed blocks (fast), plain Spark SQL"
                + " (works everywhere), or the faster one that works here (default).")
    Engine engine = Engine.AUTO;

    @Option(
        names = "--flips-format",
        paramLabel = "parquet|arrow",
        defaultValue = "parquet",
        description = "How flips/ is written; arrow is Arrow IPC files for pandas and others.")
    FlipsFormat flipsFormat = FlipsFormat.PARQUET;

    @Option(
        names = "--max-cells",
        paramLabel = "N",
        defaultValue = "1000000",
        description = "Most rows of counts/cells before only the asked slices are kept.")
    int maxCells = Slicing.DEFAULT_MAX_CELLS;
  }
}
