package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.flipcheck.spark.arrow.ArrowTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrow files that pandas, Polars, DuckDB and pyarrow wrote; their README says how. */
class ForeignArrowTest extends CompareHarness {

  private static final String ROWS =
      "select concat('e', n) id, element_at(array('cat', 'dog', 'cow'), cast(n % 3 as int) + 1) label,"
          + " element_at(array('cat', 'dog', 'cow', null), cast(n % 4 as int) + 1) prediction,"
          + " n / 64 score from range(60) t(n)";

  static Path resource(String name) {
    try {
      return Path.of(ForeignArrowTest.class.getResource("/arrow/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Dataset<Row> read(String name) {
    return spark().read().format("arrow").load(resource(name).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pandas.feather",
        "polars.arrow",
        "polars.arrows",
        "duckdb.arrow",
        "deltas.arrow",
        "deltas.arrows",
        "replaced.arrows"
      })
  void rowsAndCountsAreThoseOfParquet(String name) {
    Dataset<Row> expected = spark().sql(ROWS);
    assertThat(read(name).selectExpr("id", "label", "prediction", "score").collectAsList())
        .containsExactlyElementsOf(expected.collectAsList());

    table("v1", "parquet", expected);
    RunFolder run =
        compare(
            "--old @v1 --new %s --slice label --score score ".formatted(resource(name)) + PLAIN);
    assertThat(run.counts()).isEqualTo("45 = 15 + 0 + 0 + 30 (30, 0)");
    assertThat(run.json().at("/inputs/new/format").asText()).isEqualTo("arrow");
    assertThat(run.json().at("/inputs/new/fingerprint").asText()).startsWith("sha256:");
  }

  private static Map<String, String> expectedTypes() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("bool", "boolean true null false");
    values.put("int8", "tinyint -128 null 127");
    values.put("int16", "smallint -32768 null 32767");
    values.put("int32", "int -2147483648 null 2147483647");
    values.put("int64", "bigint -9223372036854775808 null 9223372036854775807");
    values.put("uint8", "smallint 0 null 255");
    values.put("uint16", "int 0 null 65535");
    values.put("uint32", "bigint 0 null 4294967295");
    values.put("uint64", "decimal(20,0) 0 null 18446744073709551615");
    values.put("half", "float 1.5 null -0.25");
    values.put("float", "float 1.5 null -0.25");
    values.put("double", "double 1.5 null -0.25");
    values.put("decimal", "decimal(10,2) 1.50 null -0.25");
    for (String text : List.of("text", "large_text", "text_view")) {
      values.put(text, "string a null a long text of more than twelve bytes");
    }
    for (String bytes : List.of("binary", "large_binary", "binary_view")) {
      values.put(bytes, "binary 61 null 6263");
    }
    values.put("fixed_binary", "binary 6162 null 6364");
    values.put("date32", "date 2026-03-01 null 1969-12-31");
    values.put("date64", "date 2026-03-01 null 1969-12-31");
    values.put("seconds", "timestamp_ntz 2026-03-01 12:30:15 null 1969-12-31 00:00:00");
    values.put("millis_utc", "timestamp 1772368215.123 null -86400.000");
    values.put("micros", "timestamp_ntz 2026-03-01 12:30:15.123456 null 1969-12-31 00:00:00");
    values.put("nanos", "timestamp_ntz 2026-03-01 12:30:15.123456 null 1969-12-31 00:00:00");
    values.put("list", "array<float> [1.5, -0.25] null []");
    values.put("large_list", "array<float> [1.5, -0.25] null []");
    values.put("fixed_list", "array<float> [1.5, -0.25] null [0.5, 4.0]");
    values.put("list_of_uint8", "array<smallint> [1, 255] null []");
    values.put("list_of_codes", "array<string> [x, y] [] null");
    values.put("struct", "struct<a:smallint,b:string> {255, x} null {null, y}");
    values.put("map", "map<string,int> {x -> 1} null {}");
    values.put("codes", "string x null y");
    values.put("codes_uint16", "double -1.0 null 2.5");
    values.put("code_of_null", "string null null x");
    values.put("nothing", "void null null null");
    return values;
  }

  private static String printed(Dataset<Row> rows, StructField column) {
    String value =
        switch (column.dataType().simpleString()) {
          case "binary" -> "lower(hex(`%s`))";
          case "timestamp" -> "cast(cast(`%s` as decimal(20, 3)) as string)";
          default -> "cast(`%s` as string)";
        };
    List<Row> printed =
        rows.selectExpr("coalesce(%s, 'null')".formatted(value.formatted(column.name())))
            .collectAsList();
    return column.dataType().simpleString()
        + IntStream.range(0, printed.size())
            .mapToObj(i -> " " + printed.get(i).getString(0))
            .reduce("", String::concat);
  }

  @ParameterizedTest
  @ValueSource(strings = {"types.arrow", "types_zstd.arrows"})
  void everyTypeIsReadOrRefused(String name) {
    Dataset<Row> rows = read(name);
    Map<String, String> seen = new LinkedHashMap<>();
    Map<String, String> refused = new LinkedHashMap<>();
    for (StructField column : rows.schema().fields()) {
      if (column.metadata().contains(ArrowTypes.REFUSED)) {
        refused.put(column.name(), column.metadata().getString(ArrowTypes.REFUSED));
      } else {
        seen.put(column.name(), printed(rows, column));
      }
    }
    assertThat(seen).containsExactlyEntriesOf(expectedTypes());
    assertThat(refused.keySet())
        .containsExactly("duration", "time", "decimal256", "interval", "union", "struct_codes");
    assertThat(refused.get("time"))
        .isEqualTo(
            "the column 'time' has the Arrow type Time(MICROSECOND, 64), which is not supported; write it as text or numbers");
  }

  @Test
  void aRowOfEveryTypeAtOnce() {
    List<String> readable = List.copyOf(expectedTypes().keySet());
    List<Row> rows =
        read("types.arrow")
            .selectExpr(readable.stream().map(c -> "`" + c + "`").toArray(String[]::new))
            .collectAsList();
    assertThat(rows).hasSize(3);
    assertThat(readable.stream().filter(column -> !isNull(rows.get(1), column)))
        .containsExactly("list_of_codes");
  }

  private static boolean isNull(Row row, String column) {
    return row.isNullAt(row.fieldIndex(column));
  }

  @Test
  void aColumnOfAnUnsupportedTypeIsRefusedWhereItIsAskedFor() throws IOException {
    assertThatThrownBy(() -> read("types.arrow").select("int8", "time").collectAsList())
        .hasStackTraceContaining(
            "types.arrow cannot be read: the column 'time' has the Arrow type Time(MICROSECOND, 64)");
    goodTables();
    assertRefused(
        "--old %s --new @new.csv --id text --label union --prediction text"
                .formatted(resource("types.arrow"))
            + " --new-column text=id --new-column union=label",
        "old ("
            + resource("types.arrow")
            + "): the column 'union' has the Arrow type Union(Sparse, [0, 1]) of Int(64, true) Utf8, which is not supported; write it as text or numbers");
  }

  @Test
  void anIdOfAnUnsupportedTypeIsOneProblemASide() {
    String file = resource("types.arrow").toString();
    String problem =
        "(%s): the column 'time' has the Arrow type Time(MICROSECOND, 64), which is not supported; write it as text or numbers"
            .formatted(file);
    assertRefused(
        "--old %s --new %s --id time --label text --prediction text".formatted(file, file),
        "old " + problem,
        "new " + problem);
  }

  @Test
  void logitsOfFixedSizeFromNumpy() {
    table(
        "v1",
        "parquet",
        "select 1 id, array(float(1.5), float(-0.25)) fixed_list, 0 label union all"
            + " select 2, array(float(0.5), float(4)), 0");
    assertThat(
            read("types.arrow")
                .where("fixed_list is not null")
                .select("fixed_list")
                .collectAsList())
        .isEqualTo(
            spark()
                .read()
                .parquet(folder.resolve("v1").toString())
                .orderBy("id")
                .select("fixed_list")
                .collectAsList());
  }
}
