package org.flipcheck.cli;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables that can be read, but whose columns or values cannot be compared. */
class BadValuesTest extends CompareHarness {

  @Test
  void columnsThatDoNotExist() {
    csv(
        List.of("ID,label,pred,country", "a,cat,cat,DE"),
        List.of("id,label,prediction,country", "a,cat,cat,DE"));
    assertRefused(
        CSV
            + "--id id --label labels --prediction prediction --slice countri --weight importance --keep text",
        "old (old.csv): there is no column 'id', did you mean 'ID'?; it has 'ID', 'label', 'pred', 'country'",
        "old (old.csv): there is no column 'prediction'; it has 'ID', 'label', 'pred', 'country'",
        "--label labels: no table has such a column, did you mean 'label'?; they have 'ID', 'label', 'pred', 'country', 'id', 'prediction'",
        "--weight importance: no table has such a column; they have 'ID', 'label', 'pred', 'country', 'id', 'prediction'",
        "--slice countri: no table has such a column, did you mean 'country'?; they have 'ID', 'label', 'pred', 'country', 'id', 'prediction'",
        "--keep text: no table has such a column; they have 'ID', 'label', 'pred', 'country', 'id', 'prediction'");
  }

  @Test
  void columnsRenamedToOnesThatDoNotExist() {
    goodTables();
    assertRefused(
        CSV + PLAIN + " --old-column prediction=predicton",
        "old (old.csv): there is no column 'predicton', did you mean 'prediction'?; it has 'id', 'label', 'prediction'");
  }

  @Test
  void columnNamesThatCollide() {
    csv(
        List.of("id,label,prediction,weight,Outcome,n,country", "a,cat,cat,1,x,2,DE"),
        List.of("id,label,prediction,weight,Outcome,n,country", "a,cat,cat,1,x,2,DE"));
    assertRefused(
        CSV + PLAIN + " --keep weight --keep Outcome --slice n --slice country --keep country",
        "the column 'n' would collide with 'n' of the count table; give it another name: --slice other_n with --old-column other_n=n and --new-column other_n=n",
        "the column 'weight' would collide with 'weight' of the flip table; give it another name: --keep other_weight with --old-column other_weight=weight and --new-column other_weight=weight",
        "the column 'Outcome' would collide with 'outcome' of the flip table; give it another name: --keep other_Outcome with --old-column other_Outcome=Outcome and --new-column other_Outcome=Outcome",
        "--slice country: the column is asked for twice among ids, slices and keep; leave one out");
  }

  @Test
  void idsOfDifferentTypes() {
    table("v1", "parquet", "select 7 id, 'cat' label, 'cat' prediction");
    file("new.csv", "id,label,prediction", "7,cat,cat");
    assertRefused(
        "--old @v1 --new @new.csv " + PLAIN,
        "the id column 'id' must be text or whole numbers, and the same on all sides, but old has int, new has string; give --id-as text to compare ids as text");
  }

  @Test
  void idsThatAreNeitherTextNorWholeNumbers() {
    table("v1", "parquet", "select 7.0D id, 'cat' label, 'cat' prediction");
    assertRefused(
        "--old @v1 --new @v1 " + PLAIN,
        "the id column 'id' must be text or whole numbers, and the same on all sides, but old has double, new has double; give --id-as text to compare ids as text");
  }

  @Test
  void answersOfDifferentTypes() {
    table("v1", "parquet", "select 7 id, 'cat' label, 1 prediction");
    table("v2", "parquet", "select 7 id, true label, 1.0D prediction");
    assertRefused(
        "--old @v1 --new @v2 " + PLAIN,
        "answers and labels are of different kinds: the label in old is text, the label in new is true/false, the prediction in old is a number, the prediction in new is a number; give --answers-as number or text, or --old-classes and --new-classes to name predicted indices");
  }

  @Test
  void answersThatAreNoAnswers() {
    table("v1", "parquet", "select 7 id, 'cat' label, array('cat') prediction, map('a', 1) score");
    assertRefused(
        "--old @v1 --new @v1 --score score " + PLAIN,
        "old (v1): the score column 'score' is map<string,int>; it must be a number",
        "old (v1): the prediction column 'prediction' is array<string>; it must be text, a number or true/false (lists go with --rule top_k or set_equals, or with --logits)",
        "new (v1): the score column 'score' is map<string,int>; it must be a number",
        "new (v1): the prediction column 'prediction' is array<string>; it must be text, a number or true/false (lists go with --rule top_k or set_equals, or with --logits)");
  }

  @Test
  void nullIds() {
    csv(
        List.of("id,part,label,prediction", "a,1,cat,cat", ",1,cat,cat", "b,,cat,cat"),
        List.of("id,part,label,prediction", "a,1,cat,cat", ",,cat,cat"));
    assertRefused(
        CSV + "--id id,part --label label --prediction prediction",
        "old (old.csv): 2 rows without an id; fill the id column, or give --on-null-id exclude to leave such rows out",
        "new (new.csv): 1 row without an id; fill the id column, or give --on-null-id exclude to leave such rows out");
  }

  @Test
  void conflictingDuplicates() {
    csv(
        List.of("id,label,prediction", "a,cat,cat", "a,cat,dog", "b,cat,cat", "b,cat,cat"),
        List.of(
            "id,label,prediction",
            "a,cat,cat",
            "b,cat,cat",
            "b,cat,dog",
            "b,cat,cow",
            "c,cat,cat",
            "c,cat,dog",
            "d,cat,cat",
            "d,cat,dog",
            "e,cat,cat",
            "e,cat,dog"));
    assertRefused(
        CSV + PLAIN,
        "old (old.csv): 2 rows of ids that come more than once with different content, such as 'a'; keep one row an id, or give --on-duplicate exclude to leave such ids out",
        "new (new.csv): 9 rows of ids that come more than once with different content, such as 'b', 'c', 'd'; keep one row an id, or give --on-duplicate exclude to leave such ids out");
  }

  @Test
  void conflictingLabels() {
    csv(
        List.of("id,label,prediction", "a,cat,cat", "b,dog,dog"),
        List.of("id,label,prediction", "a,dog,cat", "b,dog,dog"));
    assertRefused(
        CSV + PLAIN,
        "old and new: 1 example whose label differs between the sides, such as 'a' (old 'cat', new 'dog'); give --labels with the truth, or --on-label-conflict exclude or keep");
  }

  @Test
  void noOverlap() {
    csv(
        List.of("id,label,prediction", "a,cat,cat", "b,dog,dog"),
        List.of("id,label,prediction", "A,cat,cat"));
    assertRefused(
        CSV + PLAIN,
        "no id of old (old.csv) is in new (new.csv): 2 and 1 ids stand alone; check that --id id names the same examples on both sides");
  }

  @Test
  void noOverlapWithTheLabels() {
    goodTables();
    file("truth.csv", "id,label", "x,cat");
    assertRefused(
        CSV + PLAIN + " --labels @truth.csv",
        "no id of labels (truth.csv) is in both old (old.csv) and new (new.csv): the labels table defines the examples, and it has none of 6 ids; check that --id id names the same examples in all tables");
  }

  @Test
  void scoresThatAreNotFinite() {
    csv(
        List.of("id,score", "a,NaN", "b,0.5", "c,-inf", "d,1"),
        List.of("id,score", "a,0.5", "b,Infinity", "c,1", "d,1e999"));
    assertRefused(
        CSV + "--id id --score score --threshold 0.5",
        "old (old.csv): 2 rows with a number that is NaN or infinite, such as 'a' (score NaN), 'c' (score -inf); mend them, or give --on-unusable exclude to leave such rows out",
        "new (new.csv): 2 rows with a number that is NaN or infinite, such as 'b' (score Infinity), 'd' (score 1e999); mend them, or give --on-unusable exclude to leave such rows out");
  }

  @Test
  void typedScoresThatAreNotFinite() {
    table("v1", "parquet", "select 'a' id, double('NaN') score");
    bytes(
        "new.jsonl",
        "{\"id\":\"a\",\"score\":NaN}\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertRefused(
        "--old @v1 --new @new.jsonl --id id --score score",
        "old (v1): 1 row with a number that is NaN or infinite, such as 'a' (score NaN); mend them, or give --on-unusable exclude to leave such rows out",
        "new (new.jsonl): 1 row with a number that is NaN or infinite, such as 'a' (score NaN); mend them, or give --on-unusable exclude to leave such rows out");
  }

  @Test
  void logitsThatAreNotFiniteOrNoNumbers() {
    file("old.jsonl", "{\"id\":\"a\",\"label\":\"0\",\"logits\":[1.0,NaN]}");
    file("new.csv", "id,label,logits", "a,0,\"[1.0,null]\"");
    assertRefused(
        "--old @old.jsonl --new @new.csv --id id --label label --logits logits",
        "old (old.jsonl): 1 row with a number that is NaN or infinite, such as 'a' (logit NaN at index 1); mend them, or give --on-unusable exclude to leave such rows out",
        "new (new.csv): 1 row with a number that is NaN or infinite, such as 'a' (logit NaN at index 1); mend them, or give --on-unusable exclude to leave such rows out");
  }

  @Test
  void logitsOfUnequalLength() {
    csv(
        List.of("id,label,logits", "a,0,\"[1,2]\"", "b,1,\"[1,2]\"", "c,0,\"[3,2,1]\""),
        List.of("id,label,logits", "a,0,\"[1,2]\"", "b,1,\"[1,2]\"", "c,0,\"[3,1]\""));
    assertRefused(
        CSV + "--id id --label label --logits logits",
        "old (old.csv): rows differ in their number of logits: 2 logits in 2 rows (such as 'a'), 3 logits in 1 row (such as 'c'); write one logit for each class");
  }

  @Test
  void textWhereAListIsNeeded() {
    csv(
        List.of("id,label,logits", "a,0,1 2", "b,1,\"[]\""),
        List.of("id,label,logits", "a,0,\"[1,2]\"", "b,1,\"{}\""));
    assertRefused(
        CSV + "--id id --label label --logits logits",
        "old (old.csv): 2 rows without a list where one is needed, such as 'a' (logits '1 2'), 'b' (logits []); top_k, set_equals and logits take a list column, or text such as [\"a\",\"b\"]",
        "new (new.csv): 1 row without a list where one is needed, such as 'b' (logits '{}'); top_k, set_equals and logits take a list column, or text such as [\"a\",\"b\"]");
  }

  @Test
  void predictionsThatShareNoValueWithTheLabels() {
    csv(
        List.of("id,label,prediction", "a,cat,0", "b,dog,1"),
        List.of("id,label,prediction", "a,cat,0.0", "b,dog,1.0"));
    assertRefused(
        CSV + PLAIN,
        "old (old.csv): no prediction ever equals a label: predictions look like 0, 1, labels like cat, dog; give --old-classes to name predicted indices, or --answers-as number to read text as numbers",
        "new (new.csv): no prediction ever equals a label: predictions look like 0.0, 1.0, labels like cat, dog; give --new-classes to name predicted indices, or --answers-as number to read text as numbers");
  }

  @Test
  void unknownClassIndices() {
    file("classes.txt", "cat", "dog");
    csv(
        List.of("id,label,prediction", "a,cat,0", "b,dog,2"),
        List.of("id,label,prediction", "a,cat,cow", "b,dog,-1"));
    assertRefused(
        CSV + PLAIN + " --old-classes @classes.txt --new-classes @classes.txt",
        "old (old.csv): 1 row with a class that the class list does not have, such as 'b' (prediction '2'); complete the file of --old-classes or --new-classes",
        "new (new.csv): 2 rows with a class that the class list does not have, such as 'a' (prediction 'cow'), 'b' (prediction '-1'); complete the file of --old-classes or --new-classes");
  }

  @Test
  void textWhereANumberIsNeeded() {
    csv(
        List.of("id,label,prediction,score", "a,1,one,0.5", "b,2,2,high"),
        List.of("id,label,prediction,score", "a,1,1,0.5", "b,two,2,\"0,5\""));
    assertRefused(
        CSV + PLAIN + " --score score --rule tolerance --abs-tol 1",
        "old (old.csv): 2 rows with text where a number is needed, such as 'a' (prediction 'one'), 'b' (score 'high'); mend the column, or name another one",
        "new (new.csv): 1 row with text where a number is needed, such as 'b' (label 'two'); mend the column, or name another one");
  }

  @Test
  void badWeights() {
    csv(
        List.of("id,label,prediction", "a,cat,cat", "b,cat,cat", "c,cat,cat", "d,cat,cat"),
        List.of(
            "id,label,prediction,w",
            "a,cat,cat,-1",
            "b,cat,cat,",
            "c,cat,cat,NaN",
            "d,cat,cat,much"));
    assertRefused(
        CSV + PLAIN + " --weight w",
        "new (new.csv): 4 rows with a weight that is missing, negative, no number, or too small or large to be squared and added, such as 'a' (weight -1), 'b' (weight null), 'c' (weight NaN); give every example a weight of 0, or from 1e-140 to 1e140");
  }

  @Test
  void weightsThatNoSumHolds() {
    csv(
        List.of("id,label,prediction", "a,cat,cat", "b,cat,cat", "c,cat,cat"),
        List.of("id,label,prediction,w", "a,cat,cat,1e308", "b,cat,cat,5e-324", "c,cat,cat,1e140"));
    assertRefused(
        CSV + PLAIN + " --weight w",
        "new (new.csv): 2 rows with a weight that is missing, negative, no number, or too small or large to be squared and added, such as 'a' (weight 1e308), 'b' (weight 5e-324); give every example a weight of 0, or from 1e-140 to 1e140");
  }

  @Test
  void weightsThatAreAllZero() {
    csv(
        List.of("id,label,prediction", "a,cat,cat", "b,cat,cat"),
        List.of("id,label,prediction,w", "a,cat,cat,0", "b,cat,cat,0.0"));
    assertRefused(
        CSV + PLAIN + " --weight w",
        "--weight w: the weights of all 2 judged examples are 0, so that no rate exists; mend the column, or leave --weight out");
  }

  @Test
  void gradesThatAreNeitherTrueNorFalse() {
    csv(List.of("id,ok", "a,yes", "b,TRUE", "c,1"), List.of("id,ok", "a,2", "b,false", "c,0.0"));
    assertRefused(
        CSV + "--id id --correct ok",
        "old (old.csv): 1 row with a grade that is neither true/false nor 1/0, such as 'a' (grade 'yes'); mend the --correct column",
        "new (new.csv): 1 row with a grade that is neither true/false nor 1/0, such as 'a' (grade '2'); mend the --correct column");
  }

  @Test
  void missingPredictionsWhereTheyMayNotBe() {
    csv(
        List.of("id,label,prediction", "a,cat,", "b,dog,dog"),
        List.of("id,label,prediction", "a,cat,cat", "b,dog,"));
    assertRefused(
        CSV + PLAIN + " --on-missing-prediction fail",
        "old (old.csv): 1 row without a prediction, such as 'a'; fill them, or give --on-missing-prediction wrong or exclude",
        "new (new.csv): 1 row without a prediction, such as 'b'; fill them, or give --on-missing-prediction wrong or exclude");
  }

  @Test
  void samplesOnOneLine() {
    String text = "x".repeat(300);
    csv(
        List.of("id,label,prediction", "\"a\nb\",cat,cat", "\"a\nb\",cat,dog", text + ",a,a"),
        List.of("id,label,prediction", "\"a\nb\",cat,cat", text + ",b,b"));
    assertRefused(
        CSV + PLAIN,
        "old (old.csv): 2 rows of ids that come more than once with different content, such as 'a\\nb'; keep one row an id, or give --on-duplicate exclude to leave such ids out",
        "old and new: 1 example whose label differs between the sides, such as 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...; give --labels with the truth, or --on-label-conflict exclude or keep");
  }

  @Test
  void severalProblemsAtOnce() {
    csv(
        List.of("id,label,score", "a,cat,NaN", ",cat,1", "b,cat,high", "c,cat,1", "c,cat,2"),
        List.of("id,label,score", "a,dog,1", "b,cat,inf", "c,cat,1"));
    assertRefused(
        CSV + "--id id --score score --threshold 1",
        "old (old.csv): 1 row without an id; fill the id column, or give --on-null-id exclude to leave such rows out",
        "old (old.csv): 2 rows of ids that come more than once with different content, such as 'c'; keep one row an id, or give --on-duplicate exclude to leave such ids out",
        "old (old.csv): 1 row with a number that is NaN or infinite, such as 'a' (score NaN); mend them, or give --on-unusable exclude to leave such rows out",
        "old (old.csv): 1 row with text where a number is needed, such as 'b' (score 'high'); mend the column, or name another one",
        "new (new.csv): 1 row with a number that is NaN or infinite, such as 'b' (score inf); mend them, or give --on-unusable exclude to leave such rows out");
  }
}
