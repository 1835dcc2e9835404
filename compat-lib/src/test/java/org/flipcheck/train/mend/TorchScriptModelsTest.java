package org.flipcheck.train.mend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.flipcheck.checkpoint.OutputRows;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.mend.Judge;
import org.flipcheck.mend.LiveModels;
import org.flipcheck.mend.MendException;
import org.flipcheck.mend.MendFolder;
import org.flipcheck.mend.MendRequest;
import org.flipcheck.mend.Mended;
import org.flipcheck.mend.Mender;
import org.flipcheck.mend.MixableModels;
import org.flipcheck.mend.Mixture;
import org.flipcheck.mend.Predictions;
import org.flipcheck.mend.Split;
import org.flipcheck.report.MendResult.Outcome;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.select.WeightPoint.Kind;
import org.flipcheck.train.interpolation.TorchScriptFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TorchScript models that predict in this process; the model files are those of the live tests. */
class TorchScriptModelsTest {

  private static final int INPUTS = 3;
  private static final int CLASSES = 4;

  @TempDir private Path folder;
  private Path old;
  private Path now;
  private Path dev;
  private Path test;

  /** The truth is what a model between the two says, so that a mixture can be better than both. */
  @BeforeEach
  void makeModelsAndExamples() throws IOException {
    old = script("mlp.pt");
    now = moved(1.0f, "new.pt");
    Path truth = moved(0.6f, "truth.pt");
    dev = examples("dev.npz", truth, 1, 3_000);
    test = examples("test.npz", truth, 2, 3_000);
  }

  private static Path script(String name) {
    try {
      return Path.of(TorchScriptModelsTest.class.getResource("/torchscript/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The model {@code mlp.pt} with all of its weights moved by the same random step. */
  private Path moved(float step, String name) throws IOException {
    Path file = folder.resolve(name);
    try (Model model = load(script("mlp.pt"))) {
      Random random = new Random(5);
      model
          .getBlock()
          .getParameters()
          .forEach(
              parameter -> {
                NDArray array = parameter.getValue().getArray();
                float[] values = array.toFloatArray();
                for (int i = 0; i < values.length; i++) {
                  values[i] += step * 0.5f * (float) random.nextGaussian();
                }
                array.set(values);
              });
      TorchScriptFile.save(model.getBlock(), file);
    }
    return file;
  }

  private static Model load(Path file) throws IOException {
    Model model = Model.newInstance("model", Device.cpu());
    try {
      model.load(file.getParent(), file.getFileName().toString(), Map.of("trainParam", "true"));
    } catch (ai.djl.MalformedModelException e) {
      throw new IllegalStateException(e);
    }
    return model;
  }

  private Path examples(String name, Path truth, int seed, int count) throws IOException {
    Random random = new Random(seed);
    float[] inputs = new float[count * INPUTS];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) random.nextGaussian();
    }
    return write(
        name,
        manager -> manager.create(inputs, new Shape(count, INPUTS)),
        (manager, x) -> {
          long[] labels = answers(truth, x);
          for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(10) == 0 ? random.nextInt(CLASSES) : labels[i];
          }
          return manager.create(labels);
        });
  }

  private Path write(
      String name,
      java.util.function.Function<NDManager, NDArray> inputs,
      BiFunction<NDManager, NDArray, NDArray> labels)
      throws IOException {
    Path file = folder.resolve(name);
    try (NDManager manager = NDManager.newBaseManager();
        OutputStream out = Files.newOutputStream(file)) {
      NDArray x = inputs.apply(manager);
      NDArray y = labels.apply(manager, x);
      x.setName("inputs");
      y.setName("labels");
      new NDList(x, y).encode(out, NDList.Encoding.NPZ);
    }
    return file;
  }

  /** By DJL's own way, with nothing of the product. */
  private static long[] answers(Path model, NDArray inputs) {
    try (Model loaded = load(model);
        var predictor = loaded.newPredictor(new ai.djl.translate.NoopTranslator())) {
      return predictor.predict(new NDList(inputs)).get(0).argMax(1).toLongArray();
    } catch (IOException | ai.djl.translate.TranslateException e) {
      throw new IllegalStateException(e);
    }
  }

  private MendRequest request(OutputRows rows) {
    return new MendRequest(old, now, List.of(), Optional.empty(), rows, dev, test);
  }

  @Test
  void mendsAndWritesAModelThatSaysWhatWasCounted() throws IOException {
    Path out = folder.resolve("out");
    Mended mended;
    try (MixableModels models = LiveModels.open(request(OutputRows.NONE))) {
      mended =
          new Mender(
                  models,
                  SelectionRule.DEFAULT,
                  List.of(),
                  new Judge(Optional.empty(), Enforcement.FULL),
                  (step, most, line) -> {})
              .run();
      new MendFolder(out, false).write(mended, models);
    }

    assertThat(mended.result().outcome()).isEqualTo(Outcome.MENDED);
    WeightPoint chosen = (WeightPoint) mended.result().choice().orElseThrow().selection().chosen();
    assertThat(chosen.kind()).isEqualTo(Kind.BCWI);
    assertThat(chosen.oldWeight()).isBetween(0.2, 0.9);
    assertThat(answersOf(out.resolve("model/new.pt"))).isEqualTo(said(mended.test().get("mended")));
    assertThat(answersOf(now)).isEqualTo(said(mended.test().get("new")));
    assertThat(answersOf(old)).isEqualTo(said(mended.test().get("old")));
  }

  private List<String> answersOf(Path model) throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        var in = Files.newInputStream(test)) {
      NDArray inputs = NDList.decode(manager, in).get("inputs");
      return java.util.Arrays.stream(answers(model, inputs)).mapToObj(Long::toString).toList();
    }
  }

  private static List<String> said(Predictions predictions) {
    return predictions.rows().values().stream().map(Predictions.Row::answer).toList();
  }

  @Test
  void classesAreMatchedByName() throws IOException {
    OutputRows byName =
        new OutputRows(
            List.of(),
            Optional.of(
                new OutputRows.Classes(List.of("a", "b", "c", "d"), List.of("b", "a", "c", "d"))));
    try (MixableModels models = LiveModels.open(request(byName))) {
      Predictions byOld = models.predict(Mixture.OLD, Split.TEST);
      Predictions atOld = models.predict(new Mixture(Kind.BCWI, 1, Map.of()), Split.TEST);
      assertThat(said(atOld)).isEqualTo(said(byOld)).contains("a", "b", "c", "d");
    }
  }

  @Test
  void batchNormalisationIsRefusedWithTheWayOut() {
    now = script("batchnorm.pt");
    assertThatThrownBy(() -> LiveModels.open(request(OutputRows.NONE)))
        .isInstanceOf(MendException.class)
        .hasMessageContaining("has batch normalisation, whose running statistics DJL cannot reach")
        .hasMessageContaining("flipcheck interpolate");
  }

  @Test
  void modelsThatDoNotFitAreRefusedWithAllDifferences() throws IOException {
    now = script("tied.pt");
    try (MixableModels models = LiveModels.open(request(OutputRows.NONE))) {
      assertThatThrownBy(() -> models.check(new Mixture(Kind.BCWI, 0, Map.of())))
          .isInstanceOfSatisfying(
              MendException.class, e -> assertThat(e.problems()).hasSizeGreaterThan(1));
    }
  }

  @Test
  void filesOfOtherKindsAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.pt"), "no model");
    assertThatThrownBy(() -> open(text))
        .isInstanceOf(MendException.class)
        .hasMessage(
            text
                + ": is no TorchScript file; a model or weights that torch.save wrote are a pickle, which could run any code: convert it in PyTorch by torch.jit.trace(model, example).save('model.pt')");
    Path damaged = folder.resolve("damaged.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(damaged))) {
      zip.putNextEntry(new ZipEntry("damaged/code/model.py"));
    }
    assertThatThrownBy(() -> open(damaged))
        .isInstanceOf(MendException.class)
        .hasMessageStartingWith(damaged + ": cannot be loaded as TorchScript: ")
        .hasMessageEndingWith("; save it by torch.jit.save");
    assertThatThrownBy(
            () ->
                LiveModels.open(
                    new MendRequest(
                        dev, now, List.of(), Optional.empty(), OutputRows.NONE, dev, test)))
        .hasMessage(dev + ": is no TorchScript file (.pt); for safetensors give --predict-cmd");
  }

  private MixableModels open(Path old) throws IOException {
    return LiveModels.open(
        new MendRequest(old, now, List.of(), Optional.empty(), OutputRows.NONE, dev, test));
  }

  @Test
  void inputsThatTheModelDoesNotTakeAreTold() throws IOException {
    dev =
        write(
            "wide.npz",
            manager -> manager.ones(new Shape(2, INPUTS + 1)),
            (manager, x) -> manager.create(new long[] {0, 1}));
    try (MixableModels models = LiveModels.open(request(OutputRows.NONE))) {
      assertThatThrownBy(() -> models.predict(Mixture.OLD, Split.DEV))
          .isInstanceOf(MendException.class)
          .hasMessageStartingWith("the old model cannot be asked about " + dev + ": ")
          .hasMessageContaining("RuntimeError: ")
          .hasMessageEndingWith("; its inputs are float32 (2, 4)");
    }
  }

  @Test
  void answersThatAreNoNumbersAreRefused() throws IOException {
    dev =
        write(
            "nan.npz",
            manager -> manager.full(new Shape(2, INPUTS), Float.NaN),
            (manager, x) -> manager.create(new long[] {0, 1}));
    try (MixableModels models = LiveModels.open(request(OutputRows.NONE))) {
      assertThatThrownBy(() -> models.predict(Mixture.NEW, Split.DEV))
          .hasMessage(
              "the new model gives NaN for example 0 of %s, which is no answer; look at its inputs"
                  .formatted(dev));
    }
  }
}
