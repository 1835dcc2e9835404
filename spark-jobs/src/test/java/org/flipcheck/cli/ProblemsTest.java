package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProblemsTest {

  private static List<String> problems(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> "problem " + i).toList();
  }

  @Test
  void manyProblemsAreCutAndCounted() {
    assertThat(Problems.render("flipcheck gate", problems(1_051)))
        .startsWith("flipcheck gate: 1051 problems, nothing was judged\n  - problem 1\n")
        .endsWith("  - problem 50\n  and 1,001 more\n");
    assertThat(Problems.render("flipcheck gate", problems(50)))
        .endsWith("  - problem 50\n")
        .hasLineCount(51);
  }
}
