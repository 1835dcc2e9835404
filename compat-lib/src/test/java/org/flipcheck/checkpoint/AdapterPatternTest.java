package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Regular expressions in the configuration of an adapter are foreign programs. */
class AdapterPatternTest extends AdapterMixing {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static final String MODULE = "layers." + "a".repeat(60) + ".q_proj";

  private void write(String module, String key, String expression) {
    for (String name : new String[] {"old", "new"}) {
      AdapterFolder adapter = new AdapterFolder(1, 1);
      if (name.equals("new")) {
        adapter.set(key, "{\"%s\": 1}".formatted(expression));
      }
      adapter.factors(module, 1, new float[] {1}, new float[] {1}).write(path(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rank_pattern", "alpha_pattern"})
  void oneThatBacktracksForEverIsStopped(String key) throws IOException {
    write(MODULE, key, "a*a*a*a*a*a*a*a*x");

    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThat(refusal(adapters(0.5, AdapterBase.NONE)))
                .containsExactly(
                    "@new/adapter_config.json has under %s the expression 'a*a*a*a*a*a*a*a*x', which reads more than 10000000 characters for module %s; write the names of the modules instead"
                        .formatted(key, MODULE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rank_pattern", "alpha_pattern"})
  void oneThatNeedsTooMuchOfTheStackIsTold(String key) throws IOException {
    String module = "a".repeat(4_000);
    String expression = "(".repeat(50) + "a|b" + ")".repeat(50) + "*";
    write(module, key, expression);

    assertThat(refusal(adapters(0.5, AdapterBase.NONE)))
        .containsExactly(
            "@new/adapter_config.json has under %s the expression '%s', which needs too much of the stack for module %s; write the names of the modules instead"
                .formatted(key, expression, Shown.text(module)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rank_pattern", "alpha_pattern"})
  void oneThatIsNestedTooDeepIsTold(String key) throws IOException {
    String expression = "(".repeat(20_000) + ")".repeat(20_000);
    String is = key.equals("alpha_pattern") ? "a number" : AdapterConfig.RANKS_ARE;
    write(MODULE, key, expression);

    assertThat(refusal(adapters(0.5, AdapterBase.NONE)))
        .containsExactly(
            "@new/adapter_config.json has under %s the entry '%s': 1; it is a regular expression and %s, and the former is not: Stack overflow during pattern compilation"
                .formatted(key, Shown.text(expression), is));
  }
}
