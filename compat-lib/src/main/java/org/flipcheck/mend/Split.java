package org.flipcheck.mend;

/** What examples are there for. Those that choose never confirm. */
public enum Split {
  /** Development examples, which choose the weight. */
  DEV("dev"),
  /** Test examples, which confirm it. */
  TEST("test");

  private final String key;

  Split(String key) {
    this.key = key;
  }

  /**
   * The name in options and files.
   *
   * @return dev or test
   */
  public String key() {
    return key;
  }
}
