package org.flipcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The correctness rules and what surrounds them, with exact counts. */
class RulesTest extends CompareHarness {

  private static final String COUNTS = "3 = 1 + 1 + 1 + 0 (0, 0)";

  @Test
  void wholeNumbersAndFloatingPointNumbersAreTheSameAnswers() {
    table(
        "v1",
        "parquet",
        "select * from values ('a',1,1.0D), ('b',2,2.0D), ('c',3,1.0D) t(id, label, prediction)");
    table(
        "v2",
        "parquet",
        "select * from values ('a',1L,float(1)), ('b',2L,float(1)), ('c',3L,float(3)) t(id, label, prediction)");
    assertEquals(COUNTS, compare("--old @v1 --new @v2 " + PLAIN).counts());
  }

  @Test
  void textReadAsNumbers() {
    csv(
        List.of("id,label,prediction", "a,1,1.0", "b,2,2e0", "c,3,1"),
        List.of("id,label,prediction", "a,1,01", "b,2, 1 ", "c,3,3.00"));
    assertEquals(COUNTS, compare(CSV + PLAIN + " --answers-as number").counts());
  }

  @Test
  void numbersReadAsText() {
    table(
        "v1",
        "parquet",
        "select * from values ('a','1',1), ('b','2',2), ('c','3',1) t(id, label, prediction)");
    file("new.csv", "id,label,prediction", "a,1,1", "b,2,1", "c,3,3");
    assertEquals(COUNTS, compare("--old @v1 --new @new.csv --answers-as text " + PLAIN).counts());
  }

  @Test
  void idsReadAsText() {
    table(
        "v1",
        "parquet",
        "select * from values (1,'cat','cat'), (2,'dog','dog'), (3,'cow','dog') t(id, label, prediction)");
    file("new.csv", "id,label,prediction", "1,cat,cat", "2,dog,cat", "3,cow,cow");
    assertEquals(COUNTS, compare("--old @v1 --new @new.csv --id-as text " + PLAIN).counts());
  }

  @Test
  void classIndicesAndKnownClasses() {
    file("old.txt", "cat", "dog");
    file("new.json", "[\"dog\", \"cat\", \"cow\"]");
    csv(
        List.of("id,label,prediction", "a,cat,0", "b,dog,1", "c,dog,0", "d,cow,0"),
        List.of("id,label,prediction", "a,cat,1", "b,dog,1", "c,dog,dog", "d,cow,2"));
    RunFolder run =
        compare(CSV + PLAIN + " --old-classes @old.txt --new-classes @new.json --flips all");
    assertEquals("4 = 1 + 1 + 2 + 0 (0, 0)", run.counts());
    assertEquals(3, run.json().at("/overall_known_classes/counts/n").asLong());
    assertEquals(1, run.json().at("/overall_known_classes/counts/positive_flips").asLong());
    assertEquals(
        List.of("[a,cat,cat]", "[b,dog,cat]", "[c,cat,dog]", "[d,cat,cow]"),
        run.flips("id", "old_prediction", "new_prediction"));
  }

  @Test
  void logitsWithClasses() {
    file("classes.txt", "cat", "dog", "cow");
    csv(
        List.of("id,label,logits", "a,cat,\"[2,1,0]\"", "b,dog,\"[0,1,1]\"", "c,cow,\"[5,1,0]\""),
        List.of(
            "id,label,logits", "a,cat,\"[2,2,0]\"", "b,dog,\"[1,0.5,1]\"", "c,cow,\"[0,1,3]\""));
    RunFolder run =
        compare(
            CSV
                + "--id id --label label --logits logits --old-classes @classes.txt --new-classes @classes.txt");
    assertEquals(COUNTS, run.counts());
    assertEquals(
        List.of("[b,dog,cat,0.0,0.0]", "[c,cat,cow,4.0,2.0]"),
        run.flips("id", "old_prediction", "new_prediction", "old_margin", "new_margin"));
    assertEquals(3, run.json().at("/overall_known_classes/counts/n").asLong());
  }

  @Test
  void grades() {
    csv(
        List.of("id,ok", "a,true", "b,1", "c,0", "d,False", "e,"),
        List.of("id,ok", "a,1.0", "b,0.0", "c,TRUE", "d,0", "e,1"));
    RunFolder run = compare(CSV + "--id id --correct ok");
    assertEquals("4 = 1 + 1 + 1 + 1 (null, null)", run.counts());
    assertEquals(1, run.ledger("ungraded"));
  }

  @Test
  void thresholds() {
    csv(
        List.of("id,s", "a,0.5", "b,0.9", "c,0.4", "d,0"),
        List.of("id,s", "a,0.8", "b,0.7", "c,0.8", "d,0.7"));
    RunFolder run = compare(CSV + "--id id --score s --old-threshold 0.5 --new-threshold 0.8");
    assertEquals("4 = 1 + 1 + 1 + 1 (null, null)", run.counts());
    assertEquals("0.75", run.metric("gain_rate"));
    assertEquals("0.25", run.metric("regression_rate"));
  }

  @Test
  void scoresAlone() {
    csv(List.of("id,s", "a,1", "b,2", "c,3", "d,4"), List.of("id,s", "a,1", "b,2.5", "c,2", "d,5"));
    RunFolder run = compare(CSV + "--id id --score s");
    assertEquals("0.125", run.metric("mean_score_delta"));
    assertEquals("0.75", run.metric("mean_gain"));
    assertEquals("1", run.metric("mean_regression").replace(".0", ""));
    assertEquals(0, run.table("flips").count());
  }

  @Test
  void answersAlone() {
    csv(List.of("id,p", "a,x", "b,y", "c,", "d,"), List.of("id,p", "a,x", "b,z", "c,", "d,x"));
    RunFolder run = compare(CSV + "--id id --prediction p");
    assertEquals("0.5", run.metric("churn"));
    assertEquals(List.of("[b]", "[d]"), run.flips("id"));
  }

  @Test
  void tolerance() {
    csv(
        List.of("id,label,prediction", "a,10,10.5", "b,100,108", "c,1,3", "d,5,9"),
        List.of("id,label,prediction", "a,10,9.5", "b,100,111", "c,1,1.25", "d,5,9.0"));
    assertEquals(
        "4 = 1 + 1 + 1 + 1 (1, 0)",
        compare(CSV + PLAIN + " --rule tolerance --abs-tol 0.5 --rel-tol 0.1").counts());
  }

  @Test
  void topKFromListsAndLogits() {
    csv(
        List.of(
            "id,label,prediction,logits",
            "a,2,\"[\"\"2\"\",\"\"0\"\"]\",\"[1,0,2]\"",
            "b,1,\"[0,1,2]\",\"[2,1,0]\"",
            "c,0,\"[1,2,0]\",\"[0,2,1]\""),
        List.of(
            "id,label,prediction,logits",
            "a,2,\"[1,2]\",\"[0,2,1]\"",
            "b,1,\"[0,2,1]\",\"[2,0,1]\"",
            "c,0,\"[0]\",\"[1,1,1]\""));
    assertEquals(COUNTS, compare(CSV + PLAIN + " --rule top_k --k 2").counts());
    RunFolder run =
        compare(CSV + "--id id --label label --logits logits --rule top_k --k 2 --overwrite");
    assertEquals(COUNTS, run.counts());
    assertEquals(
        List.of("[b,[\"0\",\"1\"],[\"0\",\"2\"]]", "[c,[\"1\",\"2\"],[\"0\",\"1\"]]"),
        run.flips("id", "old_prediction", "new_prediction"));
  }

  @Test
  void setEquals() {
    table(
        "v1",
        "parquet",
        "select * from values ('a',array('x','y'),array('y','x')), ('b',array('x'),array('x','x')), ('c',array('x'),array('y')) t(id, label, prediction)");
    table(
        "v2",
        "parquet",
        "select * from values ('a',array('y','x'),array('x','y')), ('b',array('x'),array('x','y')), ('c',array('x'),array('x')) t(id, label, prediction)");
    assertEquals(COUNTS, compare("--old @v1 --new @v2 --rule set_equals " + PLAIN).counts());
  }

  @Test
  void weights() {
    csv(
        List.of("id,label,prediction,w", "a,cat,cat,1", "b,dog,dog,1", "c,cow,dog,1"),
        List.of("id,label,prediction,w", "a,cat,cat,1", "b,dog,cat,0.5", "c,cow,cow,2.5"));
    RunFolder run = compare(CSV + PLAIN + " --weight w");
    assertEquals(COUNTS, run.counts());
    assertEquals(2, run.ledger("weight_conflicts"));
    assertEquals("0.125", run.metric("negative_flip_rate"));
    assertEquals("0.625", run.metric("positive_flip_rate"));
    assertEquals(List.of("[b,0.5]", "[c,2.5]"), run.flips("id", "weight"));
  }

  private void slicedTables() {
    csv(
        List.of(
            "id,label,prediction,country,time",
            "a,cat,cat,DE,day",
            "b,dog,dog,DE,night",
            "c,cow,dog,FR,day",
            "d,cow,cow,,day"),
        List.of(
            "id,label,prediction,country,time",
            "a,cat,cat,DE,day",
            "b,dog,cat,DE,night",
            "c,cow,cow,FR,night",
            "d,cow,dog,,day"));
  }

  @Test
  void slicesAndCrossesWithAndWithoutTheJointTable() {
    slicedTables();
    String line = CSV + PLAIN + " --slice country --slice time --cross 2";
    RunFolder joint = compare(line);
    assertEquals(1, joint.ledger("slice_conflicts"));
    String slices = joint.slices().toString();
    assertEquals(
        "{{\"country\":\"DE\"}=2 = 1 + 1 + 0 + 0 (0, 0), {\"country\":\"FR\"}=1 = 0 + 0 + 1 + 0 (0, 0),"
            + " {\"country\":null}=1 = 0 + 1 + 0 + 0 (0, 0), {\"time\":\"day\"}=2 = 1 + 1 + 0 + 0 (0, 0),"
            + " {\"time\":\"night\"}=2 = 0 + 1 + 1 + 0 (0, 0),"
            + " {\"country\":\"DE\",\"time\":\"day\"}=1 = 1 + 0 + 0 + 0 (0, 0),"
            + " {\"country\":\"DE\",\"time\":\"night\"}=1 = 0 + 1 + 0 + 0 (0, 0),"
            + " {\"country\":\"FR\",\"time\":\"night\"}=1 = 0 + 0 + 1 + 0 (0, 0),"
            + " {\"country\":null,\"time\":\"day\"}=1 = 0 + 1 + 0 + 0 (0, 0)}",
        slices);
    assertEquals(
        List.of(
            "[DE,day,both_right,1]",
            "[DE,night,negative_flip,1]",
            "[FR,night,positive_flip,1]",
            "[null,day,negative_flip,1]"),
        joint.rows("counts/cells", "country", "time", "outcome", "n"));
    RunFolder bySet = compare(line + " --max-cells 3 --overwrite");
    assertEquals(slices, bySet.slices().toString());
    assertEquals(joint.counts(), bySet.counts());
    assertEquals(joint.json().at("/overall/metrics"), bySet.json().at("/overall/metrics"));
    assertTrue(
        bySet.rows("counts/cells", "slice_set", "outcome", "n").contains("[,negative_flip,2]"));
  }

  @Test
  void whichPairsGoToTheFlipTable() {
    csv(
        List.of("id,label,prediction", "a,x,x", "b,x,x", "c,x,y", "d,x,y", "e,x,y"),
        List.of("id,label,prediction", "a,x,x", "b,x,y", "c,x,x", "d,x,y", "e,x,z"));
    assertEquals(List.of("[b]", "[c]", "[e]"), compare(CSV + PLAIN).flips("id"));
    assertEquals(
        List.of("[b]"), compare(CSV + PLAIN + " --flips negative --overwrite").flips("id"));
    RunFolder all = compare(CSV + PLAIN + " --flips all --overwrite");
    assertEquals(5, all.flips("id").size());
    assertEquals("5 = 1 + 1 + 1 + 2 (1, 1)", all.counts());
    assertEquals(
        List.of(
            "[x,x,x,both_right,1]",
            "[x,x,y,negative_flip,1]",
            "[x,y,x,positive_flip,1]",
            "[x,y,y,both_wrong_same,1]",
            "[x,y,z,both_wrong_different,1]"),
        all.rows("counts/confusion", "label", "old_prediction", "new_prediction", "outcome", "n"));
  }

  @Test
  void answersMissingOnAWholeSide() {
    csv(
        List.of("id,ok,answer", "a,1,x", "b,1,x", "c,0,x", "d,0,x"),
        List.of("id,ok,answer", "a,1,", "b,0,", "c,1,", "d,0,"));
    RunFolder run = compare(CSV + "--id id --correct ok --prediction answer --slice ok");
    assertEquals("4 = 1 + 1 + 1 + 1 (null, null)", run.counts());
    assertEquals("null", run.metric("churn"));
    assertEquals(List.of("[b]", "[c]"), run.flips("id"));
  }

  @Test
  void badRowsLeftOut() {
    csv(
        List.of(
            "id,label,prediction,s",
            "a,x,x,1",
            ",x,x,1",
            "b,x,x,1",
            "b,x,y,1",
            "c,x,x,NaN",
            "d,x,,1",
            "e,x,x,1",
            "e,x,x,1.0",
            "f,x,x,1",
            "g,x,x,1",
            "h,,x,1"),
        List.of(
            "id,label,prediction,s",
            "a,x,y,1",
            "b,x,x,1",
            "c,x,x,1",
            "d,x,x,1",
            "e,x,x,1",
            "f,y,x,1",
            "i,x,x,1",
            "h,,x,1"));
    file(
        "policy.yaml",
        "schema_version: 1",
        "max_unmatched: 0.1",
        "rules:",
        "  - metric: churn",
        "    max: 1");
    RunFolder run =
        compare(
            CSV
                + PLAIN
                + " --rule equals --score s --on-null-id exclude --on-duplicate exclude --on-unusable exclude"
                + " --on-missing-prediction exclude --on-label-conflict exclude --policy @policy.yaml",
            ExitCode.INCONCLUSIVE);
    assertEquals("2 = 1 + 1 + 0 + 0 (0, 0)", run.counts());
    assertEquals(
        "{\"old_rows\":11,\"new_rows\":8,\"matched\":4,\"judged\":2,\"ungraded\":1,\"only_old\":1,\"only_new\":1,"
            + "\"partner_excluded_old\":0,\"partner_excluded_new\":3,\"duplicate_identical_old\":1,\"duplicate_identical_new\":0,"
            + "\"duplicate_conflicting_old\":2,\"duplicate_conflicting_new\":0,\"null_id_old\":1,\"null_id_new\":0,"
            + "\"unusable_old\":1,\"unusable_new\":0,\"missing_prediction_old\":1,\"missing_prediction_new\":0,"
            + "\"label_conflicts\":1,\"label_conflicts_excluded\":1,\"slice_conflicts\":0,\"weight_conflicts\":0}",
        run.json().path("ledger").toString());
  }
}
