package org.flipcheck.gate;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flipcheck.metrics.SliceKey;

/**
 * An exception somebody has allowed for a time. It never changes a number: it takes findings out of
 * the verdict, or flips out of a protected group's count.
 *
 * @param subject what is forgiven
 * @param reason why
 * @param approver who allowed it
 * @param expires the last day it holds, in UTC
 */
public record Waiver(Subject subject, String reason, String approver, LocalDate expires) {

  /** What a waiver forgives. */
  public sealed interface Subject {

    /**
     * Negative flips of some examples of a protected group.
     *
     * @param group name of the group
     * @param ids the examples
     */
    record Examples(String group, Set<List<String>> ids) implements Subject {
      /** Keeps an unmodifiable copy of the ids in the order given. */
      public Examples {
        ids = Collections.unmodifiableSet(new LinkedHashSet<>(ids));
      }
    }

    /**
     * Failed and inconclusive findings of a rule.
     *
     * @param rule the rule in words, see {@link Rule#text()}
     * @param slice the only slice it holds for; empty for all that the rule judges
     */
    record OfRule(String rule, Optional<SliceKey> slice) implements Subject {}
  }

  /**
   * Whether the last day is over.
   *
   * @param today the day to judge by, in UTC
   * @return true from the day after {@link #expires()}
   */
  public boolean isExpired(LocalDate today) {
    return today.isAfter(expires);
  }

  /**
   * What is forgiven, in words.
   *
   * @return a phrase such as {@code golden set: img-7}
   */
  public String subjectText() {
    if (subject instanceof Subject.Examples examples) {
      return examples.group() + ": " + Ids.text(examples.ids());
    }
    Subject.OfRule rule = (Subject.OfRule) subject;
    return rule.rule() + rule.slice().map(slice -> " where " + slice).orElse("");
  }

  /**
   * Why, by whom and until when, in words.
   *
   * @return a phrase such as {@code label was wrong; jane@example.com, until 2026-12-31}
   */
  public String terms() {
    return "%s; %s, until %s".formatted(reason, approver, expires);
  }
}
