package org.flipcheck.mend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.report.MendResult;

/**
 * What came of mending, with the examples that confirm it.
 *
 * @param result what came of it
 * @param chosen writes the chosen model as it would be released; empty where there was nothing to
 *     choose from
 * @param test what the models say about the test examples, by {@code old}, {@code new} and {@code
 *     mended}
 * @param evidence writes what they say, and how they came to be
 */
public record Mended(
    MendResult result,
    Optional<ModelWriter> chosen,
    Map<String, Predictions> test,
    ModelWriter evidence) {

  /** Writes a part of the result. */
  @FunctionalInterface
  public interface ModelWriter {

    /**
     * Writes it.
     *
     * @param folder where to; it exists
     * @throws IOException if it cannot be written
     */
    void write(Path folder) throws IOException;
  }

  /** Keeps an unmodifiable copy of the map. */
  public Mended {
    test = Collections.unmodifiableMap(new LinkedHashMap<>(test));
  }
}
