package org.flipcheck.train.run;

import ai.djl.nn.Block;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flipcheck.checkpoint.CheckpointException;
import org.flipcheck.mend.MendException;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.data.DataException;
import org.flipcheck.train.data.InputDescription;
import org.flipcheck.train.interpolation.InterpolationException;
import org.flipcheck.train.interpolation.ModelWeights;
import org.flipcheck.train.interpolation.TorchScriptFile;
import org.flipcheck.train.run.StudentConfig.Network;

/**
 * A trained model as a folder: {@code model.json} (network, classes, and how raw data become
 * inputs) and its weights, {@code weights.safetensors}, or {@code model.pt} of a TorchScript model.
 */
final class ModelFolder {

  private static final String DESCRIPTION = "model.json";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String TORCHSCRIPT = "model.pt";
  private static final JsonMapper JSON = new JsonMapper();

  private ModelFolder() {}

  /** Writes a model. */
  static void write(Path folder, StudentConfig student, Classifier model, InputDescription inputs)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema_version", 1);
    ObjectNode network = root.putObject("network");
    network.put("kind", Settings.lower(student.network()));
    if (student.network() == Network.MLP) {
      network.put("hidden", student.hidden());
      network.put("dropout", student.dropout());
    }
    model.classes().forEach(root.putArray("classes")::add);
    root.set("inputs", inputs.toJson());
    if (student.network() == Network.TORCHSCRIPT) {
      TorchScriptFile.save(model.network(), folder.resolve(TORCHSCRIPT));
    } else {
      ModelWeights.of(model.network()).save(folder.resolve(WEIGHTS));
    }
    Files.writeString(folder.resolve(DESCRIPTION), root.toPrettyString() + "\n");
  }

  /**
   * Reads a model: such a folder, or a TorchScript file.
   *
   * @param path of the model
   * @param declared names of its classes; empty for those that the folder has
   * @param inputs how the data at hand become inputs
   * @throws MendException with all that is wrong
   * @throws IOException if it cannot be read
   */
  static Classifier read(Path path, Optional<List<String>> declared, InputDescription inputs)
      throws IOException {
    try {
      if (!Files.isDirectory(path)) {
        return Classifier.of(
            TorchScriptFile.load(path),
            declared.orElseThrow(
                () -> new MendException(path + ": a TorchScript file needs the list of classes")));
      }
      return read(path, description(path), declared, inputs);
    } catch (NoSuchFileException e) {
      throw incomplete(path, e);
    } catch (CheckpointException e) {
      throw new MendException(e.problems());
    } catch (InterpolationException e) {
      throw new MendException(e.problems());
    }
  }

  /**
   * How raw data become the inputs of a model.
   *
   * @param folder of the model
   * @throws MendException if it is no such folder, or damaged
   * @throws IOException if it cannot be read
   */
  static InputDescription inputs(Path folder) throws IOException {
    try {
      return InputDescription.fromJson(description(folder).path("inputs"));
    } catch (DataException e) {
      throw new MendException(
          e.problems().stream()
              .map(problem -> folder.resolve(DESCRIPTION) + ": " + problem)
              .toList());
    }
  }

  private static JsonNode description(Path folder) throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    try {
      return JSON.readTree(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw incomplete(folder, e);
    } catch (JsonProcessingException e) {
      throw new MendException(
          "%s: is damaged: it is no JSON from line %d on; train that model again"
              .formatted(file, e.getLocation().getLineNr()));
    }
  }

  private static MendException incomplete(Path folder, NoSuchFileException missing) {
    return new MendException(
        "%s: is no model of flipcheck train: %s is missing; give the folder model/ of a result"
            .formatted(folder, missing.getFile()));
  }

  private static Classifier read(
      Path folder, JsonNode root, Optional<List<String>> declared, InputDescription inputs)
      throws IOException {
    List<String> classes = new ArrayList<>();
    root.path("classes").forEach(name -> classes.add(name.asText()));
    List<String> problems = new ArrayList<>();
    if (declared.isPresent() && !declared.get().equals(classes)) {
      problems.add(
          "%s: has the classes %s, but %s are declared for it; leave the declaration out"
              .formatted(folder, classes, declared.get()));
    }
    if (!root.path("inputs").equals(inputs.toJson())) {
      problems.add(
          "%s: reads inputs in another way than data says: %s, not %s; describe the data as it was for that model"
              .formatted(folder, root.path("inputs"), inputs.toJson()));
    }
    Optional<Network> network =
        Stream.of(Network.values())
            .filter(each -> Settings.lower(each).equals(root.path("network").path("kind").asText()))
            .findFirst();
    if (network.isEmpty() || classes.isEmpty()) {
      problems.add("%s: is damaged: it has no network or no classes".formatted(folder));
    }
    if (!problems.isEmpty()) {
      throw new MendException(problems);
    }
    if (network.get() == Network.TORCHSCRIPT) {
      return Classifier.of(TorchScriptFile.load(folder.resolve(TORCHSCRIPT)), classes);
    }
    StudentConfig student =
        new StudentConfig(
            network.get(),
            root.path("network").path("hidden").asInt(1),
            (float) root.path("network").path("dropout").asDouble(0),
            Optional.empty(),
            false);
    return withWeights(folder, student.block(classes.size()), classes, inputs);
  }

  private static Classifier withWeights(
      Path folder, Block block, List<String> classes, InputDescription inputs) throws IOException {
    ModelWeights weights = ModelWeights.load(folder.resolve(WEIGHTS));
    Classifier model = Classifier.of(folder.toString(), classes, block);
    try {
      model.initialize(inputs.inputShape());
      weights.into(block);
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }
}
