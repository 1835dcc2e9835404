/**
 * The command line, over both modules. {@code gate} runs without Spark on the class path: nothing
 * it touches may mention a Spark type, which the architecture test holds.
 */
package org.flipcheck.cli;
