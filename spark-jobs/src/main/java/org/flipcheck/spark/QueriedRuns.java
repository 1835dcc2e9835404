package org.flipcheck.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The runs that a query is asked of.
 *
 * @param runs by what queries call them, in the order they were named, within a folder by name
 * @param notes what a person should know of what was found, sentences
 */
record QueriedRuns(Map<String, OpenRun> runs, List<String> notes) {

  /** So many runs are named one by one. */
  private static final int NAMED = 8;

  /**
   * Finds and opens runs.
   *
   * @param places folders of runs, or folders that hold them
   * @throws BadInputException if there is none, or one cannot be read; all problems at once
   */
  static QueriedRuns find(List<String> places, Configuration hadoop) {
    Search search = new Search(hadoop);
    places.forEach(search::look);
    List<OpenRun> opened = search.open();
    if (!search.problems.isEmpty()) {
      throw new BadInputException(search.problems);
    }
    Map<String, OpenRun> named = RunNames.of(opened);
    List<String> notes = new ArrayList<>();
    notes.add(found(named));
    notes.addAll(search.notes);
    notes.addAll(sameRuns(named));
    return new QueriedRuns(named, notes);
  }

  private static String found(Map<String, OpenRun> runs) {
    List<String> names = List.copyOf(runs.keySet());
    return names.size() == 1
        ? "1 run: " + names.get(0)
        : "%d runs: %s".formatted(names.size(), listed(names));
  }

  /** Names for a sentence, not more of them than fit into one. */
  static String listed(List<String> names) {
    return names.size() <= NAMED
        ? String.join(", ", names)
        : "%s, ..., %s"
            .formatted(String.join(", ", names.subList(0, NAMED - 2)), names.get(names.size() - 1));
  }

  private static List<String> sameRuns(Map<String, OpenRun> runs) {
    Map<String, List<String>> byId =
        runs.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    run -> run.getValue().result().run().id(),
                    TreeMap::new,
                    Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    return byId.entrySet().stream()
        .filter(same -> same.getValue().size() > 1)
        .map(
            same ->
                "%s are copies of one run (%s): what is counted over runs counts it %d times"
                    .formatted(listed(same.getValue()), same.getKey(), same.getValue().size()))
        .toList();
  }

  /** Looks for runs, and keeps what is wrong with the places. */
  private static final class Search {

    private final Configuration hadoop;
    private final Map<Path, String> found = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Search(Configuration hadoop) {
      this.hadoop = hadoop;
    }

    void look(String place) {
      try {
        Path path = new Path(place);
        FileSystem fileSystem = path.getFileSystem(hadoop);
        Path folder = fileSystem.makeQualified(path);
        if (!fileSystem.exists(folder)) {
          problems.add("--runs %s: there is no such directory; check the path".formatted(place));
        } else if (fileSystem.getFileStatus(folder).isFile()) {
          problems.add(
              "--runs %s: is a file; name the folder of a run, or a folder of runs"
                  .formatted(place));
        } else if (isRun(fileSystem, folder)) {
          add(folder, place);
        } else {
          lookInto(fileSystem, folder, place);
        }
      } catch (IOException | IllegalArgumentException e) {
        problems.add("--runs %s: cannot be read: %s".formatted(place, InputFiles.firstLine(e)));
      }
    }

    private void add(Path folder, String place) {
      if (found.putIfAbsent(folder, place) != null) {
        notes.add("%s is named more than once, and counts once".formatted(place));
      }
    }

    private void lookInto(FileSystem fileSystem, Path folder, String place) throws IOException {
      FileStatus[] children = fileSystem.listStatus(folder);
      Arrays.sort(children);
      int before = found.size();
      int left = 0;
      List<String> others = new ArrayList<>();
      for (FileStatus child : children) {
        String name = child.getPath().getName();
        if (child.isFile() || (name.startsWith(".") && !Staging.isStaging(name))) {
          continue;
        }
        if (isRun(fileSystem, child.getPath()) && !name.startsWith(".")) {
          add(child.getPath(), new Path(place, name).toString());
          left++;
        } else {
          others.add(name);
        }
      }
      if (found.size() == before && left == 0) {
        problems.add(
            "--runs %s: neither the folder of a finished run nor a folder of such, for there is no result.json in it or one below; name the --out folder of a comparison that ended well"
                .formatted(place));
      } else if (!others.isEmpty()) {
        notes.add(
            "left out of %s, for there is no result.json in them (no run, or one that did not finish): %s"
                .formatted(place, listed(others)));
      }
    }

    private static boolean isRun(FileSystem fileSystem, Path folder) throws IOException {
      return fileSystem.exists(new Path(folder, OutputDirectory.RESULT));
    }

    /** Reads the results, on all cores: one with many slices has megabytes. */
    List<OpenRun> open() {
      List<Object> opened =
          List.copyOf(found.values()).parallelStream().map(this::openOrProblem).toList();
      List<OpenRun> runs = new ArrayList<>();
      for (Object each : opened) {
        if (each instanceof OpenRun run) {
          runs.add(run);
        } else if (each instanceof BadInputException problem) {
          problems.addAll(problem.problems());
        }
      }
      return runs;
    }

    private Object openOrProblem(String place) {
      try {
        return OpenRun.open(place, hadoop);
      } catch (BadInputException e) {
        return e;
      }
    }
  }
}
