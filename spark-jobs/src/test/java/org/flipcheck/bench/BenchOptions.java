package org.flipcheck.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What to bench; each part is a property {@code bench.…}.
 *
 * @param cases what is measured
 * @param data the tables, one specification for each kind of ids
 * @param contenders who takes part
 * @param heap memory of each contender, in the JVM's notation
 * @param runs processes of each contender; they alternate
 * @param warm comparisons after the first in each process
 * @param jvm more options of the contenders' JVMs
 * @param keep whether tables of more than 50 million pairs stay
 * @param target where tables and outputs go
 * @param home the project's folder, which has {@code bin/flipcheck}
 */
record BenchOptions(
    List<Case> cases,
    List<DataSpec> data,
    List<Contender> contenders,
    String heap,
    int runs,
    int warm,
    List<String> jvm,
    boolean keep,
    Path target,
    Path home) {

  /** What is measured. */
  enum Case {
    /** Raw tables, several comparisons in one process. */
    RAW,
    /** Raw tables, from the start of the process to its exit. */
    PROCESS,
    /** 50,000 pairs, from start to exit. */
    SMALL,
    /** At most two million pairs with 100 logits each. */
    LOGITS,
    /** Store against store. */
    STORE
  }

  /** Thrown with everything that is wrong. */
  static final class BadOptionsException extends Exception {
    private static final long serialVersionUID = 1;

    BadOptionsException(List<String> problems) {
      super(String.join("\n", problems));
    }
  }

  /**
   * Reads the properties.
   *
   * @throws BadOptionsException if any has a value that it cannot have
   */
  static BenchOptions of(Properties properties) throws BadOptionsException {
    Reader read = new Reader(properties);
    long pairs = read.number("pairs", "2000000", 1_000, 1_000_000_000);
    int logits = (int) read.number("logits", "0", 0, 100);
    if (logits != 0 && logits != 100) {
      read.problems.add("bench.logits=%d: 0 or 100 are possible".formatted(logits));
    }
    long seed = read.number("seed", "20261101", 0, 1_000_000_000);
    String heap = read.text("heap", "4g");
    if (!heap.matches("[1-9][0-9]*[mg]")) {
      read.problems.add("bench.heap=%s: give a size such as 4g or 900m".formatted(heap));
    }
    BenchOptions options =
        new BenchOptions(
            read.list("cases", "raw", Case.class),
            read.list("ids", "long", DataSpec.Ids.class).stream()
                .map(ids -> new DataSpec(pairs, ids, logits, seed))
                .toList(),
            read.list("engines", "duckdb,packed,flips,spark,store", Contender.class),
            heap,
            (int) read.number("runs", "3", 1, 100),
            (int) read.number("warm", "2", 1, 100),
            Arrays.stream(read.text("jvm", "").split(" ")).filter(s -> !s.isEmpty()).toList(),
            !read.text("keep", "false").equals("false"),
            Path.of(read.text("target", "target/bench")).toAbsolutePath(),
            Path.of(read.text("home", ".")).toAbsolutePath());
    if (!read.problems.isEmpty()) {
      throw new BadOptionsException(read.problems);
    }
    return options;
  }

  private static final class Reader {
    private final Properties properties;
    private final List<String> problems = new ArrayList<>();

    Reader(Properties properties) {
      this.properties = properties;
    }

    String text(String name, String otherwise) {
      String value = properties.getProperty("bench." + name, "").strip();
      return value.isEmpty() ? otherwise : value;
    }

    long number(String name, String otherwise, long least, long most) {
      String text = text(name, otherwise);
      try {
        long value = Long.parseLong(text.replace("_", ""));
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Told below, like a number out of range.
      }
      problems.add(
          "bench.%s=%s: give a whole number from %,d to %,d".formatted(name, text, least, most));
      return least;
    }

    <E extends Enum<E>> List<E> list(String name, String otherwise, Class<E> type) {
      Function<E, String> key = value -> value.name().toLowerCase(Locale.ROOT);
      List<E> values = new ArrayList<>();
      for (String word : text(name, otherwise).split(",", -1)) {
        List<E> known = List.of(type.getEnumConstants());
        known.stream().filter(value -> key.apply(value).equals(word.strip())).forEach(values::add);
        if (known.stream().noneMatch(value -> key.apply(value).equals(word.strip()))) {
          problems.add(
              "bench.%s: there is no %s, only %s"
                  .formatted(
                      name, word, known.stream().map(key).collect(Collectors.joining(", "))));
        }
      }
      return values;
    }
  }
}
