package org.flipcheck.spark.arrow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The files behind one or more paths, with what their schemas and footers say. */
final class ArrowFiles {

  private static final String PATH = "path";
  private static final String PATHS = "paths";

  private final StructType schema;
  private final List<Content> contents;

  /**
   * A file and where its record batches lie.
   *
   * @param status name, size and place
   * @param isFile whether it is a file and not a stream
   * @param batches bytes of each record batch; empty for a stream
   */
  record Content(FileStatus status, boolean isFile, List<IpcLayout.Span> batches) {

    String path() {
      return status.getPath().toString();
    }
  }

  private ArrowFiles(StructType schema, List<Content> contents) {
    this.schema = schema;
    this.contents = contents;
  }

  /**
   * Finds the files and reads their schemas.
   *
   * @param options with {@code path} or {@code paths}, as Spark gives them
   * @throws UncheckedIOException with an {@link ArrowFileException} if there are none, or one is
   *     damaged or has other columns than the first
   */
  static ArrowFiles open(CaseInsensitiveStringMap options) {
    Configuration hadoop =
        SparkSession.active().sessionState().newHadoopConfWithOptions(scalaMap(options));
    try {
      List<FileStatus> files = new ArrayList<>();
      for (String path : paths(options)) {
        files.addAll(list(path, hadoop));
      }
      return open(files, hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static scala.collection.immutable.Map<String, String> scalaMap(
      CaseInsensitiveStringMap options) {
    return scala.collection.immutable.Map$.MODULE$.from(
        scala.jdk.javaapi.CollectionConverters.asScala(options.asCaseSensitiveMap()));
  }

  private static ArrowFiles open(List<FileStatus> files, Configuration hadoop) throws IOException {
    List<Content> contents = new ArrayList<>();
    StructType schema = null;
    for (FileStatus file : files) {
      String path = file.getPath().toString();
      try (IpcInput input = new IpcInput(path, HadoopChannel.open(path, hadoop))) {
        IpcLayout layout = IpcLayout.read(input);
        StructType columns = ArrowTypes.schema(path, layout.schema());
        if (schema == null) {
          schema = columns;
        }
        checkSame(files.get(0), schema, path, columns);
        contents.add(new Content(file, layout.isFile(), layout.batches()));
      }
    }
    return new ArrowFiles(schema, contents);
  }

  private static void checkSame(
      FileStatus first, StructType expected, String path, StructType found)
      throws ArrowFileException {
    if (!types(expected).equals(types(found))) {
      throw new ArrowFileException(
          path,
          "has the columns %s, and %s has %s; all files need the same columns and types"
              .formatted(found.simpleString(), first.getPath().getName(), expected.simpleString()));
    }
  }

  private static Map<String, DataType> types(StructType schema) {
    Map<String, DataType> types = new TreeMap<>();
    for (StructField field : schema.fields()) {
      types.put(field.name(), field.dataType());
    }
    return types;
  }

  private static List<String> paths(CaseInsensitiveStringMap options) throws IOException {
    List<String> paths = new ArrayList<>();
    if (options.containsKey(PATHS)) {
      try {
        paths.addAll(
            Arrays.asList(new ObjectMapper().readValue(options.get(PATHS), String[].class)));
      } catch (JsonProcessingException e) {
        throw new IOException("the option paths is not a JSON list of paths", e);
      }
    }
    if (options.containsKey(PATH)) {
      paths.add(options.get(PATH));
    }
    if (paths.isEmpty()) {
      throw new IOException("the data source arrow needs a path: load(\"predictions.arrow\")");
    }
    return paths;
  }

  private static List<FileStatus> list(String location, Configuration hadoop) throws IOException {
    Path path = new Path(location);
    FileSystem fileSystem = path.getFileSystem(hadoop);
    FileStatus[] roots = fileSystem.globStatus(path);
    List<FileStatus> files = new ArrayList<>();
    for (FileStatus root : roots == null ? new FileStatus[0] : roots) {
      collect(fileSystem, root, files);
    }
    if (files.isEmpty()) {
      throw new ArrowFileException(location, "is no file, and no folder or glob with files in it");
    }
    files.sort(Comparator.comparing(file -> file.getPath().toString()));
    return files;
  }

  private static void collect(FileSystem fileSystem, FileStatus status, List<FileStatus> files)
      throws IOException {
    if (status.isFile()) {
      files.add(status);
      return;
    }
    for (FileStatus child : fileSystem.listStatus(status.getPath())) {
      String name = child.getPath().getName();
      if (!name.startsWith("_") && !name.startsWith(".")) {
        collect(fileSystem, child, files);
      }
    }
  }

  StructType schema() {
    return schema;
  }

  List<Content> contents() {
    return contents;
  }

  long totalBytes() {
    return contents.stream().mapToLong(content -> content.status().getLen()).sum();
  }
}
