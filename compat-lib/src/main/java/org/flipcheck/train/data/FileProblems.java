package org.flipcheck.train.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with all files of the data, each as far as it could be read. */
final class FileProblems {

  private final List<String> all = new ArrayList<>();

  /** Reads one file. */
  interface Reading<T> {
    /**
     * Reads.
     *
     * @param problems is told of rows
     * @throws IOException if the file cannot be read at all; the message begins with the file
     */
    T read(Problems problems) throws IOException;
  }

  /** Reads a file; empty, with the problems kept, if anything is wrong with it. */
  <T> Optional<T> read(Path file, Reading<T> reading) {
    if (Files.isDirectory(file)) {
      all.add(file + ": is a folder; a file is needed");
      return Optional.empty();
    }
    return readAny(file, reading);
  }

  /** Reads a file or folder; empty, with the problems kept, if anything is wrong with it. */
  <T> Optional<T> readAny(Path place, Reading<T> reading) {
    Problems problems = new Problems(place);
    Optional<T> read = Optional.empty();
    try {
      read = Optional.of(reading.read(problems));
    } catch (IOException e) {
      problems.add(sentence(place, e));
    }
    all.addAll(problems.sentences());
    return problems.isEmpty() ? read : Optional.empty();
  }

  static String sentence(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return e.getMessage() + ": there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return e.getMessage() + ": may not be read; give yourself the permission";
    }
    String message = String.valueOf(e.getMessage());
    return message.startsWith(file.toString()) ? message : file + ": cannot be read: " + message;
  }

  void add(String problem) {
    all.add(problem);
  }

  /** Ends here if anything is wrong. */
  void stop() {
    if (!all.isEmpty()) {
      throw new DataException(all);
    }
  }
}
