package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.flipcheck.spark.PredictionStore;
import org.flipcheck.spark.StoreManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code store add} writes: every row of the table, sorted, in the partition of its id. */
class StoreAddTest extends CompareHarness {

  private static final String SPILL = "spark.shuffle.spill.numElementsForceSpillThreshold";

  /** Adds a table and gives what the store knows of it. */
  private StoreManifest add(String options) {
    Ran ran = run("store add --predictions @t --name m --store @s " + options);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    PredictionStore store =
        PredictionStore.open(
            folder.resolve("s").toString(), spark().sessionState().newHadoopConf());
    return store.verify("m").manifest();
  }

  private Path part(int number) {
    return folder.resolve("s/m/part-%05d.arrow".formatted(number));
  }

  private Dataset<Row> stored(int partition) {
    return spark().read().format("arrow").load(part(partition).toString());
  }

  /** Ids of a partition in the order of the file. */
  private List<String> ids(int partition, String... columns) {
    return stored(partition).selectExpr(columns).collectAsList().stream()
        .map(Row::toString)
        .toList();
  }

  private static List<String> sorted(Dataset<Row> rows) {
    return rows.selectExpr("to_json(struct(*))").collectAsList().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private List<Field> fields(int partition) throws IOException {
    try (RootAllocator allocator = new RootAllocator();
        ArrowFileReader reader =
            new ArrowFileReader(FileChannel.open(part(partition)), allocator)) {
      Schema schema = reader.getVectorSchemaRoot().getSchema();
      return schema.getFields();
    }
  }

  @Test
  void everyTypeIsStoredFromEveryFormat() {
    String rows =
        "select n id, cast(n % 3 as string) label, cast(n % 250 - 125 as byte) a, cast(-n as short) b,"
            + " if(n % 5 = 0, null, cast(n as int)) c, cast(n as float) e, n / 3 f, n > 1 g,"
            + " cast(n as decimal(10, 2)) i, cast(n as decimal(38, 5)) i2, date '2026-03-01' j,"
            + " timestamp '2026-03-01 12:30:15.123456' k, timestamp_ntz '2026-03-01 12:30:15' l,"
            + " array(n, null) m, array(cast(n as string), 'x') m2, cast('z' as binary) q,"
            + " if(n = 1, null, 'r') r from range(0, 300, 1, 4) t(n)";
    String keep = "";
    for (String name : "a b c e f g i i2 j k l m m2 q r".split(" ", -1)) {
      keep += " --keep " + name;
    }
    for (String format : List.of("parquet", "orc", "arrow")) {
      table("t", format, rows);
      StoreManifest manifest =
          add("--id id --label label --partitions 2 --overwrite --format " + format + keep);
      assertThat(manifest.rows()).isEqualTo(300);
      Dataset<Row> source = spark().sql(rows);
      assertThat(sorted(stored(0).union(stored(1)).select("*"))).isEqualTo(sorted(source));
    }
  }

  @ParameterizedTest
  @CsvSource({"'n - 100',0", "'concat(''id '', n, repeat(''x'', n * 40))',1"})
  void rowsOfEveryTaskAreSortedByTheirId(String id, int text) {
    table(
        "t",
        "parquet",
        "select if(n % 50 = 7, null, ID) id, concat('label ', n % 5, spark_partition_id()) label from range(0, 400, 1, 8) t(n)"
            .replace("ID", id));
    StoreManifest manifest = add("--id id --label label --partitions 3");
    assertThat(manifest.nullIdRows()).isEqualTo(8);
    assertThat(ids(0, "id").subList(0, 8)).containsOnly("[null]");
    List<Row> all = new ArrayList<>();
    for (int partition = 0; partition < 3; partition++) {
      List<String> ids =
          stored(partition).where("id is not null").selectExpr("id").collectAsList().stream()
              .map(row -> row.get(0).toString())
              .toList();
      List<String> inOrder = new ArrayList<>(ids);
      inOrder.sort(
          text == 1
              ? java.util.Comparator.naturalOrder()
              : java.util.Comparator.comparingLong(Long::parseLong));
      assertThat(ids).isEqualTo(inOrder).isNotEmpty();
      assertThat(manifest.partitions().get(partition).firstId()).containsExactly(ids.get(0));
      assertThat(manifest.partitions().get(partition).lastId())
          .containsExactly(ids.get(ids.size() - 1));
      all.addAll(stored(partition).collectAsList());
    }
    assertThat(all.stream().map(Row::toString).sorted().toList())
        .isEqualTo(
            spark().read().parquet(folder.resolve("t").toString()).collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList());
  }

  @Test
  void idsWithoutAllTheirPartsComeFirst() {
    table(
        "t",
        "parquet",
        "select if(n % 10 = 3, null, n % 4) doc, if(n % 10 = 4, null, concat('q', n)) q, 'a' label from range(0, 40, 1, 2) t(n)");
    StoreManifest manifest = add("--id doc --id q --label label --partitions 1");
    assertThat(manifest.nullIdRows()).isEqualTo(8);
    assertThat(manifest.duplicateRows()).isZero();
    assertThat(ids(0, "doc", "q").subList(0, 10))
        .containsExactly(
            "[null,q13]",
            "[null,q23]",
            "[null,q3]",
            "[null,q33]",
            "[0,null]",
            "[0,null]",
            "[2,null]",
            "[2,null]",
            "[0,q0]",
            "[0,q12]");
  }

  @Test
  void aTextOfFewIsANumberInTheOrderOfTheTexts() throws IOException {
    table(
        "t",
        "parquet",
        "select n id, concat('class ', (n * 7) % 200) label, concat('note ', n) note, if(n % 2 = 0, null, 'one') slice from range(0, 70000, 1, 2) t(n)");
    add("--id id --label label --slice slice --keep note --partitions 1");
    List<Field> fields = fields(0);
    assertThat(fields.get(1).getDictionary()).isNotNull();
    assertThat(fields.get(1).getDictionary().getIndexType().getBitWidth()).isEqualTo(16);
    assertThat(fields.get(2).getDictionary().getIndexType().getBitWidth()).isEqualTo(8);
    assertThat(fields.get(3).getDictionary()).isNull();
    assertThat(fields.get(3).getType()).isEqualTo(ArrowType.Utf8.INSTANCE);
    assertThat(sorted(stored(0)))
        .isEqualTo(
            sorted(
                spark()
                    .read()
                    .parquet(folder.resolve("t").toString())
                    .select("id", "label", "slice", "note")));
  }

  @ParameterizedTest
  @CsvSource({"9", "'concat(''a long text that starts alike '', n % 3)'"})
  void oneIdOfNearlyAllRowsSpills(String id) throws Exception {
    table(
        "t",
        "parquet",
        "select if(n % 100 = 0, null, ID) id, concat('v', n % 7) label, cast(n as string) note from range(0, 20000, 1, 2) t(n)"
            .replace("ID", id));
    AtomicLong spilled = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd task) {
            spilled.addAndGet(task.taskMetrics().diskBytesSpilled());
          }
        };
    spark().sparkContext().addSparkListener(listener);
    SparkEnv.get().conf().set(SPILL, "1000");
    StoreManifest manifest;
    try {
      manifest = add("--id id --label label --keep note --partitions 2");
      spark().sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      SparkEnv.get().conf().remove(SPILL);
      spark().sparkContext().removeSparkListener(listener);
    }
    assertThat(spilled.get()).isPositive();
    assertThat(manifest.rows()).isEqualTo(20_000);
    assertThat(manifest.nullIdRows()).isEqualTo(200);
    assertThat(sorted(stored(0).union(stored(1))))
        .isEqualTo(sorted(spark().read().parquet(folder.resolve("t").toString())));
    for (int partition = 0; partition < 2; partition++) {
      assertThat(ids(partition, "coalesce(cast(id as string), ' ')")).isSorted();
    }
  }
}
