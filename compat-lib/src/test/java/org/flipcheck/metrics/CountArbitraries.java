package org.flipcheck.metrics;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Count tables for property tests, with many zeros: that is where quotients get undefined. */
public final class CountArbitraries {

  private CountArbitraries() {}

  /** Tables of five known cells. */
  public static Arbitrary<FlipCounts> counts(long largest) {
    Arbitrary<Long> cell =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(0L)),
            Tuple.of(2, Arbitraries.longs().between(0, 10)),
            Tuple.of(3, Arbitraries.longs().between(0, largest)));
    return Combinators.combine(cell, cell, cell, cell, cell).as(FlipCounts::of);
  }
}
