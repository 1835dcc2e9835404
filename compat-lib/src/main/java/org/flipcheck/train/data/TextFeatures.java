package org.flipcheck.train.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.LabelledText;
import org.flipcheck.train.LabelledTexts;

/** The texts of a table. */
final class TextFeatures implements InputFeatures {

  private final TextInputs inputs;
  private final String column;
  private final List<String> texts = new ArrayList<>();
  private Problems problems;
  private int place;

  TextFeatures(TextInputs inputs) {
    this.inputs = inputs;
    this.column = inputs.column();
  }

  @Override
  public List<String> columns(List<TableField> header) {
    return List.of(column);
  }

  @Override
  public void begin(TableRows table, Problems told) {
    problems = told;
    place = TableReader.place(table, column);
  }

  @Override
  public boolean add(TableRows row, HashIds ids) throws IOException {
    Object value = Values.of(row, place);
    String text = value == null ? "" : Values.text(value);
    if (text.isBlank()) {
      problems.add("%s: has no %s; every row needs one".formatted(row.place(), column));
      return false;
    }
    ids.add(text);
    texts.add(text);
    return true;
  }

  @Override
  public void end() {}

  @Override
  public LabelledExamples examples(TableSplit split, ClassNames classes) {
    List<LabelledText> labelled = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      labelled.add(new LabelledText(split.ids().get(i), texts.get(i), split.labels().get(i)));
    }
    return LabelledTexts.of(labelled, classes.names(), inputs.features());
  }
}
