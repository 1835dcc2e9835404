package org.flipcheck.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.flipcheck.mend.Fingerprints;
import org.flipcheck.mend.MendException;
import org.flipcheck.mend.MixableModels.Source;
import org.flipcheck.mend.Predictions;
import org.flipcheck.mend.Split;
import org.flipcheck.mend.TrainableModels;
import org.flipcheck.mend.TrainedCandidate;
import org.flipcheck.mend.Trainings;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.data.Dataset;
import org.flipcheck.train.data.UpdateData;
import org.flipcheck.train.distillation.ClassMapping;
import org.flipcheck.train.distillation.DistillationLoss;
import org.flipcheck.train.distillation.MarginCalibration;
import org.flipcheck.train.distillation.Teacher;
import org.flipcheck.train.fit.FitResult;
import org.flipcheck.train.fit.TeacherCache;
import org.flipcheck.train.fit.TeacherLogits;
import org.flipcheck.train.fit.UpdateTrainer;
import org.flipcheck.train.fit.Validation;
import org.flipcheck.train.fit.ValidationPolicy;
import org.flipcheck.train.interpolation.TorchScriptFile;
import org.flipcheck.train.run.TrainConfig.OldModel;

/**
 * The models of one configuration. Each is trained when it is first asked, and closed again: what
 * it says is in the cache of logits, and its training in its checkpoint, from which it comes back.
 */
final class TrainedModels implements TrainableModels {

  private final TrainConfig config;
  private final Path work;
  private final Trainings.Progress progress;
  private final UpdateData data;
  private final List<String> classes;
  private final Optional<Classifier> old;
  private final ClassMapping mapping;
  private final List<Source> sources;
  private final TeacherCache cache;
  private final Map<String, FitResult> results = new LinkedHashMap<>();

  TrainedModels(TrainConfig config, Path work, Trainings.Progress progress) throws IOException {
    this.config = config;
    this.work = work;
    this.progress = progress;
    this.cache = new TeacherCache(work.resolve("logits"));
    this.sources = sourcesOf(config);
    this.data = readData(config);
    this.classes = data.train().examples().classes();
    this.old = config.old().isEmpty() ? Optional.empty() : Optional.of(readOld(config.old().get()));
    try {
      this.mapping = mapping();
      UsersModels.requireDisjoint(data.dev(), data.test());
      requireFit();
    } catch (IllegalArgumentException e) {
      close();
      throw new MendException(
          e.getMessage().lines().map("the classes of old and data: "::concat).toList());
    } catch (MendException e) {
      close();
      throw e;
    }
  }

  /** Before hours of training, not after. */
  private void requireFit() throws IOException {
    if (old.isPresent()) {
      UsersModels.requireFit(TrainedCandidate.OLD.title(), old.get(), data);
    }
    if (config.now().isPresent()) {
      try (Classifier now = classifier(TrainedCandidate.NEW)) {
        UsersModels.requireFit(TrainedCandidate.NEW.title(), now, data);
      }
    }
    if (config.student().file().isPresent() || config.student().fromOld()) {
      try (Classifier student = student()) {
        UsersModels.requireFit("the student", student, data);
      }
    }
  }

  /** What a table's columns are is learnt once, for the first model: all have to see them alike. */
  private static UpdateData readData(TrainConfig config) throws IOException {
    Optional<Path> folder = config.old().map(OldModel::model).filter(Files::isDirectory);
    return folder.isPresent()
        ? config.data().read(ModelFolder.inputs(folder.get()))
        : config.data().read();
  }

  private static List<Source> sourcesOf(TrainConfig config) throws IOException {
    List<Source> sources = new ArrayList<>();
    if (config.old().isPresent()) {
      sources.add(source("old", config.old().get().model()));
    }
    if (config.now().isPresent()) {
      sources.add(source("new", config.now().get()));
    }
    if (config.student().file().isPresent()) {
      sources.add(source("student", config.student().file().get()));
    }
    sources.add(source("config", config.file()));
    if (config.policy().isPresent()) {
      sources.add(source("policy", config.policy().get()));
    }
    for (Path file : config.data().files()) {
      sources.add(source("data", file));
    }
    return List.copyOf(sources);
  }

  private static Source source(String role, Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new MendException("%s %s: there is no such file; check the path".formatted(role, path));
    }
    return new Source(role, path, Fingerprints.of(path));
  }

  private Classifier readOld(OldModel of) throws IOException {
    Optional<List<String>> declared =
        of.classes().isPresent() || Files.isDirectory(of.model())
            ? of.classes()
            : Optional.of(classes);
    return ModelFolder.read(of.model(), declared, data.inputs());
  }

  private ClassMapping mapping() {
    return old.isEmpty()
        ? ClassMapping.of(classes, classes)
        : ClassMapping.of(old.get().classes(), classes, config.old().orElseThrow().renamed());
  }

  @Override
  public boolean hasOld() {
    return old.isPresent();
  }

  @Override
  public List<TrainedCandidate> candidates() {
    return config.methods().stream().map(Method::candidate).toList();
  }

  @Override
  public SelectionRule rule() {
    return config.rule();
  }

  @Override
  public Optional<Path> policy() {
    return config.policy();
  }

  @Override
  public List<Source> sources() {
    return sources;
  }

  @Override
  public Predictions predict(TrainedCandidate model, Split split) throws IOException {
    Dataset dataset = split == Split.DEV ? data.dev() : data.test();
    TeacherLogits logits = logits(model, dataset.examples());
    return ModelAnswers.of(dataset, logits, model.equals(TrainedCandidate.OLD), mapping);
  }

  private TeacherLogits logits(TrainedCandidate model, LabelledExamples examples)
      throws IOException {
    if (model.equals(TrainedCandidate.OLD)) {
      return Refusals.ofModel("the old model", () -> cache.logits(old.orElseThrow(), examples));
    }
    try (Classifier classifier = classifier(model)) {
      return Refusals.ofModel(model.title(), () -> cache.logits(classifier, examples));
    }
  }

  /** A model that is trained; to be closed. */
  private Classifier classifier(TrainedCandidate model) throws IOException {
    if (model.equals(TrainedCandidate.NEW) && config.now().isPresent()) {
      return ModelFolder.read(config.now().get(), Optional.of(classes), data.inputs());
    }
    Classifier student = student();
    try {
      UpdateTrainer trainer = trainer(model, student);
      FitResult result = Refusals.ofModel(model.title(), trainer::fit);
      results.put(model.key(), result);
      return student;
    } catch (IOException | RuntimeException e) {
      student.close();
      throw e;
    }
  }

  private Classifier student() throws IOException {
    StudentConfig of = config.student();
    if (of.file().isPresent()) {
      return Refusals.asMend(() -> Classifier.of(TorchScriptFile.load(of.file().get()), classes));
    }
    Classifier student = Classifier.of("student", classes, of.block(classes.size()));
    if (of.fromOld()) {
      try {
        student.startFrom(old.orElseThrow(), ModelAnswers.names(mapping), config.plan().seed());
      } catch (IllegalArgumentException e) {
        student.close();
        throw new MendException("the student cannot start from the old model: " + e.getMessage());
      }
    }
    return student;
  }

  private UpdateTrainer trainer(TrainedCandidate model, Classifier student) throws IOException {
    DistillationLoss loss =
        model.equals(TrainedCandidate.NEW)
            ? MarginCalibration.NONE
            : config.methods().get(model.number() - 1).loss();
    UpdateTrainer trainer =
        UpdateTrainer.of(student, data.train().examples(), config.plan())
            .optLoss(loss, mapping)
            .optCheckpointsWithin(work.resolve("trainings").resolve(config.student().key()))
            .optListener(
                new ReportingListener(
                    model.title(),
                    config.plan().epochs(),
                    work.resolve(TrainingEvidence.METRICS),
                    progress));
    if (loss.teachers().contains(Teacher.OLD)) {
      trainer.optTeacher(Teacher.OLD, logits(TrainedCandidate.OLD, data.train().examples()));
    }
    if (loss.teachers().contains(Teacher.NEW)) {
      trainer.optTeacher(Teacher.NEW, logits(TrainedCandidate.NEW, data.train().examples()));
    }
    if (config.patience().isPresent()) {
      trainer.optValidation(validation(model, config.patience()));
    }
    return trainer;
  }

  /** The floor of a candidate is what the rule will ask for: the new model's accuracy. */
  private Validation validation(TrainedCandidate model, OptionalInt patience) throws IOException {
    LabelledExamples dev = data.dev().examples();
    if (old.isEmpty()) {
      return Validation.alone(dev, new ValidationPolicy(1, patience));
    }
    double floor = 1;
    if (!model.equals(TrainedCandidate.NEW)) {
      Predictions now = predict(TrainedCandidate.NEW, Split.DEV);
      floor = Math.max(0, (double) now.right() / now.rows().size() - config.rule().tolerance());
    }
    return Validation.beside(
        dev, logits(TrainedCandidate.OLD, dev), mapping, new ValidationPolicy(floor, patience));
  }

  @Override
  public void write(TrainedCandidate model, Path folder) throws IOException {
    if (model.equals(TrainedCandidate.NEW) && config.now().isPresent()) {
      TrainingEvidence.copy(config.now().get(), folder);
      return;
    }
    try (Classifier classifier = classifier(model)) {
      ModelFolder.write(folder, config.student(), classifier, data.inputs());
    }
  }

  @Override
  public void writeEvidence(Map<String, TrainedCandidate> asked, Path folder) throws IOException {
    Path predictions = Files.createDirectories(folder.resolve("predictions"));
    for (Map.Entry<String, TrainedCandidate> model : asked.entrySet()) {
      boolean isOld = model.getValue().equals(TrainedCandidate.OLD);
      ModelAnswers.write(
          predictions.resolve(model.getKey() + ".arrow"),
          data.test(),
          logits(model.getValue(), data.test().examples()),
          isOld ? Optional.of(mapping) : Optional.empty());
    }
    TrainingEvidence.write(folder, config, results);
  }

  @Override
  public void close() {
    old.ifPresent(Classifier::close);
  }
}
