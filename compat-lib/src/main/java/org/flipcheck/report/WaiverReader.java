package org.flipcheck.report;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flipcheck.gate.ProtectedGroup;
import org.flipcheck.gate.Rule;
import org.flipcheck.gate.Waiver;
import org.flipcheck.gate.Waiver.Subject;
import org.flipcheck.gate.WaiverProblems;
import org.flipcheck.metrics.SliceKey;

/** Reads the waivers of a policy and checks that they name what the policy has. */
final class WaiverReader {

  private static final List<String> KEYS =
      List.of("protected", "ids", "rule", "slice", "reason", "approver", "expires");

  private final List<Rule> rules;
  private final List<ProtectedGroup> groups;

  WaiverReader(List<Rule> rules, List<ProtectedGroup> groups) {
    this.rules = rules;
    this.groups = groups;
  }

  List<Waiver> waivers(YamlNode node) {
    List<Waiver> waivers = new ArrayList<>();
    if (node != null) {
      node.items("waivers").forEach(item -> waiver(item).ifPresent(waivers::add));
    }
    return waivers;
  }

  private Optional<Waiver> waiver(YamlNode node) {
    Map<String, YamlNode> keys = node.map("a waiver", KEYS);
    if (!node.isMap()) {
      return Optional.empty();
    }
    Optional<Subject> subject = subject(node, keys);
    subject.ifPresent(what -> WaiverProblems.of(what, rules, groups).forEach(node::refuse));
    Optional<String> reason =
        ProtectedReader.required(node, keys, "reason", "why the exception is right");
    Optional<String> approver = ProtectedReader.required(node, keys, "approver", "who allowed it");
    Optional<LocalDate> expires = expires(node, keys);
    if (subject.isEmpty() || reason.isEmpty() || approver.isEmpty() || expires.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Waiver(subject.get(), reason.get(), approver.get(), expires.get()));
  }

  private static Optional<Subject> subject(YamlNode node, Map<String, YamlNode> keys) {
    boolean ofGroup = keys.containsKey("protected");
    if (ofGroup == keys.containsKey("rule")) {
      node.refuse(
          ofGroup
              ? "the waiver has both protected and rule: make it two waivers"
              : "the waiver forgives nothing: add rule, or protected and ids");
      return Optional.empty();
    }
    String strange = ofGroup ? "slice" : "ids";
    if (keys.containsKey(strange)) {
      keys.get(strange)
          .refuse(
              ofGroup
                  ? "a waiver of protected examples names ids, not a slice: remove slice"
                  : "a waiver of a rule names a slice, not ids: remove ids");
    }
    return ofGroup ? examples(node, keys) : ofRule(keys);
  }

  private static Optional<Subject> examples(YamlNode node, Map<String, YamlNode> keys) {
    Optional<String> group = keys.get("protected").text("protected");
    if (!keys.containsKey("ids")) {
      node.refuse("ids is missing: say which examples of the group are forgiven");
      return Optional.empty();
    }
    Set<List<String>> ids = ProtectedReader.ids(keys.get("ids"));
    return group.filter(name -> !ids.isEmpty()).map(name -> new Subject.Examples(name, ids));
  }

  private static Optional<Subject> ofRule(Map<String, YamlNode> keys) {
    Optional<String> rule = keys.get("rule").text("rule");
    Optional<SliceKey> slice = Optional.ofNullable(keys.get("slice")).flatMap(RuleReader::slice);
    return rule.map(text -> new Subject.OfRule(text, slice));
  }

  private static Optional<LocalDate> expires(YamlNode node, Map<String, YamlNode> keys) {
    Optional<String> text =
        ProtectedReader.required(node, keys, "expires", "the last day it holds, as 2026-12-31");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(text.get()));
    } catch (DateTimeParseException e) {
      YamlNode place = keys.get("expires");
      place.refuse("expires is %s, not a day such as 2026-12-31".formatted(place.shown()));
      return Optional.empty();
    }
  }
}
