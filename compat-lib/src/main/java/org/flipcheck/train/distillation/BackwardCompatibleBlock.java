package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * A student for {@link BackwardCompatibleTraining}: a body that makes features, an output layer of
 * its own, and that of the old model, which is frozen. While training it gives the logits and what
 * the old layer makes of the features; when it is asked, the logits alone.
 */
public final class BackwardCompatibleBlock extends AbstractBlock {

  private final Block body;
  private final Block layer;
  private final Block oldLayer;

  /**
   * A student.
   *
   * @param body from inputs to features of the shape (batch, features)
   * @param layer from features to logits of the shape (batch, new classes)
   * @param oldLayer the old model's, with weights, from features of the same number to logits of
   *     the shape (batch, old classes); it is frozen
   */
  public BackwardCompatibleBlock(Block body, Block layer, Block oldLayer) {
    this.body = addChildBlock("body", body);
    this.layer = addChildBlock("layer", layer);
    this.oldLayer = addChildBlock("oldLayer", oldLayer);
    oldLayer.freezeParameters(true);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
    NDList features = body.forward(store, inputs, training, parameters);
    NDList logits = layer.forward(store, features, training, parameters);
    if (training) {
      logits.addAll(oldLayer.forward(store, features, training, parameters));
    }
    return logits;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return layer.getOutputShapes(body.getOutputShapes(inputShapes));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    body.initialize(manager, type, inputShapes);
    Shape[] features = body.getOutputShapes(inputShapes);
    layer.initialize(manager, type, features);
    oldLayer.initialize(manager, type, features);
  }
}
