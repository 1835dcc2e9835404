package org.flipcheck.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Plain Spark SQL, written well: whole-stage code, adaptive execution, shuffle partitions by the
 * size of the tables, two grouping sets after one join, counts alone.
 */
final class SparkSubject implements Subject.Reading {

  private static final long BYTES_PER_PARTITION = 32L << 20;

  private final BenchData data;
  private final Path folder;
  private SparkSession spark;
  private boolean guest;
  private Tally tally = new Tally();

  SparkSubject(BenchData data, Path folder) {
    this.data = data;
    this.folder = folder;
  }

  @Override
  public void open() throws IOException {
    guest = SparkSession.getDefaultSession().isDefined();
    spark =
        SparkSession.builder()
            .appName("bench: plain Spark SQL")
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.catalogImplementation", "in-memory")
            .config("spark.local.dir", folder.toString())
            .config("spark.sql.shuffle.partitions", Math.max(4, data.bytes() / BYTES_PER_PARTITION))
            .getOrCreate();
  }

  @Override
  public void compare() {
    spark.read().parquet(data.old().toString()).createOrReplaceTempView("bench_old");
    spark.read().parquet(data.candidate().toString()).createOrReplaceTempView("bench_new");
    String pairs =
        PairQuery.pairs("bench_old", "bench_new", answer(), data.spec().ids().hasDuplicates());
    tally = new Tally();
    for (Row row : spark.sql(PairQuery.cube(pairs)).collectAsList()) {
      Object[] values = new Object[row.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.get(i);
      }
      PairQuery.add(tally, values);
    }
  }

  private String answer() {
    return data.spec().logits() == 0
        ? "prediction"
        : "concat('class_', lpad(array_position(logits, array_max(logits)) - 1, 3, '0'))";
  }

  @Override
  public void read() {
    String answer = data.spec().logits() == 0 ? "prediction" : "logits";
    ColumnarScan.read(spark.read().parquet(data.old().toString()).select("id", answer));
    ColumnarScan.read(
        spark
            .read()
            .parquet(data.candidate().toString())
            .select("id", answer, "label", "country", "device", "time"));
  }

  @Override
  public void keep() throws IOException {
    tally.write(folder.resolve(TALLY));
  }

  @Override
  public void close() {
    if (!guest) {
      spark.stop();
    }
  }
}
