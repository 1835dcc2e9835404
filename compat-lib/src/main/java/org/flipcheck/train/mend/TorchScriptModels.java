package org.flipcheck.train.mend;

import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.nn.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.checkpoint.OldWeights;
import org.flipcheck.checkpoint.OutputRows;
import org.flipcheck.mend.MendException;
import org.flipcheck.mend.MendRequest;
import org.flipcheck.mend.MixableModels;
import org.flipcheck.mend.Mixture;
import org.flipcheck.mend.Predictions;
import org.flipcheck.mend.Split;
import org.flipcheck.select.WeightPoint.Kind;
import org.flipcheck.text.Glob;
import org.flipcheck.train.interpolation.BlockLogits;
import org.flipcheck.train.interpolation.InterpolationException;
import org.flipcheck.train.interpolation.ModelWeights;
import org.flipcheck.train.interpolation.TorchScriptFile;
import org.flipcheck.train.interpolation.WeightInterpolation;

/**
 * TorchScript classifiers, mixed and asked in this process. The old model is asked as it is, since
 * it may have fewer classes; the new model and all mixtures through one block whose weights are
 * written over and over.
 */
final class TorchScriptModels implements MixableModels {

  private static final String ENDING = ".pt";

  private final MendRequest request;
  private final List<Source> sources;
  private final List<Model> open = new ArrayList<>();
  private final Model old;
  private final Model working;
  private final ModelWeights oldWeights;
  private final ModelWeights newWeights;
  private final List<ModelWeights> soup = new ArrayList<>();
  private final Optional<ModelWeights> fisher;
  private final Map<Split, ExampleArrays> examples = new EnumMap<>(Split.class);
  private final Map<Kind, WeightInterpolation> interpolations = new EnumMap<>(Kind.class);

  TorchScriptModels(MendRequest request, List<Source> sources) throws IOException {
    this.request = request;
    this.sources = sources;
    try {
      old = load(request.old());
      working = load(request.now());
      oldWeights = ModelWeights.of(old.getBlock());
      newWeights = ModelWeights.of(working.getBlock());
      for (Path more : request.soup()) {
        try (Model model = load(more)) {
          soup.add(ModelWeights.of(model.getBlock()));
          open.remove(model);
        }
      }
      fisher =
          request.fisher().isPresent()
              ? Optional.of(ModelWeights.load(request.fisher().get()))
              : Optional.empty();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public void check(Mixture mixture) {
    try {
      interpolation(mixture);
    } catch (InterpolationException e) {
      throw new MendException(e.problems());
    }
  }

  private Model load(Path file) throws IOException {
    if (!file.getFileName().toString().endsWith(ENDING)) {
      throw new MendException(
          "%s: is no TorchScript file (.pt); for safetensors give --predict-cmd".formatted(file));
    }
    Model model = TorchScriptFile.load(file);
    open.add(model);
    return model;
  }

  @Override
  public List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>(List.of(Kind.BCWI));
    fisher.ifPresent(unused -> kinds.add(Kind.FISHER_BCWI));
    if (!soup.isEmpty()) {
      kinds.add(Kind.SOUP_BCWI);
    }
    return kinds;
  }

  @Override
  public List<Source> sources() {
    return sources;
  }

  /** Checked and planned once a kind; weights of their own for some tensors take a plan each. */
  private WeightInterpolation interpolation(Mixture mixture) {
    return mixture.named().isEmpty()
        ? interpolations.computeIfAbsent(mixture.kind(), unused -> plan(mixture))
        : plan(mixture);
  }

  private WeightInterpolation plan(Mixture mixture) {
    WeightInterpolation.Builder builder =
        WeightInterpolation.builder(oldWeights, newWeights)
            .optRows(request.rows())
            .optNamedWeights(
                mixture.named().entrySet().stream()
                    .map(entry -> new OldWeights.Named(new Glob(entry.getKey()), entry.getValue()))
                    .toList());
    if (mixture.kind() == Kind.FISHER_BCWI) {
      builder.optOldFisher(fisher.orElseThrow());
    }
    if (mixture.kind() == Kind.SOUP_BCWI) {
      builder.optSoup(soup);
    }
    return builder.build();
  }

  private Block block(Mixture mixture) {
    if (mixture.kind() == Kind.OLD) {
      return old.getBlock();
    }
    if (mixture.kind() == Kind.NEW) {
      newWeights.into(working.getBlock());
    } else {
      interpolation(mixture).at(mixture.oldWeight(), working.getBlock());
    }
    return working.getBlock();
  }

  @Override
  public Predictions predict(Mixture mixture, Split split) throws IOException {
    ExampleArrays of = examples(split);
    float[][] logits = logits(mixture, of);
    int[] answers = BlockLogits.answers(logits);
    boolean byOld = mixture.kind() == Kind.OLD;
    if (!byOld) {
      of.checkLabels(logits[0].length);
    }
    List<String> labels = new ArrayList<>();
    List<String> said = new ArrayList<>();
    long[] truth = of.labels();
    for (int i = 0; i < answers.length; i++) {
      labels.add(className((int) truth[i], false));
      said.add(className(answers[i], byOld));
    }
    return Predictions.ofClasses(of.ids(), labels, said);
  }

  private float[][] logits(Mixture mixture, ExampleArrays of) {
    try {
      float[][] logits = BlockLogits.of(block(mixture), of.batches());
      for (int row = 0; row < logits.length; row++) {
        for (float logit : logits[row]) {
          if (!Float.isFinite(logit)) {
            throw new MendException(
                "%s gives %s for example %d of %s, which is no answer; look at its inputs"
                    .formatted(mixture.title(), logit, row, of.file()));
          }
        }
      }
      return logits;
    } catch (InterpolationException e) {
      throw new MendException(e.problems());
    } catch (EngineException | IllegalArgumentException e) {
      throw new MendException(
          "%s cannot be asked about %s: %s; its inputs are %s"
              .formatted(
                  mixture.title(), of.file(), TorchScriptFile.reason(e), of.describeInputs()));
    }
  }

  private String className(int index, boolean ofOld) {
    Optional<OutputRows.Classes> classes = request.rows().classes();
    if (classes.isEmpty()) {
      return Integer.toString(index);
    }
    List<String> names = ofOld ? classes.get().old() : classes.get().now();
    return index < names.size() ? names.get(index) : Integer.toString(index);
  }

  private ExampleArrays examples(Split split) throws IOException {
    ExampleArrays found = examples.get(split);
    if (found == null) {
      found = ExampleArrays.read(split == Split.DEV ? request.dev() : request.test());
      examples.put(split, found);
    }
    return found;
  }

  @Override
  public void write(Mixture mixture, Path folder) throws IOException {
    TorchScriptFile.save(block(mixture), folder.resolve(request.now().getFileName()));
  }

  @Override
  public void close() {
    open.forEach(Model::close);
    examples.values().forEach(ExampleArrays::close);
  }
}
