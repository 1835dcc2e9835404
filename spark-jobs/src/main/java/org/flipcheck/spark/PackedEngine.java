package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.flipcheck.spark.PassRow.Kind;
import scala.Tuple2;

/**
 * The fast engine. Each table is projected while it is scanned to what counting needs, packed into
 * primitive columns by bucket of its ids, and shuffled once, as blocks; each bucket is matched by a
 * primitive hash table and counted there. Models of one prediction store are merged instead,
 * partition by partition, without a shuffle. Gives what {@link SqlEngine} gives, to the last count.
 */
final class PackedEngine implements Pass {

  private static final int FEWEST_SHARDS = 2;
  private static final int MOST_SHARDS = 64;

  /** Tasks of a core where partitions of a store are read. */
  private static final int TASKS_OF_A_CORE = 4;

  /** Rows of a bucket that one task holds: about 100 bytes each, with ids and tables. */
  private static final long BYTES_OF_A_ROW = 100;

  private final SparkSession spark;
  private final PassRow form;
  private final int shards;
  private final Dataset<Row> pass;
  private Dataset<Row> merged;

  private PackedEngine(SparkSession spark, PassRow form, int shards, Dataset<Row> pass) {
    this.spark = spark;
    this.form = form;
    this.shards = shards;
    this.pass = pass;
  }

  /** Plans the pass; nothing runs yet. */
  static Pass plan(SparkSession spark, CompareSpec spec, Preflight.Plan plan, List<Table> tables) {
    int partitions = spark.sessionState().conf().numShufflePartitions();
    PairRules rules = SqlEngine.rules(spec, plan);
    int shards = Math.min(MOST_SHARDS, Math.max(FEWEST_SHARDS, partitions / 4));
    JavaRDD<Row> rows =
        isAligned(spec, plan, tables)
            ? aligned(spark, spec, plan, tables, rules, shards)
            : shuffled(spark, spec, plan, tables, rules, shards);
    Dataset<Row> pass = spark.createDataFrame(rows, rules.passRow().schema());
    return new PackedEngine(
        spark, rules.passRow(), shards, pass.persist(StorageLevel.MEMORY_AND_DISK()));
  }

  private static JavaRDD<Row> shuffled(
      SparkSession spark,
      CompareSpec spec,
      Preflight.Plan plan,
      List<Table> tables,
      PairRules rules,
      int shards) {
    int partitions = spark.sessionState().conf().numShufflePartitions();
    long bytes = tables.stream().mapToLong(PackedEngine::bytes).reduce(0, PackedEngine::plus);
    Buckets buckets = Buckets.of(bytes, partitions);
    JavaPairRDD<Integer, byte[]> blocks = null;
    for (Table table : tables) {
      JavaPairRDD<Integer, byte[]> packed = pack(spark, spec, plan, table, buckets);
      blocks = blocks == null ? packed : blocks.union(packed);
    }
    return BlockSerializer.shuffle(blocks, partitions)
        .mapPartitions(new PackedPairing(rules, shards, rowsInMemory(spark)));
  }

  /** Whether all tables are whole models of stores that spread and sort the same ids alike. */
  private static boolean isAligned(CompareSpec spec, Preflight.Plan plan, List<Table> tables) {
    if (plan.form().ids().size() != 1 || tables.stream().anyMatch(t -> t.stored().isEmpty())) {
      return false;
    }
    StoreSettings settings = tables.get(0).stored().get().settings();
    String id = settings.idColumns().get(0);
    boolean sameType = settings.hasWholeNumberIds() == IdReader.isWholeNumber(plan.form());
    return settings.idColumns().size() == 1
        && sameType
        && tables.stream()
            .allMatch(
                table ->
                    table.stored().get().settings().equals(settings)
                        && spec.columns().ids().stream()
                            .map(table.source()::physical)
                            .allMatch(id::equals));
  }

  private static JavaRDD<Row> aligned(
      SparkSession spark,
      CompareSpec spec,
      Preflight.Plan plan,
      List<Table> tables,
      PairRules rules,
      int shards) {
    List<StoredTable> stored = new ArrayList<>();
    for (Table table : tables) {
      PackShape shape = shape(spec, plan, table, selected(plan, table), Optional.empty());
      stored.add(StoredTable.of(table.stored().get(), shape));
    }
    int partitions = stored.get(0).files().size();
    List<Integer> numbers = IntStream.range(0, partitions).boxed().toList();
    int tasks = Math.min(partitions, TASKS_OF_A_CORE * spark.sparkContext().defaultParallelism());
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(numbers, tasks)
        .mapPartitions(
            new StoredPairing(
                rules,
                shards,
                stored,
                new SerializableConfiguration(spark.sessionState().newHadoopConf())));
  }

  private static long plus(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static long bytes(Table table) {
    return table.rows().queryExecution().optimizedPlan().stats().sizeInBytes().toLong();
  }

  /** What fits beside the blocks in a fair share of an executor's memory. */
  private static long rowsInMemory(SparkSession spark) {
    long heap = Runtime.getRuntime().maxMemory();
    int cores = Math.max(1, spark.sparkContext().defaultParallelism());
    return Math.max(100_000, heap / 8 / cores / BYTES_OF_A_ROW);
  }

  private static JavaPairRDD<Integer, byte[]> pack(
      SparkSession spark, CompareSpec spec, Preflight.Plan plan, Table table, Buckets buckets) {
    Dataset<Row> selected = selected(plan, table);
    return ColumnarScan.compiled(
        spark,
        () -> {
          Optional<ColumnarScan> columnar = ColumnarScan.of(selected);
          PackShape shape = shape(spec, plan, table, selected, columnar);
          TablePacker packer = new TablePacker(shape, buckets);
          return columnar.isPresent()
              ? columnar.get().batches().mapPartitionsToPair(packer.ofBatches())
              : selected.queryExecution().toRdd().toJavaRDD().mapPartitionsToPair(packer.ofRows());
        });
  }

  private static Dataset<Row> selected(Preflight.Plan plan, Table table) {
    Layout layout = plan.layouts().get(table.source().side());
    return table
        .rows()
        .select(layout.columns().stream().map(SqlEngine::quoted).toArray(Column[]::new));
  }

  private static PackShape shape(
      CompareSpec spec,
      Preflight.Plan plan,
      Table table,
      Dataset<Row> selected,
      Optional<ColumnarScan> columnar) {
    List<Integer> inOrder = IntStream.range(0, selected.columns().length).boxed().toList();
    return new PackShape(
        plan.layouts().get(table.source().side()),
        plan.form(),
        selected.schema(),
        columnar.map(ColumnarScan::positions).orElse(inOrder),
        spec.handling().answers(),
        spec.rule().orElse(null),
        table.source().classes().orElse(null));
  }

  @Override
  public Dataset<Row> flips() {
    return Pass.only(pass, Kind.FLIP);
  }

  @Override
  public Dataset<Row> protectedPairs() {
    return Pass.only(pass, Kind.PROTECTED);
  }

  @Override
  public Dataset<Row> counts(Kind... kinds) {
    if (merged == null) {
      JavaRDD<Row> sums =
          Pass.only(pass, Kind.SHARD)
              .select(
                  org.apache.spark.sql.functions.col(NormalRow.column(PassRow.N)),
                  org.apache.spark.sql.functions.col(NormalRow.column(PassRow.SUMS)))
              .javaRDD()
              .mapToPair(row -> new Tuple2<>(row.getLong(0), (byte[]) row.get(1)))
              .partitionBy(new HashPartitioner(shards))
              .mapPartitions(new ShardMerge(form));
      merged = spark.createDataFrame(sums, form.schema()).persist(StorageLevel.MEMORY_AND_DISK());
    }
    return Pass.only(merged, kinds);
  }

  @Override
  public Dataset<Row> tables(Kind kind) {
    return Pass.only(pass, kind);
  }

  @Override
  public void close() {
    pass.unpersist();
    if (merged != null) {
      merged.unpersist();
    }
  }
}
