package org.flipcheck.spark;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flipcheck.report.ComparisonResult.Input;
import org.flipcheck.report.ComparisonResult.Inputs;
import org.flipcheck.report.ComparisonResult.Run;
import org.flipcheck.report.ToolVersion;
import org.flipcheck.spark.CompareSpec.FlipsFormat;
import org.flipcheck.spark.CountedRun.CountedInput;
import org.flipcheck.text.Sha256;

/** What several runs of one definition are as one: settings, inputs, ledger and ids. */
final class RunsTogether {

  private static final String MERGED_FROM = "merged_from";

  /** What each run has of its own, or says of its own verdict. */
  private static final Set<String> OF_ONE_RUN =
      Set.of(
          "old", "new", "labels", "old_rerun", "max_unmatched", FlipsFormat.SETTING, MERGED_FROM);

  /** So many inputs are named one by one. */
  private static final int NAMED_INPUTS = 3;

  private final MergeSpec spec;
  private final List<FinishedRun> runs;

  RunsTogether(MergeSpec spec, List<FinishedRun> runs) {
    this.spec = spec;
    this.runs = runs;
  }

  private FinishedRun first() {
    return runs.get(0);
  }

  /** The runs that counted, each once, in an order that does not depend on how they were merged. */
  List<CountedRun> counted() {
    return runs.stream()
        .flatMap(run -> run.manifest().runs().stream())
        .sorted(Comparator.comparing(CountedRun::runId))
        .toList();
  }

  Map<String, String> columnTypes() {
    return first().manifest().columnTypes();
  }

  /** The shape that all runs share, with room for the largest of them. */
  CountShape shape() {
    CountShape shape = first().manifest().shape();
    int maxCells =
        runs.stream().mapToInt(run -> run.manifest().shape().maxCells()).max().getAsInt();
    return new CountShape(
        shape.slices(),
        shape.sets(),
        maxCells,
        shape.content(),
        shape.knownClasses(),
        shape.halves());
  }

  Map<String, Long> buckets() {
    Map<String, Long> sums = new TreeMap<>();
    runs.forEach(
        run -> run.manifest().buckets().forEach((k, n) -> sums.merge(k, n, Math::addExact)));
    return sums;
  }

  IdSketch ids() {
    IdSketch ids = new IdSketch();
    runs.forEach(run -> ids.add(run.manifest().ids()));
    return ids;
  }

  /** The run that is the merge. */
  Run run() {
    return new Run(
        UUID.randomUUID().toString(),
        Clock.systemUTC().instant(),
        ToolVersion.get(),
        first().result().run().rule(),
        config());
  }

  /** The settings that all runs share, and which runs they are. */
  Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    first()
        .result()
        .run()
        .config()
        .forEach(
            (key, value) -> {
              if (!OF_ONE_RUN.contains(key) && runs.stream().allMatch(r -> has(r, key, value))) {
                config.put(key, value);
              }
            });
    SliceFinding.together(runs.stream().map(run -> run.result().run().config()).toList())
        .ifPresent(finding -> finding.tell(config));
    spec.oldName().ifPresent(name -> config.put("old_name", name));
    spec.newName().ifPresent(name -> config.put("new_name", name));
    spec.maxUnmatched().ifPresent(share -> config.put("max_unmatched", share));
    if (spec.output().flipsFormat() == FlipsFormat.ARROW) {
      config.put(FlipsFormat.SETTING, "arrow");
    }
    config.put(MERGED_FROM, counted().stream().map(CountedRun::runId).toList());
    return config;
  }

  private static boolean has(FinishedRun run, String key, Object value) {
    Map<String, Object> config = run.result().run().config();
    return config.containsKey(key) && Objects.equals(config.get(key), value);
  }

  /** What was read, all runs together. */
  Inputs inputs() {
    Inputs names = first().result().inputs();
    return new Inputs(
        input(TableSide.OLD, spec.oldName().orElse(names.oldModel().name())).orElseThrow(),
        input(TableSide.NEW, spec.newName().orElse(names.newModel().name())).orElseThrow(),
        input(TableSide.LABELS, names.labels().map(Input::name).orElse("labels")));
  }

  /** A labels table that several runs share is one input; predictions never are. */
  private Optional<Input> input(TableSide side, String name) {
    Map<String, CountedInput> tables = new TreeMap<>();
    for (CountedRun run : counted()) {
      CountedInput table = run.inputs().get(side);
      if (table != null) {
        tables.putIfAbsent(table.identity().orElse(run.runId()), table);
      }
    }
    List<CountedInput> all = new ArrayList<>(tables.values());
    if (all.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Input(
            name,
            together(all, CountedInput::uri),
            together(all, CountedInput::format),
            all.stream().mapToLong(CountedInput::rows).reduce(0, Math::addExact),
            fingerprint(all)));
  }

  private static String together(List<CountedInput> inputs, Function<CountedInput, String> part) {
    List<String> parts = inputs.stream().map(part).distinct().sorted().toList();
    return parts.size() <= NAMED_INPUTS
        ? String.join(", ", parts)
        : "%s, ..., %s (%d)".formatted(parts.get(0), parts.get(parts.size() - 1), parts.size());
  }

  /** The same for the same inputs, in whatever order and nesting they were merged. */
  private static String fingerprint(List<CountedInput> inputs) {
    if (inputs.size() == 1) {
      return inputs.get(0).fingerprint();
    }
    if (inputs.stream().anyMatch(input -> input.identity().isEmpty())) {
      return "none";
    }
    String all =
        inputs.stream()
            .map(i -> i.identity().orElseThrow())
            .sorted()
            .collect(Collectors.joining("\n"));
    return "sha256:" + Sha256.of(all);
  }
}
