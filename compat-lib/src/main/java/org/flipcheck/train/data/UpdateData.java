package org.flipcheck.train.data;

/**
 * The data of one update. The classes of all three parts are the same, in the same order: {@code
 * train.examples().classes()}.
 *
 * @param train what the new model learns from
 * @param dev what chooses among new models
 * @param test what confirms the choice
 * @param inputs how raw data became the inputs of all three
 */
public record UpdateData(Dataset train, Dataset dev, Dataset test, InputDescription inputs) {}
