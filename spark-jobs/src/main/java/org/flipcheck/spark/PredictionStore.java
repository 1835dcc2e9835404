package org.flipcheck.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.flipcheck.gate.Suggestion;

/**
 * A prediction store: a folder with {@code store.json} and a folder for each model. In there a
 * {@code manifest.json} and one Arrow IPC file for each partition, the rows of a partition sorted
 * by id. Reads what is there; {@link StoreAddJob} adds to it.
 */
public final class PredictionStore {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final String location;
  private final Path folder;
  private final FileSystem fileSystem;
  private final StoreSettings settings;

  private PredictionStore(
      String location, Path folder, FileSystem fileSystem, StoreSettings settings) {
    this.location = location;
    this.folder = folder;
    this.fileSystem = fileSystem;
    this.settings = settings;
  }

  /**
   * Opens a store.
   *
   * @param location its folder, as a path or URI
   * @param hadoop how to reach its file system
   * @return the store
   * @throws BadInputException if there is none, or it is damaged or of a newer version
   */
  public static PredictionStore open(String location, Configuration hadoop) {
    return find(location, hadoop)
        .orElseThrow(
            () ->
                new BadInputException(
                    "--store %s: there is no prediction store (no store.json); check the path, or make one with 'flipcheck store add'"
                        .formatted(location)));
  }

  /**
   * Opens a store, if there is one.
   *
   * @param location its folder, as a path or URI
   * @param hadoop how to reach its file system
   * @return the store, or empty where there is no {@code store.json}
   * @throws BadInputException if it is damaged or of a newer version
   */
  static Optional<PredictionStore> find(String location, Configuration hadoop) {
    try {
      Path path = new Path(location);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      Path folder = fileSystem.makeQualified(path);
      Path file = new Path(folder, StoreSettings.FILE);
      if (!fileSystem.exists(file)) {
        return Optional.empty();
      }
      StoreSettings settings =
          StoreSettings.read(
              "--store %s: %s".formatted(location, StoreSettings.FILE), text(fileSystem, file));
      return Optional.of(new PredictionStore(location, folder, fileSystem, settings));
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(
          "--store %s: cannot be read: %s".formatted(location, InputFiles.firstLine(e)));
    }
  }

  private static String text(FileSystem fileSystem, Path file) throws IOException {
    try (InputStream in = fileSystem.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Whether a text can be the name of a model.
   *
   * @param name any text
   * @return true for 1 to 100 letters, digits, dots, underscores and hyphens, a letter or digit
   *     first
   */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.equals(StoreSettings.FILE);
  }

  /**
   * What all models have in common.
   *
   * @return ids and number of partitions
   */
  public StoreSettings settings() {
    return settings;
  }

  /**
   * The models that are there, whole or not.
   *
   * @return their names, sorted
   */
  public List<String> names() {
    try {
      return Arrays.stream(fileSystem.listStatus(folder))
          .filter(FileStatus::isDirectory)
          .map(status -> status.getPath().getName())
          .filter(PredictionStore::isName)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unreadable(location, e);
    }
  }

  private static BadInputException unreadable(String place, IOException e) {
    return new BadInputException(
        "%s: cannot be read: %s".formatted(place, InputFiles.firstLine(e)));
  }

  /**
   * Whether a model is there, whole or not.
   *
   * @param name any text
   * @return false for what cannot be a name, too
   */
  public boolean has(String name) {
    try {
      return isName(name) && fileSystem.exists(new Path(folder, name));
    } catch (IOException e) {
      throw unreadable(place(name), e);
    }
  }

  private String place(String name) {
    return location + "/" + name;
  }

  /**
   * Reads what is known of a model, and looks at nothing else of it.
   *
   * @param name its name
   * @return the model; its files may be damaged
   * @throws BadInputException if it is not there or half-written, its manifest is damaged, edited
   *     or of a newer version, or it does not fit the store
   */
  public StoredModel model(String name) {
    if (!has(name)) {
      throw new BadInputException(
          "--store %s: there is no model '%s'%s; it has %s"
              .formatted(location, name, suggestion(name), String.join(", ", names())));
    }
    Path file = new Path(new Path(folder, name), StoreManifest.FILE);
    String text;
    try {
      text = text(fileSystem, file);
    } catch (FileNotFoundException e) {
      throw new BadInputException(
          "%s: is half-written: it has no %s; add the model again with --overwrite"
              .formatted(place(name), StoreManifest.FILE));
    } catch (IOException e) {
      throw unreadable(place(name), e);
    }
    StoreManifest manifest = ManifestJson.read(place(name) + "/" + StoreManifest.FILE, text);
    List<String> problems = StoreCheck.ofManifest(place(name), name, settings, manifest);
    if (!problems.isEmpty()) {
      throw new BadInputException(problems);
    }
    return new StoredModel(new Path(folder, name).toString(), settings, manifest);
  }

  private String suggestion(String name) {
    return Suggestion.nearest(name, names()).map(", did you mean '%s'?"::formatted).orElse("");
  }

  /**
   * Opens a model to read it. Every file must be there in its size and end as it was written; up to
   * 64 MiB of files are read whole to check their hashes. A change in the middle of a larger model
   * that keeps sizes is found by {@link #verify} only.
   *
   * @param name its name
   * @return the model
   * @throws BadInputException with everything that is wrong with it
   */
  public StoredModel open(String name) {
    return checked(name, false);
  }

  /**
   * Opens a model and reads all its files to check their hashes.
   *
   * @param name its name
   * @return the model
   * @throws BadInputException with everything that is wrong with it
   */
  public StoredModel verify(String name) {
    return checked(name, true);
  }

  private StoredModel checked(String name, boolean thorough) {
    StoredModel model = model(name);
    List<String> problems = StoreCheck.ofFiles(place(name), fileSystem, model, thorough);
    if (!problems.isEmpty()) {
      throw new BadInputException(problems);
    }
    return model;
  }

  /**
   * Takes a model out: it is gone for readers at once, then its files are deleted.
   *
   * @param name its name
   * @throws BadInputException if it is not there or cannot be deleted
   */
  public void remove(String name) {
    if (!has(name)) {
      model(name);
    }
    Path model = new Path(folder, name);
    try {
      Path hidden = Staging.beside(model);
      AtomicRename.move(fileSystem, model, hidden);
      fileSystem.delete(hidden, true);
    } catch (IOException e) {
      throw new BadInputException(
          "%s: cannot be removed: %s".formatted(place(name), InputFiles.firstLine(e)));
    }
  }

  /** Whether a folder that is no store holds anything. */
  static boolean isForeign(String location, Configuration hadoop) {
    try {
      Path path = new Path(location);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      if (!fileSystem.exists(path)) {
        return false;
      }
      List<String> visible = new ArrayList<>();
      for (FileStatus status : fileSystem.listStatus(path)) {
        if (status.isFile() || !status.getPath().getName().startsWith(".")) {
          visible.add(status.getPath().getName());
        }
      }
      return !visible.isEmpty();
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(
          "--store %s: cannot be read: %s".formatted(location, InputFiles.firstLine(e)));
    }
  }
}
