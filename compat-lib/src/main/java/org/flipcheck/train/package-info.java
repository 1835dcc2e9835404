/**
 * Training with DJL, in a process without Spark: reading labelled images, the small networks and
 * the loop that trains them, and the logits that come out.
 *
 * <p>Native memory has a visible scope: a model owns its weights until it is closed, everything
 * else lives in a sub-manager per batch. One thread trains: on shared cores a second one costs more
 * than it brings, and results stay the same from run to run.
 *
 * <p>{@code flipcheck train} is {@link org.flipcheck.train.run}, on the trainer of {@link
 * org.flipcheck.train.fit} and the data of {@link org.flipcheck.train.data}. The demonstration data
 * and the experiments are made by Maven profiles.
 */
package org.flipcheck.train;
