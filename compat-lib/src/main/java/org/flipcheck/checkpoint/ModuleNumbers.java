package org.flipcheck.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Numbers that an adapter's configuration has for modules whose names end as a regular expression
 * says; the first that fits counts. The expressions are foreign: each is compiled once, and how
 * much of a name they may read is bounded. What goes back without reading, as many {@code ()?} in a
 * row do, is not.
 */
final class ModuleNumbers {

  /** What the numbers must be. */
  enum Kind {
    NUMBER("a number") {
      @Override
      boolean isGood(JsonNode value) {
        return AdapterConfig.isFinite(value);
      }
    },
    RANK(AdapterConfig.RANKS_ARE) {
      @Override
      boolean isGood(JsonNode value) {
        return AdapterConfig.isRank(value);
      }
    };

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    abstract boolean isGood(JsonNode value);
  }

  /**
   * How many characters all expressions together may read for one module: half a second of work,
   * and room for ten thousand expressions that do not go back.
   */
  private static final long MOST_READS = 10_000_000;

  private static final String REMEDY = "write the names of the modules instead";

  private record Entry(Pattern ending, double number) {}

  private final Path file;
  private final String key;
  private final List<Entry> entries = new ArrayList<>();

  private ModuleNumbers(Path file, String key) {
    this.file = file;
    this.key = key;
  }

  /**
   * Compiles the expressions.
   *
   * @param file the configuration, for messages
   * @param key under which they stand there
   * @param numbers the object of expressions and numbers; there may be none
   * @param problems gets what is wrong with them
   */
  static ModuleNumbers of(
      Path file, String key, JsonNode numbers, Kind kind, List<String> problems) {
    ModuleNumbers result = new ModuleNumbers(file, key);
    for (Map.Entry<String, JsonNode> entry : numbers.properties()) {
      try {
        Pattern ending = Pattern.compile("(.*\\.)?(%s)".formatted(entry.getKey()));
        if (kind.isGood(entry.getValue())) {
          result.entries.add(new Entry(ending, entry.getValue().asDouble()));
          continue;
        }
        problems.add(result.wrong(entry, kind, "the latter is not"));
      } catch (PatternSyntaxException e) {
        problems.add(result.wrong(entry, kind, "the former is not: " + e.getDescription()));
      }
    }
    return result;
  }

  private String wrong(Map.Entry<String, JsonNode> entry, Kind kind, String reason) {
    return "%s has under %s the entry '%s': %s; it is a regular expression and %s, and %s"
        .formatted(
            file,
            key,
            Shown.text(entry.getKey()),
            Shown.text(entry.getValue().toString()),
            kind.description,
            reason);
  }

  /**
   * The number of a module.
   *
   * @param otherwise that of a module that no expression fits
   * @throws CheckpointException if an expression needs too much time or too much of the stack
   */
  double of(String module, double otherwise) {
    BoundedText text = new BoundedText(module);
    for (Entry entry : entries) {
      try {
        if (entry.ending().matcher(text).matches()) {
          return entry.number();
        }
      } catch (TooManyReads e) {
        throw refused(entry, module, "reads more than %d characters for".formatted(MOST_READS), e);
      } catch (StackOverflowError e) {
        throw refused(entry, module, "needs too much of the stack for", e);
      }
    }
    return otherwise;
  }

  private CheckpointException refused(Entry entry, String module, String what, Throwable cause) {
    CheckpointException refused =
        new CheckpointException(
            "%s has under %s the expression '%s', which %s module %s; %s"
                .formatted(
                    file, key, Shown.text(own(entry.ending())), what, Shown.text(module), REMEDY));
    refused.initCause(cause);
    return refused;
  }

  /** The expression as it stands in the configuration. */
  private static String own(Pattern ending) {
    String all = ending.pattern();
    return all.substring("(.*\\.)?(".length(), all.length() - 1);
  }

  /** Tells that an expression goes back too often. */
  private static final class TooManyReads extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A text that can be read so many times; a matcher that goes back for ever reads for ever. */
  private static final class BoundedText implements CharSequence {
    private final String text;
    private long reads;

    BoundedText(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++reads > MOST_READS) {
        throw new TooManyReads();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
