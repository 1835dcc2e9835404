package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.flipcheck.text.Glob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is mixed, what is not, and what is refused. */
class InterpolatorTest {

  @TempDir private Path folder;

  private Path file(String name) {
    return folder.resolve(name + ".safetensors");
  }

  private InterpolationReport run(Interpolation interpolation) throws IOException {
    return new Interpolator(
            interpolation,
            new Output(folder.resolve("out"), Output.Existing.REFUSE),
            2,
            "1.2.3",
            (done, total) -> assertThat(done).isBetween(0L, total))
        .run();
  }

  private InterpolationReport run(double oldWeight) throws IOException {
    return run(Interpolation.bcwi(file("old"), file("new"), oldWeight));
  }

  private static Interpolation with(Interpolation plain, OldWeights weights, OutputRows rows) {
    return new Interpolation(
        plain.old(),
        plain.now(),
        plain.soup(),
        plain.oldFisher(),
        plain.newFisher(),
        weights,
        rows);
  }

  private static Interpolation with(Interpolation plain, Path oldFisher) {
    return new Interpolation(
        plain.old(),
        plain.now(),
        plain.soup(),
        Optional.of(oldFisher),
        Optional.empty(),
        plain.weights(),
        plain.rows());
  }

  private List<String> refusal(Interpolation interpolation) throws IOException {
    List<String> before = listing();
    CheckpointException refused =
        catchThrowableOfType(CheckpointException.class, () -> run(interpolation));
    assertThat(refused).as("refused").isNotNull();
    assertThat(listing()).isEqualTo(before);
    return refused.problems().stream().map(text -> text.replace(folder + "/", "@")).toList();
  }

  private List<String> listing() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  private float[] result(String tensor) {
    return TensorFile.readF32(folder.resolve("out"), tensor);
  }

  @Test
  void theWeightIsTheOldModels() throws IOException {
    new TensorFile().f32("w", 1, -8, 0).write(file("old"));
    new TensorFile().f32("w", 2, 8, 4).write(file("new"));

    InterpolationReport report = run(0.25);

    assertThat(result("w")).containsExactly(1.75f, 4, 3);
    assertThat(report.method()).isEqualTo("BCWI");
    assertThat(report.tensors()).isEqualTo(1);
    assertThat(report.keptBytes()).isZero();
  }

  /** Long enough for several units and blocks, each a length that no block divides. */
  @ParameterizedTest
  @ValueSource(strings = {"F16", "BF16"})
  void sixteenBitsAreRoundedOnceFromTheDouble(String type) throws IOException {
    int count = 2_100_003;
    Random random = new Random(7);
    short[] old = new short[count];
    short[] now = new short[count];
    for (int i = 0; i < count; i++) {
      old[i] = finite(random, type);
      now[i] = finite(random, type);
    }
    new TensorFile().bits16("w", type, old).bits16("v", type, old[0]).write(file("old"));
    new TensorFile().bits16("v", type, now[0]).bits16("w", type, now).write(file("new"));

    run(0.3);

    short[] expected = new short[count];
    for (int i = 0; i < count; i++) {
      expected[i] = expected(type, 0.3, old[i], now[i]);
    }
    assertThat(TensorFile.read16(folder.resolve("out"), "w")).isEqualTo(expected);
  }

  private static short finite(Random random, String type) {
    int exponent = type.equals("F16") ? 0x7c00 : 0x7f80;
    short bits = (short) random.nextInt();
    return (bits & exponent) == exponent ? 0 : bits;
  }

  private static short expected(String type, double alpha, short old, short now) {
    return type.equals("F16")
        ? Rounding.toFloat16(
            alpha * Rounding.ofFloat16(old) + (1 - alpha) * Rounding.ofFloat16(now))
        : Rounding.toBfloat16(
            alpha * Rounding.ofBfloat16(old) + (1 - alpha) * Rounding.ofBfloat16(now));
  }

  @Test
  void floatsAreMixedAsDoubles() throws IOException {
    int count = 2_100_003;
    Random random = new Random(8);
    float[] old = new float[count];
    float[] now = new float[count];
    for (int i = 0; i < count; i++) {
      old[i] = (float) random.nextGaussian();
      now[i] = old[i] + (float) random.nextGaussian() / 100;
    }
    new TensorFile().f32("w", old).write(file("old"));
    new TensorFile().f32("w", now).write(file("new"));

    run(0.3);

    float[] expected = new float[count];
    for (int i = 0; i < count; i++) {
      expected[i] = (float) (0.3 * old[i] + 0.7 * now[i]);
    }
    assertThat(result("w")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1, old", "0, new"})
  void theEndsAreTheInputsToTheLastBit(double weight, String side) throws IOException {
    float[] values = {-0f, Float.MIN_VALUE, 0.1f, Float.MAX_VALUE};
    new TensorFile().f32("w", values).i64("n", 1).write(file("old"));
    new TensorFile().f32("w", 3, -0f, 5, 1e-40f).i64("n", 2).write(file("new"));

    InterpolationReport report = run(weight);

    for (String tensor : List.of("w", "n")) {
      assertThat(TensorFile.read(folder.resolve("out"), tensor))
          .isEqualTo(TensorFile.read(file(side), tensor));
    }
    assertThat(report.differing()).isEqualTo(Map.of("n", side));
  }

  @Test
  void wholeNumbersAreTakenAndNotMixed() throws IOException {
    new TensorFile().f32("w", 1).i64("same", 7, 8).i64("counter", 10).write(file("old"));
    new TensorFile().f32("w", 2).i64("same", 7, 8).i64("counter", 20).write(file("new"));

    InterpolationReport report = run(0.9);

    assertThat(TensorFile.readI64(folder.resolve("out"), "same")).containsExactly(7, 8);
    assertThat(TensorFile.readI64(folder.resolve("out"), "counter")).containsExactly(20);
    assertThat(report.differing()).isEqualTo(Map.of("counter", "new"));
    assertThat(report.mixed()).isEqualTo(1);
  }

  @Test
  void everyDifferenceIsToldAtOnce() throws IOException {
    new TensorFile()
        .f32("gone", 1)
        .f32("shape", 1, 2)
        .f32("type", 1)
        .f32("head", new long[] {2, 2}, 1, 2, 3, 4)
        .write(file("old"));
    new TensorFile()
        .f32("added", 1)
        .f32("shape", new long[] {2, 1}, 1, 2)
        .bits16("type", "BF16", (short) 1)
        .f32("head", new long[] {3, 2}, 1, 2, 3, 4, 5, 6)
        .write(file("new"));

    assertThat(refusal(Interpolation.bcwi(file("old"), file("new"), 1.5)))
        .containsExactlyInAnyOrder(
            "the weight of the old model is 1.5; it is between 0 (only the new model) and 1 (only the old one)",
            "tensor gone is in @old.safetensors, but not in @new.safetensors",
            "tensor added is in @new.safetensors, but not in @old.safetensors",
            "tensor shape has the shape [2] in the old model and [2, 1] in the new one; only models of one architecture can be interpolated",
            "tensor type is F32 in the old model and BF16 in the new one; convert one of them",
            "tensor head has the shape [2, 2] in the old model and [3, 2] in the new one; if its first dimension counts classes, name it as an output layer");
  }

  @ParameterizedTest
  @CsvSource({"old, 0.3", "old, 0", "new, 0.3", "new, 1"})
  void whatIsNotFiniteHasNoMean(String side, double weight) throws IOException {
    float[] bad = new float[70_000];
    bad[66_001] = Float.NEGATIVE_INFINITY;
    for (String name : List.of("old", "new")) {
      float[] values = name.equals(side) ? bad : new float[70_000];
      new TensorFile().f32("w", new long[] {70, 1000}, values).write(file(name));
    }

    assertThat(refusal(Interpolation.bcwi(file("old"), file("new"), weight)))
        .containsExactly(
            "tensor w of @%s.safetensors at [66, 1] is -Infinity, and what is not a number has no mean; take a checkpoint whose weights are finite"
                .formatted(side));
  }

  @ParameterizedTest
  @CsvSource({"F16, 7e00", "BF16, 7fc0"})
  void shortNumbersMustBeFiniteToo(String type, String nan) throws IOException {
    new TensorFile().bits16("w", type, (short) 1, (short) 2).write(file("old"));
    short bits = (short) Integer.parseInt(nan, 16);
    new TensorFile().bits16("w", type, (short) 1, bits).write(file("new"));

    assertThat(refusal(Interpolation.bcwi(file("old"), file("new"), 0.5)).get(0))
        .startsWith("tensor w of @new.safetensors at [1] is NaN, ");
  }

  @Test
  void namesMayHaveWeightsOfTheirOwn() throws IOException {
    for (String name : List.of("old", "new")) {
      float value = name.equals("old") ? 1 : 0;
      new TensorFile()
          .f32("encoder.0.weight", value)
          .f32("encoder.1.weight", value)
          .f32("head.weight", value)
          .write(file(name));
    }
    OldWeights weights =
        new OldWeights(
            0.25,
            List.of(
                new OldWeights.Named(new Glob("encoder.1.*"), 0.75),
                new OldWeights.Named(new Glob("encoder.*"), 0.5)));
    Interpolation plain = Interpolation.bcwi(file("old"), file("new"), 0);

    run(with(plain, weights, OutputRows.NONE));

    assertThat(result("encoder.0.weight")).containsExactly(0.5f);
    assertThat(result("encoder.1.weight")).containsExactly(0.75f);
    assertThat(result("head.weight")).containsExactly(0.25f);
  }

  @Test
  void aPatternThatFitsNothingIsAMistake() throws IOException {
    new TensorFile().f32("w", 1).write(file("old"));
    new TensorFile().f32("w", 1).write(file("new"));
    OldWeights weights = new OldWeights(0.5, List.of(new OldWeights.Named(new Glob("x*"), -1)));
    OutputRows rows =
        new OutputRows(
            List.of(new Glob("y*")),
            Optional.of(new OutputRows.Classes(List.of("a", "a"), List.of("b"))));

    assertThat(refusal(with(Interpolation.bcwi(file("old"), file("new"), 0), weights, rows)))
        .containsExactly(
            "the weight of the old model for 'x*' is -1.0; it is between 0 (only the new model) and 1 (only the old one)",
            "no tensor fits the pattern 'x*' of a weight; check it",
            "no tensor fits the pattern 'y*' of an output layer; check it",
            "the old classes have 'a' more than once; each class has one row",
            "the old and the new classes have no name in common, such as 'a' and 'b'; are they written alike?");
  }

  @Test
  void rowsOfNewClassesComeFromTheNewModel() throws IOException {
    new TensorFile().f32("h.weight", new long[] {2, 2}, 0, 0, 0, 0).write(file("old"));
    new TensorFile().f32("h.weight", new long[] {3, 2}, 1, 2, 3, 4, 5, 6).write(file("new"));
    OutputRows rows = new OutputRows(List.of(new Glob("h.*")), Optional.empty());
    Interpolation plain = Interpolation.bcwi(file("old"), file("new"), 0.5);

    InterpolationReport report = run(with(plain, plain.weights(), rows));

    assertThat(result("h.weight")).containsExactly(0.5f, 1, 1.5f, 2, 5, 6);
    assertThat(report.onlyNew()).isEqualTo(Map.of("h.weight", 2L));
  }

  @Test
  void rowsMeetByTheNamesOfTheirClasses() throws IOException {
    new TensorFile()
        .f32("h.weight", new long[] {3, 1}, 10, 20, 30)
        .f32("fisher", 1)
        .write(file("old"));
    new TensorFile()
        .f32("h.weight", new long[] {4, 1}, 0, 0, 1, 0)
        .f32("fisher", 1)
        .write(file("new"));
    OutputRows rows =
        new OutputRows(
            List.of(new Glob("h.*")),
            Optional.of(
                new OutputRows.Classes(
                    List.of("cat", "dog", "cow"), List.of("dog", "cow", "eel", "cat"))));
    Interpolation plain = Interpolation.bcwi(file("old"), file("new"), 0.5);

    run(with(plain, plain.weights(), rows));

    assertThat(result("h.weight")).containsExactly(10, 15, 1, 5);

    OutputRows wrong =
        new OutputRows(
            rows.layers(),
            Optional.of(new OutputRows.Classes(List.of("cat"), List.of("cat", "dog"))));
    assertThat(refusalBesides(with(plain, plain.weights(), wrong)))
        .containsExactly(
            "tensor h.weight has 3 rows in the old model and 4 in the new one, but 1 old and 2 new classes are given; name one class for each row");
  }

  private List<String> refusalBesides(Interpolation interpolation) throws IOException {
    Files.delete(folder.resolve("out/new.safetensors"));
    return refusal(interpolation);
  }

  @Test
  void fisherInformationMustFitAndBeAFisher() throws IOException {
    new TensorFile().f32("w", 1, 2).f32("bn.running_mean", 1).i64("n", 1).write(file("old"));
    new TensorFile().f32("w", 3, 4).f32("bn.running_mean", 3).i64("n", 1).write(file("new"));
    Interpolation plain = Interpolation.bcwi(file("old"), file("new"), 0.5);
    Path fisher = file("fisher");

    new TensorFile().f32("w", 1).f32("x", 1).write(fisher);
    assertThat(refusal(with(plain, fisher)))
        .containsExactlyInAnyOrder(
            "@fisher.safetensors has for tensor w the shape [1] of F32, the model has [2]; Fisher information is floating point and has the model's shapes",
            "@fisher.safetensors has Fisher information for tensor x, which @old.safetensors does not have");

    new TensorFile().f32("v", 1).write(fisher);
    assertThat(refusal(with(plain, fisher)))
        .contains(
            "tensor w is in @old.safetensors, but its Fisher information is not in @fisher.safetensors");

    new TensorFile().f32("w", 1, -0.5f).write(fisher);
    assertThat(refusal(with(plain, fisher)))
        .containsExactly(
            "the Fisher information of tensor w of @fisher.safetensors at [1] is -0.5; it is finite and at least 0");

    new TensorFile().f32("w", 3, 0).write(fisher);
    assertThat(run(with(plain, fisher)).method()).isEqualTo("FisherBCWI");
    assertThat(result("w")).containsExactly(1.5f, 4);
    assertThat(result("bn.running_mean")).containsExactly(2);
  }

  @ParameterizedTest
  @CsvSource({
    "layer.lora_A.weight, F32, 'tensor layer.lora_A.weight is one factor of a LoRA adapter: a mean of factors is not a mean of their products; give the adapters as peft writes them, adapter_model.safetensors beside adapter_config.json, or merge them into their models first'",
    "lora_unet_x.lora_up.weight, F32, 'tensor lora_unet_x.lora_up.weight is one factor of a LoRA adapter: a mean of factors is not a mean of their products; give the adapters as peft writes them, adapter_model.safetensors beside adapter_config.json, or merge them into their models first'",
    "w, F8_E4M3, 'tensor w is quantised (F8_E4M3): its numbers mean nothing without their scales; interpolate the models before they are quantised'",
    "w, C64, 'tensor w is complex (C64), which is not supported; store its real and imaginary parts as F32'",
    "w.qweight, I32, 'tensor w.qweight (I32) holds the codes of a quantised weight; interpolate the models before they are quantised'",
    "base.weight, U8, 'tensor base.weight (U8) holds the codes of a quantised weight; interpolate the models before they are quantised'",
  })
  void whatMustNotBeAveragedIsRefused(String tensor, String type, String message)
      throws IOException {
    int bytes = DType.named(type).orElseThrow().bits() / 8;
    for (String name : List.of("old", "new")) {
      new TensorFile()
          .raw(tensor, type, new byte[bytes], 1)
          .f32("base.weight.absmax", 1)
          .write(file(name));
    }

    assertThat(refusal(Interpolation.bcwi(file("old"), file("new"), 0.5))).containsExactly(message);
  }

  @Test
  void aSoupIsMadeOfLikeModels() throws IOException {
    new TensorFile().f32("w", 0).write(file("old"));
    new TensorFile().f32("w", 1).write(file("new"));
    new TensorFile().f32("w", 2, 3).f32("v", 1).write(file("more"));
    Interpolation soup =
        new Interpolation(
            file("old"),
            file("new"),
            List.of(file("more")),
            Optional.empty(),
            Optional.empty(),
            new OldWeights(0, List.of()),
            OutputRows.NONE);

    assertThat(refusal(soup))
        .containsExactly(
            "tensor v is in @more.safetensors, but not in @new.safetensors",
            "tensor w is F32 [2] in @more.safetensors and F32 [1] in @new.safetensors; models of a soup are alike");

    new TensorFile().f32("w", 2).write(file("more"));
    assertThat(run(soup).method()).isEqualTo("SoupBCWI");
    assertThat(result("w")).containsExactly(1.5f);
  }

  @Test
  void damagedInputsAreAllNamed() throws IOException {
    Files.write(file("old"), new byte[3]);

    assertThat(refusal(Interpolation.bcwi(file("old"), file("new"), 0.5)))
        .containsExactly(
            "@old.safetensors has 3 bytes and is no safetensors file: one has at least 8; is the download complete?",
            "@new.safetensors: there is no such file; check the path");
  }

  @Test
  void aModelMayBeEmptyHandedOrScalar() throws IOException {
    new TensorFile().f32("s", new long[0], 1).f32("none", new long[] {0, 3}).write(file("old"));
    new TensorFile().f32("s", new long[0], 2).f32("none", new long[] {0, 3}).write(file("new"));

    run(0.5);

    assertThat(result("s")).containsExactly(1.5f);
    assertThat(result("none")).isEmpty();

    Files.write(file("new"), TensorFile.bytes("{}", new byte[0]));
    Files.write(file("old"), TensorFile.bytes("{}", new byte[0]));
    assertThatThrownBy(
            () -> {
              Files.delete(folder.resolve("out/new.safetensors"));
              run(0.5);
            })
        .hasMessage(file("new") + " has no tensors");
  }
}
