package org.flipcheck.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flipcheck.checkpoint.Adapter.Factors;

/**
 * Which products the mixture of some LoRA adapters is the sum of.
 *
 * <p>A mean of factors is not a mean of their products. But the sum &Sigma;
 * w<sub>i</sub>&middot;B<sub>i</sub>&middot;A<sub>i</sub> is one product again: that of
 * [w<sub>1</sub>B<sub>1</sub> | w<sub>2</sub>B<sub>2</sub> | &hellip;] and [A<sub>1</sub>;
 * A<sub>2</sub>; &hellip;], whose rank is the sum of the ranks. A module that only one adapter has
 * gets nothing from the others: their change to it is zero.
 */
final class AdapterMix {

  /**
   * One product.
   *
   * @param weight the adapter's share times its scale
   * @param factors whose product it is
   */
  record Part(double weight, Factors factors) {}

  /** The products of a module; at least one. */
  record Mixed(String module, List<Part> parts) {

    Mixed {
      parts = List.copyOf(parts);
    }

    Factors first() {
      return parts.get(0).factors();
    }

    long rank() {
      return parts.stream().mapToLong(part -> part.factors().rank()).sum();
    }
  }

  private final Interpolation interpolation;
  private final Adapter old;
  private final List<Adapter> fresh;
  private final List<Mixed> modules = new ArrayList<>();
  private final Map<String, String> oneSided = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * Matches the modules of adapters.
   *
   * @param fresh the new adapter and those that are averaged with it
   */
  AdapterMix(Interpolation interpolation, Adapter old, List<Adapter> fresh) {
    this.interpolation = interpolation;
    this.old = old;
    this.fresh = List.copyOf(fresh);
    check();
    Set<String> names = new TreeSet<>();
    all().forEach(adapter -> names.addAll(adapter.factors().keySet()));
    names.forEach(this::match);
  }

  /** All that stands in the way. */
  List<String> problems() {
    return Collections.unmodifiableList(problems);
  }

  List<Mixed> modules() {
    return Collections.unmodifiableList(modules);
  }

  /** Modules that only some of the adapters change, and which: {@code old} or {@code new}. */
  Map<String, String> oneSided() {
    return Collections.unmodifiableMap(oneSided);
  }

  /** Whether all adapters change the same modules, so that the terms of one are true of all. */
  boolean isOfSameModules() {
    return all().allMatch(adapter -> adapter.factors().keySet().equals(now().keySet()));
  }

  private Map<String, Factors> now() {
    return fresh.get(0).factors();
  }

  Adapter old() {
    return old;
  }

  List<Adapter> fresh() {
    return fresh;
  }

  private Stream<Adapter> all() {
    return Stream.concat(Stream.of(old), fresh.stream());
  }

  private void check() {
    Set<String> names = new LinkedHashSet<>();
    all().forEach(adapter -> names.addAll(adapter.checkpoint().tensors().keySet()));
    problems.addAll(interpolation.weights().problems(names));
    if (interpolation.oldFisher().isPresent() || interpolation.newFisher().isPresent()) {
      problems.add(
          "Fisher information is of weights, and LoRA adapters have only factors of them; merge the adapters into their models first");
    }
    if (!interpolation.rows().layers().isEmpty() || interpolation.rows().classes().isPresent()) {
      problems.add(
          "output layers of LoRA adapters are mixed whole; to match their classes, merge the adapters into their models first");
    }
    for (Adapter adapter : fresh) {
      if (interpolation.base().agreement() == AdapterBase.Agreement.BY_NAME) {
        checkBase(adapter);
      }
      if (adapter.config().isTransposed() != old.config().isTransposed()) {
        problems.add(
            "%s and %s differ in fan_in_fan_out; adapters of one model have the same"
                .formatted(old.config().file(), adapter.config().file()));
      }
    }
  }

  private void checkBase(Adapter adapter) {
    Optional<String> one = old.config().base();
    Optional<String> other = adapter.config().base();
    if (one.isEmpty() || !one.equals(other)) {
      problems.add(
          "%s is for the base model %s and %s for %s; only adapters of one model can be mixed; if it is one and the same, say so"
              .formatted(
                  old.config().file(),
                  one.map(Shown::text).orElse("(not named)"),
                  adapter.config().file(),
                  other.map(Shown::text).orElse("(not named)")));
    }
  }

  private void match(String module) {
    List<Part> parts = new ArrayList<>();
    double share = interpolation.weights().of(tensorName(module));
    add(old, module, share, parts);
    for (Adapter adapter : fresh) {
      add(adapter, module, (1 - share) / fresh.size(), parts);
    }
    boolean inOld = old.factors().containsKey(module);
    if (!inOld || fresh.stream().noneMatch(adapter -> adapter.factors().containsKey(module))) {
      oneSided.put(module, inOld ? "old" : "new");
    }
    if (!parts.isEmpty() && areAlike(module, parts)) {
      modules.add(new Mixed(module, parts));
    }
  }

  private String tensorName(String module) {
    return all()
        .flatMap(adapter -> Optional.ofNullable(adapter.factors().get(module)).stream())
        .findFirst()
        .orElseThrow()
        .b()
        .name();
  }

  private static void add(Adapter adapter, String module, double share, List<Part> parts) {
    Factors factors = adapter.factors().get(module);
    if (factors != null && share != 0) {
      parts.add(new Part(share * adapter.config().scale(module), factors));
    }
  }

  private boolean areAlike(String module, List<Part> parts) {
    Factors one = parts.get(0).factors();
    for (Part part : parts) {
      Factors other = part.factors();
      boolean isLike =
          one.isEmbedding() == other.isEmbedding()
              && one.a().type() == other.a().type()
              && one.b().type() == other.b().type()
              && one.b().shape().get(0).equals(other.b().shape().get(0))
              && tail(one.a()).equals(tail(other.a()));
      if (!isLike) {
        problems.add(
            "module %s has factors %s in %s and %s in %s; they may differ in their rank alone"
                .formatted(
                    Shown.text(module),
                    shown(one),
                    one.a().file(),
                    shown(other),
                    other.a().file()));
        return false;
      }
    }
    return true;
  }

  private static String shown(Factors factors) {
    return "%s %s and %s %s"
        .formatted(
            factors.a().type(), factors.a().shape(), factors.b().type(), factors.b().shape());
  }

  private static List<Long> tail(Tensor tensor) {
    return tensor.shape().subList(1, tensor.shape().size());
  }
}
