package org.flipcheck.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.flipcheck.report.ToolVersion;
import org.flipcheck.spark.StoreManifest.Origin;
import org.flipcheck.spark.StoreTask.Part;

/**
 * Adds one model's predictions to a prediction store: one shuffle by the hash of the id, one sort,
 * one file for each partition. All is written beside the model's place and appears by one rename.
 */
public final class StoreAddJob {

  private final SparkSession spark;
  private final StoreSpec spec;
  private final Consumer<String> progress;
  private final Configuration hadoop;

  /**
   * A job that has not started.
   *
   * @param spark the session to run in
   * @param spec what to add
   * @param progress told what happens, step by step, for people
   */
  public StoreAddJob(SparkSession spark, StoreSpec spec, Consumer<String> progress) {
    this.spark = spark;
    this.spec = spec;
    this.progress = progress;
    this.hadoop = spark.sessionState().newHadoopConf();
  }

  /**
   * What came of it.
   *
   * @param model the model in the store
   * @param wasThere whether the same model was there already, and nothing was written
   */
  public record Added(StoredModel model, boolean wasThere) {}

  /**
   * Adds the model.
   *
   * @return what came of it
   * @throws BadInputException if input, options or store have to be mended first, or another writer
   *     was first; nothing of this model is left then
   */
  public Added execute() {
    OutputDirectory output =
        OutputDirectory.open("--store", spec.store() + "/" + spec.name(), hadoop);
    List<String> problems = new ArrayList<>();
    Optional<PredictionStore> store = store(output, problems);
    Optional<StoreSettings> existing = store.map(PredictionStore::settings);
    // Spark throws checked exceptions that its methods do not declare.
    try {
      Table table = open(problems);
      StorePlan plan = plan(table, existing, problems).within(existing);
      Optional<StoredModel> same = sameModel(store, plan, table);
      return same.isPresent()
          ? new Added(same.get(), true)
          : new Added(write(output, plan, table), false);
    } catch (Exception e) {
      throw translate(e);
    }
  }

  private RuntimeException translate(Exception failure) {
    return SparkErrors.translate(List.of(spec.source()), failure)
        .map(RuntimeException.class::cast)
        .orElseGet(
            () ->
                failure instanceof RuntimeException unexpected
                    ? unexpected
                    : new IllegalStateException(InputFiles.firstLine(failure), failure));
  }

  private void step(String what) {
    progress.accept(what);
    spark.sparkContext().setJobDescription("flipcheck store add " + spec.name() + ": " + what);
  }

  private Optional<PredictionStore> store(OutputDirectory output, List<String> problems) {
    if (output.isObjectStore()) {
      problems.add(
          "--store %s: object storage has no rename, so a model could not appear at once; write the store to a local disk or HDFS, and copy it"
              .formatted(spec.store()));
    }
    try {
      Optional<PredictionStore> store = PredictionStore.find(spec.store(), hadoop);
      if (store.isEmpty() && PredictionStore.isForeign(spec.store(), hadoop)) {
        problems.add(
            "--store %s: holds files that are not a prediction store; name an empty or new directory"
                .formatted(spec.store()));
      }
      return store;
    } catch (BadInputException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  private Table open(List<String> problems) {
    step("opening the table");
    try {
      return new TableReader(spark).open(spec.source(), true);
    } catch (BadInputException e) {
      problems.addAll(e.problems());
      throw new BadInputException(problems);
    }
  }

  private StorePlan plan(Table table, Optional<StoreSettings> existing, List<String> problems) {
    try {
      StorePlan plan = StorePlan.of(spec, table, existing);
      if (problems.isEmpty()) {
        return plan;
      }
    } catch (BadInputException e) {
      problems.addAll(e.problems());
    }
    throw new BadInputException(problems);
  }

  /**
   * The model of this name, where it is the one asked for.
   *
   * @throws BadInputException if it is another one that must not be replaced
   */
  private Optional<StoredModel> sameModel(
      Optional<PredictionStore> store, StorePlan plan, Table table) {
    if (store.isEmpty() || !store.get().has(spec.name()) || spec.overwrite()) {
      return Optional.empty();
    }
    StoredModel there = store.get().open(spec.name());
    StoreManifest manifest = there.manifest();
    if (manifest.origin().isSame(origin(table)) && manifest.columns().equals(plan.columns())) {
      return Optional.of(there);
    }
    throw new BadInputException(
        "--name %s: the store has another model of this name (%s, added %s); give --overwrite to replace it, or another name"
            .formatted(spec.name(), manifest.origin().uri(), manifest.createdAt()));
  }

  private Origin origin(Table table) {
    Map<String, String> options = new LinkedHashMap<>();
    // What the environment hides may be a secret, and what it stands for may change.
    spec.source().options().forEach((key, value) -> options.put(key, masked(key, value)));
    return new Origin(
        spec.source().location(),
        table.format(),
        table.fingerprint(),
        spec.source().where(),
        options,
        spec.source().columns());
  }

  private static String masked(String key, String value) {
    boolean secret = key.toLowerCase(Locale.ROOT).matches(".*(password|secret|token|key).*");
    return secret && !value.startsWith("${") ? "(not stored)" : value;
  }

  private StoredModel write(OutputDirectory output, StorePlan plan, Table table) {
    Thread cleaner = new Thread(output::discard, "flipcheck-discard-staging");
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      output.begin();
      List<Part> parts = writeParts(output, plan, table);
      StoreManifest manifest = manifest(plan, table, parts);
      String text = ManifestJson.write(manifest);
      output.write(StoreManifest.FILE, text);
      commit(output, plan.settings());
      return PredictionStore.open(spec.store(), hadoop).model(spec.name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      output.discard();
      removeHook(cleaner);
    }
  }

  private static void removeHook(Thread cleaner) {
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException e) {
      // The JVM is going down already, and the hook does its work there.
    }
  }

  private List<Part> writeParts(OutputDirectory output, StorePlan plan, Table table)
      throws IOException {
    step("sorting and writing");
    StructType schema = plan.schema();
    StoreSettings settings = plan.settings();
    String attempts = output.staged("attempts");
    StoreTask task =
        new StoreTask(new SerializableConfiguration(hadoop), attempts, schema, settings);
    JavaPairRDD<Integer, byte[]> blocks =
        rows(plan, table)
            .mapPartitionsToPair(
                rows -> new StoreSender(TaskContext.get().taskAttemptId(), rows, schema, settings));
    List<Part> parts =
        BlockSerializer.shuffle(blocks, settings.partitions())
            .mapPartitionsWithIndex(task, true)
            .collect();
    FileSystem fileSystem = new Path(attempts).getFileSystem(hadoop);
    for (Part part : parts) {
      Path file = new Path(output.staged(part.file().file()));
      AtomicRename.move(fileSystem, new Path(attempts, part.attempt()), file);
    }
    fileSystem.delete(new Path(attempts), true);
    return parts;
  }

  /** Spark's own rows of the columns. */
  private JavaRDD<InternalRow> rows(StorePlan plan, Table table) {
    return ColumnarScan.compiled(
        spark,
        () ->
            table
                .rows()
                .select(plan.expressions().toArray(Column[]::new))
                .queryExecution()
                .toRdd()
                .toJavaRDD());
  }

  private StoreManifest manifest(StorePlan plan, Table table, List<Part> parts) {
    return new StoreManifest(
        spec.name(),
        Clock.systemUTC().instant(),
        ToolVersion.get(),
        parts.stream().mapToLong(part -> part.file().rows()).sum(),
        parts.stream().mapToLong(Part::nullIds).sum(),
        parts.stream().mapToLong(Part::duplicates).sum(),
        plan.columns(),
        parts.stream().map(Part::file).toList(),
        origin(table),
        "");
  }

  /** Lets the model appear, unless another writer was first with its name or with the store. */
  private void commit(OutputDirectory output, StoreSettings settings) throws IOException {
    output.write(StoreSettings.FILE, settings.json());
    Path staged = new Path(output.staged(StoreSettings.FILE));
    FileSystem fileSystem = staged.getFileSystem(hadoop);
    AtomicRename.create(fileSystem, staged, new Path(spec.store(), StoreSettings.FILE));
    StoreSettings agreed = PredictionStore.open(spec.store(), hadoop).settings();
    if (!agreed.equals(settings)) {
      throw new BadInputException(
          "--store %s: another writer made the store meanwhile, with the ids %s in %d partitions; choose another store"
              .formatted(spec.store(), agreed.ids(), agreed.partitions()));
    }
    if (!appears(output)) {
      throw new BadInputException(
          "--name %s: another writer put a model of this name into the store meanwhile; it stays, and nothing of this one is left; give --overwrite to replace it, or another name"
              .formatted(spec.name()));
    }
  }

  private boolean appears(OutputDirectory output) throws IOException {
    if (!spec.overwrite()) {
      return output.commitNew();
    }
    try {
      output.commit();
      return true;
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      return false;
    }
  }
}
