package org.flipcheck.gate;

import org.flipcheck.metrics.FlipMetric;

/** What a rule's limit is counted from. */
public sealed interface Baseline {

  /** The limit stands for itself. */
  Baseline ABSOLUTE = new Absolute();

  /** The limit stands for itself. */
  record Absolute() implements Baseline {}

  /**
   * The limit is a multiple of another metric of the same examples.
   *
   * @param metric the other metric
   */
  record Times(FlipMetric metric) implements Baseline {}

  /**
   * The limit is on what goes beyond the {@link NoiseFloor}: the metric between old and new model
   * minus the same metric between the old model and reruns of itself.
   */
  record Floor() implements Baseline {}
}
