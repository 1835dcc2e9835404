package org.flipcheck.spark;

import java.util.OptionalInt;

/**
 * A model to add to a prediction store.
 *
 * @param store the store's folder, as a path or URI; made if it is not there
 * @param name what the model is called in the store
 * @param source its predictions; a source that stands alone, without a side
 * @param columns which columns to store, and what for
 * @param partitions files a model has in a new store; empty for the default, or the store's own
 * @param overwrite whether another model of this name may be replaced
 */
public record StoreSpec(
    String store,
    String name,
    Source source,
    CompareSpec.Columns columns,
    OptionalInt partitions,
    boolean overwrite) {}
