package org.flipcheck.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flipcheck.spark.BadInputException;
import org.flipcheck.spark.PredictionStore;
import org.flipcheck.spark.StoreManifest;
import org.flipcheck.spark.StoreManifest.Role;

/**
 * The sides of a comparison that {@code --store} has: their names become places, and what their
 * columns are for is taken from their manifests where the command line does not say it.
 */
final class StoredSides {

  private final CompareOptions options;
  private final List<String> problems;

  /** The manifests that roles come from: the new model's first, then the old one's. */
  private final List<StoreManifest> manifests = new ArrayList<>();

  private final Set<String> reruns = new HashSet<>();

  StoredSides(CompareOptions options, List<String> problems) {
    this.options = options;
    this.problems = problems;
  }

  /**
   * Finds the models and fills in the options.
   *
   * @return the columns that came from manifests, by option, for the record
   */
  Map<String, Object> resolve() {
    if (options.inputs.store.isEmpty()) {
      return Map.of();
    }
    CompareOptions.Inputs in = options.inputs;
    try {
      PredictionStore store = PredictionStore.open(in.store.get(), StoreFolder.hadoop());
      Optional<String> candidate = find(store, in.newLocation);
      Optional<String> old = find(store, in.oldLocation);
      Optional<String> labels = find(store, in.labelsLocation);
      if (candidate.isPresent()) {
        in.newName = in.newName.or(() -> in.newLocation);
        in.newLocation = candidate;
        in.newFormat = stored("--new-format", in.newFormat);
      }
      if (old.isPresent()) {
        in.oldName = in.oldName.or(() -> in.oldLocation);
        in.oldLocation = old;
        in.oldFormat = stored("--old-format", in.oldFormat);
      }
      if (labels.isPresent()) {
        in.labelsLocation = labels;
        in.labelsFormat = stored("--labels-format", in.labelsFormat);
      }
      in.oldReruns = in.oldReruns.stream().map(value -> rerun(store, value)).toList();
    } catch (BadInputException e) {
      problems.addAll(e.problems());
    }
    return fillIn();
  }

  private String rerun(PredictionStore store, String value) {
    Optional<String> place = find(store, Optional.of(value));
    place.ifPresent(reruns::add);
    return place.orElse(value);
  }

  /** The places of the reruns that the store has, once they are resolved. */
  Set<String> reruns() {
    return reruns;
  }

  private Optional<String> stored(String option, Optional<String> format) {
    format.ifPresent(
        name ->
            problems.add(
                "%s %s: the side comes from the store; leave the option out"
                    .formatted(option, name)));
    return Optional.of(org.flipcheck.spark.Source.STORED);
  }

  /** The place of a value that is a name in the store; a path or table stays what it is. */
  private Optional<String> find(PredictionStore store, Optional<String> value) {
    Optional<String> name = value.filter(store::has);
    if (name.isPresent()) {
      try {
        manifests.add(store.model(name.get()).manifest());
      } catch (BadInputException e) {
        problems.addAll(e.problems());
      }
    } else if (value.filter(StoredSides::isMissing).isPresent()) {
      problems.add(
          "%s: neither a model of the store %s, which has %s, nor a file"
              .formatted(
                  value.get(), options.inputs.store.get(), String.join(", ", store.names())));
    }
    return name.map(model -> options.inputs.store.get().replaceFirst("/+$", "") + "/" + model);
  }

  /** A bare name that is no file here. What looks like a path is told by who opens it. */
  private static boolean isMissing(String value) {
    return PredictionStore.isName(value)
        && !java.nio.file.Files.exists(java.nio.file.Path.of(value));
  }

  private Map<String, Object> fillIn() {
    Map<String, Object> taken = new LinkedHashMap<>();
    CompareOptions.ColumnOptions given = options.columns;
    boolean judgesAnswers =
        given.label.isPresent() || given.prediction.isPresent() || given.logits.isPresent();
    given.ids = columns(Role.ID, given.ids, taken);
    given.label = column(Role.LABEL, given.label, taken);
    given.prediction = column(Role.PREDICTION, given.prediction, taken);
    given.logits = column(Role.LOGITS, given.logits, taken);
    if (!judgesAnswers) {
      // Label and prediction on the command line ask for the rule equals; a grade would change it.
      given.correct = column(Role.CORRECT, given.correct, taken);
    }
    given.score = column(Role.SCORE, given.score, taken);
    given.weight = column(Role.WEIGHT, given.weight, taken);
    given.slices = columns(Role.SLICE, given.slices, taken);
    given.keep = columns(Role.KEEP, given.keep, taken);
    return taken;
  }

  private List<String> columns(Role role, List<String> given, Map<String, Object> taken) {
    if (!given.isEmpty()) {
      return given;
    }
    List<String> found =
        manifests.stream()
            .map(manifest -> manifest.columns(role))
            .filter(columns -> !columns.isEmpty())
            .findFirst()
            .orElse(List.of());
    if (!found.isEmpty()) {
      taken.put(role.key(), found);
    }
    return found;
  }

  private Optional<String> column(Role role, Optional<String> given, Map<String, Object> taken) {
    if (given.isPresent()) {
      return given;
    }
    Optional<String> found = columns(role, List.of(), new LinkedHashMap<>()).stream().findFirst();
    found.ifPresent(column -> taken.put(role.key(), column));
    return found;
  }
}
