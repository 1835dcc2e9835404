package org.flipcheck.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of Prometheus' text format 0.0.4: it refuses what a scrape would refuse or drop,
 * and families without HELP and TYPE.
 */
record Exposed(Map<String, String> help, List<Sample> samples) {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"");
  private static final Pattern ESCAPE = Pattern.compile("\\\\.?");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

  /** One number with its labels, unescaped. */
  record Sample(String name, Map<String, String> labels, double value) {}

  static Exposed parse(String text) {
    require(text.endsWith("\n"), "the last line is not ended");
    require(text.indexOf('\r') < 0, "a carriage return");
    Exposed read = new Exposed(new LinkedHashMap<>(), new ArrayList<>());
    Set<String> series = new HashSet<>();
    Set<String> typed = new HashSet<>();
    String family = "";
    for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
      if (line.startsWith("# HELP ")) {
        String[] parts = line.split(" ", 4);
        family = parts[2];
        require(NAME.matcher(family).matches(), line);
        require(read.help.put(family, unescape(parts[3], false)) == null, "twice: " + line);
      } else if (line.startsWith("# TYPE ")) {
        require(line.equals("# TYPE " + family + " gauge") && typed.add(family), line);
      } else {
        Sample sample = sample(line);
        require(sample.name.equals(family) && typed.contains(family), "outside: " + line);
        require(series.add(sample.name + sample.labels), "the same series twice: " + line);
        read.samples.add(sample);
      }
    }
    return read;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  private static Sample sample(String line) {
    int open = line.indexOf('{');
    require(open > 0 && NAME.matcher(line.substring(0, open)).matches(), line);
    Map<String, String> labels = new LinkedHashMap<>();
    int at = open + 1;
    while (line.charAt(at) != '}') {
      require(labels.isEmpty() || line.charAt(at++) == ',', line);
      Matcher label = LABEL.matcher(line).region(at, line.length());
      require(label.lookingAt() && !label.group(1).startsWith("__"), line);
      int end = endOfValue(line, label.end());
      String value = unescape(line.substring(label.end(), end), true);
      require(labels.put(label.group(1), value) == null, "a label twice: " + line);
      at = end + 1;
    }
    require(line.charAt(at + 1) == ' ', line);
    String number = line.substring(at + 2);
    require(NUMBER.matcher(number).matches(), line);
    return new Sample(line.substring(0, open), labels, Double.parseDouble(number));
  }

  private static int endOfValue(String line, int from) {
    int at = from;
    while (line.charAt(at) != '"') {
      at += line.charAt(at) == '\\' ? 2 : 1;
    }
    return at;
  }

  private static String unescape(String text, boolean quotes) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape ->
                switch (escape.group()) {
                  case "\\\\" -> "\\\\";
                  case "\\n" -> "\n";
                  case "\\\"" -> {
                    require(quotes, text);
                    yield "\"";
                  }
                  default -> throw new AssertionError("no such escape: " + text);
                });
  }

  List<Sample> of(String name) {
    return samples.stream().filter(sample -> sample.name.equals(name)).toList();
  }

  /** The one sample of a family. */
  double number(String name) {
    require(of(name).size() == 1, name);
    return of(name).get(0).value;
  }
}
