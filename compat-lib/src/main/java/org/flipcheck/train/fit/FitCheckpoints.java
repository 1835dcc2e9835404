package org.flipcheck.train.fit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flipcheck.checkpoint.CheckpointException;
import org.flipcheck.checkpoint.TensorSet;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.text.FileTree;
import org.flipcheck.train.interpolation.InterpolationException;
import org.flipcheck.train.interpolation.ModelWeights;

/**
 * The folder where a training leaves what it needs to go on: after each epoch the weights, the
 * state of the optimizer, and the best weights up to then. A checkpoint appears whole or not at
 * all, and the one before goes after that.
 */
final class FitCheckpoints {

  private static final String PREFIX = "epoch-";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String BEST = "best.safetensors";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String PROGRESS = "training.json";
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final String identity;

  /**
   * Checkpoints of one training.
   *
   * @param folder of this training alone
   * @param identity of all that decides its numbers
   */
  FitCheckpoints(Path folder, String identity) {
    this.folder = folder;
    this.identity = identity;
  }

  /** What a checkpoint holds. */
  record Saved(
      List<FitEpoch> epochs, ModelWeights weights, ModelWeights best, TensorSet optimizer) {}

  /**
   * Takes up the last checkpoint, if there is one.
   *
   * @param into takes what it holds
   * @throws TrainingException if it is of another training, or damaged
   * @throws IOException if it cannot be read
   */
  void restore(Consumer<Saved> into) throws IOException {
    List<Path> all = all();
    if (!all.isEmpty()) {
      restore(all.get(all.size() - 1), into);
    }
  }

  private void restore(Path from, Consumer<Saved> into) throws IOException {
    try {
      JsonNode progress = JSON.readTree(Files.readString(from.resolve(PROGRESS)));
      String found = progress.path("identity").asText();
      if (!found.equals(identity)) {
        throw new TrainingException(
            "%s: is the checkpoint of another training: another plan, loss, data, teacher or start; delete it, or choose another folder"
                .formatted(from));
      }
      into.accept(
          new Saved(
              epochs(progress.path("epochs")),
              ModelWeights.load(from.resolve(WEIGHTS)),
              ModelWeights.load(from.resolve(BEST)),
              TensorSet.read(from.resolve(OPTIMIZER))));
    } catch (NoSuchFileException e) {
      throw damaged(from, "%s is missing".formatted(e.getFile()));
    } catch (JsonProcessingException e) {
      throw damaged(from, "%s: %s".formatted(PROGRESS, e.getOriginalMessage()));
    } catch (CheckpointException | InterpolationException | IllegalArgumentException e) {
      throw damaged(from, e.getMessage());
    }
  }

  private static TrainingException damaged(Path checkpoint, String why) {
    return new TrainingException(
        "%s: is damaged: %s; delete it to train from the start".formatted(checkpoint, why));
  }

  /** Keeps a training as it is now. */
  void save(FitProgress progress, ModelWeights weights, TensorSet optimizer) throws IOException {
    List<Path> before = all();
    Files.createDirectories(folder);
    Path staged = folder.resolve(".new");
    FileTree.delete(staged);
    Files.createDirectories(staged);
    weights.save(staged.resolve(WEIGHTS));
    progress.bestWeights().save(staged.resolve(BEST));
    optimizer.write(staged.resolve(OPTIMIZER));
    Files.writeString(staged.resolve(PROGRESS), json(progress.epochs()));
    Files.move(
        staged,
        folder.resolve("%s%06d".formatted(PREFIX, progress.done())),
        StandardCopyOption.ATOMIC_MOVE);
    for (Path each : before) {
      FileTree.delete(each);
    }
  }

  private List<Path> all() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith(PREFIX))
          .sorted()
          .toList();
    }
  }

  private String json(List<FitEpoch> epochs) {
    ObjectNode root = JSON.createObjectNode();
    root.put("identity", identity);
    for (FitEpoch epoch : epochs) {
      ObjectNode node = root.withArrayProperty("epochs").addObject();
      node.put("epoch", epoch.epoch());
      node.put("mean_loss", epoch.meanLoss());
      node.put("is_best", epoch.isBest());
      node.put("seconds", epoch.seconds());
      epoch.validation().ifPresent(counts -> write(counts, node.putObject("validation")));
    }
    return root.toPrettyString() + "\n";
  }

  private static void write(FlipCounts counts, ObjectNode node) {
    node.put("both_right", counts.bothRight());
    node.put("negative_flips", counts.negativeFlips());
    node.put("positive_flips", counts.positiveFlips());
    node.put("both_wrong_same", counts.bothWrongSame().orElseThrow());
    node.put("both_wrong_different", counts.bothWrongDifferent().orElseThrow());
  }

  private static List<FitEpoch> epochs(JsonNode nodes) {
    List<FitEpoch> epochs = new ArrayList<>();
    for (JsonNode node : nodes) {
      epochs.add(
          new FitEpoch(
              node.path("epoch").asInt(),
              node.path("mean_loss").asDouble(),
              Optional.of(node.path("validation"))
                  .filter(JsonNode::isObject)
                  .map(FitCheckpoints::counts),
              node.path("is_best").asBoolean(),
              node.path("seconds").asDouble()));
    }
    return epochs;
  }

  private static FlipCounts counts(JsonNode node) {
    return FlipCounts.of(
        node.path("both_right").asLong(),
        node.path("negative_flips").asLong(),
        node.path("positive_flips").asLong(),
        node.path("both_wrong_same").asLong(),
        node.path("both_wrong_different").asLong());
  }
}
