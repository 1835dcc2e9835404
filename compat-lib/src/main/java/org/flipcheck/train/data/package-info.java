/**
 * The data of an update: what a new model learns from, what chooses it and what confirms it, read
 * from the files that a configuration names. Everything that is wrong with the files is told at
 * once.
 */
package org.flipcheck.train.data;
