package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.Answers;
import org.flipcheck.metrics.FlipGaps;
import org.flipcheck.metrics.OperatingPoint;
import org.flipcheck.report.Why.Confusion;
import org.flipcheck.report.Why.Moved;
import org.flipcheck.report.Why.Thresholds;

/** Why examples flipped, in words for people. */
final class WhyText {

  private static final int NAME = 200;
  private static final int TABLE_BYTES = 20_000;

  private WhyText() {}

  /** What is known of the reasons, a sentence or two for each kind; none where nothing flipped. */
  static List<String> sentences(Why why) {
    List<String> sentences = new ArrayList<>();
    why.gaps().filter(gaps -> gaps.total() > 0).ifPresent(gaps -> sentences.add(gaps(gaps)));
    why.thresholds()
        .filter(thresholds -> flips(thresholds) > 0)
        .ifPresent(
            thresholds -> {
              sentences.add(moved(thresholds));
              sentences.add(suggestion(thresholds));
            });
    return sentences;
  }

  private static String gaps(FlipGaps gaps) {
    if (gaps.unknown() == gaps.total()) {
      return "Whether the %s near the boundary is not known, for want of the label's probability on both sides; where labels are names, --old-classes and --new-classes tell which logit is theirs."
          .formatted(
              gaps.total() == 1
                  ? "negative flip is"
                  : Format.count(gaps.total(), "negative flip") + " are");
    }
    String unknown =
        gaps.unknown() == 0
            ? ""
            : " Of %s the probabilities are not known.".formatted(Format.count(gaps.unknown()));
    return "Of %s, %s near the boundary (type I: the models' probabilities of the label are at most %s apart), %s confident (type II: at least %s apart), and %s between.%s"
        .formatted(
            Format.count(gaps.total(), "negative flip"),
            are(gaps.near()),
            Format.number(FlipGaps.NEAR_LIMIT),
            are(gaps.confident()),
            Format.number(FlipGaps.CONFIDENT_LIMIT),
            gaps.between() == 1 ? "1 lies" : Format.count(gaps.between()) + " lie",
            unknown);
  }

  private static String are(long n) {
    return Format.count(n) + (n == 1 ? " is" : " are");
  }

  private static long all(Moved moved) {
    return moved.scoreMoved() + moved.thresholdMoved();
  }

  private static long flips(Thresholds thresholds) {
    return all(thresholds.negativeFlips()) + all(thresholds.positiveFlips());
  }

  private static String moved(Thresholds thresholds) {
    String old = Answers.ofNumber(thresholds.oldThreshold());
    String candidate = Answers.ofNumber(thresholds.present().threshold());
    if (old.equals(candidate)) {
      return "Both models have the threshold %s, so it is the scores that moved.".formatted(old);
    }
    return "The threshold moved from %s to %s: %s and %s come of that alone; the others would flip by the old threshold too, for their scores moved."
        .formatted(
            old,
            candidate,
            part(thresholds.negativeFlips(), "negative flip"),
            part(thresholds.positiveFlips(), "positive flip"));
  }

  private static String part(Moved moved, String noun) {
    return "%s of %s"
        .formatted(Format.count(moved.thresholdMoved()), Format.count(all(moved), noun));
  }

  private static String suggestion(Thresholds thresholds) {
    if (thresholds.suggested().isEmpty()) {
      return "No other threshold is suggested: %s.".formatted(thresholds.noSuggestionBecause());
    }
    OperatingPoint present = thresholds.present();
    OperatingPoint best = thresholds.suggested().get();
    if (best.threshold() == present.threshold()) {
      return "No other threshold of the new model makes fewer negative flips at its precision of %s."
          .formatted(share(present.precision()));
    }
    return "At no less precision (%s, now %s), a new threshold of %s would make %s negative and %s positive flips instead of %s and %s on these examples; confirm it on others."
        .formatted(
            share(best.precision()),
            share(present.precision()),
            Answers.ofNumber(best.threshold()),
            Format.count(best.negativeFlips()),
            Format.count(best.positiveFlips()),
            Format.count(present.negativeFlips()),
            Format.count(present.positiveFlips()));
  }

  static String share(OptionalDouble share) {
    return share.isPresent() ? Format.percent(share.getAsDouble()) : "undefined";
  }

  /** Adds the section of the report; nothing where nothing flipped. */
  static void write(Why why, Markdown out) {
    List<String> sentences = sentences(why);
    if (sentences.isEmpty() && why.confusions().isEmpty()) {
      return;
    }
    out.heading("Why they flipped");
    sentences.forEach(sentence -> out.block(Markdown.escape(sentence, 1_000)));
    why.thresholds()
        .filter(WhyText::suggestsAnother)
        .ifPresent(thresholds -> writePoints(thresholds, out));
    if (!why.confusions().isEmpty()) {
      out.block("The most frequent negative flips, by label and answers:");
      out.table(
          List.of("Label", "Old answer", "New answer", ">Negative flips"),
          why.confusions().stream().map(WhyText::row).toList(),
          TABLE_BYTES);
    }
  }

  /** Whether some other threshold of the new model would do better. */
  static boolean suggestsAnother(Thresholds thresholds) {
    if (flips(thresholds) == 0) {
      return false;
    }
    double present = thresholds.present().threshold();
    return thresholds.suggested().filter(best -> best.threshold() != present).isPresent();
  }

  private static void writePoints(Thresholds thresholds, Markdown out) {
    out.table(
        List.of(
            "New threshold", ">At", ">Negative flips", ">Positive flips", ">Precision", ">Recall"),
        List.of(
            point("present", thresholds.present()),
            point("suggested", thresholds.suggested().orElseThrow())),
        TABLE_BYTES);
  }

  private static List<String> point(String name, OperatingPoint point) {
    return List.of(
        name,
        Answers.ofNumber(point.threshold()),
        Format.count(point.negativeFlips()),
        Format.count(point.positiveFlips()),
        share(point.precision()),
        share(point.recall()));
  }

  private static List<String> row(Confusion confusion) {
    return List.of(
        name(confusion.label()),
        name(confusion.oldAnswer()),
        name(confusion.newAnswer()),
        Format.count(confusion.n()));
  }

  private static String name(Optional<String> foreign) {
    return foreign.map(text -> Markdown.escape(text, NAME)).orElse("none");
  }

  /** The confusions as cells of plain text, under their titles; nothing without confusions. */
  static List<List<String>> rows(Why why, int most, int width) {
    List<List<String>> rows = new ArrayList<>();
    if (!why.confusions().isEmpty()) {
      rows.add(List.of("label", "old answer", "new answer", "negative flips"));
    }
    why.confusions().stream()
        .limit(most)
        .forEach(
            confusion ->
                rows.add(
                    List.of(
                        shown(confusion.label(), width),
                        shown(confusion.oldAnswer(), width),
                        shown(confusion.newAnswer(), width),
                        Format.count(confusion.n()))));
    return rows;
  }

  private static String shown(Optional<String> foreign, int width) {
    return foreign.map(text -> Format.ellipsis(Format.visible(text), width)).orElse("none");
  }
}
