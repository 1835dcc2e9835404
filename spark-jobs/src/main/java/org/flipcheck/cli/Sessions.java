package org.flipcheck.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.spark.CompareSpec;
import org.flipcheck.spark.Source;

/**
 * Opens the Spark session. Under spark-submit its settings stand; embedded, a lean local session
 * starts, whose every setting serves the start-up time of an everyday comparison.
 */
final class Sessions {

  /** Below this many bytes compiling queries costs more than it gains. */
  private static final long SMALL_INPUT = 64L << 20;

  private static final int BYTES_PER_PARTITION = 32 << 20;

  /**
   * What a query groups is mostly small when it comes to be shuffled, and a task costs time too.
   */
  private static final int BYTES_PER_QUERY_PARTITION = 256 << 20;

  private static final int MOST_PARTITIONS = 2000;

  private Sessions() {}

  static SparkSession open(String master, CompareSpec comparison) {
    return open(
        master,
        "compare " + comparison.newSource().name(),
        comparison.sources().stream().map(Source::location).toList(),
        comparison.engine() != CompareSpec.Engine.SQL);
  }

  /**
   * Opens a session.
   *
   * @param master Spark master, or null to leave it to spark-submit or the embedded session
   * @param what the command, for Spark's own interface
   * @param inputs where lies what will be read
   * @param packed whether it goes through the shuffle packed, which nothing makes much smaller
   */
  static SparkSession open(String master, String what, List<String> inputs, boolean packed) {
    SparkConf conf = named(what, master);
    if (!conf.contains("spark.master")) {
      embed(conf, inputs, BYTES_PER_PARTITION);
      if (packed) {
        conf.setIfMissing("spark.shuffle.compress", "false");
        conf.setIfMissing("spark.shuffle.sort.bypassMergeThreshold", "1");
        conf.setIfMissing("spark.sql.parquet.columnarReaderBatchSize", "16384");
      }
    }
    return start(conf);
  }

  /**
   * Opens a session for a query.
   *
   * @param master Spark master, or null to leave it to spark-submit or the embedded session
   * @param inputs where the tables lie that it names
   */
  static SparkSession openForQuery(String master, List<String> inputs) {
    SparkConf conf = named("query", master);
    if (!conf.contains("spark.master")) {
      embed(conf, inputs, BYTES_PER_QUERY_PARTITION);
      // The catalogue makes this folder, in the current one unless told otherwise; it stays empty.
      conf.setIfMissing("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"));
    }
    return start(conf);
  }

  private static SparkConf named(String what, String master) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.app.name", "flipcheck " + what);
    if (master != null) {
      conf.set("spark.master", master);
    }
    return conf;
  }

  private static SparkSession start(SparkConf conf) {
    // Names are exact: 'ID' and 'id' are two columns.
    conf.set("spark.sql.caseSensitive", "true");
    return SparkSession.builder().config(conf).getOrCreate();
  }

  private static void embed(SparkConf conf, List<String> inputs, long bytesPerPartition) {
    long bytes = localBytes(inputs);
    int cores = Runtime.getRuntime().availableProcessors();
    conf.set("spark.master", "local[*]");
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.driver.host", "127.0.0.1");
    conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    conf.setIfMissing("spark.sql.catalogImplementation", "in-memory");
    conf.setIfMissing("spark.sql.adaptive.enabled", "false");
    conf.setIfMissing("spark.sql.limit.initialNumPartitions", "100000");
    conf.setIfMissing(
        "spark.sql.shuffle.partitions", Long.toString(partitions(bytes, bytesPerPartition, cores)));
    conf.setIfMissing("spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs", "false");
    conf.setIfMissing("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "2");
    conf.setIfMissing("spark.sql.sources.parallelPartitionDiscovery.threshold", "1000");
    if (bytes < SMALL_INPUT) {
      conf.setIfMissing("spark.sql.codegen.wholeStage", "false");
      conf.setIfMissing("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    }
  }

  /** A multiple of the cores, so that none waits for another at the end. */
  private static long partitions(long bytes, long bytesPerPartition, int cores) {
    long rounds = bytes / bytesPerPartition / cores + 1;
    return cores * Math.min(rounds, Math.max(1, MOST_PARTITIONS / cores));
  }

  /** The size of the local inputs; what is elsewhere counts as large. */
  private static long localBytes(List<String> inputs) {
    return inputs.stream().mapToLong(Sessions::localBytes).sum();
  }

  private static long localBytes(String location) {
    Path path = Path.of(location);
    if (!Files.exists(path)) {
      return location.contains(":") || location.contains("*") ? SMALL_INPUT : 0;
    }
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
