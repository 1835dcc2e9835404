package org.flipcheck.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flipcheck.gate.Baseline;
import org.flipcheck.gate.Correction;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.ProtectedGroup;
import org.flipcheck.gate.Rule;
import org.flipcheck.gate.Scope;
import org.flipcheck.gate.Waiver;
import org.flipcheck.metrics.CostTable;
import org.flipcheck.stats.IntervalMethod;
import org.flipcheck.text.Glob;
import org.flipcheck.text.Sha256;

/**
 * Hashes of what a policy says, not of how it is written. The parts that only a comparison can
 * evaluate have hashes of their own, stored beside what it found, so that nobody judges by stale
 * findings.
 */
public final class PolicyFingerprints {

  private PolicyFingerprints() {}

  /**
   * Identity of a whole policy.
   *
   * @param policy any policy
   * @return {@code sha256:} and the hash of the policy's canonical form
   */
  public static String of(Policy policy) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("schema_version", (long) PolicyFile.SCHEMA_VERSION);
    if (policy.maxUnmatched().isPresent()) {
      object.put("max_unmatched", Json.number(policy.maxUnmatched().getAsDouble()));
    }
    if (policy.interval() != IntervalMethod.WILSON) {
      object.put("interval", policy.interval().key());
    }
    if (policy.correction() != Correction.HOLM) {
      object.put("multiplicity", policy.correction().key());
    }
    object.put("rules", policy.rules().stream().map(PolicyFingerprints::rule).toList());
    policy.costs().ifPresent(table -> object.put("costs", costs(table)));
    if (!policy.protectedGroups().isEmpty()) {
      object.put("protected", examples(policy));
      object.put(
          "protected_owners",
          sortedByName(policy).stream().map(g -> List.of(g.owner(), g.severity().key())).toList());
    }
    if (!policy.waivers().isEmpty()) {
      object.put("waivers", policy.waivers().stream().map(PolicyFingerprints::waiver).toList());
    }
    return hash(object);
  }

  /**
   * Identity of which examples a policy protects: names, ids and patterns of its groups, whether
   * listed or read from a file, in any order. Owners, severities and waivers make no difference,
   * since they can be judged again without the examples.
   *
   * @param policy any policy
   * @return {@code sha256:} and a hash; empty if it protects none
   */
  public static Optional<String> ofProtected(Policy policy) {
    return policy.protectedGroups().isEmpty()
        ? Optional.empty()
        : Optional.of(hash(Map.of("protected", examples(policy))));
  }

  /**
   * Identity of a policy's costs.
   *
   * @param policy any policy
   * @return {@code sha256:} and a hash; empty if it has none
   */
  public static Optional<String> ofCosts(Policy policy) {
    return policy.costs().map(table -> hash(costs(table)));
  }

  private static String hash(Map<String, Object> canonical) {
    byte[] bytes = Json.compact(canonical).getBytes(StandardCharsets.UTF_8);
    return "sha256:" + Sha256.of(bytes);
  }

  private static Map<String, Object> rule(Rule rule) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("metric", rule.metric().key());
    object.put(rule.bound().key(), Json.number(rule.limit()));
    if (rule.baseline() instanceof Baseline.Times times) {
      object.put("times", times.metric().key());
    } else if (rule.baseline() instanceof Baseline.Floor) {
      object.put("beyond_noise_floor", true);
    }
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

  private static Map<String, Object> costs(CostTable table) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("default", Json.number(table.defaultCost()));
    object.put("cells", table.cells().stream().map(PolicyFingerprints::cell).toList());
    return object;
  }

  private static Map<String, Object> cell(CostTable.Cell cell) {
    Map<String, Object> object = new LinkedHashMap<>();
    cell.label().ifPresent(label -> object.put("label", label));
    cell.oldAnswer().ifPresent(answer -> object.put("old", answer));
    cell.newAnswer().ifPresent(answer -> object.put("new", answer));
    object.put("cost", Json.number(cell.cost()));
    return object;
  }

  private static List<Object> examples(Policy policy) {
    List<Object> groups = new ArrayList<>();
    for (ProtectedGroup group : sortedByName(policy)) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("name", group.name());
      object.put("ids", sorted(group.ids()));
      object.put("like", group.like().map(Glob::pattern).orElse(null));
      groups.add(object);
    }
    return groups;
  }

  private static List<ProtectedGroup> sortedByName(Policy policy) {
    return policy.protectedGroups().stream()
        .sorted(Comparator.comparing(ProtectedGroup::name))
        .toList();
  }

  private static List<List<String>> sorted(Collection<List<String>> ids) {
    return ids.stream().sorted(Comparator.comparing(id -> String.join("\t", id))).toList();
  }

  private static Map<String, Object> waiver(Waiver waiver) {
    Map<String, Object> object = new LinkedHashMap<>();
    if (waiver.subject() instanceof Waiver.Subject.Examples examples) {
      object.put("protected", examples.group());
      object.put("ids", sorted(examples.ids()));
    } else if (waiver.subject() instanceof Waiver.Subject.OfRule rule) {
      object.put("rule", rule.rule());
      rule.slice().ifPresent(slice -> object.put("slice", new TreeMap<>(slice.values())));
    }
    object.put("reason", waiver.reason());
    object.put("approver", waiver.approver());
    object.put("expires", waiver.expires().toString());
    return object;
  }
}
