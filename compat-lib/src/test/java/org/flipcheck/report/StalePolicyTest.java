package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flipcheck.gate.CostOutcome;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.PolicyException;
import org.flipcheck.gate.ProtectedOutcomes;
import org.flipcheck.metrics.FlipCosts;
import org.junit.jupiter.api.Test;

/** A gate never judges by what was evaluated for another policy. */
class StalePolicyTest {

  private static Policy policy(String more) {
    return PolicyFile.parse(
            "p.yaml",
            "schema_version: 1\nrules: [{metric: churn, max: 0.1}, {metric: flip_cost, max: 0.1}]\n"
                + more)
        .policy();
  }

  private static final Policy POLICY =
      policy(
          "costs: {default: 2}\nprotected: [{name: g, owner: o, ids: [a]}, {name: h, owner: o, ids_like: b*}]\n");

  private static ComparisonResult evaluatedFor(Policy policy) {
    ComparisonResult bare = Fixtures.bare(Fixtures.ALL);
    ComparisonResult result =
        new ComparisonResult(
            Fixtures.run(
                Map.of(
                    "id",
                    List.of("user", "item"),
                    "old",
                    "data/old v1.parquet",
                    "new",
                    "it's.csv",
                    "cross",
                    2,
                    "old_option",
                    new TreeMap<>(Map.of("sep", ";")),
                    "new_classes",
                    List.of("cat", "dog"),
                    "id_as_text",
                    true,
                    "quiet",
                    false)),
            bare.inputs(),
            bare.ledger(),
            bare.overall(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty());
    return result.withPolicyEvidence(
        new PolicyEvidence(
            PolicyFingerprints.ofProtected(policy)
                .map(print -> new ProtectedOutcomes(print, List.of())),
            PolicyFingerprints.ofCosts(policy)
                .map(print -> new CostOutcome(print, new FlipCosts(9, 0, 0, 0, 2))),
            Optional.empty()));
  }

  private static List<String> problems(ComparisonResult result, Policy policy) {
    PolicyException e =
        catchThrowableOfType(
            PolicyException.class, () -> ResultEvidence.open(result, Optional.empty(), policy));
    assertThat(e).as("it was judged").isNotNull();
    return e.problems();
  }

  @Test
  void theSamePartsAreFineHoweverTheRestChanged() {
    ComparisonResult result = evaluatedFor(POLICY);
    Policy other =
        PolicyFile.parse(
                "p.yaml",
                """
                schema_version: 1
                interval: clopper_pearson
                rules: [{metric: churn, max: 0.2}, {metric: flip_cost, max: 0.3}]
                costs: {default: 2.0, cells: []}
                protected:
                  - {name: h, owner: somebody else, ids_like: b*, severity: warn}
                  - {name: g, owner: o, ids: [a]}
                waivers: [{protected: g, ids: [a], reason: r, approver: p, expires: 2026-12-31}]
                """)
            .policy();

    assertThatCode(() -> ResultEvidence.open(result, Optional.empty(), POLICY))
        .doesNotThrowAnyException();
    assertThatCode(() -> ResultEvidence.open(result, Optional.empty(), other))
        .doesNotThrowAnyException();
  }

  @Test
  void otherPartsAreRefusedWithTheCommandToRun() {
    Policy other = policy("costs: {default: 3}\nprotected: [{name: g, owner: o, ids: [a, b]}]\n");

    assertThat(problems(evaluatedFor(POLICY), other))
        .containsExactly(
            "the protected examples of the policy are not those that the comparison evaluated (%s, not %s): it has to be run with this policy"
                .formatted(
                    PolicyFingerprints.ofProtected(POLICY).orElseThrow(),
                    PolicyFingerprints.ofProtected(other).orElseThrow()),
            "the costs of the policy are not those that the comparison evaluated (%s, not %s): it has to be run with this policy"
                .formatted(
                    PolicyFingerprints.ofCosts(POLICY).orElseThrow(),
                    PolicyFingerprints.ofCosts(other).orElseThrow()),
            "run again: flipcheck compare --cross 2 --id user --id item --id-as-text --new 'it'\\''s.csv' --new-classes FILE --old 'data/old v1.parquet' --old-option 'sep=;' --policy POLICY --overwrite --out DIR");
  }

  @Test
  void whatWasNeverEvaluatedIsRefusedToo() {
    assertThat(problems(Fixtures.bare(Fixtures.ALL), POLICY))
        .containsExactly(
            "the comparison did not evaluate the protected examples of the policy: it has to be run with this policy",
            "the comparison did not evaluate the costs of the policy: it has to be run with this policy",
            "run again: flipcheck compare --policy POLICY --overwrite --out DIR");
  }

  @Test
  void costsThatNoRuleLimitsMayChange() {
    Policy unused =
        PolicyFile.parse(
                "p.yaml",
                "schema_version: 1\nrules: [{metric: churn, max: 0.1}]\ncosts: {default: 9}\n")
            .policy();

    assertThatCode(() -> ResultEvidence.open(evaluatedFor(POLICY), Optional.empty(), unused))
        .doesNotThrowAnyException();
  }

  @Test
  void theEvidenceHandsOnWhatTheResultHas() throws Exception {
    ComparisonResult result =
        Fixtures.result().withPolicyEvidence(PolicyEvidenceJsonTest.evidence());
    ResultEvidence evidence = ResultEvidence.of(result);

    assertThat(evidence.protectedOutcomes()).isEqualTo(result.policyEvidence().protectedOutcomes());
    assertThat(evidence.noiseFloor()).isEqualTo(result.policyEvidence().noiseFloor());
    assertThat(evidence.costs()).contains(new FlipCosts(10_000, 187, 260.5, 580.25, 5));
  }
}
