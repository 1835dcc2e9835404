package org.flipcheck.spark.arrow;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Spark's data source {@code arrow}: Arrow IPC files and streams, told apart by content.
 *
 * <pre>{@code
 * spark.read().format("arrow").load("predictions/*.arrow");
 * rows.write().format("arrow").mode("append").save("out");
 * }</pre>
 *
 * <p>A path may be a file, a folder or a glob on any file system that Hadoop knows; names that
 * begin with {@code _} or {@code .} are left out, as everywhere in Spark. All files need the same
 * columns. Written are files, never streams; {@code partitionBy} puts the rows of each value into a
 * folder {@code column=value}, and the column stays in the files.
 */
public final class ArrowDataSource implements TableProvider, DataSourceRegister {

  private ArrowFiles files;

  /** For Spark, which finds this class by its name. */
  public ArrowDataSource() {}

  @Override
  public String shortName() {
    return "arrow";
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    files = ArrowFiles.open(options);
    return files.schema();
  }

  /**
   * The table of a path.
   *
   * @param schema of the files, or of the rows to be written
   * @param partitioning columns to write folders by
   * @param properties options, the path among them
   */
  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new ArrowTable(files, schema, partitioning, new CaseInsensitiveStringMap(properties));
  }

  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }
}
