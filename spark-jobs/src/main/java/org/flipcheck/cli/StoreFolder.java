package org.flipcheck.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.flipcheck.spark.BadInputException;
import org.flipcheck.spark.PredictionStore;
import org.flipcheck.spark.StoreManifest;
import org.flipcheck.spark.StoreManifest.Role;
import org.flipcheck.spark.StoredModel;

/** Looks into a prediction store, and tidies it, without a Spark session. */
final class StoreFolder {

  private StoreFolder() {}

  /** How Spark would reach file systems, by its settings in this process. */
  static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }

  private static PredictionStore open(String location) {
    try {
      return PredictionStore.open(location, hadoop());
    } catch (BadInputException e) {
      throw new Problems(e.problems());
    }
  }

  /** Prints the models of a store. */
  static int list(String location) {
    PredictionStore store = open(location);
    List<String> names = store.names();
    System.out.printf(
        "%s: %s, ids %s, %d partitions%n",
        location,
        names.size() == 1 ? "1 model" : names.size() + " models",
        String.join(", ", store.settings().idColumns()),
        store.settings().partitions());
    names.forEach(name -> System.out.print(entry(store, name)));
    return ExitCode.PASS;
  }

  private static String entry(PredictionStore store, String name) {
    try {
      StoreManifest manifest = store.model(name).manifest();
      return "%n%s%n  %,d rows, %s, added %s from %s%n  %s%n"
          .formatted(
              name,
              manifest.rows(),
              size(manifest.bytes()),
              manifest.createdAt().toString().replaceFirst("\\.\\d+Z", "Z"),
              manifest.origin().uri(),
              manifest.columns().stream()
                  .map(StoreFolder::column)
                  .collect(Collectors.joining(", ")));
    } catch (BadInputException e) {
      return "%n%s%n%s%n"
          .formatted(
              name, e.problems().stream().map("  "::concat).collect(Collectors.joining("\n")));
    }
  }

  private static String column(StoreManifest.Column column) {
    String roles = column.roles().stream().map(Role::key).collect(Collectors.joining(", "));
    return roles.equals(column.name()) ? roles : "%s (%s)".formatted(column.name(), roles);
  }

  /** A size for people. */
  static String size(long bytes) {
    if (bytes < 1 << 20) {
      return "%,d KiB".formatted((bytes + 1023) >> 10);
    }
    return bytes < 1 << 30
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / 0x1p20)
        : String.format(Locale.ROOT, "%.1f GiB", bytes / 0x1p30);
  }

  /** Checks one model, or all, and tells all that is wrong. */
  static int verify(String location, Optional<String> name) {
    PredictionStore store = open(location);
    List<String> problems = new ArrayList<>();
    StringBuilder good = new StringBuilder();
    for (String model : name.map(List::of).orElseGet(store::names)) {
      try {
        StoredModel verified = store.verify(model);
        good.append(
            "%s: %,d rows in %d files, %s, all as written%n"
                .formatted(
                    model,
                    verified.manifest().rows(),
                    verified.manifest().partitions().size(),
                    size(verified.manifest().bytes())));
      } catch (BadInputException e) {
        problems.addAll(e.problems());
      }
    }
    System.out.print(good);
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    return ExitCode.PASS;
  }

  /** Removes a model. */
  static int remove(String location, String name) {
    PredictionStore store = open(location);
    try {
      store.remove(name);
    } catch (BadInputException e) {
      throw new Problems(e.problems());
    }
    System.out.printf("Removed %s from %s%n", name, location);
    return ExitCode.PASS;
  }
}
