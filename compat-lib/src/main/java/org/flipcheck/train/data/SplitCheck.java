package org.flipcheck.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the three parts of the data must not have in common. */
final class SplitCheck {

  private static final int NAMED = 3;

  private record Pair<T>(String firstName, T first, String secondName, T second) {}

  private SplitCheck() {}

  private static <T> List<Pair<T>> pairs(Splits<T> splits) {
    return List.of(
        new Pair<>("train", splits.train(), "dev", splits.dev()),
        new Pair<>("train", splits.train(), "test", splits.test()),
        new Pair<>("dev", splits.dev(), "test", splits.test()));
  }

  /** Tells of two parts that are one file or folder. */
  static void files(Splits<Path> files, FileProblems problems) {
    for (Pair<Path> pair : pairs(files)) {
      if (isSame(pair.first(), pair.second())) {
        problems.add(
            "%s: is both %s and %s; %s"
                .formatted(pair.second(), pair.firstName(), pair.secondName(), apart(pair)));
      }
    }
  }

  private static boolean isSame(Path first, Path second) {
    try {
      return Files.isSameFile(first, second);
    } catch (IOException e) {
      return false; // whoever reads the files tells
    }
  }

  private static String apart(Pair<?> pair) {
    return pair.firstName().equals("train")
        ? "what a model learnt from can neither choose nor confirm it, give other examples"
        : "what chose a model cannot confirm it, give other examples";
  }

  /** Tells of examples that are in two parts, where the user gave them their ids. */
  static void ids(Splits<TableSplit> splits, FileProblems problems) {
    for (Pair<TableSplit> pair : pairs(splits)) {
      Set<String> first = new HashSet<>(pair.first().ids());
      List<String> both = pair.second().ids().stream().filter(first::contains).toList();
      if (!both.isEmpty()) {
        problems.add(
            "%s: has %d ids that %s has too, such as %s; %s, or, if ids only count the rows of a file, leave out `id`"
                .formatted(
                    pair.second().file(),
                    both.size(),
                    pair.first().file(),
                    String.join(", ", both.stream().limit(NAMED).map(Shown::text).toList()),
                    apart(pair)));
      }
    }
  }

  /** Tells of data from which nothing can be learnt. */
  static void classes(Path train, ClassNames classes, FileProblems problems) {
    if (classes.size() < 2) {
      problems.add(
          "%s: every example is of the class %s; at least two classes are needed"
              .formatted(train, Shown.names(classes.names())));
    }
  }
}
