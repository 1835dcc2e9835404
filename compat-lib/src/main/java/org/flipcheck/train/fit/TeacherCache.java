package org.flipcheck.train.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.SymbolBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flipcheck.text.Sha256;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.interpolation.ModelWeights;
import org.flipcheck.train.interpolation.TorchScriptFile;

/**
 * A folder of logits of frozen models, one file for each model and set of examples: what was
 * computed for one training serves all others, also of later runs.
 */
public final class TeacherCache {

  private static final int BATCH = 500;

  private final Path folder;

  /**
   * A cache.
   *
   * @param folder where the files are; made when the first is written
   */
  public TeacherCache(Path folder) {
    this.folder = folder;
  }

  /**
   * The fingerprint of a model.
   *
   * @param model with weights
   * @return distinct for other layers, by their kinds and sizes and, in TorchScript, their code;
   *     and for other names, shapes or values of weights. What DJL does not show of a layer, such
   *     as the rate of dropout, does not count
   */
  public static String fingerprint(Classifier model) {
    Block network = model.network();
    String layers =
        network instanceof SymbolBlock ? TorchScriptFile.fingerprint(network) : network.toString();
    return Sha256.of(layers + "\n" + ModelWeights.of(network).fingerprint());
  }

  /**
   * The fingerprint of what a model sees of some examples.
   *
   * @param examples any; their labels do not matter
   * @return distinct for other inputs, or the same in another order
   */
  public static String fingerprint(LabelledExamples examples) {
    MessageDigest digest = Sha256.digest();
    digest.update(examples.inputShape().toString().getBytes(StandardCharsets.UTF_8));
    try (NDManager manager = NDManager.newBaseManager()) {
      for (int start = 0; start < examples.size(); start += BATCH) {
        int[] batch = IntStream.range(start, Math.min(start + BATCH, examples.size())).toArray();
        try (NDArray inputs = examples.inputs(manager, batch)) {
          digest.update(inputs.toByteBuffer());
        }
      }
    }
    return Sha256.hex(digest);
  }

  /**
   * The logits of a model for some examples: those of the cache, else computed now.
   *
   * @param model with weights, which nobody trains meanwhile
   * @param examples any
   * @return the logits, in the order of the examples
   * @throws TrainingException if the file that should hold them holds others or is damaged, or the
   *     model gives logits that are no numbers
   * @throws IllegalStateException if the model has no weights, or does not give one logit for each
   *     of its classes
   * @throws IOException if the folder cannot be read or written
   */
  public TeacherLogits logits(Classifier model, LabelledExamples examples) throws IOException {
    return logits(model, fingerprint(model), examples, fingerprint(examples));
  }

  /**
   * The mean logits of several models for some examples, as ELODI's reference has them: those of
   * the cache, else computed now.
   *
   * @param models at least one, all of the same classes in the same order, with weights, which
   *     nobody trains meanwhile; all count alike
   * @param examples any
   * @return the means, in the order of the examples
   * @throws IllegalArgumentException if there is no model, or two have other classes
   * @throws TrainingException as for {@link #logits(Classifier, LabelledExamples)}
   * @throws IOException if the folder cannot be read or written
   */
  public TeacherLogits mean(List<Classifier> models, LabelledExamples examples) throws IOException {
    List<List<String>> classes = models.stream().map(Classifier::classes).distinct().toList();
    if (classes.size() != 1) {
      throw new IllegalArgumentException(
          "a mean needs at least one model, all of the same classes in the same order; there are %d models, of the classes %s"
              .formatted(models.size(), classes));
    }
    String prints =
        models.stream().map(TeacherCache::fingerprint).collect(Collectors.joining("\n"));
    LogitIdentity identity =
        new LogitIdentity(
            Sha256.of("mean of\n" + prints),
            fingerprint(examples),
            examples.size(),
            classes.get(0));
    return logits(part -> MeanLogits.of(models, part), identity, examples);
  }

  /** The same, where the fingerprints are known. */
  TeacherLogits logits(
      Classifier model, String modelPrint, LabelledExamples examples, String dataPrint)
      throws IOException {
    LogitIdentity identity =
        new LogitIdentity(modelPrint, dataPrint, examples.size(), model.classes());
    return logits(model::logits, identity, examples);
  }

  private TeacherLogits logits(
      Function<LabelledExamples, float[][]> model,
      LogitIdentity identity,
      LabelledExamples examples)
      throws IOException {
    Path file = folder.resolve(identity.fileName());
    if (!Files.exists(file)) {
      Files.createDirectories(folder);
      write(file, identity, model, examples);
    }
    return TeacherLogits.open(file, identity);
  }

  private static void write(
      Path file,
      LogitIdentity identity,
      Function<LabelledExamples, float[][]> model,
      LabelledExamples examples)
      throws IOException {
    try (LogitFileWriter writer = new LogitFileWriter(file, identity)) {
      int part = 20 * BATCH;
      for (int start = 0; start < examples.size(); start += part) {
        int[] batch = IntStream.range(start, Math.min(start + part, examples.size())).toArray();
        float[][] logits = model.apply(examples.chosen(batch));
        requireFinite(logits, start);
        writer.add(logits);
      }
      writer.finish();
    }
  }

  private static void requireFinite(float[][] logits, int start) {
    for (int i = 0; i < logits.length; i++) {
      for (float logit : logits[i]) {
        if (!Float.isFinite(logit)) {
          throw new TrainingException(
              "a teacher's logits of example %d are %s; nothing can be learned from it"
                  .formatted(start + i, Arrays.toString(logits[i])));
        }
      }
    }
  }
}
