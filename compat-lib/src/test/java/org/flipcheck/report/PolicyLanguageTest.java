package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flipcheck.gate.Baseline;
import org.flipcheck.gate.Correction;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.ProtectedGroup;
import org.flipcheck.gate.Rule;
import org.flipcheck.gate.Severity;
import org.flipcheck.gate.Waiver;
import org.flipcheck.metrics.CostTable;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.IntervalMethod;
import org.flipcheck.text.Glob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Costs, baselines, protected examples and waivers in a policy file. */
class PolicyLanguageTest {

  private static final Path CONF = Path.of(System.getProperty("flipcheck.conf"));

  @Test
  void theFullExampleSaysWhatItsCommentsSay() throws Exception {
    Policy policy = PolicyFile.read(CONF.resolve("policy-full.yaml")).policy();

    assertThat(policy.maxUnmatched()).isEqualTo(OptionalDouble.of(0));
    assertThat(policy.interval()).isEqualTo(IntervalMethod.WILSON);
    assertThat(policy.correction()).isEqualTo(Correction.HOLM);
    assertThat(policy.rules())
        .extracting(Rule::text)
        .containsExactly(
            "negative_flip_rate <= 0.02",
            "accuracy_delta >= -0.005",
            "negative_flip_rate <= 0.5 times positive_flip_rate",
            "negative_flip_rate <= 0.03 for country=DE",
            "negative_flip_rate <= 0.05 for each country, device",
            "negative_flip_rate <= 0.01 beyond the noise floor",
            "flip_cost <= 0.03");
    assertThat(policy.rules().get(2).baseline())
        .isEqualTo(new Baseline.Times(FlipMetric.POSITIVE_FLIP_RATE));
    assertThat(policy.costs())
        .contains(
            new CostTable(
                1,
                List.of(
                    new CostTable.Cell(
                        Optional.of("cat"), Optional.of("cat"), Optional.of("dog"), 5),
                    new CostTable.Cell(
                        Optional.of("cat"), Optional.empty(), Optional.empty(), 2))));
    assertThat(policy.protectedGroups())
        .containsExactly(
            protecting("golden set", "safety@example.com", "img-7", "img-19"),
            protecting("legal cases", "legal@example.com", "a-1", "a-2"),
            new ProtectedGroup(
                "smoke",
                Set.of(),
                Optional.of(new Glob("smoke-*")),
                "qa@example.com",
                Severity.WARN));
    assertThat(policy.waivers())
        .containsExactly(
            new Waiver(
                new Waiver.Subject.Examples("golden set", Set.of(List.of("img-7"))),
                "label was wrong, ticket 123",
                "jane@example.com",
                LocalDate.of(2030, 12, 31)),
            new Waiver(
                new Waiver.Subject.OfRule(
                    "negative_flip_rate <= 0.05 for each country, device",
                    Optional.of(
                        new SliceKey(new TreeMap<>(Map.of("country", "DE", "device", "phone"))))),
                "the camera of this phone was replaced",
                "joe@example.com",
                LocalDate.of(2030, 12, 31)));
    assertThat(policy.problems()).isEmpty();
    assertThat(policy.needsNoiseFloor()).isTrue();
    assertThat(policy.noiseFloorSliceSets()).isEmpty();
    assertThat(policy.sliceSets())
        .containsExactly(List.of("country"), List.of("country", "device"));
  }

  private static ProtectedGroup protecting(String name, String owner, String... ids) {
    return new ProtectedGroup(
        name,
        new LinkedHashSet<>(Stream.of(ids).map(List::of).toList()),
        Optional.empty(),
        owner,
        Severity.FAIL);
  }

  @Test
  void idsOfSeveralColumnsAreListsOrJoinedByTabs() {
    Policy policy =
        parse(
                """
                protected:
                  - {name: g, owner: o, ids: [[DE, 007], "FR\\t8", [DE, 007]], ids_like: "D?\\t*"}
                """)
            .policy();

    ProtectedGroup group = policy.protectedGroups().get(0);
    assertThat(group.ids()).containsExactly(List.of("DE", "007"), List.of("FR", "8"));
    assertThat(group.covers(List.of("FR", "8"))).isTrue();
    assertThat(group.covers(List.of("FR", "9"))).isFalse();
    assertThat(group.covers(List.of("DK", "anything"))).isTrue();
  }

  @Test
  void defaultsSpelledOutLayoutAndOrderOfIdsMakeNoDifference() {
    String plain =
        """
        costs: {cells: [{old: a, cost: 2}]}
        protected: [{name: g, owner: o, ids: [x, y]}]
        waivers: [{protected: g, ids: [x], reason: r, approver: a, expires: 2026-12-31}]
        """;
    String spelled =
        """
        interval: wilson
        multiplicity: holm
        costs:
          default: 1.0
          cells:
            - cost: 2
              old: "a"
        protected:
          - owner: o          # whom to ask
            ids: [y, x, y]
            severity: fail
            name: g
        waivers:
          - expires: 2026-12-31
            approver: a
            reason: r
            ids: [x]
            protected: g
        """;

    assertThat(parse(spelled).fingerprint()).isEqualTo(parse(plain).fingerprint());
    assertThat(prints(spelled)).isEqualTo(prints(plain));
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of("default: 1", "default: 2", false, true),
        Arguments.of("old: a", "new: a", false, true),
        Arguments.of("old: a", "old: b", false, true),
        Arguments.of("cost: 2}", "cost: 2}, {cost: 2}", false, true),
        Arguments.of("ids: [x, y]", "ids: [x, z]", true, false),
        Arguments.of("ids: [x, y]", "ids: [x, y], ids_like: '*'", true, false),
        Arguments.of("name: g", "name: h", true, false),
        Arguments.of("owner: o", "owner: p", false, false),
        Arguments.of("owner: o", "owner: o, severity: warn", false, false),
        Arguments.of("reason: r", "reason: s", false, false),
        Arguments.of("2026-12-31", "2027-12-31", false, false),
        Arguments.of("interval: wilson", "interval: clopper_pearson", false, false),
        Arguments.of("interval: wilson", "multiplicity: none", false, false));
  }

  /** Only what needs the examples makes the findings of a comparison stale. */
  @ParameterizedTest
  @MethodSource("changes")
  void everyChangeChangesThePolicyAndSomeItsParts(
      String from, String to, boolean examples, boolean costs) {
    String plain =
        """
        interval: wilson
        costs: {default: 1, cells: [{old: a, cost: 2}]}
        protected: [{name: g, owner: o, ids: [x, y]}]
        waivers: [{rule: churn <= 0.1, reason: r, approver: a, expires: 2026-12-31}]
        """;
    String other = plain.replace(from, to);

    assertThat(parse(other).fingerprint()).isNotEqualTo(parse(plain).fingerprint());
    assertThat(prints(other).get(0).equals(prints(plain).get(0))).isEqualTo(!examples);
    assertThat(prints(other).get(1).equals(prints(plain).get(1))).isEqualTo(!costs);
  }

  @Test
  void aPolicyWithoutSuchPartsHasNoFingerprintOfThem() {
    assertThat(prints("")).containsExactly(Optional.empty(), Optional.empty());
  }

  private static List<Optional<String>> prints(String more) {
    Policy policy = parse(more).policy();
    return List.of(PolicyFingerprints.ofProtected(policy), PolicyFingerprints.ofCosts(policy));
  }

  private static PolicyFile parse(String more) {
    return PolicyFile.parse("p.yaml", text(more));
  }

  private static String text(String more) {
    return "schema_version: 1\nrules: [{metric: churn, max: 0.1}]\n" + more;
  }

  @Test
  void everyFileInConfThatIsAPolicyIsOne() throws Exception {
    try (Stream<Path> files = Files.list(CONF)) {
      List<Path> policies =
          files.filter(file -> file.getFileName().toString().startsWith("policy")).toList();
      assertThat(policies).hasSizeGreaterThan(2);
      for (Path file : policies) {
        if (file.toString().endsWith(".yaml")) {
          assertThat(PolicyFile.read(file).policy().problems()).isEmpty();
        }
      }
    }
  }
}
