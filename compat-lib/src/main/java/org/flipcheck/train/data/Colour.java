package org.flipcheck.train.data;

import java.util.Locale;

/** What a model sees of an image's colours. */
public enum Colour {
  /** Brightness alone: one channel. */
  GREY(1),
  /** Red, green and blue: three channels. */
  RGB(3);

  private final int channels;

  Colour(int channels) {
    this.channels = channels;
  }

  /**
   * How many values a pixel has.
   *
   * @return 1 or 3
   */
  public int channels() {
    return channels;
  }

  /**
   * The name in configurations and descriptions.
   *
   * @return in lower case
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
