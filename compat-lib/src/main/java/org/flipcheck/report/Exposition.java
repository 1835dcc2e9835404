package org.flipcheck.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flipcheck.metrics.Answers;

/** Prometheus' text format, version 0.0.4, being written: families of gauges. */
final class Exposition {

  private final Map<String, String> common;
  private final StringBuilder out = new StringBuilder();

  /**
   * An empty exposition.
   *
   * @param common labels of every sample
   */
  Exposition(Map<String, String> common) {
    this.common = new LinkedHashMap<>(common);
  }

  /**
   * One number of a family.
   *
   * @param labels what tells it from the others of its family
   * @param value as it is written
   */
  record Sample(Map<String, String> labels, String value) {

    static Sample of(Map<String, String> labels, long value) {
      return new Sample(labels, Long.toString(value));
    }

    static Sample of(Map<String, String> labels, double value) {
      return new Sample(labels, Answers.ofNumber(value));
    }
  }

  /**
   * Adds a family.
   *
   * @param name a legal name, used once
   * @param help what it is
   * @param samples its numbers, no two with the same labels; without any the family is left out
   */
  void gauge(String name, String help, List<Sample> samples) {
    if (samples.isEmpty()) {
      return;
    }
    out.append("# HELP %s %s\n".formatted(name, help.replace("\\", "\\\\").replace("\n", "\\n")));
    out.append("# TYPE %s gauge\n".formatted(name));
    for (Sample sample : samples) {
      Map<String, String> labels = new LinkedHashMap<>(common);
      labels.putAll(sample.labels());
      String written =
          labels.entrySet().stream()
              .map(label -> "%s=\"%s\"".formatted(label.getKey(), escape(label.getValue())))
              .collect(Collectors.joining(",", "{", "}"));
      out.append(name).append(written).append(' ').append(sample.value()).append('\n');
    }
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
