package org.flipcheck.train.data;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What turns raw data into the inputs of a model, so that data it has never seen can be turned into
 * inputs in the same way. Saved beside the model.
 */
public sealed interface InputDescription permits TextInputs, TableInputs, ImageInputs {

  /**
   * The shape of one example as a network sees it.
   *
   * @return without the dimension of the batch
   */
  Shape inputShape();

  /**
   * This description as JSON.
   *
   * @return an object that {@link #fromJson} reads
   */
  ObjectNode toJson();

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param json an object
   * @return an equal description
   * @throws DataException with everything that is wrong with the object
   */
  static InputDescription fromJson(JsonNode json) {
    return InputJson.read(json);
  }
}
