package org.flipcheck.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** What is planned for. Numbers are read later, to tell all that is wrong with them at once. */
final class PlanOptions {

  @Option(
      names = "--limit",
      paramLabel = "SHARE",
      description =
          "The rule's limit: max of negative_flip_rate (0.01 is 1%%), or min of accuracy_delta (-0.005).")
  Optional<String> limit = Optional.empty();

  @Option(
      names = "--expected",
      paramLabel = "SHARE",
      description = "The true value that you expect of the new model; default: several.")
  Optional<String> expected = Optional.empty();

  @Option(
      names = "--power",
      paramLabel = "P",
      description = "The probability that such a model is to PASS with; default: 0.8.")
  Optional<String> power = Optional.empty();

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "Also tell what N examples can show.")
  Optional<String> examples = Optional.empty();

  @Option(
      names = "--confidence",
      paramLabel = "C",
      description = "The rule's confidence; default: 0.95.")
  Optional<String> confidence = Optional.empty();

  @Option(
      names = "--interval",
      paramLabel = "wilson|clopper_pearson",
      description = "The policy's interval of rates; default: wilson.")
  Optional<String> interval = Optional.empty();

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description = "negative_flip_rate, the default, or accuracy_delta.")
  Optional<String> metric = Optional.empty();

  @Option(
      names = "--old-accuracy",
      paramLabel = "SHARE",
      description = "For accuracy_delta: the accuracy of the old model.")
  Optional<String> oldAccuracy = Optional.empty();

  @Option(
      names = "--flip-rate",
      paramLabel = "SHARE",
      description =
          "For accuracy_delta: the share of all examples that flip, negatively or positively.")
  Optional<String> flipRate = Optional.empty();
}
