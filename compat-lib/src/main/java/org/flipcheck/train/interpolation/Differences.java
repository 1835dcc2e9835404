package org.flipcheck.train.interpolation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** In what two sets of weights differ beside their numbers. */
final class Differences {

  private Differences() {}

  /** Every difference, as sentences for people; empty if the numbers can be mixed one by one. */
  static List<String> between(String one, ModelWeights first, String other, ModelWeights second) {
    List<String> problems = names(one, first, other, second);
    for (WeightTensor tensor : first.tensors()) {
      second
          .tensor(tensor.name())
          .filter(
              like ->
                  like.type() != tensor.type()
                      || like.kind() != tensor.kind()
                      || !like.shape().equals(tensor.shape()))
          .ifPresent(
              like ->
                  problems.add(
                      "%s is %s in %s and %s in %s; only models of one architecture can be interpolated"
                          .formatted(tensor.name(), shown(tensor), one, shown(like), other)));
    }
    return problems;
  }

  /** Arrays that only one side has, or that only one side ties. */
  static List<String> names(String one, ModelWeights first, String other, ModelWeights second) {
    List<String> problems = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    first.tensors().forEach(tensor -> names.add(tensor.name()));
    second.tensors().forEach(tensor -> names.add(tensor.name()));
    for (String name : names) {
      WeightTensor here = first.tensor(name).orElse(null);
      WeightTensor there = second.tensor(name).orElse(null);
      if (here == null || there == null) {
        problems.add(
            "%s is in %s, but not in %s"
                .formatted(name, there == null ? one : other, there == null ? other : one));
      } else if (!Objects.equals(here.alsoNamed(), there.alsoNamed())) {
        problems.add(
            "%s is tied to %s in %s and to %s in %s; tie the same layers in both"
                .formatted(name, tied(here), one, tied(there), other));
      }
    }
    return problems;
  }

  private static String tied(WeightTensor tensor) {
    return tensor.alsoNamed().isEmpty() ? "nothing" : String.join(", ", tensor.alsoNamed());
  }

  static String shown(WeightTensor tensor) {
    return "%s %s (%s)"
        .formatted(
            tensor.type(),
            tensor.shape(),
            tensor.kind().toString().toLowerCase(Locale.ROOT).replace('_', ' '));
  }
}
