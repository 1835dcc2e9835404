package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** One policy written in many ways has one fingerprint; another policy has another. */
class PolicyFingerprintPropertyTest {

  private static final List<String> ITEMS =
      List.of("rules", "costs", "protected", "max_unmatched", "schema_version");

  @Property(tries = 200)
  void layoutMakesNoDifference(@ForAll long seed, @ForAll @IntRange(min = 1, max = 999) int limit) {
    String plain = written(limit, new Random(1), false);
    String other = written(limit, new Random(seed), true);

    assertThat(PolicyFile.parse("a.yaml", other)).isEqualTo(PolicyFile.parse("b.yaml", plain));
    assertThat(PolicyFile.parse("a.yaml", written(limit + 1, new Random(seed), true)).fingerprint())
        .isNotEqualTo(PolicyFile.parse("b.yaml", plain).fingerprint());
  }

  /** The policy of a limit, its keys in any order, in block or flow style, with comments. */
  private static String written(int limit, Random random, boolean anyhow) {
    List<String> items = new ArrayList<>(ITEMS);
    List<String> keys =
        new ArrayList<>(List.of("metric: churn", "max: 0.%03d".formatted(limit), "each: [a, b]"));
    List<String> group = new ArrayList<>(List.of("name: g", "owner: o", "ids: [x, y]"));
    if (anyhow) {
      Collections.shuffle(items, random);
      Collections.shuffle(keys, random);
      Collections.shuffle(group, random);
      keys.add(random.nextBoolean() ? "severity: fail" : "confidence: 9.5e-1");
    }
    return items.stream()
        .map(item -> item + ":" + value(item, keys, group, random, anyhow))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String value(
      String item, List<String> keys, List<String> group, Random random, boolean anyhow) {
    return switch (item) {
      case "rules" -> list(keys, random, anyhow);
      case "protected" -> list(group, random, anyhow);
      case "costs" -> anyhow && random.nextBoolean() ? "\n    default:   2.0" : " {default: 2}";
      case "max_unmatched" -> anyhow && random.nextBoolean() ? " 0.50  # half" : " 0.5";
      default -> " 1";
    };
  }

  private static String list(List<String> keys, Random random, boolean anyhow) {
    if (!anyhow || random.nextBoolean()) {
      return keys.stream().collect(Collectors.joining(", ", " [{", "}]"));
    }
    String indent = " ".repeat(1 + random.nextInt(5));
    return "\n"
        + indent
        + "- "
        + keys.stream().collect(Collectors.joining("\n\n" + indent + "  ", "", "  # why not"));
  }
}
