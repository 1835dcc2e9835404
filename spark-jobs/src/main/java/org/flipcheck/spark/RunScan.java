package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.InMemoryFileIndex;
import org.apache.spark.sql.execution.datasources.NoopCache$;
import org.apache.spark.sql.execution.datasources.PartitionPath;
import org.apache.spark.sql.execution.datasources.PartitionSpec;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The Parquet files of many runs as one scan. Run and outcome are partition columns: they cost
 * nothing to read, and a filter by them leaves files out.
 */
final class RunScan {

  /** The column that tells the run, by a name that no column of a user's has. */
  static final String RUN = "\0run";

  /** The outcome of flips. */
  static final String OUTCOME = "outcome";

  private RunScan() {}

  /**
   * The rows of tables.
   *
   * @param tables of one view, in Parquet
   * @param schema the columns that their files have
   */
  static Dataset<Row> of(SparkSession spark, List<RunTable> tables, StructType schema) {
    StructType told = new StructType().add(RUN, DataTypes.StringType);
    if (tables.get(0).view() == QueryView.FLIPS) {
      told = told.add(OUTCOME, DataTypes.StringType);
    }
    List<PartitionPath> parts = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    for (RunTable table : tables) {
      for (Path folder : table.folders()) {
        parts.add(new PartitionPath(values(table, folder, told.length()), folder));
        folders.add(folder);
      }
    }
    InMemoryFileIndex files =
        new InMemoryFileIndex(
            spark,
            seq(folders),
            Map$.MODULE$.empty(),
            Option.empty(),
            NoopCache$.MODULE$,
            Option.apply(new PartitionSpec(told, seq(parts))),
            Option.empty());
    return spark.baseRelationToDataFrame(
        new HadoopFsRelation(
            files,
            told,
            schema,
            Option.empty(),
            new ParquetFileFormat(),
            Map$.MODULE$.empty(),
            spark));
  }

  private static InternalRow values(RunTable table, Path folder, int length) {
    Object[] values = new Object[length];
    values[0] = UTF8String.fromString(table.run());
    if (length > 1) {
      values[1] = UTF8String.fromString(folder.getName().substring(RunFlips.FOLDER.length()));
    }
    return new GenericInternalRow(values);
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toList();
  }
}
