package org.flipcheck.report;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.PolicyException;
import org.flipcheck.gate.Rule;
import org.flipcheck.gate.Scope;

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
   * Reads a policy.
   *
   * @param file a YAML or JSON file
   * @return the policy
   * @throws PolicyException if it is not text, not YAML, or makes no sense; all problems at once
   * @throws IOException if it cannot be read
   */
  public static PolicyFile read(Path file) throws IOException {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new PolicyException(List.of(file + ":1: not a text in UTF-8"));
    }
  }

  /**
   * Reads a policy.
   *
   * @param name name of the file, for messages
   * @param text YAML or JSON
   * @return the policy
   * @throws PolicyException if the text is not YAML or makes no sense; all problems at once, each
   *     as {@code file:line: message}
   */
  public static PolicyFile parse(String name, String text) {
    Policy policy = new PolicyReader(YamlTree.parse(name, text)).read();
    return new PolicyFile(policy, fingerprint(policy));
  }

  /**
   * Identity of what a policy says.
   *
   * @param policy any policy
   * @return {@code sha256:} and the hash of the policy's canonical form
   */
  public static String fingerprint(Policy policy) {
    byte[] canonical = Json.compact(canonical(policy)).getBytes(StandardCharsets.UTF_8);
    return "sha256:" + HexFormat.of().formatHex(SlicesFile.sha256().digest(canonical));
  }

  private static Map<String, Object> canonical(Policy policy) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("schema_version", (long) SCHEMA_VERSION);
    if (policy.maxUnmatched().isPresent()) {
      object.put("max_unmatched", Json.number(policy.maxUnmatched().getAsDouble()));
    }
    object.put("rules", policy.rules().stream().map(PolicyFile::canonical).toList());
    return object;
  }

  private static Map<String, Object> canonical(Rule rule) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("metric", rule.metric().key());
    object.put(rule.bound().name().toLowerCase(Locale.ROOT), Json.number(rule.limit()));
    object.put("confidence", Json.number(rule.confidence()));
    if (rule.scope() instanceof Scope.Each each) {
      List<String> columns = new ArrayList<>(each.columns());
      columns.sort(null);
      object.put("each", columns);
    } else if (rule.scope() instanceof Scope.Named named) {
      object.put("slice", new TreeMap<>(named.slice().values()));
    }
    object.put("min_examples", rule.minExamples());
    object.put("severity", rule.severity().key());
    return object;
  }
}
