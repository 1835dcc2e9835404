/**
 * Training with DJL, in a process without Spark: reading labelled images, the small networks and
 * the loop that trains them, and the logits that come out.
 *
 * <p>Native memory has a visible scope: a model owns its weights until it is closed, everything
 * else lives in a sub-manager per batch. One thread trains: on shared cores a second one costs more
 * than it brings, and results stay the same from run to run.
 *
 * <p>Library API: no command trains or reads labelled examples. The demonstration data and the
 * experiment are made with it, by Maven profiles.
 */
package org.flipcheck.train;
