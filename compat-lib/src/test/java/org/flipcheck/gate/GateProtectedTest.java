package org.flipcheck.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.flipcheck.gate.GateWaiverTest.LAST_DAY;
import static org.flipcheck.gate.GateWaiverTest.evidence;
import static org.flipcheck.gate.GateWaiverTest.ids;
import static org.flipcheck.gate.GateWaiverTest.judge;
import static org.flipcheck.gate.GateWaiverTest.ofIds;
import static org.flipcheck.gate.GateWaiverTest.policy;
import static org.flipcheck.gate.RuleBuilder.max;
import static org.flipcheck.metrics.FlipMetric.NEGATIVE_FLIP_RATE;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.flipcheck.gate.ProtectedOutcomes.Flip;
import org.flipcheck.gate.ProtectedOutcomes.Group;
import org.flipcheck.text.Glob;
import org.junit.jupiter.api.Test;

/** Protected examples, and the waivers of some of them. */
class GateProtectedTest {

  static ProtectedGroup group() {
    return new ProtectedGroup(
        "golden", ids("a", "b", "c"), Optional.of(new Glob("x-*")), "o@example.com", Severity.FAIL);
  }

  private static Flip flip(String id) {
    return new Flip(Map.of("id", id), Optional.of("cat"), Optional.of("cat"), Optional.of("dog"));
  }

  static Group outcome(long unmatched, String... flipped) {
    return new Group(
        "golden",
        3,
        5,
        flipped.length,
        Stream.of(flipped).map(GateProtectedTest::flip).toList(),
        unmatched,
        LongStream.range(0, unmatched).mapToObj(i -> List.of("id" + i)).toList(),
        false);
  }

  private static List<Finding> protectedFindings(Group outcome, Waiver... waivers) {
    return report(outcome, waivers).findings().stream().skip(1).toList();
  }

  private static GateReport report(Group outcome, Waiver... waivers) {
    return judge(
        policy(List.of(max(NEGATIVE_FLIP_RATE, 0.05)), List.of(group()), waivers),
        evidence().with(outcome),
        LAST_DAY);
  }

  @Test
  void aProtectedExampleThatBreaksFails() {
    assertThat(report(outcome(0, "a", "x-1")).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(protectedFindings(outcome(0, "a", "x-1")))
        .containsExactly(
            new Finding(
                "no negative flip in golden",
                "protected_flips",
                Optional.empty(),
                Verdict.FAIL,
                Severity.FAIL,
                OptionalDouble.of(2),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                0,
                5,
                "2 of the 5 protected examples of golden turned from right to wrong, none forgiven by waivers: 'a', 'x-1'; ask o@example.com."));
    assertThat(report(outcome(0)).verdict()).isEqualTo(Verdict.PASS);
    assertThat(protectedFindings(outcome(0)))
        .extracting(Finding::verdict, Finding::message)
        .containsExactly(
            tuple(
                Verdict.PASS,
                "None of the 5 protected examples of golden turned from right to wrong."));
  }

  @Test
  void aWaiverForgivesSomeOrAllOfThem() {
    GateReport some = report(outcome(0, "a", "b", "x-1"), ofIds("a", "c"));
    assertThat(some.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(some.findings().get(1).message())
        .isEqualTo(
            "3 of the 5 protected examples of golden turned from right to wrong, 1 forgiven by waivers: 'b', 'x-1'; ask o@example.com.");
    assertThat(some.findings().get(1).waivedBy()).isEmpty();

    GateReport all = report(outcome(0, "a", "b", "x-1"), ofIds("a", "b"), ofIds("x-1"));
    assertThat(all.verdict()).isEqualTo(Verdict.PASS);
    assertThat(all.findings().get(1).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(all.findings().get(1).waivedBy()).containsExactly(ofIds("a", "b"), ofIds("x-1"));
    assertThat(all.waivers())
        .containsExactly(
            new WaiverUse(ofIds("a", "b"), WaiverUse.State.USED, 2),
            new WaiverUse(ofIds("x-1"), WaiverUse.State.USED, 1));
    assertThat(report(outcome(0, "a"), ofIds("b")).waivers())
        .containsExactly(new WaiverUse(ofIds("b"), WaiverUse.State.UNUSED, 0));
  }

  @Test
  void ofMoreFlipsThanAreListedAWaiverIsNotCalledUnused() {
    String[] many = LongStream.range(0, 1_000).mapToObj(i -> "x-" + i).toArray(String[]::new);
    List<Flip> listed = Stream.of(many).map(GateProtectedTest::flip).toList();
    Group cut = new Group("golden", 3, 2_000, 1_001, listed, 0, List.of(), false);

    GateReport report = report(cut, ofIds("a"));

    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.findings()).hasSize(2);
    assertThat(report.findings().get(1).message())
        .startsWith("1,001 of the 2,000")
        .endsWith(": 'x-0', 'x-1', 'x-2' and 998 more; ask o@example.com.");
  }

  @Test
  void anIdThatMatchesNoExampleFails() {
    GateReport report = report(outcome(1));
    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.findings().get(2).message())
        .isEqualTo(
            "The protected id 'id0' of golden matches no judged example, so the release cannot be shown to keep it: complete the data, or correct the policy; ask o@example.com.");
    assertThat(report(outcome(5 - 2)).findings().get(2).message())
        .startsWith("The protected ids 'id0', 'id1', 'id2' of golden match no judged example");
    Group noPattern = new Group("golden", 3, 3, 0, List.of(), 0, List.of(), true);
    assertThat(report(noPattern).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report(noPattern).findings().get(2).message())
        .startsWith("The pattern x-* of golden matches no judged example, so");
  }

  @Test
  void whatTheComparisonDidNotLookForIsRefused() {
    Policy policy = policy(List.of(max(NEGATIVE_FLIP_RATE, 0.05)), List.of(group()));
    Group other = new Group("silver", 0, 0, 0, List.of(), 0, List.of(), false);

    assertThatThrownBy(() -> judge(policy, evidence(), LAST_DAY))
        .hasMessage(
            "the policy protects examples, but the comparison did not look for them; run compare with this policy");
    assertThatThrownBy(() -> judge(policy, evidence().with(other), LAST_DAY))
        .hasMessage(
            "the comparison did not look for the protected examples of golden; run compare with this policy");
  }

  @Test
  void outcomesThatContradictThemselvesAreNone() {
    assertThatThrownBy(() -> new Group("g", 1, 1, 2, List.of(), 0, List.of(), false))
        .hasMessage("g: 0 negative flips are listed, of 2 the first 2 must be");
    assertThatThrownBy(() -> new Group("g", 1, 0, 1, List.of(flip("a")), 0, List.of(), false))
        .hasMessageContaining("more than there are");
  }

  @Test
  void idsOfSeveralColumnsAreTheirTextsInOrder() {
    Map<String, String> id = new LinkedHashMap<>();
    id.put("user", "7");
    id.put("item", "a");
    assertThat(new Flip(id, Optional.empty(), Optional.empty(), Optional.empty()).idValues())
        .containsExactly("7", "a");
  }
}
