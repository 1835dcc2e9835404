/**
 * Checkpoints in safetensors files: read, interpolated and written as a stream, in memory that does
 * not grow with them. Knows Jackson and the JDK, and no engine: a checkpoint is numbers with names.
 *
 * <p>{@link org.flipcheck.checkpoint.Checkpoint} opens one file or a set of shards and trusts
 * nothing that it has not checked. {@link org.flipcheck.checkpoint.Interpolation} says what to mix,
 * {@link org.flipcheck.checkpoint.Interpolator} does it. {@link
 * org.flipcheck.checkpoint.AdapterBase} says what LoRA adapters are for, whose products are mixed
 * and not their factors.
 */
package org.flipcheck.checkpoint;
