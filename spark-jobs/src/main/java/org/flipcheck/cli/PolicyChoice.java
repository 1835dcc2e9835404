package org.flipcheck.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.gate.Baseline;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.PolicyException;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.report.PolicyFile;
import org.flipcheck.report.PolicyPlaces;
import org.flipcheck.spark.CompareSpec.PolicyText;

/** {@code --policy FILE}, for the commands that count and then judge. */
final class PolicyChoice {

  private PolicyChoice() {}

  /** The policy, where one is given and good; else what is wrong with it is a problem. */
  static Optional<PolicyText> read(Optional<Path> given, List<String> problems) {
    if (given.isEmpty()) {
      return Optional.empty();
    }
    Path file = given.get();
    try {
      PolicyFile read = PolicyFile.read(file);
      addNotEvaluated(file, read.policy(), problems);
      return Optional.of(
          new PolicyText(
              read.policy(),
              read.fingerprint(),
              PolicyPlaces.ofColumns(file.toString(), Files.readString(file))));
    } catch (PolicyException e) {
      problems.addAll(e.problems());
    } catch (NoSuchFileException e) {
      problems.add("--policy %s: there is no such file; check the path".formatted(file));
    } catch (IOException e) {
      problems.add("--policy %s: cannot be read: %s".formatted(file, e.getMessage()));
    }
    return Optional.empty();
  }

  /** A policy that asks for what no comparison finds out yet must not seem to be kept. */
  private static void addNotEvaluated(Path file, Policy policy, List<String> problems) {
    List<String> keys = new ArrayList<>();
    if (!policy.protectedGroups().isEmpty()) {
      keys.add("protected");
    }
    if (policy.rules().stream().anyMatch(rule -> rule.metric() == FlipMetric.FLIP_COST)) {
      keys.add("the metric flip_cost");
    }
    if (policy.rules().stream().anyMatch(rule -> rule.baseline() instanceof Baseline.Floor)) {
      keys.add("beyond_noise_floor");
    }
    keys.forEach(
        key ->
            problems.add(
                "--policy %s: %s is part of the policy language, but this version does not evaluate it in a comparison; take it out to compare and judge by the rest"
                    .formatted(file, key)));
  }
}
