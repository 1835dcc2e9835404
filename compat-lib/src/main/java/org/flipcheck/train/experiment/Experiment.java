package org.flipcheck.train.experiment;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Settings, recipes and seeds, one after the other.
 *
 * @param settings which updates
 * @param seeds how many, from 1
 * @param progress is told of each seed that is done
 * @param trial trains and evaluates one seed
 * @param report is written after each seed, so that a run that was cut off has said what it knew
 * @param <R> what a recipe of the experiment says
 */
record Experiment<R extends Recipe>(
    List<Setting<R>> settings, int seeds, PrintStream progress, Trial<R> trial, Report report) {

  /** One seed of a setting and recipe. */
  @FunctionalInterface
  interface Trial<R extends Recipe> {
    SeedRun run(Setting<R> setting, R recipe, int seed, Update update) throws IOException;
  }

  /** Writes what is known. */
  @FunctionalInterface
  interface Report {
    void write(List<SeedRun> runs, Path folder) throws IOException;
  }

  Experiment {
    settings = List.copyOf(settings);
  }

  /** Runs all of it. */
  List<SeedRun> run(Path output) throws IOException {
    List<SeedRun> runs = new ArrayList<>();
    for (Setting<R> setting : settings) {
      for (R recipe : setting.recipes()) {
        for (int seed = 1; seed <= seeds; seed++) {
          long start = System.nanoTime();
          runs.add(trial.run(setting, recipe, seed, setting.updates().of(seed)));
          report.write(List.copyOf(runs), output);
          progress.printf(
              Locale.ROOT,
              "%s, rate %s, seed %d of %d: %.0f s%n",
              setting.key(),
              recipe.key(),
              seed,
              seeds,
              (System.nanoTime() - start) / 1e9);
        }
      }
    }
    return runs;
  }

  /** The settings with some keys, parted by commas; {@code all} is all of them. */
  static <R extends Recipe> List<Setting<R>> named(String names, List<Setting<R>> settings) {
    if (names.equals("all")) {
      return settings;
    }
    Set<String> wanted = new LinkedHashSet<>(Arrays.asList(names.split(",", -1)));
    List<String> known = settings.stream().map(Setting::key).toList();
    List<String> unknown = wanted.stream().filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "there are no settings %s, only %s and all".formatted(unknown, known));
    }
    return settings.stream().filter(setting -> wanted.contains(setting.key())).toList();
  }
}
