package org.flipcheck.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
      Optional<PolicyFile> read = PolicyReading.of(file, problems);
      if (read.isPresent()) {
        return Optional.of(
            new PolicyText(
                read.get().policy(),
                read.get().fingerprint(),
                PolicyPlaces.ofColumns(file.toString(), Files.readString(file))));
      }
    } catch (IOException e) {
      problems.add("--policy %s: cannot be read: %s".formatted(file, e.getMessage()));
    }
    return Optional.empty();
  }
}
