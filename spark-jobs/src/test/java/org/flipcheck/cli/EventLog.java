package org.flipcheck.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Spark recorded of a run: its event log, one JSON object a line. */
final class EventLog {

  private final List<JsonNode> events = new ArrayList<>();

  /** A part of the work: a task of a stage, whoever does it and however often. */
  record Part(int stage, int index) {}

  /**
   * One attempt of a task.
   *
   * @param id the attempt's number in the application, TID in the driver's log
   * @param succeeded whether it ended well
   */
  record Task(Part part, int id, String executor, boolean succeeded) {}

  private EventLog() {}

  /** Reads the one event log of a folder. */
  static EventLog read(Path folder) throws IOException {
    EventLog log = new EventLog();
    ObjectMapper mapper = new ObjectMapper();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> !f.getFileName().toString().startsWith(".")).toList()) {
        for (String line : Files.readAllLines(file)) {
          log.events.add(mapper.readTree(line));
        }
      }
    }
    return log;
  }

  private Stream<JsonNode> events(String kind) {
    return events.stream().filter(event -> event.path("Event").asText().equals(kind));
  }

  /** The executors that were lost, by their ids. */
  List<String> lostExecutors() {
    return events("SparkListenerExecutorRemoved")
        .map(event -> event.path("Executor ID").asText())
        .toList();
  }

  private Stream<Task> tasks() {
    return events("SparkListenerTaskEnd").map(EventLog::task);
  }

  /** The attempt of a number. */
  Task task(int id) {
    return tasks().filter(task -> task.id() == id).findFirst().orElseThrow();
  }

  /** The parts of which some attempt is as asked. */
  Set<Part> parts(Predicate<Task> attempt) {
    return tasks().filter(attempt).map(Task::part).collect(Collectors.toSet());
  }

  private static Task task(JsonNode event) {
    JsonNode info = event.path("Task Info");
    return new Task(
        new Part(event.path("Stage ID").asInt(), info.path("Index").asInt()),
        info.path("Task ID").asInt(),
        info.path("Executor ID").asText(),
        event.at("/Task End Reason/Reason").asText().equals("Success"));
  }

  /** How many tasks were started once more because they seemed slow. */
  long speculations() {
    return events("SparkListenerTaskStart")
        .filter(event -> event.at("/Task Info/Speculative").asBoolean())
        .count();
  }
}
