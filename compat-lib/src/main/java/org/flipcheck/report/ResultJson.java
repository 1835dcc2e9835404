package org.flipcheck.report;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.Input;
import org.flipcheck.report.ComparisonResult.Inputs;
import org.flipcheck.report.ComparisonResult.McNemar;
import org.flipcheck.report.ComparisonResult.Overall;
import org.flipcheck.report.ComparisonResult.Run;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.flipcheck.report.ComparisonResult.SlicesTruncated;

/**
 * {@code result.json} in and out. Writing is deterministic: equal results give equal bytes. Reading
 * ignores keys it does not know, so that a later version may add some, and refuses anything else
 * that is not as written.
 */
public final class ResultJson {

  private static final String MID_P = "mid_p_value";

  private ResultJson() {}

  /**
   * Writes a result.
   *
   * @param result a finished comparison
   * @return JSON for people and programs, with a newline at its end
   */
  public static String write(ComparisonResult result) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("schema_version", (long) ComparisonResult.SCHEMA_VERSION);
    root.put("run", run(result.run()));
    root.put("inputs", inputs(result.inputs()));
    root.put("ledger", LedgerJson.write(result.ledger()));
    root.put("overall", overall(result.overall()));
    result.overallKnownClasses().ifPresent(o -> root.put("overall_known_classes", overall(o)));
    root.put("slice_sets", result.sliceSets());
    root.put("slices", result.slices().stream().map(ResultJson::slice).toList());
    result.slicesTruncated().ifPresent(t -> root.put("slices_truncated", truncated(t)));
    result.foundSlices().ifPresent(f -> root.put("found_slices", FoundSlicesJson.write(f)));
    PolicyEvidenceJson.write(result.policyEvidence(), root);
    result.bootstrap().ifPresent(b -> root.put("bootstrap", BootstrapJson.write(b)));
    result.why().ifPresent(w -> root.put("why", WhyJson.write(w)));
    root.put("gate", result.gate().map(GateJson::write).orElse(null));
    return Json.pretty(root);
  }

  private static Map<String, Object> run(Run run) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("id", run.id());
    object.put("created_at", run.createdAt().toString());
    object.put("tool_version", run.toolVersion());
    object.put("rule", run.rule().orElse(null));
    object.put("config", run.config());
    return object;
  }

  private static Map<String, Object> inputs(Inputs inputs) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("old", input(inputs.oldModel()));
    object.put("new", input(inputs.newModel()));
    inputs.labels().ifPresent(labels -> object.put("labels", input(labels)));
    return object;
  }

  private static Map<String, Object> input(Input input) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", input.name());
    object.put("uri", input.uri());
    object.put("format", input.format());
    object.put("rows", input.rows());
    object.put("fingerprint", input.fingerprint());
    return object;
  }

  private static Map<String, Object> overall(Overall overall) {
    Map<String, Object> object = new LinkedHashMap<>();
    PairsJson.write(overall.pairs(), object);
    PairsJson.writeMetrics(overall.metrics(), object);
    Map<String, Object> test = new LinkedHashMap<>();
    overall.mcNemar().ifPresent(m -> test.put("p_value", Json.number(m.pValue())));
    overall.mcNemar().ifPresent(m -> test.put("method", m.method()));
    overall
        .mcNemar()
        .ifPresent(m -> m.midP().ifPresent(midP -> test.put(MID_P, Json.number(midP))));
    object.put("mcnemar", test.isEmpty() ? null : test);
    return object;
  }

  private static Map<String, Object> slice(SliceResult slice) {
    Map<String, Object> object = countsOfSlice(slice);
    PairsJson.writeMetrics(slice.metrics(), object);
    return object;
  }

  /** A slice without its metrics, which follow from the counts. */
  static Map<String, Object> countsOfSlice(SliceResult slice) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("slice", slice.slice().values());
    PairsJson.write(slice.pairs(), object);
    return object;
  }

  private static Map<String, Object> truncated(SlicesTruncated truncated) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kept", truncated.kept());
    object.put("total", truncated.total());
    object.put("file", truncated.file());
    object.put("sha256", truncated.sha256());
    return object;
  }

  /**
   * Reads a result.
   *
   * @param name name of the file, for messages
   * @param text its content
   * @return the result
   * @throws ResultException if the text is not a whole result of this version
   */
  public static ComparisonResult read(String name, String text) throws ResultException {
    Fields root = Fields.root(name, Json.parse(name, text));
    if (root.count("schema_version") != ComparisonResult.SCHEMA_VERSION) {
      throw root.refuse(
          "schema_version",
          "is %d, but this version of Flipcheck reads %d: use the version that wrote the result"
              .formatted(root.count("schema_version"), ComparisonResult.SCHEMA_VERSION));
    }
    Optional<Fields> known = root.optionalObject("overall_known_classes");
    Optional<Fields> truncated = root.optionalObject("slices_truncated");
    Optional<Fields> found = root.optionalObject("found_slices");
    Optional<Fields> bootstrap = root.optionalObject("bootstrap");
    Optional<Fields> why = root.optionalObject("why");
    List<SliceResult> slices = new ArrayList<>();
    for (Fields slice : root.objects("slices")) {
      slices.add(readSlice(slice));
    }
    Overall overall = readOverall(root.object("overall"));
    List<List<String>> sets = readSliceSets(root);
    requireWhole(root, overall, sets, slices, truncated.isPresent());
    return new ComparisonResult(
        readRun(root.object("run")),
        readInputs(root.object("inputs")),
        LedgerJson.read(root.object("ledger")),
        overall,
        known.isPresent() ? Optional.of(readOverall(known.get())) : Optional.empty(),
        sets,
        slices,
        truncated.isPresent()
            ? Optional.of(readTruncated(truncated.get(), slices.size()))
            : Optional.empty(),
        found.isPresent() ? Optional.of(FoundSlicesJson.read(found.get())) : Optional.empty(),
        PolicyEvidenceJson.read(root),
        root.isSet("gate") ? Optional.of(GateJson.read(root.object("gate"))) : Optional.empty(),
        bootstrap.isPresent() ? Optional.of(BootstrapJson.read(bootstrap.get())) : Optional.empty(),
        why.isPresent() ? Optional.of(WhyJson.read(why.get())) : Optional.empty());
  }

  /** Slices of the same columns share no example, and all of them have every judged one. */
  private static void requireWhole(
      Fields root,
      Overall overall,
      List<List<String>> sets,
      List<SliceResult> slices,
      boolean truncated)
      throws ResultException {
    Set<SliceKey> seen = new HashSet<>();
    Map<Set<String>, Long> examples = new HashMap<>();
    for (SliceResult slice : slices) {
      if (!seen.add(slice.slice())) {
        throw root.refuse("slices", "has %s twice".formatted(slice.slice()));
      }
      examples.merge(Set.copyOf(slice.slice().columns()), slice.pairs().n(), Long::sum);
    }
    for (List<String> set : truncated ? List.<List<String>>of() : sets) {
      long n = examples.getOrDefault(Set.copyOf(set), 0L);
      if (n != overall.pairs().n()) {
        throw root.refuse(
            "slices",
            "has %d examples by %s, but overall there are %d: the file was changed after it was written"
                .formatted(n, String.join(", ", set), overall.pairs().n()));
      }
    }
  }

  private static Run readRun(Fields from) throws ResultException {
    String createdAt = from.text("created_at");
    try {
      return new Run(
          from.text("id"),
          Instant.parse(createdAt),
          from.text("tool_version"),
          from.nullableText("rule"),
          Json.copyOfObject(from.rawObject("config")));
    } catch (DateTimeParseException e) {
      throw from.refuse(
          "created_at", "is \"%s\", not a time like 2026-01-31T12:00:00Z".formatted(createdAt));
    }
  }

  private static Inputs readInputs(Fields from) throws ResultException {
    Optional<Fields> labels = from.optionalObject("labels");
    return new Inputs(
        readInput(from.object("old")),
        readInput(from.object("new")),
        labels.isPresent() ? Optional.of(readInput(labels.get())) : Optional.empty());
  }

  private static Input readInput(Fields from) throws ResultException {
    return new Input(
        from.text("name"),
        from.text("uri"),
        from.text("format"),
        from.count("rows"),
        from.text("fingerprint"));
  }

  private static Overall readOverall(Fields from) throws ResultException {
    PairSummary pairs = PairsJson.read(from);
    Optional<McNemar> test = Optional.empty();
    if (from.isSet("mcnemar")) {
      Fields fields = from.object("mcnemar");
      OptionalDouble midP =
          fields.has(MID_P) ? OptionalDouble.of(fields.number(MID_P)) : OptionalDouble.empty();
      test = Optional.of(new McNemar(fields.number("p_value"), fields.text("method"), midP));
    }
    return new Overall(pairs, PairsJson.readMetrics(from, pairs), test);
  }

  private static List<List<String>> readSliceSets(Fields root) throws ResultException {
    List<List<String>> sets = new ArrayList<>();
    for (Object set : root.list("slice_sets")) {
      if (!(set instanceof List<?> columns)
          || columns.isEmpty()
          || !columns.stream().allMatch(String.class::isInstance)) {
        throw root.refuse("slice_sets", "is not a list of lists of column names");
      }
      sets.add(columns.stream().map(String.class::cast).toList());
    }
    return sets;
  }

  private static SliceResult readSlice(Fields from) throws ResultException {
    SliceResult counts = readCountsOfSlice(from);
    return new SliceResult(
        counts.slice(), counts.pairs(), PairsJson.readMetrics(from, counts.pairs()));
  }

  /** Reads what {@link #countsOfSlice} wrote. */
  static SliceResult readCountsOfSlice(Fields from) throws ResultException {
    return new SliceResult(readSliceKey(from), PairsJson.read(from), Map.of());
  }

  static SliceKey readSliceKey(Fields from) throws ResultException {
    if (from.rawObject("slice").isEmpty()) {
      throw from.refuse("slice", "names no column");
    }
    return readKey(from.object("slice"));
  }

  /** Reads an object of columns and their values. */
  static SliceKey readKey(Fields slice) throws ResultException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String column : slice.keys()) {
      values.put(column, slice.nullableText(column).orElse(null));
    }
    return new SliceKey(values);
  }

  private static SlicesTruncated readTruncated(Fields from, int listed) throws ResultException {
    SlicesTruncated truncated =
        new SlicesTruncated(
            from.count("kept"), from.count("total"), from.text("file"), from.text("sha256"));
    if (truncated.kept() != listed || truncated.total() < listed) {
      throw from.refuse(
          "kept",
          "is %d of %d, but the result lists %d slices"
              .formatted(truncated.kept(), truncated.total(), listed));
    }
    return truncated;
  }
}
