package org.flipcheck.report;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.PolicyException;

/**
 * A policy as it was read.
 *
 * @param policy what it says
 * @param fingerprint hash of what it says, not of how it is written: comments, layout, defaults
 *     spelled out and YAML or JSON make no difference
 */
public record PolicyFile(Policy policy, String fingerprint) {

  /** The version of the policy file's layout that this code reads. */
  public static final int SCHEMA_VERSION = 1;

  /**
   * Reads a policy, and the files of ids that it names.
   *
   * @param file a YAML or JSON file
   * @return the policy
   * @throws PolicyException if it is not text, not YAML, or makes no sense; all problems at once
   * @throws IOException if it cannot be read
   */
  public static PolicyFile read(Path file) throws IOException {
    try {
      return parse(
          file.toString(),
          Files.readString(file),
          Optional.ofNullable(file.toAbsolutePath().getParent()));
    } catch (CharacterCodingException e) {
      throw new PolicyException(List.of(file + ":1: not a text in UTF-8"));
    }
  }

  /**
   * Reads a policy that names no files.
   *
   * @param name name of the file, for messages
   * @param text YAML or JSON
   * @return the policy
   * @throws PolicyException if the text is not YAML or makes no sense; all problems at once, each
   *     as {@code file:line: message}
   */
  public static PolicyFile parse(String name, String text) {
    return parse(name, text, Optional.empty());
  }

  private static PolicyFile parse(String name, String text, Optional<Path> folder) {
    Policy policy = new PolicyReader(YamlTree.parse(name, text), folder).read();
    return new PolicyFile(policy, PolicyFingerprints.of(policy));
  }
}
