package org.flipcheck.mend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.report.MendResult;

/**
 * What came of mending, with the examples that confirm it.
 *
 * @param result what came of it
 * @param chosen the chosen model; empty where nothing was searched
 * @param test what the models say about the test examples, by {@code old}, {@code new} and {@code
 *     mended}
 */
public record Mended(MendResult result, Optional<Mixture> chosen, Map<String, Predictions> test) {

  /** Keeps an unmodifiable copy of the map. */
  public Mended {
    test = Collections.unmodifiableMap(new LinkedHashMap<>(test));
  }
}
