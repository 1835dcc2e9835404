package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.assertj.core.data.Offset;
import org.flipcheck.spark.arrow.ArrowBatches;
import org.flipcheck.spark.arrow.DictionaryColumnVector;
import org.junit.jupiter.api.Test;

/** The data source {@code arrow}: projection, splitting, writing, and flips as Arrow files. */
class ArrowTablesTest extends CompareHarness {

  private static final String PREDICTIONS =
      "select cast(n as string) id, cast(n %% 3 as string) label, cast(n %% %d as string) prediction,"
          + " n / 1000 score, cast(n %% 2 as string) country, repeat(cast(n as string), 20) note"
          + " from range(0, 20000, 1, 2) t(n)";

  private Dataset<Row> read(String name) {
    return spark().read().format("arrow").load(folder.resolve(name).toString());
  }

  @Test
  void comparisonsOfArrowAndParquetAgree() {
    for (String format : List.of("parquet", "arrow")) {
      table("v1." + format, format, PREDICTIONS.formatted(4));
      table("v2." + format, format, PREDICTIONS.formatted(5));
    }
    String options = " --slice country --score score --keep note --flips all " + PLAIN;
    RunFolder parquet = compare("--old @v1.parquet --new @v2.parquet --out @out" + options);
    String counts = parquet.counts();
    List<String> flips = parquet.flips("id", "old_prediction", "new_score", "note", "outcome");
    var slices = parquet.slices();
    RunFolder arrow = compare("--old @v1.arrow --new @v2.arrow --overwrite --out @out" + options);
    assertThat(arrow.counts()).isEqualTo(counts).startsWith("20000 = ");
    assertThat(arrow.slices()).isEqualTo(slices);
    assertThat(arrow.flips("id", "old_prediction", "new_score", "note", "outcome"))
        .isEqualTo(flips);
  }

  @Test
  void bytesOfOtherColumnsAreNotRead() throws Exception {
    table("v1", "arrow", spark().sql(PREDICTIONS.formatted(4)).coalesce(1));
    Path file = dataFiles("v1").get(0);
    AtomicLong read = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd task) {
            read.addAndGet(task.taskMetrics().inputMetrics().bytesRead());
          }
        };
    spark().sparkContext().addSparkListener(listener);
    try {
      Dataset<Row> scores = read("v1").selectExpr("sum(score)");
      assertThat(scores.queryExecution().executedPlan().toString())
          .contains("BatchScan", "columns [score]");
      assertThat(scores.head().getDouble(0)).isCloseTo(199990, Offset.offset(1e-6));
      spark().sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      spark().sparkContext().removeSparkListener(listener);
    }
    long scores = 8L * 20_000;
    assertThat(read.get()).isBetween(scores, scores + 20_000);
    assertThat(Files.size(file)).isGreaterThan(10 * scores);
  }

  @Test
  void filesAreSplitByRecordBatchAndStreamsAreNot() {
    String duckdb = ForeignArrowTest.resource("duckdb.arrow").toString();
    String stream = ForeignArrowTest.resource("deltas.arrows").toString();
    spark().conf().set("spark.sql.files.maxPartitionBytes", "1");
    try {
      assertThat(perPartition(duckdb)).containsExactly(25L, 25L, 10L);
      assertThat(perPartition(stream)).containsExactly(60L);
    } finally {
      spark().conf().unset("spark.sql.files.maxPartitionBytes");
    }
    assertThat(perPartition(duckdb)).containsExactly(60L);
  }

  private static List<Long> perPartition(String file) {
    MapPartitionsFunction<Row, Long> count =
        rows -> {
          long n = 0;
          while (rows.hasNext()) {
            rows.next();
            n++;
          }
          assertThat(TaskContext.getPartitionId()).isNotNegative();
          return List.of(n).iterator();
        };
    return spark()
        .read()
        .format("arrow")
        .load(file)
        .mapPartitions(count, Encoders.LONG())
        .collectAsList();
  }

  @Test
  void codesAreThereWithoutDecoding() throws IOException {
    Path file = ForeignArrowTest.resource("duckdb.arrow");
    List<String> labels = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file);
        ArrowBatches batches =
            ArrowBatches.open(file.toString(), channel, List.of("label", "id"))) {
      assertThat(batches.schema().fieldNames()).containsExactly("label", "id");
      while (batches.hasNext()) {
        ColumnarBatch batch = batches.next();
        DictionaryColumnVector label = (DictionaryColumnVector) batch.column(0);
        assertThat(label.dictionarySize()).isEqualTo(3);
        for (int row = 0; row < batch.numRows(); row++) {
          assertThat(label.hasCode(row)).isTrue();
          String decoded = label.getUTF8String(row).toString();
          assertThat(label.dictionary().getUTF8String(label.dictionaryId(row)).toString())
              .isEqualTo(decoded);
          labels.add(batch.column(1).getUTF8String(row) + " " + decoded);
        }
      }
    }
    assertThat(labels).hasSize(60).startsWith("e0 cat", "e1 dog", "e2 cow").endsWith("e59 cow");
  }

  @Test
  void whatIsWrittenIsReadBack() {
    String types =
        "select cast(n as byte) a, cast(n as short) b, cast(n as int) c, n d, cast(n as float) e,"
            + " n / 3 f, n > 1 g, cast(n as string) h, cast(n as decimal(10, 2)) i,"
            + " date '2026-03-01' j, timestamp '2026-03-01 12:30:15.123456' k,"
            + " timestamp_ntz '2026-03-01 12:30:15' l, array(n, null) m, named_struct('x', n) o,"
            + " map('y', n) p, cast('z' as binary) q, if(n = 1, null, 'r') r from range(3) t(n)";
    Dataset<Row> rows = spark().sql(types).coalesce(1);
    table("all", "arrow", rows);
    Dataset<Row> back = read("all");
    assertThat(back.schema().simpleString()).isEqualTo(rows.schema().simpleString());
    assertThat(back.selectExpr("to_json(struct(*))").collectAsList())
        .isEqualTo(rows.selectExpr("to_json(struct(*))").collectAsList());
  }

  @Test
  void appendingAddsAndOverwritingReplaces() throws IOException {
    String path = folder.resolve("rows").toString();
    Dataset<Row> ten = spark().range(0, 10, 1, 2).toDF("n");
    ten.write().format("arrow").mode("append").save(path);
    ten.write().format("arrow").mode("append").save(path);
    assertThat(read("rows").count()).isEqualTo(20);
    ten.write().format("arrow").mode("overwrite").save(path);
    assertThat(read("rows").count()).isEqualTo(10);
    assertThat(dataFiles("rows")).hasSize(2);
    assertThat(files()).noneMatch(file -> file.contains("_temporary"));
  }

  /** Gives its rows on, and fails at the end, as a task does that is lost after it has written. */
  private static Iterator<Long> thenFail(Iterator<Long> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        if (!rows.hasNext()) {
          throw new IllegalStateException("killed");
        }
        return true;
      }

      @Override
      public Long next() {
        return rows.next();
      }
    };
  }

  private void writeFailing(String name) {
    MapPartitionsFunction<Long, Long> failing = ArrowTablesTest::thenFail;
    spark()
        .range(0, 10, 1, 2)
        .as(Encoders.LONG())
        .mapPartitions(failing, Encoders.LONG())
        .write()
        .format("arrow")
        .mode("append")
        .save(folder.resolve(name).toString());
  }

  @Test
  void aTaskThatDiesLeavesNothing() {
    assertThat(
            org.junit.jupiter.api.Assertions.assertThrows(
                Exception.class, () -> writeFailing("rows")))
        .hasStackTraceContaining("killed");
    assertThat(files().stream().filter(file -> file.contains("rows/"))).isEmpty();
  }

  @Test
  void flipsAsArrowFilesAreThoseOfParquet() throws IOException {
    table("v1", "parquet", PREDICTIONS.formatted(4));
    table("v2", "parquet", PREDICTIONS.formatted(5));
    String options = "--old @v1 --new @v2 --slice country --score score --keep note " + PLAIN;
    String columns = "id,label,old_prediction,new_score,country,note,outcome";
    List<String> parquet = compare(options + " --out @out").flips(columns.split(","));
    compare(options + " --overwrite --flips-format arrow --out @out");
    List<String> arrow =
        read("out/flips").selectExpr(columns.split(",")).collectAsList().stream()
            .map(Row::toString)
            .sorted()
            .toList();
    assertThat(arrow).isEqualTo(parquet).hasSizeGreaterThan(1000);
    assertThat(folders("out/flips"))
        .containsExactly(
            "outcome=both_wrong_different", "outcome=negative_flip", "outcome=positive_flip");
    long rows = 0;
    for (Path file : dataFiles("out/flips/outcome=negative_flip")) {
      rows += rowsByArrow(file);
    }
    assertThat(rows)
        .isEqualTo(arrow.stream().filter(row -> row.endsWith(",negative_flip]")).count());
  }

  @Test
  void noFlipsHaveTheirColumnsInArrowToo() {
    goodTables();
    compare("--old @old.csv --new @old.csv --flips-format arrow --out @out " + PLAIN);
    assertThat(read("out/flips").count()).isZero();
    assertThat(read("out/flips").columns())
        .containsExactly(
            "id",
            "label",
            "old_prediction",
            "new_prediction",
            "old_score",
            "new_score",
            "old_margin",
            "new_margin",
            "old_label_probability",
            "new_label_probability",
            "weight",
            "outcome");
  }

  /** Rows and outcome, read by Arrow's own reader. */
  private static long rowsByArrow(Path file) throws IOException {
    try (RootAllocator allocator = new RootAllocator();
        ArrowFileReader reader = new ArrowFileReader(FileChannel.open(file), allocator)) {
      long rows = 0;
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      while (reader.loadNextBatch()) {
        rows += root.getRowCount();
        assertThat(root.getVector("outcome").getObject(0)).hasToString("negative_flip");
      }
      return rows;
    }
  }

  private List<Path> dataFiles(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      return files.filter(file -> file.toString().endsWith(".arrow")).sorted().toList();
    }
  }

  private List<String> folders(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
