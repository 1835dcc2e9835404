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
    assertRefused("--old @v1.csv --new @v2.csv --labels @truth.csv " + PLAIN, "?");
  }

  @Test
  void globThatMatchesNothing() {
    goodTables();
    assertRefused("--old @v*.parquet --new @new.csv " + PLAIN, "?");
  }

  @Test
  void emptyDirectory() throws IOException {
    goodTables();
    Files.createDirectory(folder.resolve("v1"));
    assertRefused("--old @v1 --new @new.csv " + PLAIN, "?");
  }

  @Test
  void unknownFormat() {
    goodTables();
    file("old.dat", "a b");
    file("notes.xls", "a b");
    assertRefused("--old @old.dat --new @new.csv --labels @notes.xls " + PLAIN, "?");
  }

  @Test
  void formatThatSparkDoesNotHave() {
    goodTables();
    assertRefused(CSV + PLAIN + " --old-format parqet", "?");
  }

  @Test
  void unknownCatalogueTable() {
    goodTables();
    assertRefused("--old table:predictions_v1 --new @new.csv " + PLAIN, "?");
  }

  @Test
  void textThatIsCalledParquet() {
    goodTables();
    file("old.parquet", "id,label,prediction");
    assertRefused("--old @old.parquet --new @new.csv " + PLAIN, "?");
  }

  @Test
  void csvReadAsParquetAndParquetAsJson() {
    goodTables();
    table("v2", "parquet", "select 'a' id, 'cat' label, 'cat' prediction");
    assertRefused(
        "--old @old.csv --new @v2 --old-format parquet --new-format json " + PLAIN, "?");
  }

  @Test
  void truncatedParquet() throws IOException {
    goodTables();
    cut(parquet("v1"), 0.6);
    assertRefused("--old @v1 --new @new.csv " + PLAIN, "?");
  }

  @Test
  void parquetWithDamagedPages() throws IOException {
    goodTables();
    Path file = parquet("v1");
    byte[] bytes = Files.readAllBytes(file);
    new Random(1).ints(200, 4, 400).forEach(at -> bytes[at] = (byte) at);
    Files.write(file, bytes);
    assertRefused("--old @v1 --new @new.csv " + PLAIN, "?");
  }

  @Test
  void truncatedOrc() throws IOException {
    goodTables();
    table("v1", "orc", "select 'a' id, 'cat' label, 'cat' prediction");
    cut(dataFile("v1"), 0.5);
    assertRefused("--old @v1 --new @new.csv " + PLAIN, "?");
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
      Path file = files.filter(f -> f.getFileName().toString().startsWith("part")).findFirst().get();
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
    assertRefused("--old @old.csv.gz --new @new.csv " + PLAIN, "?");
  }

  @Test
  void truncatedGzipOfJsonLines() throws IOException {
    goodTables();
    cut(bytes("old.jsonl.gz", gzip(json(50))), 0.7);
    assertRefused("--old @old.jsonl.gz --new @new.csv " + PLAIN, "?");
  }

  @Test
  void truncatedGzipOfManyJsonLines() throws IOException {
    goodTables();
    cut(bytes("old.jsonl.gz", gzip(json(20_000))), 0.9);
    assertRefused("--old @old.jsonl.gz --new @new.csv " + PLAIN, "?");
  }

  private static String json(int lines) {
    StringBuilder text = new StringBuilder();
    Random random = new Random(7);
    for (int i = 0; i < lines; i++) {
      text.append("{\"id\":\"%x\",\"label\":\"cat\",\"prediction\":\"cat\"}\n".formatted(random.nextLong()));
    }
    return text.toString();
  }

  @Test
  void textThatIsCalledGzip() {
    goodTables();
    file("old.csv.gz", "id,label,prediction");
    assertRefused("--old @old.csv.gz --new @new.csv " + PLAIN, "?");
  }

  @Test
  void emptyFiles() {
    bytes("old.csv", new byte[0]);
    bytes("new.jsonl", new byte[0]);
    bytes("truth.csv.gz", gzip(""));
    assertRefused("--old @old.csv --new @new.jsonl --labels @truth.csv.gz " + PLAIN, "?");
  }

  @Test
  void tablesWithoutRows() {
    table("v1", "parquet", "select 'a' id, 'cat' label, 'cat' prediction where 1 = 0");
    file("new.csv", "id,label,prediction");
    assertRefused("--old @v1 --new @new.csv " + PLAIN, "?");
  }

  @Test
  void conditionThatSelectsNothing() {
    goodTables();
    assertRefused(CSV + PLAIN + " --old-where {label = 'horse'}", "?");
  }

  @Test
  void conditionThatIsNotSql() {
    goodTables();
    assertRefused(
        CSV + PLAIN + " --old-where {label = = 'cat'} --new-where {lable = 'cat'}", "?");
  }

  @Test
  void conditionThatIsNone() {
    goodTables();
    assertRefused(CSV + PLAIN + " --old-where {length(label)}", "?");
  }

  @Test
  void conditionThatFailsOnARow() {
    goodTables();
    assertRefused(CSV + PLAIN + " --old-where {cast(label as int) > 3}", "?");
  }

  @Test
  void csvThatIsNotUtf8() {
    goodTables();
    for (String start : List.of("", "x")) {
      bytes(
          "old.csv",
          ("id,label,prediction\n" + start + "a,cat,cat\n\u00e9,dog,dog\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      assertRefused(CSV + PLAIN, "?");
    }
  }

  @Test
  void csvWithAnotherNumberOfFields() {
    file("old.csv", "id,label,prediction", "a,cat,\"a", "cat\"", "b,dog,dog,0.5");
    file("new.csv", "id,label,prediction", "a,cat", "b,dog,dog");
    assertRefused(CSV + PLAIN, "?");
  }

  @Test
  void csvWithAnOpenQuote() {
    goodTables();
    file("old.csv", "id,label,prediction", "a,cat,\"cat", "b,dog,dog");
    assertRefused(CSV + PLAIN, "?");
  }

  @Test
  void csvWithAColumnTwice() {
    goodTables();
    file("old.csv", "id,label,prediction,label", "a,cat,cat,cat");
    assertRefused(CSV + PLAIN, "?");
  }

  @Test
  void csvFilesWithDifferentHeaders() {
    goodTables();
    file("v1/a.csv", "id,label,prediction", "a,cat,cat");
    file("v1/b.csv", "id,prediction,label", "b,cat,cat");
    assertRefused("--old @v1 --new @new.csv " + PLAIN, "?");
  }

  @Test
  void csvReaderOptions() {
    goodTables();
    assertRefused(CSV + PLAIN + " --old-option quote=x --new-option sep=;;", "?");
  }

  @Test
  void secretThatTheEnvironmentDoesNotHave() {
    goodTables();
    table("v1", "parquet", "select 'a' id, 'cat' label, 'cat' prediction");
    assertRefused("--old @v1 --new @new.csv --old-option token=${FLIPCHECK_NO_TOKEN} " + PLAIN, "?");
  }

  @Test
  void malformedJsonLine() {
    goodTables();
    file(
        "old.jsonl",
        "{\"id\":\"a\",\"label\":\"cat\",\"prediction\":\"cat\"}",
        "",
        "{\"id\":\"b\",\"label\":");
    assertRefused("--old @old.jsonl --new @new.csv " + PLAIN, "?");
  }

  @Test
  void malformedJsonLineAfterTheFirstThousand() {
    goodTables();
    bytes("old.jsonl", (json(1500) + "{\"id\":\"b\",\"label\":\n").getBytes(StandardCharsets.UTF_8));
    assertRefused("--old @old.jsonl --new @new.csv " + PLAIN, "?");
  }

  @Test
  void jsonThatIsOneList() {
    goodTables();
    file("old.json", "[{\"id\":\"a\",\"label\":\"cat\",\"prediction\":\"cat\"}]");
    assertRefused("--old @old.json --new @new.csv " + PLAIN, "?");
  }
}
