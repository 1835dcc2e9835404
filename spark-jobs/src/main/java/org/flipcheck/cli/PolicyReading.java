package org.flipcheck.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flipcheck.gate.PolicyException;
import org.flipcheck.report.PolicyFile;

/** Reads {@code --policy FILE} for any command. */
final class PolicyReading {

  private PolicyReading() {}

  /** The policy; empty where it is not there or not good, and then that is a problem. */
  static Optional<PolicyFile> of(Path file, List<String> problems) {
    try {
      return Optional.of(PolicyFile.read(file));
    } catch (PolicyException e) {
      problems.addAll(e.problems());
    } catch (NoSuchFileException e) {
      problems.add("--policy %s: there is no such file; check the path".formatted(file));
    } catch (IOException e) {
      problems.add("--policy %s: cannot be read: %s".formatted(file, e.getMessage()));
    }
    return Optional.empty();
  }
}
