/**
 * The programs that make the project's demonstration data. Nothing else depends on them.
 *
 * <p>{@link org.flipcheck.train.demo.FashionMnistDemo} trains two versions of an image classifier
 * and writes what each says about the same test images.
 */
package org.flipcheck.train.demo;
