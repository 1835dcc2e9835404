package org.flipcheck.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.report.YamlNode;
import org.flipcheck.report.YamlTree;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.train.data.DataConfig;
import org.flipcheck.train.fit.FitPlan;
import org.flipcheck.train.run.TrainConfig.OldModel;

/** Reads a {@link TrainConfig}; whatever is wrong becomes a problem of the tree, with its line. */
final class TrainConfigReader {

  private static final List<String> KEYS =
      List.of("data", "old", "new", "student", "plan", "methods", "choose", "policy");
  private static final List<StudentConfig.Network> BUILT_IN =
      List.of(StudentConfig.Network.MLP, StudentConfig.Network.CONVNET);
  private static final int HIDDEN = 128;

  private enum Start {
    SCRATCH,
    OLD
  }

  private final Path file;
  private final Path folder;

  TrainConfigReader(Path file) {
    this.file = file;
    Path parent = file.toAbsolutePath().getParent();
    this.folder = parent == null ? file.toAbsolutePath() : parent;
  }

  /** The configuration; empty, with the problems recorded, if something is missing or wrong. */
  Optional<TrainConfig> read(YamlTree tree) {
    Optional<YamlNode> root = tree.root();
    if (root.isEmpty()) {
      return Optional.empty();
    }
    Settings all = new Settings(root.get(), "the configuration", KEYS);
    Optional<DataConfig> data = all.need("data").flatMap(node -> DataConfig.of(node, folder));
    Optional<OldModel> old = all.find("old").flatMap(this::oldModel);
    Optional<Path> now = all.find("new").flatMap(this::newModel);
    Optional<StudentConfig> student = all.need("student").flatMap(this::student);
    Optional<PlanReader> plan = all.need("plan").map(PlanReader::new);
    Optional<FitPlan> fit = plan.flatMap(PlanReader::read);
    List<Method> methods =
        all.find("methods").map(node -> new MethodReader().read(node)).orElse(List.of());
    Optional<SelectionRule> rule =
        all.find("choose").map(TrainConfigReader::rule).orElse(Optional.of(SelectionRule.DEFAULT));
    Optional<Path> policy = all.find("policy").flatMap(node -> existing(node, "policy"));
    requireSense(all, old, now, student, methods);
    if (data.isEmpty() || student.isEmpty() || fit.isEmpty() || rule.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TrainConfig(
            file,
            data.get(),
            old,
            now,
            student.get(),
            fit.get(),
            plan.get().patience(),
            methods,
            rule.get(),
            policy));
  }

  private static void requireSense(
      Settings all,
      Optional<OldModel> old,
      Optional<Path> now,
      Optional<StudentConfig> student,
      List<Method> methods) {
    boolean hasOld = all.find("old").isPresent();
    if (hasOld && all.find("methods").isEmpty()) {
      all.refuse(
          "there are no methods to mend by; give some, such as methods: [{name: mpt, margin: [0.5, 1, 2]}]");
    }
    if (!hasOld && (!methods.isEmpty() || now.isPresent() || all.find("policy").isPresent())) {
      all.refuse(
          "methods, new and policy are about an update, and there is no old model; give old: {model: PATH}, or leave them out to train a first model");
    }
    if (student.isPresent() && student.get().fromOld() && old.isEmpty() && !hasOld) {
      all.refuse(
          "the student starts from the old model, and there is none; give old: {model: PATH}");
    }
  }

  private Optional<OldModel> oldModel(YamlNode node) {
    Settings settings = new Settings(node, "old", List.of("model", "classes", "renamed"));
    Optional<Path> model = settings.need("model").flatMap(value -> existing(value, "model of old"));
    Optional<List<String>> classes = settings.find("classes").flatMap(this::classNames);
    Map<String, String> renamed = new LinkedHashMap<>();
    settings
        .find("renamed")
        .ifPresent(
            value ->
                value
                    .map("renamed of old")
                    .forEach(
                        (name, to) ->
                            to.text("the new name of " + name)
                                .ifPresent(text -> renamed.put(name, text))));
    return model.map(path -> new OldModel(path, classes, renamed));
  }

  private Optional<Path> newModel(YamlNode node) {
    return new Settings(node, "new", List.of("model"))
        .need("model")
        .flatMap(value -> existing(value, "model of new"));
  }

  private Optional<List<String>> classNames(YamlNode node) {
    Optional<Path> path = existing(node, "classes of old");
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try {
      List<String> names =
          Files.readAllLines(path.get()).stream().filter(name -> !name.isBlank()).toList();
      return Optional.of(names);
    } catch (IOException e) {
      node.refuse("%s: cannot be read as lines of UTF-8: %s".formatted(path.get(), e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Path> existing(YamlNode node, String what) {
    Optional<Path> path = node.text(what).map(folder::resolve);
    if (path.isPresent() && !Files.exists(path.get())) {
      node.refuse("%s is %s: there is no such file; check the path".formatted(what, path.get()));
      return Optional.empty();
    }
    return path;
  }

  private Optional<StudentConfig> student(YamlNode node) {
    Settings settings =
        new Settings(node, "student", List.of("network", "hidden", "dropout", "model", "start"));
    Optional<YamlNode> model = settings.find("model");
    if (!settings.isMap()) {
      return Optional.empty();
    }
    if (model.isPresent() == settings.find("network").isPresent()) {
      settings.refuse("give either network (mlp or convnet) or model, a TorchScript file");
      return Optional.empty();
    }
    boolean fromOld = settings.choice("start", Start.class, Start.SCRATCH) == Start.OLD;
    if (model.isPresent()) {
      if (settings.find("start").isPresent()) {
        settings.refuse("a TorchScript model starts from the weights that it has; leave out start");
      }
      refuseOfMlp(settings, "a TorchScript model");
      return existing(model.get(), "model of student")
          .map(
              path ->
                  new StudentConfig(
                      StudentConfig.Network.TORCHSCRIPT, 0, 0, Optional.of(path), false));
    }
    StudentConfig.Network network = settings.choice("network", BUILT_IN, StudentConfig.Network.MLP);
    if (network == StudentConfig.Network.CONVNET) {
      refuseOfMlp(settings, "convnet");
    }
    int hidden = settings.wholeNumber("hidden", HIDDEN);
    double dropout = settings.number("dropout", 0);
    if (hidden < 1 || !(dropout >= 0 && dropout < 1)) {
      settings.refuse(
          "hidden is %d and dropout %s; at least 1, and from 0 to less than 1"
              .formatted(hidden, dropout));
      return Optional.empty();
    }
    return Optional.of(
        new StudentConfig(network, hidden, (float) dropout, Optional.empty(), fromOld));
  }

  private static void refuseOfMlp(Settings settings, String other) {
    for (String key : List.of("hidden", "dropout")) {
      if (settings.find(key).isPresent()) {
        settings.refuse(
            "%s is for the network mlp, not for %s; leave it out".formatted(key, other));
      }
    }
  }

  private static Optional<SelectionRule> rule(YamlNode node) {
    Settings settings = new Settings(node, "choose", List.of("tolerance", "confidence"));
    try {
      OptionalDouble tolerance = settings.number("tolerance");
      OptionalDouble confidence = settings.number("confidence");
      return Optional.of(
          new SelectionRule(
              tolerance.orElse(SelectionRule.DEFAULT.tolerance()),
              confidence.orElse(SelectionRule.DEFAULT.confidence())));
    } catch (IllegalArgumentException e) {
      settings.refuse(e.getMessage());
      return Optional.empty();
    }
  }
}
