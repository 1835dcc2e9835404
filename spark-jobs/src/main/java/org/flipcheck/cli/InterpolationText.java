package org.flipcheck.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.flipcheck.checkpoint.Interpolation;
import org.flipcheck.checkpoint.InterpolationReport;
import org.flipcheck.checkpoint.OldWeights;

/** What {@code flipcheck interpolate} prints. */
final class InterpolationText {

  private static final int NAMES_SHOWN = 5;
  private static final int TO_PERCENT = 2;

  private InterpolationText() {}

  /** The two shares, so that nobody takes one for the other: {@code 30 % old + 70 % new}. */
  static String mixture(double oldWeight) {
    if (!Double.isFinite(oldWeight)) {
      return oldWeight + " old";
    }
    BigDecimal old = BigDecimal.valueOf(oldWeight);
    return "%s %% old + %s %% new".formatted(percent(old), percent(BigDecimal.ONE.subtract(old)));
  }

  private static String percent(BigDecimal share) {
    return share.movePointRight(TO_PERCENT).stripTrailingZeros().toPlainString();
  }

  static String render(Interpolation interpolation, InterpolationReport report, Path out) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %s%n".formatted(report.method(), mixture(interpolation.weights().oldWeight())));
    for (OldWeights.Named named : interpolation.weights().named()) {
      text.append("  %s: %s%n".formatted(named.glob().pattern(), mixture(named.oldWeight())));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%,d tensors, %,d of them floating point, %,d bytes%n",
            report.tensors(),
            report.mixed(),
            report.bytes()));
    if (report.keptBytes() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "%,d bytes were kept from a run that was interrupted%n",
              report.keptBytes()));
    }
    appendSides(text, report.differing(), "whole numbers differ and are the %s model's: %s%n");
    if (!report.onlyNew().isEmpty()) {
      text.append(
          "rows of new classes are the new model's: %s%n"
              .formatted(names(report.onlyNew().keySet())));
    }
    appendSides(text, report.oneSided(), "modules that only the %s side changes: %s%n");
    appendFiles(text, report);
    return text.append("Written to %s%n".formatted(out)).toString();
  }

  /** A line for each side, with the names that belong to it. */
  private static void appendSides(StringBuilder text, Map<String, String> sideByName, String line) {
    for (String side : new TreeSet<>(sideByName.values())) {
      List<String> of =
          sideByName.entrySet().stream()
              .filter(entry -> entry.getValue().equals(side))
              .map(Map.Entry::getKey)
              .toList();
      text.append(line.formatted(side, names(of)));
    }
  }

  private static void appendFiles(StringBuilder text, InterpolationReport report) {
    if (!report.companions().isEmpty()) {
      text.append("copied beside the weights: %s%n".formatted(all(report.companions())));
    }
    if (!report.notCopied().isEmpty()) {
      List<String> left =
          report.notCopied().entrySet().stream()
              .map(file -> "%s (%s)".formatted(file.getKey(), file.getValue()))
              .toList();
      text.append("not copied: %s%n".formatted(all(left)));
    }
  }

  private static String all(List<String> files) {
    return String.join(", ", files);
  }

  private static String names(Collection<String> tensors) {
    String first = String.join(", ", tensors.stream().limit(NAMES_SHOWN).toList());
    int more = tensors.size() - NAMES_SHOWN;
    return more > 0 ? "%s and %d more".formatted(first, more) : first;
  }
}
