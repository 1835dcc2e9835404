package org.flipcheck.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.spark.CompareSpec.AnswersAs;

/**
 * What a task must know to pack a table.
 *
 * @param layout where the comparison's columns stand among the selected ones
 * @param form the form of rows in the SQL engine, which unusual rows still take on their way
 * @param selected the selected columns with their types
 * @param positions for each selected column, where it stands in what the scan gives
 * @param answersAs how answers are read
 * @param rule what makes an answer right, or null without correctness
 * @param classes names of the model's classes, or null when predictions are labels already
 */
record PackShape(
    Layout layout,
    NormalRow form,
    StructType selected,
    List<Integer> positions,
    AnswersAs answersAs,
    CorrectnessRule rule,
    ClassNames classes)
    implements Serializable {

  /** Keeps serializable copies. */
  PackShape {
    positions = new ArrayList<>(positions);
  }

  Normaliser normaliser() {
    return new Normaliser(layout, form, answersAs, rule, classes);
  }

  CodeReader.Factory readers(Codes codes) {
    return new CodeReader.Factory(form, answersAs, rule, classes, codes);
  }

  DataType type(int column) {
    return selected.fields()[column].dataType();
  }

  List<DataType> idTypes() {
    List<DataType> types = new ArrayList<>();
    layout.ids().forEach(column -> types.add(type(column)));
    return types;
  }

  int width() {
    return selected.fields().length;
  }

  /** Whether a table gives no answer but the greatest of its logits. */
  boolean answersByLogits() {
    return layout.prediction() == Layout.ABSENT && layout.logits() != Layout.ABSENT;
  }
}
