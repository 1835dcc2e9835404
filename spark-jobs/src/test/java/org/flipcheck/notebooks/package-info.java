/**
 * Executes the notebooks of the project without a browser and compares what they say with what is
 * stored in them. {@link org.flipcheck.notebooks.JavaKernel} does what JJava and IJava do as far as
 * these notebooks need it; people open them with either of those.
 */
package org.flipcheck.notebooks;
