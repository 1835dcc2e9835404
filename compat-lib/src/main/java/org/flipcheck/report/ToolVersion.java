package org.flipcheck.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Flipcheck that is running. */
public final class ToolVersion {

  private static final String RESOURCE = "version.properties";

  private ToolVersion() {}

  /**
   * The version, as Maven has it.
   *
   * @return for example {@code 0.1.0}
   */
  public static String get() {
    Properties properties = new Properties();
    try (InputStream in = ToolVersion.class.getResourceAsStream(RESOURCE)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
