/**
 * The programs that make the project's demonstration data, and the data set that they learn from.
 *
 * <p>{@link org.flipcheck.train.demo.FashionMnistDemo} trains two versions of an image classifier
 * and writes what each says about the same test images.
 */
package org.flipcheck.train.demo;
