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
 * @param chosen the chosen model; empty where there was nothing to choose from
 * @param test what the models say about the test examples, by {@code old}, {@code new} and {@code
 *     mended}
 */
public record Mended(
    MendResult result, Optional<ModelWriter> chosen, Map<String, Predictions> test) {

  /** Writes a model as it would be released. */
  @FunctionalInterface
  public interface ModelWriter {

    /**
     * Writes it.
     *
     * @param folder where to; it exists and is empty
     * @throws IOException if it cannot be written
     */
    void write(Path folder) throws IOException;
  }

  /** Keeps an unmodifiable copy of the map. */
  public Mended {
    test = Collections.unmodifiableMap(new LinkedHashMap<>(test));
  }
}
