package org.flipcheck.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an interpolation did.
 *
 * @param method its name in the literature
 * @param tensors how many the result has
 * @param mixed how many of them are floating point
 * @param bytes the length of the result
 * @param keptBytes of them, how many an earlier run that was killed had written
 * @param differing tensors of whole numbers in which the models differ, so that a side had to be
 *     taken, and from which side, {@code old} or {@code new}
 * @param onlyNew tensors with elements that the old model has no partner for, and how many
 * @param provenance what the headers of the result say about where it comes from
 */
public record InterpolationReport(
    String method,
    int tensors,
    int mixed,
    long bytes,
    long keptBytes,
    Map<String, String> differing,
    Map<String, Long> onlyNew,
    Map<String, String> provenance) {

  /** Makes the maps unmodifiable; they stay sorted. */
  public InterpolationReport {
    differing = java.util.Collections.unmodifiableMap(new TreeMap<>(differing));
    onlyNew = java.util.Collections.unmodifiableMap(new TreeMap<>(onlyNew));
    provenance = java.util.Collections.unmodifiableMap(new TreeMap<>(provenance));
  }

  static InterpolationReport of(
      String method,
      List<TensorPlan> plans,
      long bytes,
      long keptBytes,
      Map<String, String> differing,
      Map<String, String> provenance) {
    Map<String, Long> onlyNew = new TreeMap<>();
    plans.stream()
        .filter(plan -> plan.onlyNew() > 0)
        .forEach(plan -> onlyNew.put(plan.name(), plan.onlyNew()));
    return new InterpolationReport(
        method,
        plans.size(),
        (int) plans.stream().filter(TensorPlan::isReal).count(),
        bytes,
        keptBytes,
        differing,
        onlyNew,
        provenance);
  }
}
