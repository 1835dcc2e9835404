package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The command that runs a recorded comparison again. */
final class CommandLineText {

  /** Settings recorded by their content, of which the file is not known. */
  private static final Set<String> FILES = Set.of("old_classes", "new_classes");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

  private CommandLineText() {}

  /**
   * The {@code compare} command of a run.
   *
   * @param config the run's settings as its result records them
   * @return a command for a shell; what is not recorded stands in capitals
   */
  static String compare(Map<String, Object> config) {
    List<String> words = new ArrayList<>(List.of("flipcheck", "compare"));
    config.forEach((key, value) -> add(words, key, value));
    words.addAll(List.of("--policy", "POLICY", "--overwrite", "--out", "DIR"));
    return String.join(" ", words);
  }

  private static void add(List<String> words, String key, Object value) {
    String flag = "--" + key.replace('_', '-');
    if (FILES.contains(key)) {
      words.addAll(List.of(flag, "FILE"));
    } else if (value instanceof List<?> list) {
      list.forEach(item -> add(words, key, item));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((name, entry) -> add(words, key, name + "=" + entry));
    } else if (Boolean.TRUE.equals(value)) {
      words.add(flag);
    } else if (value != null && !Boolean.FALSE.equals(value)) {
      words.addAll(List.of(flag, quoted(value.toString())));
    }
  }

  private static String quoted(String word) {
    String visible = Format.visible(word);
    return PLAIN.matcher(visible).matches() ? visible : "'" + visible.replace("'", "'\\''") + "'";
  }
}
