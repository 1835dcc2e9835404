package org.flipcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.junit.jupiter.api.Test;

/** Tables in every form that has to work as it is. */
class FormatsTest extends CompareHarness {

  private static final String COUNTS = "3 = 1 + 1 + 1 + 0 (0, 0)";

  @Test
  void csvWithQuotesSeparatorsAndNewlines() {
    csv(
        List.of(
            "id,\"label\",prediction,note",
            "\"a,1\",\"say \"\"hi\"\"\",\"say \"\"hi\"\"\",\"two\nlines\"",
            "b,\"x, y\",\"x, y\",",
            "",
            "c,NA,\"\",\" \""),
        List.of(
            "id,label,prediction,note",
            "\"a,1\",\"say \"\"hi\"\"\",hi,",
            "b,\"x, y\",\"x, y\",",
            "c,NA,NA,"));
    RunFolder run = compare(CSV + PLAIN + " --keep note --flips all");
    assertEquals("2 = 1 + 1 + 0 + 0 (0, 0)", run.counts());
    assertEquals(1, run.ledger("ungraded"));
    assertEquals(
        List.of("[a,1,say \"hi\",hi,null,negative_flip]", "[b,x, y,x, y,null,both_right]"),
        run.flips("id", "label", "new_prediction", "note", "outcome"));
  }

  @Test
  void csvWithACarriageReturnAndTabs() {
    bytes(
        "old.tsv",
        "id\tlabel\tprediction\r\na\t1\t1\r\nb\t2\t2\r\nc\t3\t1".getBytes(StandardCharsets.UTF_8));
    file("new.csv", "id;label;prediction", "a;1;1", "b;2;1", "c;3;3");
    assertEquals(
        COUNTS, compare("--old @old.tsv --new @new.csv --new-option sep=; " + PLAIN).counts());
  }

  @Test
  void byteOrderMarks() {
    file("old.csv", "\uFEFFid,label,prediction", "a,cat,cat", "b,dog,dog", "c,cow,dog");
    file(
        "new.jsonl",
        "\uFEFF{\"id\":\"a\",\"label\":\"cat\",\"prediction\":\"cat\"}",
        "{\"id\":\"b\",\"label\":\"dog\",\"prediction\":\"cat\"}",
        "{\"id\":\"c\",\"label\":\"cow\",\"prediction\":\"cow\"}");
    assertEquals(COUNTS, compare("--old @old.csv --new @new.jsonl " + PLAIN).counts());
  }

  @Test
  void strangeColumnNamesInCsv() {
    String header = "my id,\u7b54\u3048,pre.dicted,`slice`,note (old)";
    csv(
        List.of(header, "a,cat,cat,x,1", "b,dog,dog,y,2", "c,cow,dog,y,3"),
        List.of(header, "a,cat,cat,x,1", "b,dog,cat,y,2", "c,cow,cow,y,3"));
    checkStrangeNames("--old @old.csv --new @new.csv ");
  }

  @Test
  void strangeColumnNamesInParquet() {
    String columns = "as t(`my id`, `\u7b54\u3048`, `pre.dicted`, ```slice```, `note (old)`)";
    table(
        "v1",
        "parquet",
        "select * from values ('a','cat','cat','x','1'), ('b','dog','dog','y','2'), ('c','cow','dog','y','3') "
            + columns);
    table(
        "v2",
        "parquet",
        "select * from values ('a','cat','cat','x','1'), ('b','dog','cat','y','2'), ('c','cow','cow','y','3') "
            + columns);
    checkStrangeNames("--old @v1 --new @v2 ");
  }

  private void checkStrangeNames(String tables) {
    RunFolder run =
        compare(
            tables
                + "--id {my id} --label \u7b54\u3048 --prediction pre.dicted --slice `slice` --keep {note (old)}");
    assertEquals(COUNTS, run.counts());
    assertEquals(
        "{{\"`slice`\":\"x\"}=1 = 1 + 0 + 0 + 0 (0, 0), {\"`slice`\":\"y\"}=2 = 0 + 1 + 1 + 0 (0, 0)}",
        run.slices().toString());
    assertEquals(
        List.of("[b,dog,dog,cat,y,2,negative_flip]", "[c,cow,dog,cow,y,3,positive_flip]"),
        run.flips(
            "my id",
            "label",
            "old_prediction",
            "new_prediction",
            "`slice`",
            "note (old)",
            "outcome"));
    assertEquals(
        List.of("[x,both_right,1]", "[y,negative_flip,1]", "[y,positive_flip,1]"),
        run.rows("counts/cells", "`slice`", "outcome", "n"));
  }

  @Test
  void idsKeepTheirZeros() {
    csv(
        List.of("id,label,prediction", "007,cat,cat", "7,dog,dog", "1e3,cow,dog"),
        List.of("id,label,prediction", "007,cat,cat", "7,dog,cat", "1e3,cow,cow"));
    assertEquals(
        List.of("[007]", "[1e3]", "[7]"), compare(CSV + PLAIN + " --flips all").flips("id"));
  }

  @Test
  void compressedText() throws IOException {
    String old = "id,label,prediction\na,cat,cat\nb,dog,dog\nc,cow,dog\n";
    String json =
        """
        {"id":"a","label":"cat","prediction":"cat"}
        {"id":"b","label":"dog","prediction":"cat"}
        {"id":"c","label":"cow","prediction":"cow"}
        """;
    bytes("old.csv.gz", gzip(old));
    bytes("new.jsonl.gz", gzip(json));
    assertEquals(COUNTS, compare("--old @old.csv.gz --new @new.jsonl.gz " + PLAIN).counts());
    bytes("old.csv.bz2", bzip2(old));
    bytes("new.jsonl.bz2", bzip2(json));
    assertEquals(
        COUNTS, compare("--old @old.csv.bz2 --new @new.jsonl.bz2 --overwrite " + PLAIN).counts());
    bytes("old.csv.zst", com.github.luben.zstd.Zstd.compress(old.getBytes(StandardCharsets.UTF_8)));
    bytes(
        "new.jsonl.zst",
        com.github.luben.zstd.Zstd.compress(json.getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        COUNTS, compare("--old @old.csv.zst --new @new.jsonl.zst --overwrite " + PLAIN).counts());
  }

  private static byte[] bzip2(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BZip2Codec codec = new BZip2Codec();
    codec.setConf(spark().sessionState().newHadoopConf());
    try (OutputStream out = codec.createOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void orcAndDirectoriesOfSeveralFiles() {
    table(
        "v1",
        "orc",
        spark()
            .sql(
                "select * from values ('a','cat','cat'), ('b','dog','dog'), ('c','cow','dog') t(id, label, prediction)")
            .repartition(3));
    file("v2/part-1.csv", "id,label,prediction", "a,cat,cat");
    file("v2/part-2.csv", "id,label,prediction", "b,dog,cat");
    file("v2/more/part-3.csv", "id,label,prediction", "c,cow,cow");
    file("v2/_SUCCESS", "");
    file("v2/.part-1.csv.crc", "x");
    assertEquals(COUNTS, compare("--old @v1 --new @v2 " + PLAIN).counts());
    table(
        "v3",
        "parquet",
        spark()
            .sql(
                "select * from values ('a','cat','cat'), ('b','dog','cat'), ('c','cow','cow') t(id, label, prediction)")
            .repartition(3));
    assertEquals(COUNTS, compare("--old @v1 --new @v3/*.parquet --overwrite " + PLAIN).counts());
  }

  @Test
  void oneTableOfManyModels() {
    file(
        "all.csv",
        "model,id,label,prediction",
        "v1,a,cat,cat",
        "v1,b,dog,dog",
        "v1,c,cow,dog",
        "v2,a,cat,cat",
        "v2,b,dog,cat",
        "v2,c,cow,cow",
        "v3,d,cow,cow");
    RunFolder run =
        compare(
            "--old @all.csv --new @all.csv --old-where {model = 'v1'} --new-where {model = 'v2'} "
                + PLAIN);
    assertEquals(COUNTS, run.counts());
    assertEquals(3, run.ledger("old_rows"));
  }

  @Test
  void catalogueTables() {
    spark()
        .sql(
            "select * from values (1,'cat','cat'), (2,'dog','dog'), (3,'cow','dog') t(id, label, prediction)")
        .createOrReplaceTempView("predictions_of_v1");
    file(
        "new.jsonl",
        "{\"id\":1,\"prediction\":\"cat\"}",
        "{\"id\":2,\"prediction\":\"cat\"}",
        "{\"id\":3,\"prediction\":\"cow\"}");
    assertEquals(
        COUNTS, compare("--old table:predictions_of_v1 --new @new.jsonl " + PLAIN).counts());
  }

  @Test
  void compositeIdsAndRenamedColumns() {
    csv(
        List.of("doc,q,label,prediction", "d1,1,cat,cat", "d1,2,dog,dog", "d2,1,cow,dog"),
        List.of("document,q,label,answer", "d1,1,cat,cat", "d1,2,dog,cat", "d2,1,cow,cow"));
    RunFolder run =
        compare(
            CSV
                + "--id doc,q --label label --prediction prediction --new-column doc=document"
                + " --new-column prediction=answer");
    assertEquals(COUNTS, run.counts());
    assertEquals(List.of("[d1,2]", "[d2,1]"), run.flips("doc", "q"));
  }

  @Test
  void labelsApartWinAndDefineTheExamples() {
    csv(
        List.of("id,label,prediction", "a,x,cat", "b,x,dog", "c,x,dog", "d,x,cat", "e,x,x"),
        List.of("id,label,prediction", "a,y,cat", "b,y,cat", "c,y,cow", "f,y,y", "e,y,y"));
    file("truth.csv", "id,label,country", "a,cat,DE", "b,dog,FR", "c,cow,FR", "d,cat,DE");
    RunFolder run = compare(CSV + PLAIN + " --labels @truth.csv --slice country");
    assertEquals(COUNTS, run.counts());
    assertEquals(2, run.ledger("only_old"));
    assertEquals(2, run.ledger("only_new"));
    assertEquals(0, run.ledger("label_conflicts"));
    assertEquals(
        "{{\"country\":\"DE\"}=1 = 1 + 0 + 0 + 0 (0, 0), {\"country\":\"FR\"}=2 = 0 + 1 + 1 + 0 (0, 0)}",
        run.slices().toString());
  }

  @Test
  void jsonLinesOfAnotherTypeThanTheFirstThousand() {
    String lines =
        IntStream.range(0, 1200)
            .mapToObj(i -> "{\"id\":%d,\"label\":1,\"prediction\":1}".formatted(i))
            .collect(Collectors.joining("\n"));
    for (String file : List.of("old.jsonl", "new.jsonl")) {
      String last = file.startsWith("old") ? "1.5" : "1";
      file(
          file,
          lines,
          "{\"id\":1200,\"label\":1.5,\"prediction\":%s,\"note\":\"late\"}".formatted(last));
    }
    RunFolder run = compare("--old @old.jsonl --new @new.jsonl --keep note " + PLAIN);
    assertEquals("1201 = 1200 + 1 + 0 + 0 (0, 0)", run.counts());
    assertEquals(
        List.of("[1200,1.5,1.5,1,late]"),
        run.flips("id", "label", "old_prediction", "new_prediction", "note"));
  }

  @Test
  void noFlipsAtAll() {
    goodTables();
    file("new.csv", "id,label,prediction", "a,cat,cat", "b,dog,dog", "c,cow,dog");
    RunFolder run = compare(CSV + PLAIN + " --slice label");
    assertEquals("3 = 2 + 0 + 0 + 1 (1, 0)", run.counts());
    assertEquals(0, run.table("flips").count());
    assertEquals(
        "id,label,old_prediction,new_prediction,old_score,new_score,old_margin,new_margin,old_label_probability,new_label_probability,weight,outcome",
        String.join(",", run.table("flips").columns()));
    assertEquals(true, Files.isDirectory(folder.resolve("out/flips")));
  }
}
