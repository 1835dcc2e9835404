package org.flipcheck.train.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.flipcheck.report.YamlNode;
import org.flipcheck.train.HashedNgrams;

/** Turns the section {@code data} of a configuration into a {@link DataSource}. */
final class DataConfigReader {

  static final String KIND = "kind";
  static final String TRAIN = "train";
  static final String DEV = "dev";
  static final String TEST = "test";
  static final String CLASSES = "classes";
  static final String ID = "id";
  static final String LABEL = "label";
  static final String SLICES = "slices";
  static final String TEXT = "text";
  static final String FEATURES = "features";
  static final String COLUMNS = "columns";
  static final String CATEGORICAL = "categorical";
  static final String MISSING = "missing";
  static final String SIZE = "size";
  static final String COLOUR = "colour";
  static final String IMAGES = "images";
  static final String LABELS = "labels";
  static final String DIMENSIONS = "dimensions";
  static final String WORDS = "words";
  static final String LETTERS = "letters";
  static final String PATH = "path";

  private static final List<String> COMMON = List.of(KIND, TRAIN, DEV, TEST, CLASSES, ID);
  private static final List<String> OF_TEXT = List.of(LABEL, SLICES, TEXT, FEATURES);
  private static final List<String> OF_TABLE =
      List.of(LABEL, SLICES, COLUMNS, CATEGORICAL, MISSING);
  private static final List<String> OF_IMAGES = List.of(SIZE, COLOUR);

  private static final HashedNgrams DEFAULT = new HashedNgrams(2048, 2, 3, 4);
  private static final int MOST_DIMENSIONS = 1 << 20;
  private static final int MOST_WORDS = 10;
  private static final int MOST_LETTERS = 20;
  private static final int MOST_PIXELS = 4096;

  private final Settings data;
  private final Path folder;

  DataConfigReader(YamlNode node, Path folder) {
    Set<String> known = new HashSet<>(COMMON);
    known.addAll(OF_TEXT);
    known.addAll(OF_TABLE);
    known.addAll(OF_IMAGES);
    this.data = new Settings(node, "data", known.stream().sorted().toList());
    this.folder = folder;
  }

  /** What makes the source anew for each reading; empty if anything is wrong. */
  Optional<Function<Optional<InputDescription>, DataSource>> read() {
    Optional<DataKind> kind = kind();
    if (!data.isSound()) {
      return Optional.empty(); // which keys are right depends on the kind
    }
    Optional<Function<Optional<InputDescription>, DataSource>> source = kind.flatMap(this::read);
    return data.isSound() ? source : Optional.empty();
  }

  private Optional<DataKind> kind() {
    return data.required(KIND, "give text, table or images")
        .map(node -> data.choice(KIND, List.of(DataKind.values()), DataKind::key));
  }

  private Optional<Function<Optional<InputDescription>, DataSource>> read(DataKind kind) {
    return switch (kind) {
      case TEXT -> {
        refuseOthers(kind, OF_TEXT);
        yield texts();
      }
      case TABLE -> {
        refuseOthers(kind, OF_TABLE);
        yield table();
      }
      case IMAGES -> {
        refuseOthers(kind, OF_IMAGES);
        yield images();
      }
    };
  }

  private void refuseOthers(DataKind kind, List<String> known) {
    List<String> all = new ArrayList<>(OF_TEXT);
    all.addAll(OF_TABLE);
    all.addAll(OF_IMAGES);
    all.stream()
        .distinct()
        .filter(key -> data.has(key) && !known.contains(key))
        .forEach(
            key ->
                data.refuse(
                    key, "%s is no key of kind %s: leave it out".formatted(key, kind.key())));
  }

  private Optional<Function<Optional<InputDescription>, DataSource>> texts() {
    Optional<Splits<Path>> files = tables();
    TableKeys keys = keys();
    Optional<Path> classes = data.path(CLASSES, folder);
    String column = data.text(TEXT).orElse(TEXT);
    refuseKey(TEXT, List.of(column), keys);
    TextInputs inputs = new TextInputs(column, features());
    return files.map(paths -> given -> new TableSource(paths, keys, classes, new TextRows(inputs)));
  }

  private Optional<Function<Optional<InputDescription>, DataSource>> table() {
    Optional<Splits<Path>> files = tables();
    TableKeys keys = keys();
    Optional<Path> classes = data.path(CLASSES, folder);
    Optional<List<String>> names = data.texts(COLUMNS);
    List<String> categorical = data.texts(CATEGORICAL).orElse(List.of());
    names.ifPresent(given -> checkColumns(given, categorical, keys));
    refuseKey(CATEGORICAL, categorical, keys);
    MissingNumbers missing =
        data.choice(MISSING, List.of(MissingNumbers.values()), MissingNumbers::key);
    FeatureColumns columns = new FeatureColumns(names, Set.copyOf(categorical), missing, keys);
    return files.map(paths -> given -> new TableSource(paths, keys, classes, rows(columns, given)));
  }

  private static RowInputs rows(FeatureColumns columns, Optional<InputDescription> given) {
    if (given.isPresent() && given.get() instanceof TableInputs inputs) {
      return GivenRows.of(columns, inputs);
    }
    return new ColumnRows(columns);
  }

  private void checkColumns(List<String> names, List<String> categorical, TableKeys keys) {
    if (names.isEmpty()) {
      data.refuse(
          COLUMNS, "columns is an empty list: name the columns of the features, or leave it out");
    }
    refuseKey(COLUMNS, names, keys);
    categorical.stream()
        .filter(name -> !names.contains(name))
        .forEach(
            name ->
                data.refuse(
                    CATEGORICAL,
                    "categorical names %s, which is not among the columns: name it there too"
                        .formatted(Shown.text(name))));
  }

  /** A model that is given the label learns nothing. */
  private void refuseKey(String key, List<String> features, TableKeys keys) {
    for (String name : features) {
      if (name.equals(keys.label()) || keys.id().equals(Optional.of(name))) {
        data.refuse(
            key,
            "%s names %s, which is the %s: a feature must be another column"
                .formatted(key, Shown.text(name), name.equals(keys.label()) ? LABEL : ID));
      }
    }
  }

  private TableKeys keys() {
    String label = data.text(LABEL).orElse(LABEL);
    Optional<String> id = data.text(ID);
    if (id.equals(Optional.of(label))) {
      data.refuse(ID, "id and label are both the column %s".formatted(Shown.text(label)));
    }
    return new TableKeys(id, label, data.texts(SLICES).orElse(List.of()));
  }

  private Optional<Splits<Path>> tables() {
    Optional<Path> train = table(TRAIN);
    Optional<Path> dev = table(DEV);
    Optional<Path> test = table(TEST);
    return train.isPresent() && dev.isPresent() && test.isPresent()
        ? Optional.of(new Splits<>(train.get(), dev.get(), test.get()))
        : Optional.empty();
  }

  private Optional<Path> table(String key) {
    return data.required(key, "give a CSV, Parquet or Arrow file")
        .flatMap(node -> data.path(key, folder));
  }

  private HashedNgrams features() {
    if (!data.has(FEATURES)) {
      return DEFAULT;
    }
    Settings features =
        new Settings(
            data.node(FEATURES).orElseThrow(), FEATURES, List.of(DIMENSIONS, WORDS, LETTERS));
    int dimensions = features.whole(DIMENSIONS, DEFAULT.dimensions(), 1, MOST_DIMENSIONS);
    int words = features.whole(WORDS, DEFAULT.words(), 1, MOST_WORDS);
    int[] letters = letters(features);
    data.include(features);
    return new HashedNgrams(dimensions, words, letters[0], letters[1]);
  }

  private static int[] letters(Settings features) {
    boolean none =
        features
            .node(LETTERS)
            .filter(YamlNode::isList)
            .filter(node -> node.items(LETTERS).isEmpty())
            .isPresent();
    if (none) {
      return new int[] {1, 0};
    }
    int[] letters =
        features
            .pair(LETTERS, 1, MOST_LETTERS)
            .orElse(new int[] {DEFAULT.shortest(), DEFAULT.longest()});
    if (letters[0] > letters[1]) {
      features.refuse(
          LETTERS,
          "letters is [%d, %d]: the shortest comes first; [] is for none"
              .formatted(letters[0], letters[1]));
    }
    return letters;
  }

  private Optional<Function<Optional<InputDescription>, DataSource>> images() {
    Optional<ImagePart> train = part(TRAIN);
    Optional<ImagePart> dev = part(DEV);
    Optional<ImagePart> test = part(TEST);
    Optional<Path> classes = data.path(CLASSES, folder);
    Optional<ImageSize> size =
        data.pair(SIZE, 1, MOST_PIXELS).map(pair -> new ImageSize(pair[0], pair[1]));
    if (train.isEmpty() || dev.isEmpty() || test.isEmpty()) {
      return Optional.empty();
    }
    Splits<ImagePart> parts = new Splits<>(train.get(), dev.get(), test.get());
    boolean areFolders = areFolders(parts);
    Colour colour = colour(areFolders);
    Optional<Path> idsWithin = idsWithin(areFolders);
    return Optional.of(given -> new ImageSource(parts, classes, size, colour, idsWithin));
  }

  private boolean areFolders(Splits<ImagePart> parts) {
    long folders = parts.all().stream().filter(ImagePart.Folder.class::isInstance).count();
    if (folders == 1 || folders == 2) {
      data.refuse(
          TRAIN, "train, dev and test are some folders and some IDX files: give three of one form");
    }
    return folders > 0;
  }

  private Colour colour(boolean areFolders) {
    List<Colour> colours =
        areFolders ? List.of(Colour.RGB, Colour.GREY) : List.of(Colour.GREY, Colour.RGB);
    Colour colour = data.choice(COLOUR, colours, Colour::key);
    if (colour == Colour.RGB && !areFolders) {
      data.refuse(COLOUR, "colour is rgb, but images of IDX files are grey: leave it out");
    }
    return colour;
  }

  private Optional<Path> idsWithin(boolean areFolders) {
    Optional<String> id = data.text(ID);
    if (id.isEmpty()) {
      return Optional.empty();
    }
    if (!areFolders || !id.get().equals(PATH)) {
      data.refuse(
          ID,
          "id is %s, but images have no columns: give `id: path` for images in folders, or leave it out"
              .formatted(Shown.text(id.get())));
    }
    return Optional.of(folder);
  }

  private Optional<ImagePart> part(String key) {
    Optional<YamlNode> node =
        data.required(key, "give a folder, or {images: FILE, labels: FILE} for IDX files");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (!node.get().isMap()) {
      return data.path(key, folder).map(ImagePart.Folder::new);
    }
    Settings files = new Settings(node.get(), key, List.of(IMAGES, LABELS));
    Optional<Path> images =
        files.required(IMAGES, "give an IDX file").flatMap(given -> files.path(IMAGES, folder));
    Optional<Path> labels =
        files.required(LABELS, "give an IDX file").flatMap(given -> files.path(LABELS, folder));
    data.include(files);
    return images.isPresent() && labels.isPresent()
        ? Optional.of(new ImagePart.Idx(images.get(), labels.get()))
        : Optional.empty();
  }
}
