package org.flipcheck.spark.arrow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Writes rows as Arrow files into a folder. Tasks write into a folder of their own attempt under
 * {@code _temporary-…}; when all are done, the files of the attempts that committed are moved to
 * their places. A retried or killed task leaves nothing that a reader could see.
 */
final class ArrowWrite implements WriteBuilder, SupportsTruncate, Write, BatchWrite {

  private final LogicalWriteInfo info;
  private final List<Integer> partitionColumns;
  private final Path folder;
  private final Path staging;
  private final Configuration hadoop;
  private boolean truncates;

  /**
   * A write that has not begun.
   *
   * @param info rows and options, the path among them
   * @param partitioning the columns to make folders by
   */
  ArrowWrite(LogicalWriteInfo info, Transform[] partitioning) {
    this.info = info;
    this.hadoop = SparkSession.active().sessionState().newHadoopConf();
    String path = info.options().get("path");
    if (path == null) {
      throw new IllegalArgumentException("the data source arrow needs a folder: save(\"out\")");
    }
    this.folder = new Path(path);
    this.staging = new Path(folder, "_temporary-" + info.queryId());
    this.partitionColumns =
        Arrays.stream(partitioning)
            .map(transform -> info.schema().fieldIndex(column(transform)))
            .toList();
  }

  private static String column(Transform transform) {
    if (!transform.name().equals("identity")) {
      throw new IllegalArgumentException(
          "the data source arrow makes folders by the values of columns, not by " + transform);
    }
    return String.join(".", transform.references()[0].fieldNames());
  }

  @Override
  public WriteBuilder truncate() {
    truncates = true;
    return this;
  }

  @Override
  public Write build() {
    return this;
  }

  @Override
  public BatchWrite toBatch() {
    return this;
  }

  @Override
  public String description() {
    return "arrow files in " + folder;
  }

  @Override
  public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo physical) {
    SparkSession spark = SparkSession.active();
    Broadcast<SerializableConfiguration> broadcast =
        SerializableConfiguration.broadcast(spark.sparkContext(), hadoop);
    return new ArrowWriterFactory(
        broadcast,
        staging.toString(),
        info.queryId(),
        info.schema(),
        partitionColumns,
        spark.sessionState().conf().sessionLocalTimeZone());
  }

  @Override
  public void commit(WriterCommitMessage[] messages) {
    try {
      FileSystem fileSystem = folder.getFileSystem(hadoop);
      fileSystem.mkdirs(folder);
      if (truncates) {
        deletePresent(fileSystem);
      }
      for (WriterCommitMessage message : messages) {
        for (String file : ((Written) message).files()) {
          move(fileSystem, ((Written) message).attempt(), file);
        }
      }
      fileSystem.delete(staging, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void deletePresent(FileSystem fileSystem) throws IOException {
    for (FileStatus present : fileSystem.listStatus(folder)) {
      if (!present.getPath().getName().equals(staging.getName())) {
        fileSystem.delete(present.getPath(), true);
      }
    }
  }

  private void move(FileSystem fileSystem, String attempt, String file) throws IOException {
    Path target = new Path(folder, file);
    fileSystem.mkdirs(target.getParent());
    if (!fileSystem.rename(new Path(attempt, file), target)) {
      throw new IOException("cannot move %s to %s".formatted(file, folder));
    }
  }

  @Override
  public void abort(WriterCommitMessage[] messages) {
    try {
      FileSystem fileSystem = folder.getFileSystem(hadoop);
      List<Path> moved = new ArrayList<>();
      for (WriterCommitMessage message : messages) {
        if (message != null) {
          ((Written) message).files().forEach(file -> moved.add(new Path(folder, file)));
        }
      }
      for (Path file : moved) {
        fileSystem.delete(file, false);
      }
      fileSystem.delete(staging, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What a task has written.
   *
   * @param attempt the folder of the attempt
   * @param files names under that folder, and under the table's folder later
   */
  record Written(String attempt, List<String> files) implements WriterCommitMessage {
    private static final long serialVersionUID = 1L;

    /** Keeps an unmodifiable copy. */
    Written {
      files = List.copyOf(files);
    }
  }
}
