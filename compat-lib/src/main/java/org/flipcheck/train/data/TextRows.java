package org.flipcheck.train.data;

/**
 * Rows that are texts: nothing has to be learnt.
 *
 * @param inputs the column, and how a text becomes numbers
 */
record TextRows(TextInputs inputs) implements RowInputs {

  @Override
  public InputDescription learnt() {
    return inputs;
  }

  @Override
  public InputFeatures features() {
    return new TextFeatures(inputs);
  }
}
