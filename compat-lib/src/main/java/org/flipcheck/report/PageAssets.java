package org.flipcheck.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Style and script of the report page, and the policy that lets a browser run nothing else. */
final class PageAssets {

  private static final String STYLE = resource("report.css");
  private static final String SCRIPT = resource("report.js");

  private PageAssets() {}

  static String style() {
    return STYLE;
  }

  static String script() {
    return SCRIPT;
  }

  /**
   * The content security policy: nothing is loaded, and only this very style and script run,
   * whatever foreign text should manage to become markup.
   */
  static String contentSecurityPolicy() {
    return "default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'"
        .formatted(hash(STYLE), hash(SCRIPT));
  }

  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A text that comes with the program. */
  static String resource(String name) {
    try (InputStream in = PageAssets.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
