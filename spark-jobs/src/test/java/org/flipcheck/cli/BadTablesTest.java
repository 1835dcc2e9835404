package org.flipcheck.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tables that cannot be opened or read. */
class BadTablesTest extends CompareHarness {

  private static final String OLD = "id,label,prediction\na,cat,cat\nb,dog,dog\n";

  @Test
  void missingFiles() {
    goodTables();
    assertRefused(
        "--old @v1.csv --new @v2.csv --labels @truth.csv " + PLAIN,
        "labels (truth.csv): there is no such file or directory; check the path",
        "old (v1.csv): there is no such file or directory; check the path",
        "new (v2.csv): there is no such file or directory; check the path");
  }

  @Test
  void globThatMatchesNothing() {
    goodTables();
    assertRefused(
        "--old @v*.parquet --new @new.csv " + PLAIN,
        "old (v*.parquet): there is no such file or directory; check the path");
  }

  @Test
  void slicesThatAreNoSingleValue() {
    table("old", "parquet", "select 1 id, 'a' label, 'a' prediction, array(1, 2) tags");
    table("new", "parquet", "select 1 id, 'a' label, 'a' prediction, cast('x' as binary) raw");
    assertRefused(
        "--old @old --new @new --slice tags --slice raw " + PLAIN,
        "old (old): the slice column 'tags' is array<int>; it must be text, a number or true/false",
        "new (new): the slice column 'raw' is binary; it must be text, a number or true/false");
  }

  @Test
  void emptyDirectory() throws IOException {
    goodTables();
    Files.createDirectory(folder.resolve("v1"));
    assertRefused(
        "--old @v1 --new @new.csv " + PLAIN,
        "old (v1): the directory holds no data file (names that begin with _ or . are none); check the path");
  }

  @Test
  void unknownFormat() {
    goodTables();
    file("old.dat", "a b");
    file("notes.xls", "a b");
    assertRefused(
        "--old @old.dat --new @new.csv --labels @notes.xls " + PLAIN,
        "labels (notes.xls): neither the content nor the name tells the format; give --labels-format parquet, csv, json, orc or arrow",
        "old (old.dat): neither the content nor the name tells the format; give --old-format parquet, csv, json, orc or arrow");
  }

  @Test
  void formatThatSparkDoesNotHave() {
    goodTables();
    assertRefused(
        CSV + PLAIN + " --old-format parqet",
        "old (old.csv): --old-format parqet: this Spark has no such format, did you mean 'parquet'?");
  }

  @Test
  void unknownCatalogueTable() {
    goodTables();
    assertRefused(
        "--old table:predictions_v1 --new @new.csv " + PLAIN,
        "old (table:predictions_v1): cannot be opened: The table or view `predictions_v1` cannot be found. Verify the spelling and correctness of the schema and catalog");
  }

  @Test
  void textThatIsCalledParquet() {
    goodTables();
    file("old.parquet", "id,label,prediction");
    assertRefused(
        "--old @old.parquet --new @new.csv " + PLAIN,
        "old (old.parquet): the name says parquet, but the file does not begin like one; it is damaged or of another format; write it again, or give --old-format");
  }

  @Test
  void csvReadAsParquetAndParquetAsJson() throws IOException {
    goodTables();
    parquet("v2");
    assertRefused(
        "--old @old.csv --new @v2 --old-format parquet --new-format json " + PLAIN,
        "old (old.csv): old.csv cannot be read to its end (it does not end like a Parquet file); the file is damaged or cut short, write it again",
        "new (v2): part-0.parquet, line 1 is not a JSON object; JSON input has one object a line");
  }

  @Test
  void truncatedParquet() throws IOException {
    goodTables();
    cut(parquet("v1"), 0.6);
    assertRefused(
        "--old @v1 --new @new.csv " + PLAIN,
        "old (v1): part-0.parquet cannot be read to its end (it does not end like a Parquet file); the file is damaged or cut short, write it again");
  }

  @Test
  void parquetWithDamagedPages() throws IOException {
    goodTables();
    Path file = parquet("v1");
    byte[] bytes = Files.readAllBytes(file);
    new Random(1).ints(200, 4, 400).forEach(at -> bytes[at] = (byte) at);
    Files.write(file, bytes);
    assertRefused(
        "--old @v1 --new @new.csv " + PLAIN,
        "old (v1): part-0.parquet cannot be read to its end (it ends too early); the file is damaged or cut short, write it again");
  }

  @Test
  void truncatedOrc() throws IOException {
    goodTables();
    table("v1", "orc", "select 'a' id, 'cat' label, 'cat' prediction");
    cut(dataFile("v1"), 0.5);
    assertRefused(
        "--old @v1 --new @new.csv " + PLAIN,
        "old (v1): v1 cannot be read to its end (it ends too early); the file is damaged or cut short, write it again");
  }

  private Path parquet(String name) throws IOException {
    table(
        name,
        "parquet",
        spark()
            .sql("select cast(id as string) id, 'cat' label, 'cat' prediction from range(500)")
            .coalesce(1));
    return dataFile(name);
  }

  private Path dataFile(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      Path file =
          files.filter(f -> f.getFileName().toString().startsWith("part")).findFirst().get();
      Path checksum = file.resolveSibling("." + file.getFileName() + ".crc");
      Files.deleteIfExists(checksum);
      return Files.move(file, file.resolveSibling("part-0" + ending(file)));
    }
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.'));
  }

  private static void cut(Path file, double share) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * share)));
  }

  @Test
  void truncatedGzipOfCsv() throws IOException {
    goodTables();
    cut(bytes("old.csv.gz", gzip(OLD.repeat(50))), 0.7);
    assertRefused(
        "--old @old.csv.gz --new @new.csv " + PLAIN,
        "old (old.csv.gz): old.csv.gz cannot be read to its end (Unexpected end of input stream); the file is damaged or cut short, write it again");
  }

  @Test
  void truncatedGzipOfJsonLines() throws IOException {
    goodTables();
    cut(bytes("old.jsonl.gz", gzip(json(50))), 0.7);
    assertRefused(
        "--old @old.jsonl.gz --new @new.csv " + PLAIN,
        "old (old.jsonl.gz): old.jsonl.gz cannot be read to its end (Unexpected end of input stream); the file is damaged or cut short, write it again");
  }

  @Test
  void truncatedGzipOfManyJsonLines() throws IOException {
    goodTables();
    cut(bytes("old.jsonl.gz", gzip(json(20_000))), 0.9);
    assertRefused(
        "--old @old.jsonl.gz --new @new.csv " + PLAIN,
        "old (old.jsonl.gz): old.jsonl.gz cannot be read to its end (Unexpected end of input stream); the file is damaged or cut short, write it again");
  }

  private static String json(int lines) {
    StringBuilder text = new StringBuilder();
    Random random = new Random(7);
    for (int i = 0; i < lines; i++) {
      text.append(
          "{\"id\":\"%x\",\"label\":\"cat\",\"prediction\":\"cat\"}\n"
              .formatted(random.nextLong()));
    }
    return text.toString();
  }

  @Test
  void textThatIsCalledGzip() {
    goodTables();
    file("old.csv.gz", "id,label,prediction");
    assertRefused(
        "--old @old.csv.gz --new @new.csv " + PLAIN,
        "old (old.csv.gz): old.csv.gz cannot be read to its end (not a gzip file); the file is damaged or cut short, write it again");
  }

  @Test
  void emptyFiles() {
    bytes("old.csv", new byte[0]);
    bytes("new.jsonl", new byte[0]);
    bytes("truth.csv.gz", gzip(""));
    assertRefused(
        "--old @old.csv --new @new.jsonl --labels @truth.csv.gz " + PLAIN,
        "labels (truth.csv.gz): the file is empty; a CSV file begins with a line of column names",
        "old (old.csv): the file is empty; there is nothing to compare",
        "new (new.jsonl): the file is empty; there is nothing to compare");
  }

  @Test
  void tablesWithoutRows() {
    table("v1", "parquet", "select 'a' id, 'cat' label, 'cat' prediction where 1 = 0");
    file("new.csv", "id,label,prediction");
    assertRefused(
        "--old @v1 --new @new.csv " + PLAIN,
        "old (v1): the table has no rows; there is nothing to compare",
        "new (new.csv): the table has no rows; there is nothing to compare");
  }

  @Test
  void conditionThatSelectsNothing() {
    goodTables();
    assertRefused(
        CSV + PLAIN + " --old-where {label = 'horse'}",
        "old (old.csv): the table has no rows where label = 'horse'; check the condition");
  }

  @Test
  void conditionThatIsNotSql() {
    goodTables();
    assertRefused(
        CSV + PLAIN + " --old-where {label = = 'cat'} --new-where {lable = 'cat'}",
        "old (old.csv): --old-where \"label = = 'cat'\" is not a condition on its columns: Syntax error at or near '='",
        "new (new.csv): --new-where \"lable = 'cat'\" is not a condition on its columns: A column, variable, or function parameter with name `lable` cannot be resolved. Did you mean one of the following? [`label`, `id`, `prediction`]");
  }

  @Test
  void conditionThatIsNone() {
    goodTables();
    assertRefused(
        CSV + PLAIN + " --old-where {length(label)}",
        "old (old.csv): --old-where \"length(label)\" is not a condition on its columns: Cannot resolve \"length(label)\" due to data type mismatch: Filter expression \"length(label)\" of type \"INT\" is not a boolean");
  }

  @Test
  void conditionThatFailsOnARow() {
    goodTables();
    assertRefused(
        CSV + PLAIN + " --old-where {cast(label as int) > 3}",
        "--old-where \"cast(label as int) > 3\": fails on a row: The value 'cat' of the type \"STRING\" cannot be cast to \"INT\" because it is malformed. Correct the value as per the syntax, or change its target type. Use `try_cast` to tolerate malformed input and return NULL instead");
  }

  @Test
  void csvThatIsNotUtf8() {
    goodTables();
    for (String start : List.of("", "x")) {
      bytes(
          "old.csv",
          ("id,label,prediction\n" + start + "a,cat,cat\n\u00e9,dog,dog\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      assertRefused(
          CSV + PLAIN,
          "old (old.csv): old.csv, line 3 is not UTF-8; convert the file, for example with iconv -f latin1 -t utf-8");
    }
  }

  @Test
  void csvWithAnotherNumberOfFields() {
    file("old.csv", "id,label,prediction", "a,cat,\"a", "cat\"", "b,dog,dog,0.5");
    file("new.csv", "id,label,prediction", "a,cat,cat", "b,dog,dog");
    assertRefused(
        CSV + PLAIN,
        "old (old.csv): old.csv, line 4 has 4 fields, the header has 3; check quotes and separators there");
  }

  @Test
  void csvWithAnOpenQuote() {
    goodTables();
    file("old.csv", "id,label,prediction", "a,cat,\"cat", "b,dog,dog");
    assertRefused(
        CSV + PLAIN,
        "old (old.csv): old.csv, line 2 opens a quotation mark that no line behind it closes; close it, or double a quotation mark that is part of the text");
  }

  @Test
  void csvWithAColumnTwice() {
    goodTables();
    file("old.csv", "id,label,prediction,label", "a,cat,cat,cat");
    assertRefused(
        CSV + PLAIN, "old (old.csv): the header names the column 'label' twice; rename one");
  }

  @Test
  void csvFilesWithDifferentHeaders() {
    goodTables();
    file("v1/a.csv", "id,label,prediction", "a,cat,cat");
    file("v1/b.csv", "id,prediction,label", "b,cat,cat");
    assertRefused(
        "--old @v1 --new @new.csv " + PLAIN,
        "old (v1): b.csv begins with another header than the other files; all need [id, label, prediction]");
  }

  @Test
  void csvReaderOptions() {
    goodTables();
    assertRefused(
        CSV + PLAIN + " --old-option quote=x --new-option sep=;;",
        "old (old.csv): CSV has one reader option, sep (one character); 'quote=x' is not it",
        "new (new.csv): CSV has one reader option, sep (one character); 'sep=;;' is not it");
  }

  @Test
  void secretThatTheEnvironmentDoesNotHave() {
    goodTables();
    table("v1", "parquet", "select 'a' id, 'cat' label, 'cat' prediction");
    assertRefused(
        "--old @v1 --new @new.csv --old-option token=${FLIPCHECK_NO_TOKEN} " + PLAIN,
        "reader option token=${FLIPCHECK_NO_TOKEN}: the environment has no variable FLIPCHECK_NO_TOKEN; export it");
  }

  @Test
  void malformedJsonLine() {
    goodTables();
    file(
        "old.jsonl",
        "{\"id\":\"a\",\"label\":\"cat\",\"prediction\":\"cat\"}",
        "",
        "{\"id\":\"b\",\"label\":");
    assertRefused(
        "--old @old.jsonl --new @new.csv " + PLAIN,
        "old (old.jsonl): old.jsonl, line 3 is not a JSON object; JSON input has one object a line");
  }

  @Test
  void malformedJsonLineAfterTheFirstThousand() {
    goodTables();
    bytes(
        "old.jsonl", (json(1500) + "{\"id\":\"b\",\"label\":\n").getBytes(StandardCharsets.UTF_8));
    assertRefused(
        "--old @old.jsonl --new @new.csv " + PLAIN,
        "old (old.jsonl): old.jsonl, line 1501 is not a JSON object; JSON input has one object a line");
  }

  @Test
  void jsonThatIsOneList() {
    goodTables();
    file("old.json", "[{\"id\":\"a\",\"label\":\"cat\",\"prediction\":\"cat\"}]");
    assertRefused(
        "--old @old.json --new @new.csv " + PLAIN,
        "old (old.json): old.json, line 1 is not a JSON object; JSON input has one object a line");
  }
}
