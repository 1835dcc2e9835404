package org.flipcheck.train.run;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.flipcheck.mend.MendException;
import org.flipcheck.report.YamlTree;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.train.data.DataConfig;
import org.flipcheck.train.fit.FitPlan;

/**
 * A configuration of {@code flipcheck train}, in YAML or JSON. Paths are relative to its folder.
 *
 * <pre>{@code
 * data: …                     # see DataConfig
 *
 * old:                        # the model in use; without it the first model is trained
 *   model: v6.pt              # TorchScript, or the folder model/ of an earlier training
 *   classes: v6-classes.txt   # of a .pt: one name a line, in the order of its logits; default: those of data
 *   renamed: {cab: taxi}      # optional: classes that have another name now
 *
 * new:                        # optional: the update trained without treatment, of the classes of data;
 *   model: v7.pt              # by default it is trained here, by the plan
 *
 * student:
 *   network: mlp              # mlp (hidden: 128, dropout: 0) or convnet, for images; or
 *   model: student.pt         # TorchScript to train, from the weights that it has
 *   start: scratch            # scratch, the default, or old: from the old model's weights
 *
 * plan:
 *   epochs: 10                # at most
 *   batch_size: 64
 *   optimizer: adamw          # adamw or sgd (momentum: 0.9)
 *   learning_rate: 0.001
 *   schedule: cosine          # constant, linear or cosine, the default
 *   warm_up: 0.05             # share of the steps; default 0
 *   weight_decay: 0.01        # default 0
 *   clip_norm: 5              # optional
 *   patience: 3               # epochs without a better one on dev that end a training; optional
 *   seed: 1
 *
 * methods:                    # the candidates; a list for a number is a grid
 *   - {name: mpt, form: kl, margin: [0.5, 1, 2]}
 *   - {name: pct, form: lm}
 *
 * choose: {tolerance: 0.005, confidence: 0.8}   # see SelectionRule
 * policy: policy.yaml         # optional
 * }</pre>
 *
 * @param file the configuration
 * @param data what is learned from, what chooses and what confirms
 * @param old the model in use
 * @param now the untreated update
 * @param student what is trained
 * @param plan how
 * @param patience epochs without a better one on dev that end a training
 * @param methods the candidates
 * @param rule which of them is the best
 * @param policy the rules that it has to pass
 */
record TrainConfig(
    Path file,
    DataConfig data,
    Optional<OldModel> old,
    Optional<Path> now,
    StudentConfig student,
    FitPlan plan,
    OptionalInt patience,
    List<Method> methods,
    SelectionRule rule,
    Optional<Path> policy) {

  /**
   * The model in use.
   *
   * @param model a TorchScript file, or a folder of a trained model
   * @param classes names of its classes; empty for those that the folder has, or those of the data
   * @param renamed from old names to new ones
   */
  record OldModel(Path model, Optional<List<String>> classes, Map<String, String> renamed) {}

  /** Keeps an unmodifiable copy of the list. */
  TrainConfig {
    methods = List.copyOf(methods);
  }

  /**
   * Reads a configuration.
   *
   * @throws MendException with all that is wrong with it
   * @throws IOException if it cannot be read
   */
  static TrainConfig read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new MendException("--config %s: there is no such file; check the path".formatted(file));
    } catch (MalformedInputException e) {
      throw new MendException("--config %s: the file is not UTF-8".formatted(file));
    }
    YamlTree tree = YamlTree.parse(file.toString(), text);
    Optional<TrainConfig> config = new TrainConfigReader(file).read(tree);
    if (!tree.problems().isEmpty() || config.isEmpty()) {
      throw new MendException(
          tree.problems().isEmpty() ? List.of(file + ": the file is empty") : tree.problems());
    }
    return config.get();
  }
}
