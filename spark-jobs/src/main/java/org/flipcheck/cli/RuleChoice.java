package org.flipcheck.cli;

import java.util.List;
import java.util.Optional;
import org.flipcheck.cli.CompareOptions.RuleName;
import org.flipcheck.metrics.CorrectnessRule;

/** Chooses the correctness rule: the one that is named, or the one that what is given implies. */
final class RuleChoice {

  private final CompareOptions.ColumnOptions columns;
  private final CompareOptions.RuleOptions given;
  private final List<String> problems;

  RuleChoice(CompareOptions options, List<String> problems) {
    this.columns = options.columns;
    this.given = options.rule;
    this.problems = problems;
  }

  /** The rule; empty without label, grade and threshold. */
  Optional<CorrectnessRule> choose() {
    boolean thresholds =
        given.threshold.isPresent()
            || given.oldThreshold.isPresent()
            || given.newThreshold.isPresent();
    Optional<RuleName> name = given.rule.or(() -> implied(thresholds));
    checkExtras(name, thresholds);
    if (name.isEmpty()) {
      require(
          hasAnswer() || columns.score.isPresent(),
          "nothing to compare: give --label and --prediction (or --logits), --correct, or --score with --threshold; --prediction alone gives churn, --score alone the scored metrics");
      require(
          columns.label.isEmpty() || hasAnswer(),
          "--label without --prediction or --logits: what should equal the label?");
      return Optional.empty();
    }
    return Optional.ofNullable(rule(name.get()));
  }

  private Optional<RuleName> implied(boolean thresholds) {
    if (columns.correct.isPresent()) {
      return Optional.of(RuleName.GRADED);
    }
    if (thresholds) {
      return Optional.of(RuleName.THRESHOLD);
    }
    return columns.label.isPresent() && hasAnswer()
        ? Optional.of(RuleName.EQUALS)
        : Optional.empty();
  }

  private boolean hasAnswer() {
    return columns.prediction.isPresent() || columns.logits.isPresent();
  }

  private void checkExtras(Optional<RuleName> name, boolean thresholds) {
    require(
        !thresholds || name.filter(RuleName.THRESHOLD::equals).isPresent(),
        "--threshold goes with --rule threshold only");
    require(
        given.k.isEmpty() || name.filter(RuleName.TOP_K::equals).isPresent(),
        "--k goes with --rule top_k only");
    require(
        (given.absoluteTolerance.isEmpty() && given.relativeTolerance.isEmpty())
            || name.filter(RuleName.TOLERANCE::equals).isPresent(),
        "--abs-tol and --rel-tol go with --rule tolerance only");
  }

  private CorrectnessRule rule(RuleName name) {
    return switch (name) {
      case EQUALS -> {
        requireLabelAndAnswer("equals");
        yield new CorrectnessRule.Equals();
      }
      case GRADED -> {
        require(columns.correct.isPresent(), "--rule graded needs --correct COL");
        yield new CorrectnessRule.Graded();
      }
      case THRESHOLD -> threshold();
      case TOLERANCE -> tolerance();
      case TOP_K -> {
        requireLabelAndAnswer("top_k");
        require(given.k.isPresent(), "--rule top_k needs --k N");
        require(given.k.orElse(1) >= 1, "--k %d: must be at least 1".formatted(given.k.orElse(1)));
        yield new CorrectnessRule.TopK(Math.max(1, given.k.orElse(1)));
      }
      case SET_EQUALS -> {
        requireLabelAndAnswer("set_equals");
        require(
            columns.logits.isEmpty() || columns.prediction.isPresent(),
            "--rule set_equals needs --prediction COL, a list");
        yield new CorrectnessRule.SetEquals();
      }
    };
  }

  private CorrectnessRule threshold() {
    require(columns.score.isPresent(), "--rule threshold needs --score COL");
    boolean both = given.oldThreshold.isPresent() && given.newThreshold.isPresent();
    boolean one = given.threshold.isPresent();
    require(
        one != (given.oldThreshold.isPresent() || given.newThreshold.isPresent()) && (one || both),
        "give --threshold T, or both --old-threshold and --new-threshold");
    double old = given.oldThreshold.or(() -> given.threshold).orElse(0.0);
    double candidate = given.newThreshold.or(() -> given.threshold).orElse(0.0);
    require(
        Double.isFinite(old) && Double.isFinite(candidate), "a threshold must be a finite number");
    return new CorrectnessRule.Threshold(old, candidate);
  }

  private CorrectnessRule tolerance() {
    requireLabelAndAnswer("tolerance");
    require(
        given.absoluteTolerance.isPresent() || given.relativeTolerance.isPresent(),
        "--rule tolerance needs --abs-tol X or --rel-tol X");
    double absolute = given.absoluteTolerance.orElse(0.0);
    double relative = given.relativeTolerance.orElse(0.0);
    require(
        absolute >= 0 && relative >= 0 && Double.isFinite(absolute) && Double.isFinite(relative),
        "--abs-tol and --rel-tol must be finite and at least 0");
    return new CorrectnessRule.Tolerance(absolute, relative);
  }

  private void requireLabelAndAnswer(String rule) {
    require(columns.label.isPresent(), "--rule %s needs --label COL".formatted(rule));
    require(hasAnswer(), "--rule %s needs --prediction COL (or --logits COL)".formatted(rule));
  }

  private void require(boolean good, String problem) {
    if (!good) {
      problems.add(problem);
    }
  }
}
