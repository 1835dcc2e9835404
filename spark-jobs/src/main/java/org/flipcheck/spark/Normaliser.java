package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.flipcheck.metrics.Answers;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.spark.CompareSpec.AnswersAs;

/**
 * Turns a table's rows into {@link NormalRow}s while they are scanned. Wide values (logits, lists)
 * are reduced here, so that they never travel.
 */
final class Normaliser implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final Layout layout;
  private final NormalRow form;
  private final AnswersAs answersAs;
  private final CorrectnessRule rule;
  private final ClassNames classes;
  private final LabelIndex labels;

  /**
   * A normaliser of one table.
   *
   * @param rule what makes an answer right, or null without correctness
   * @param classes names of the model's classes, or null when predictions are labels already
   */
  Normaliser(
      Layout layout,
      NormalRow form,
      AnswersAs answersAs,
      CorrectnessRule rule,
      ClassNames classes) {
    this.layout = layout;
    this.form = form;
    this.answersAs = rule instanceof CorrectnessRule.Tolerance ? AnswersAs.NUMBER : answersAs;
    this.rule = rule;
    this.classes = classes;
    this.labels = layout.hasLabelProbability() ? new LabelIndex(classes) : null;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        return normalise(rows.next());
      }
    };
  }

  Row normalise(Row raw) {
    Object[] cells = new Object[form.width()];
    Issues issues = new Issues();
    cells[NormalRow.SIDE] = layout.side().code();
    for (int i = 0; i < layout.ids().size(); i++) {
      cells[form.id(i)] = id(raw.get(layout.ids().get(i)), i);
    }
    putLabel(raw, cells, issues);
    putPrediction(raw, cells, issues);
    cells[NormalRow.GRADE] = grade(value(raw, layout.correct()), issues);
    Double score = Values.number(value(raw, layout.score()), "score", issues);
    cells[NormalRow.SCORE] = score == null ? cells[NormalRow.SCORE] : score;
    putWeight(raw, cells, issues);
    putGroup(raw, cells, issues);
    for (int i = 0; i < layout.slices().size(); i++) {
      cells[form.slice(i)] = Values.text(value(raw, layout.slices().get(i)));
    }
    for (int i = 0; i < layout.keep().size(); i++) {
      cells[form.keep(i)] = value(raw, layout.keep().get(i));
    }
    cells[NormalRow.ISSUE] = issues.text();
    return RowFactory.create(cells);
  }

  private static Object value(Row raw, int position) {
    return position == Layout.ABSENT ? null : raw.get(position);
  }

  private Object id(Object value, int i) {
    if (value == null) {
      return null;
    }
    return form.ids().get(i).dataType().equals(DataTypes.LongType)
        ? (Object) ((Number) value).longValue()
        : Values.text(value);
  }

  private void putLabel(Row raw, Object[] cells, Issues issues) {
    Object label = value(raw, layout.label());
    if (label == null) {
      return;
    }
    if (rule instanceof CorrectnessRule.SetEquals) {
      List<String> elements = Values.list(label, "label", issues);
      cells[NormalRow.LABEL] =
          elements == null ? null : Answers.ofList(elements.stream().distinct().sorted().toList());
    } else {
      cells[NormalRow.LABEL] = answer(label, "label", issues);
    }
  }

  private void putPrediction(Row raw, Object[] cells, Issues issues) {
    Object prediction = value(raw, layout.prediction());
    Object logits = value(raw, layout.logits());
    Logits reduced = logits == null ? null : Logits.reduce(logits, issues);
    if (reduced != null) {
      cells[NormalRow.LOGITS] = reduced.length();
      cells[NormalRow.MARGIN] = reduced.margin();
      cells[NormalRow.SCORE] = reduced.probability();
      putLabelProbability(reduced, cells);
      cells[NormalRow.RUNNER_UP] = runnerUp(reduced);
    }
    if (rule instanceof CorrectnessRule.TopK topK) {
      putRanking(prediction, reduced, topK.k(), cells, issues);
    } else if (rule instanceof CorrectnessRule.SetEquals) {
      List<String> elements =
          prediction == null ? null : Values.list(prediction, "prediction", issues);
      if (elements != null) {
        List<String> named =
            elements.stream().map(e -> className(e, issues)).distinct().sorted().toList();
        cells[NormalRow.RANKING] = named.toArray(String[]::new);
        cells[NormalRow.ANSWER] = Answers.ofList(named);
      }
    } else if (prediction != null) {
      cells[NormalRow.ANSWER] = className(answer(prediction, "prediction", issues), issues);
    } else if (layout.prediction() == Layout.ABSENT && reduced != null) {
      cells[NormalRow.ANSWER] = className(Integer.toString(reduced.argMax()), issues);
    }
  }

  private void putLabelProbability(Logits logits, Object[] cells) {
    if (labels != null && cells[NormalRow.LABEL] instanceof String label) {
      double probability = logits.probability(labels.of(label));
      cells[NormalRow.LABEL_PROBABILITY] = Double.isNaN(probability) ? null : probability;
    }
  }

  /** The answer of the second greatest logit, where it tells a label's probability. */
  private String runnerUp(Logits logits) {
    if (rule == null || !layout.hasRunnerUp() || logits.runnerUp() < 0) {
      return null;
    }
    String index = Integer.toString(logits.runnerUp());
    return classes == null ? index : classes.nameOf(index).orElse(null);
  }

  private void putRanking(Object prediction, Logits reduced, int k, Object[] cells, Issues issues) {
    List<String> ranking = null;
    if (prediction != null) {
      ranking = Values.list(prediction, "prediction", issues);
    } else if (layout.prediction() == Layout.ABSENT && reduced != null) {
      ranking = reduced.top(k).stream().map(String::valueOf).toList();
    }
    if (ranking != null) {
      List<String> first = new ArrayList<>();
      for (String element : ranking.subList(0, Math.min(k, ranking.size()))) {
        first.add(className(element, issues));
      }
      cells[NormalRow.RANKING] = first.toArray(String[]::new);
      cells[NormalRow.ANSWER] = Answers.ofList(first);
    }
  }

  private String answer(Object value, String role, Issues issues) {
    boolean floating = value instanceof Double || value instanceof Float;
    if (floating && !Double.isFinite(((Number) value).doubleValue())) {
      issues.add(Issue.UNUSABLE, role + " " + value);
      return null;
    }
    String text = Values.text(value);
    if (answersAs != AnswersAs.NUMBER || !(value instanceof String)) {
      return text;
    }
    Optional<String> number = Answers.parseNumber(text);
    if (number.isEmpty()) {
      issues.add(Issue.NOT_A_NUMBER, role + " '" + text + "'");
    }
    return number.orElse(null);
  }

  private String className(String answer, Issues issues) {
    if (classes == null || answer == null) {
      return answer;
    }
    Optional<String> name = classes.nameOf(answer);
    if (name.isEmpty()) {
      issues.add(Issue.UNKNOWN_CLASS, "prediction '" + answer + "'");
    }
    return name.orElse(answer);
  }

  private static Boolean grade(Object value, Issues issues) {
    if (value == null || value instanceof Boolean) {
      return (Boolean) value;
    }
    String text = Values.text(value);
    Optional<Boolean> truth = Answers.truth(text);
    if (truth.isEmpty()) {
      issues.add(Issue.NOT_A_GRADE, "grade '" + text + "'");
    }
    return truth.orElse(null);
  }

  private void putWeight(Row raw, Object[] cells, Issues issues) {
    if (layout.weight() == Layout.ABSENT) {
      return;
    }
    Object value = value(raw, layout.weight());
    Issues ofWeight = new Issues();
    Double weight = Values.number(value, "weight", ofWeight);
    if (weight == null || !Values.isWeight(weight)) {
      issues.add(Issue.BAD_WEIGHT, "weight " + value);
    } else {
      cells[NormalRow.WEIGHT] = weight;
    }
  }

  private void putGroup(Row raw, Object[] cells, Issues issues) {
    if (layout.group() == Layout.ABSENT) {
      return;
    }
    String group = Values.text(value(raw, layout.group()));
    if (group == null) {
      issues.add(Issue.NO_GROUP, "no group");
    } else {
      cells[NormalRow.GROUP] = GroupHash.of(group);
    }
  }

  /** The worst issue of one row, with the value that shows it. */
  static final class Issues {
    private Issue worst;
    private String detail;

    void add(Issue issue, String value) {
      if (worst == null || (issue.isFatal() && !worst.isFatal())) {
        worst = issue;
        detail = value;
      }
    }

    String text() {
      return worst == null ? null : worst.name() + ":" + detail;
    }
  }
}
