package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What a policy needs of the examples: protected ids, costs, reruns of the old model. */
class PolicyEvidenceTest extends CompareHarness {

  private static final String POLICY = CSV + PLAIN + " --policy @policy.yaml";

  /** Of six examples two turn wrong, b from dog to cat and smoke-2 from cow to cat. */
  private void sixExamples() {
    csv(
        List.of(
            "id,label,prediction,country",
            "a,cat,cat,DE",
            "b,dog,dog,DE",
            "c,cow,dog,DE",
            "smoke-1,cow,cow,FR",
            "smoke-2,cow,cow,FR",
            "smoke-3,dog,cat,FR"),
        List.of(
            "id,label,prediction,country",
            "a,cat,cat,DE",
            "b,dog,cat,DE",
            "c,cow,cow,DE",
            "smoke-1,cow,cow,FR",
            "smoke-2,cow,cat,FR",
            "smoke-3,dog,cat,FR"));
  }

  private void policy(String... lines) {
    List<String> all = new ArrayList<>(List.of("schema_version: 1"));
    all.addAll(List.of(lines));
    all.add("rules: [{metric: negative_flip_rate, max: 0.99, confidence: 0}]");
    file("policy.yaml", all.toArray(String[]::new));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::toString).toList();
  }

  @Test
  void protectedExamplesAreFoundByListAndByPattern() {
    sixExamples();
    file("golden.txt", "a", "b", "missing");
    policy(
        "protected:",
        "  - {name: golden, ids_file: golden.txt, owner: jane@example.com}",
        "  - {name: smoke, ids_like: 'smoke-*', ids: [smoke-2, c], owner: joe@example.com}",
        "  - {name: nothing, ids_like: 'prod-?', owner: joe@example.com, severity: warn}");

    JsonNode groups = compare(POLICY, ExitCode.FAIL).json().at("/protected/groups");

    assertThat(texts(groups))
        .containsExactly(
            "{\"name\":\"golden\",\"ids_given\":3,\"examples\":2,\"negative_flips\":1,\"flips\":[{\"id\":{\"id\":\"b\"},\"label\":\"dog\",\"old_prediction\":\"dog\",\"new_prediction\":\"cat\"}],\"unmatched_ids\":1,\"unmatched\":[[\"missing\"]],\"pattern_unmatched\":false}",
            "{\"name\":\"smoke\",\"ids_given\":2,\"examples\":4,\"negative_flips\":1,\"flips\":[{\"id\":{\"id\":\"smoke-2\"},\"label\":\"cow\",\"old_prediction\":\"cow\",\"new_prediction\":\"cat\"}],\"unmatched_ids\":0,\"unmatched\":[],\"pattern_unmatched\":false}",
            "{\"name\":\"nothing\",\"ids_given\":0,\"examples\":0,\"negative_flips\":0,\"flips\":[],\"unmatched_ids\":0,\"unmatched\":[],\"pattern_unmatched\":true}");
    assertThat(run("compare " + POLICY + " --out @out").out())
        .contains("golden", "jane@example.com", "missing");
  }

  @Test
  void protectedIdsThatAreNumbersOrHaveSeveralColumns() {
    csv(
        List.of("doc,part,label,prediction", "7,x,cat,cat", "7,y,dog,dog", "12,x,cow,cow"),
        List.of("doc,part,label,prediction", "7,x,cat,dog", "7,y,dog,dog", "12,x,cow,cat"));
    policy(
        "protected:",
        "  - {name: pairs, ids: [[7, x], [12, y]], ids_like: \"12\\t*\", owner: jane@example.com}");
    String columns = " --label label --prediction prediction --policy @policy.yaml";

    JsonNode pairs = compare(CSV + "--id doc,part" + columns, 1).json().at("/protected/groups/0");
    assertThat(texts(pairs.at("/flips")))
        .containsExactly(
            "{\"id\":{\"doc\":\"12\",\"part\":\"x\"},\"label\":\"cow\",\"old_prediction\":\"cow\",\"new_prediction\":\"cat\"}",
            "{\"id\":{\"doc\":\"7\",\"part\":\"x\"},\"label\":\"cat\",\"old_prediction\":\"cat\",\"new_prediction\":\"dog\"}");
    assertThat(texts(pairs.at("/unmatched"))).containsExactly("[\"12\",\"y\"]");

    policy("protected:", "  - {name: one, ids: ['7', '007', x], owner: jane@example.com}");
    table("old", "parquet", "select id, 'a' label, 'a' prediction from range(10)");
    table(
        "new",
        "parquet",
        "select id, 'a' label, if(id = 7, 'b', 'a') prediction, 1 unused from range(10)");
    JsonNode one =
        compare("--old @old --new @new --policy @policy.yaml --overwrite " + PLAIN, 1)
            .json()
            .at("/protected/groups/0");
    assertEquals(1, one.at("/negative_flips").asInt());
    assertThat(texts(one.at("/unmatched"))).containsExactly("[\"007\"]", "[\"x\"]");
  }

  @Test
  void aProtectedPairThatIsNotPlainIsJudgedAsAnyOther() {
    csv(
        List.of("id,label,prediction", "a,cat,cat", "b,dog,dog", "b,dog,dog", "c,cow,cow"),
        List.of("id,label,prediction", "a,dog,dog", "b,dog,", "c,cow,cow"));
    policy("protected:", "  - {name: all, ids: [a, b], ids_like: '*', owner: jane@example.com}");

    JsonNode all =
        compare(POLICY + " --on-label-conflict exclude", 1).json().at("/protected/groups/0");

    assertThat(all.toString())
        .contains("\"examples\":2,\"negative_flips\":1", "\"unmatched\":[[\"a\"]]");
    assertEquals("b", all.at("/flips/0/id/id").asText());
  }

  @Test
  void flipsBeyondThoseListedAreCounted() {
    String ids = "select cast(id as string) id, 'a' label, ";
    table("old", "parquet", ids + "'a' prediction from range(3000)");
    table("new", "parquet", ids + "if(id % 2 = 0, 'b', 'a') prediction from range(3000)");
    policy("protected:", "  - {name: all, ids_like: '*', owner: jane@example.com}");

    JsonNode all =
        compare("--old @old --new @new --policy @policy.yaml " + PLAIN, 1)
            .json()
            .at("/protected/groups/0");

    assertEquals(3000, all.at("/examples").asInt());
    assertEquals(1500, all.at("/negative_flips").asInt());
    assertEquals(1000, all.at("/flips").size());
    assertEquals("0", all.at("/flips/0/id/id").asText());
    assertEquals("10", all.at("/flips/1/id/id").asText());
  }

  @Test
  void costsAreThoseOfTheFirstCellThatMatches() {
    sixExamples();
    file(
        "policy.yaml",
        "schema_version: 1",
        "costs:",
        "  default: 0.5",
        "  cells: [{label: dog, old: dog, new: cat, cost: 3}, {label: dog, cost: 100}]",
        "rules: [{metric: flip_cost, max: 0.6, confidence: 0}]");

    JsonNode result = compare(POLICY, ExitCode.PASS).json();

    JsonNode costs = result.at("/flip_costs");
    assertEquals(6, costs.at("/n").asInt());
    assertEquals(2, costs.at("/negative_flips").asInt());
    assertEquals(3.5, costs.at("/sum").asDouble());
    assertEquals(9.25, costs.at("/sum_of_squares").asDouble());
    assertEquals(100, costs.at("/max_cost").asInt());
  }

  @Test
  void aRerunIsCountedAsAComparisonWithIt() {
    sixExamples();
    file(
        "again.csv",
        "id,label,prediction,country",
        "a,cat,dog,DE",
        "b,dog,dog,DE",
        "c,cow,dog,DE",
        "smoke-1,cow,cow,FR",
        "smoke-2,cow,cow,FR");
    file(
        "policy.yaml",
        "schema_version: 1",
        "max_unmatched: 0.5",
        "rules:",
        "  - {metric: negative_flip_rate, max: 0.2, beyond_noise_floor: true, confidence: 0}",
        "  - {metric: churn, max: 0.5, each: country, beyond_noise_floor: true, confidence: 0}");
    String line = POLICY + " --slice country --old-rerun @again.csv";

    JsonNode floor = compare(line, ExitCode.PASS).json().at("/noise_floor/reruns/0");

    assertEquals("again", floor.at("/name").asText());
    assertEquals(5, floor.at("/matched").asInt());
    assertEquals(1, floor.at("/unmatched").asInt());
    assertEquals(1, floor.at("/overall/counts/negative_flips").asInt());
    JsonNode direct =
        compare(
                "--old @old.csv --new @again.csv --max-unmatched 1 --slice country --overwrite "
                    + PLAIN)
            .json();
    assertEquals(direct.at("/overall/counts"), floor.at("/overall/counts"));
    for (int slice = 0; slice < 2; slice++) {
      String at = "/slices/" + slice;
      assertEquals(direct.at(at + "/counts"), floor.at(at + "/counts"), at);
      assertEquals(direct.at(at + "/slice"), floor.at(at + "/slice"), at);
    }
  }

  @Test
  void aRerunOfTheStoreIsFoundByItsName() {
    sixExamples();
    String add = "store add --store @store " + PLAIN + " --name ";
    file("again.csv", "id,label,prediction", "a,cat,dog", "b,dog,dog");
    for (String name : List.of("old", "new", "again")) {
      assertEquals("", run(add + name + " --predictions @" + name + ".csv").err());
    }
    policy();

    String line =
        "--store @store --old old --new new --old-rerun again --max-unmatched 0.9 --policy @policy.yaml";
    JsonNode floor = compare(line).json().at("/noise_floor/reruns/0");

    assertEquals("again", floor.at("/name").asText());
    assertEquals(2, floor.at("/matched").asInt());
    assertEquals(1, floor.at("/overall/counts/negative_flips").asInt());
  }

  @Test
  void aFinishedRunIsJudgedAgainOnlyByWhatItLookedFor() {
    sixExamples();
    policy("protected:", "  - {name: golden, ids: [a], owner: jane@example.com}");
    compare(POLICY, ExitCode.PASS);

    policy("protected:", "  - {name: golden, ids: [a], owner: joe@example.com}");
    Ran again = run("compare " + POLICY + " --out @out");
    assertEquals("", again.err());
    assertThat(again.out()).contains("Judged again, nothing recounted");

    policy("protected:", "  - {name: golden, ids: [a, b], owner: joe@example.com}");
    assertRefused(
        POLICY + " --out @out",
        "--out out: holds this run, but it was not counted for the protected examples of this command; give --overwrite to count again");
    compare(POLICY + " --overwrite", ExitCode.FAIL);
  }

  @Test
  void mergedShardsKnowWhatTheWholeKnows() {
    sixExamples();
    policy(
        "protected:",
        "  - {name: golden, ids: [smoke-2, b, x, a, c], owner: jane@example.com}",
        "  - {name: smoke, ids_like: 'smoke-*', owner: jane@example.com}",
        "costs: {default: 2, cells: [{old: cow, cost: 3}]}");
    file(
        "costs.yaml",
        "schema_version: 1",
        "costs: {default: 2, cells: [{old: cow, cost: 3}]}",
        "protected:",
        "  - {name: smoke, ids_like: 'smoke-*', owner: jane@example.com}",
        "  - {name: golden, ids: [a, b, c, x, smoke-2], owner: jane@example.com}",
        "rules: [{metric: flip_cost, max: 1.5}]");
    String names = " --old-name v6 --new-name v7 --flips all";
    JsonNode whole = compare(POLICY.replace("policy.yaml", "costs.yaml") + names, 1).json();
    assertEquals(
        "",
        run("compare "
                + POLICY
                + names
                + " --old-where {id < 'c'} --new-where {id < 'c'} --out @one")
            .err());
    assertEquals(
        "",
        run("compare "
                + POLICY
                + names
                + " --old-where {id >= 'c'} --new-where {id >= 'c'} --out @two")
            .err());

    Ran merged = run("merge @one @two --policy @costs.yaml --out @both");

    assertEquals("", merged.err());
    JsonNode both = new RunFolder(folder.resolve("both"), spark()).json();
    assertEquals(whole.at("/protected"), both.at("/protected"));
    assertEquals(whole.at("/flip_costs"), both.at("/flip_costs"));
    assertEquals(5.0, both.at("/flip_costs/sum").asDouble());
    assertEquals(whole.at("/gate/findings"), both.at("/gate/findings"));
    assertEquals("", run("merge @both @one --policy @costs.yaml --out @none").out());
    assertEquals(ExitCode.FAIL, run("gate --result @both/result.json --policy @costs.yaml").code());
  }

  @Test
  void aMergeOfRunsThatDidNotLookIsRefused() {
    goodTables();
    policy("protected: [{name: golden, ids: [a], owner: jane@example.com}]");
    String names = " --old-name v6 --new-name v7";
    run("compare " + POLICY + names + " --old-where {id < 'b'} --new-where {id < 'b'} --out @one");
    run(
        "compare "
            + CSV
            + PLAIN
            + names
            + " --old-where {id >= 'b'} --new-where {id >= 'b'} --out @two");
    file(
        "policy.yaml",
        "schema_version: 1",
        "protected: [{name: golden, ids: [a], owner: jane@example.com}]",
        "rules: [{metric: churn, max: 0.1, beyond_noise_floor: true}]");

    Ran merged = run("merge @one @two --policy @policy.yaml --out @both");

    assertEquals(ExitCode.BAD_INPUT, merged.code());
    assertEquals(
        """
        flipcheck merge: 2 problems, nothing was judged
          - the policy limits what goes beyond the noise floor, and reruns of the old model are not added up; judge each run by it, or compare all examples at once
          - two: did not look for the protected examples of the policy; compare it again with --policy, in all runs the same protected examples
        """,
        merged.err());
  }

  @Test
  void whatThePolicyNeedsIsAskedForBeforeAnythingIsRead() {
    file(
        "policy.yaml",
        "schema_version: 1",
        "costs: {cells: [{label: cat, cost: 2}]}",
        "protected: [{name: golden, ids: [[a, 1]], owner: jane@example.com}]",
        "rules:",
        "  - {metric: flip_cost, max: 0.1}",
        "  - {metric: churn, max: 0.1, beyond_noise_floor: true}");
    goodTables();
    file("graded.csv", "id,correct,w", "a,1,1");

    assertRefused(
        POLICY,
        "the policy limits what goes beyond the noise floor; give --old-rerun PATH, predictions of the old model trained or sampled again",
        "protected group golden: the id 'a, 1' has 2 parts, but --id id has 1; give one text for each id column, separated by tabs in a file");
    assertRefused(
        "--old @graded.csv --new @graded.csv --id id --correct correct --weight w --old-rerun @old.csv --policy @policy.yaml",
        "rule flip_cost <= 0.1: flip_cost counts every example once, but the comparison is weighted; leave out --weight, or remove the rule",
        "the policy's costs go by label and answers, but the comparison has no answers; give --prediction or --logits, or leave only the default cost",
        "protected group golden: the id 'a, 1' has 2 parts, but --id id has 1; give one text for each id column, separated by tabs in a file");
    assertRefused(
        CSV + "--id id --prediction prediction --old-rerun @old.csv --policy @policy.yaml",
        "rule flip_cost <= 0.1: the comparison has no flip_cost, for it has no label, grade or threshold to tell right from wrong; give compare --label, --correct or --threshold, or remove the rule",
        "the policy protects examples from turning wrong, but the comparison has no label, grade or threshold to tell right from wrong; give compare --label, --correct or --threshold, or remove them",
        "protected group golden: the id 'a, 1' has 2 parts, but --id id has 1; give one text for each id column, separated by tabs in a file");
  }

  @Test
  void aBadRerunIsToldByItsName() {
    goodTables();
    policy();
    assertRefused(
        POLICY + " --old-rerun @old.csv",
        "old rerun (old.csv): has the content of old (old.csv); a rerun is the old model trained or sampled again");
    assertRefused(
        POLICY + " --old-rerun @nope.csv",
        "old rerun (nope.csv): there is no such file or directory; check the path");
    file("again.csv", "id,label,prediction", "a,cat,dog");
    assertRefused(
        POLICY + " --old-rerun @again.csv --old-rerun @again.csv",
        "old rerun (again.csv): is given twice; leave one of them out");
    file("again.csv", "id,label,answer", "a,cat,cat");
    assertRefused(
        POLICY + " --old-rerun @again.csv",
        "old rerun (again.csv): there is no column 'prediction'; it has 'id', 'label', 'answer'");
    file("again.csv", "id,label,prediction", "a,dog,cat", "b,dog,dog");
    assertRefused(
        POLICY + " --old-rerun @again.csv",
        "old and old rerun (again.csv): 1 example whose label differs between the sides, such as 'a' (old 'cat', new 'dog'); give --labels with the truth, or --on-label-conflict exclude or keep");
  }
}
