package org.flipcheck.checkpoint;

import java.util.Collections;
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
 * @param oneSided modules that only the adapters of one side change, and which side
 * @param companions files that were copied beside the weights
 * @param notCopied what was not copied of the folder they come from, and why
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
    Map<String, String> oneSided,
    List<String> companions,
    Map<String, String> notCopied,
    Map<String, String> provenance) {

  /** Makes the maps and lists unmodifiable; the maps stay sorted. */
  public InterpolationReport {
    differing = sorted(differing);
    onlyNew = sorted(onlyNew);
    oneSided = sorted(oneSided);
    companions = List.copyOf(companions);
    notCopied = sorted(notCopied);
    provenance = sorted(provenance);
  }

  private static <T> Map<String, T> sorted(Map<String, T> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }

  /** What the plans alone say. */
  static InterpolationReport of(
      String method, List<TensorPlan> plans, Map<String, String> provenance) {
    Map<String, Long> onlyNew = new TreeMap<>();
    plans.stream()
        .filter(plan -> plan.onlyNew() > 0 && !plan.isOfBase())
        .forEach(plan -> onlyNew.put(plan.name(), plan.onlyNew()));
    return new InterpolationReport(
        method,
        plans.size(),
        (int) plans.stream().filter(TensorPlan::isReal).count(),
        0,
        0,
        Map.of(),
        onlyNew,
        Map.of(),
        List.of(),
        Map.of(),
        provenance);
  }

  /** So many tensors more, all of them floating point. */
  InterpolationReport withMore(int more) {
    return new InterpolationReport(
        method,
        tensors + more,
        mixed + more,
        bytes,
        keptBytes,
        differing,
        onlyNew,
        oneSided,
        companions,
        notCopied,
        provenance);
  }

  InterpolationReport withBytes(long all, long kept) {
    return new InterpolationReport(
        method,
        tensors,
        mixed,
        all,
        kept,
        differing,
        onlyNew,
        oneSided,
        companions,
        notCopied,
        provenance);
  }

  InterpolationReport withSides(Map<String, String> ofNumbers, Map<String, String> ofModules) {
    return new InterpolationReport(
        method,
        tensors,
        mixed,
        bytes,
        keptBytes,
        ofNumbers,
        onlyNew,
        ofModules,
        companions,
        notCopied,
        provenance);
  }

  InterpolationReport withCompanions(Companions files) {
    return new InterpolationReport(
        method,
        tensors,
        mixed,
        bytes,
        keptBytes,
        differing,
        onlyNew,
        oneSided,
        List.copyOf(files.names()),
        files.left(),
        provenance);
  }
}
