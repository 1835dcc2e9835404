package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What queries call runs: the name of the folder, or as much of its path as tells it from others.
 */
final class RunNames {

  private RunNames() {}

  /** The runs by their names, in the order given. */
  static Map<String, OpenRun> of(List<OpenRun> runs) {
    Map<String, OpenRun> named = new LinkedHashMap<>();
    for (OpenRun run : runs) {
      named.put(shortest(run, runs), run);
    }
    return named;
  }

  private static String shortest(OpenRun run, List<OpenRun> runs) {
    List<String> own = parts(run);
    for (int n = 1; n <= own.size(); n++) {
      List<String> end = own.subList(own.size() - n, own.size());
      if (runs.stream().filter(other -> endsWith(parts(other), end)).count() == 1) {
        return String.join("/", end);
      }
    }
    return run.folder().toString();
  }

  private static boolean endsWith(List<String> path, List<String> end) {
    return path.size() >= end.size()
        && path.subList(path.size() - end.size(), path.size()).equals(end);
  }

  private static List<String> parts(OpenRun run) {
    return new ArrayList<>(Arrays.asList(run.folder().toUri().getPath().split("/")))
        .stream().filter(part -> !part.isEmpty()).toList();
  }
}
