package org.flipcheck.cli;

import java.util.List;

/** Problems a person has to mend; printed all at once, with exit code 2 and no stack trace. */
final class Problems extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** More than fit on a screen or two hide the first, which often explains the others. */
  private static final int SHOWN = 50;

  private final transient List<String> problems;

  Problems(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  Problems(String problem) {
    this(List.of(problem));
  }

  /** The message as it is printed. */
  static String render(String command, List<String> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    StringBuilder text = new StringBuilder();
    text.append("%s: %s, nothing was %s%n".formatted(command, count, spared(command)));
    problems.stream()
        .limit(SHOWN)
        .forEach(problem -> text.append("  - ").append(problem).append(System.lineSeparator()));
    if (problems.size() > SHOWN) {
      text.append("  and %,d more%n".formatted(problems.size() - SHOWN));
    }
    return text.toString();
  }

  private static String spared(String command) {
    if (command.startsWith("flipcheck store")) {
      return "changed";
    }
    return switch (command) {
      case "flipcheck report", "flipcheck interpolate", "flipcheck mend", "flipcheck train" ->
          "written";
      case "flipcheck plan" -> "planned";
      case "flipcheck query" -> "answered";
      default -> "judged";
    };
  }

  List<String> problems() {
    return problems;
  }
}
