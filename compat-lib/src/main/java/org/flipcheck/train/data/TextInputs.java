package org.flipcheck.train.data;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.flipcheck.train.HashedNgrams;

/**
 * Inputs that are hashed n-grams of a text. Nothing of them was learnt from data.
 *
 * @param column the column that holds the text
 * @param features how a text becomes numbers
 */
public record TextInputs(String column, HashedNgrams features) implements InputDescription {

  @Override
  public Shape inputShape() {
    return new Shape(features.dimensions());
  }

  @Override
  public ObjectNode toJson() {
    return InputJson.write(this);
  }
}
