package org.flipcheck.mend;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.flipcheck.mend.MixableModels.Source;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.JoinLedger.Side;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ComparisonResult.Input;
import org.flipcheck.report.ComparisonResult.Inputs;
import org.flipcheck.report.ComparisonResult.McNemar;
import org.flipcheck.report.ComparisonResult.Overall;
import org.flipcheck.report.ComparisonResult.Run;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.flipcheck.report.ToolVersion;
import org.flipcheck.stats.Estimates;
import org.flipcheck.stats.McNemarTest;

/** From pairs to the result of a comparison, as {@code compare} would have it. */
final class Comparisons {

  private final String command;
  private final List<Source> sources;
  private final List<List<String>> sliceSets;
  private final boolean graded;

  Comparisons(String command, List<Source> sources, List<List<String>> sliceSets, boolean graded) {
    this.command = command;
    this.sources = sources;
    this.sliceSets = sliceSets;
    this.graded = graded;
  }

  /** The comparison of the old model with another, not yet judged. */
  ComparisonResult of(Contender model, Split split, Pairs pairs) {
    FlipCounts counts = pairs.counts();
    List<SliceResult> slices = new ArrayList<>();
    for (List<String> set : sliceSets) {
      pairs.slices(set).forEach((key, of) -> slices.add(slice(key, of)));
    }
    if (slices.size() > ComparisonResult.MAX_LISTED_SLICES) {
      throw new MendException(
          "the slices have %d values, at most %d are possible here; leave one out"
              .formatted(slices.size(), ComparisonResult.MAX_LISTED_SLICES));
    }
    return new ComparisonResult(
        new Run(
            UUID.randomUUID().toString(),
            Clock.systemUTC().instant(),
            ToolVersion.get(),
            Optional.of(graded ? "graded" : "equals"),
            config(model, split)),
        new Inputs(input(Mixture.OLD, counts.n()), input(model, counts.n()), Optional.empty()),
        ledger(counts.n()),
        overall(counts),
        Optional.empty(),
        sliceSets,
        slices,
        Optional.empty(),
        Optional.empty());
  }

  private Map<String, Object> config(Contender model, Split split) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("command", command);
    config.put("split", split.key());
    config.putAll(model.making());
    for (Source source : sources) {
      config.merge(source.role(), source.fingerprint(), (before, more) -> before + ", " + more);
    }
    return config;
  }

  private Input input(Contender model, long rows) {
    return new Input(model.title(), uri(model), "predictions", rows, "model:" + model.key());
  }

  private String uri(Contender model) {
    return sources.stream()
        .filter(source -> source.role().equals(model.role()))
        .findFirst()
        .map(source -> source.path().toString())
        .orElse("model");
  }

  private static JoinLedger ledger(long n) {
    Side side = new Side(n, 0, 0, 0, 0, 0, 0, 0);
    return new JoinLedger(side, side, n, n, 0, 0, 0, 0, 0).check();
  }

  private static Overall overall(FlipCounts counts) {
    PairSummary pairs = PairSummary.of(counts);
    McNemarTest exact = McNemarTest.of(counts);
    McNemarTest midP = McNemarTest.midP(counts.negativeFlips(), counts.positiveFlips());
    return new Overall(
        pairs,
        Estimates.all(pairs),
        Optional.of(new McNemar(exact.pValue(), exact.method(), OptionalDouble.of(midP.pValue()))));
  }

  private static SliceResult slice(org.flipcheck.metrics.SliceKey key, FlipCounts counts) {
    PairSummary pairs = PairSummary.of(counts);
    return new SliceResult(key, pairs, Estimates.all(pairs));
  }
}
