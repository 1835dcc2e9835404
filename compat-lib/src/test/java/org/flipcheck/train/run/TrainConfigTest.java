package org.flipcheck.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flipcheck.mend.MendException;
import org.flipcheck.mend.TrainedCandidate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Configurations that are wrong are told so with all of it at once, and where it is. */
class TrainConfigTest extends TinyTraining {

  private String data;

  @BeforeEach
  void writeData() throws IOException {
    data = textData("v", THREE);
    Files.createDirectories(folder.resolve("m"));
  }

  private List<String> problems(String... sections) throws IOException {
    Path file = config("c.yaml", sections);
    MendException refused = catchThrowableOfType(MendException.class, () -> TrainConfig.read(file));
    assertThat(refused).isNotNull();
    return refused.problems().stream().map(problem -> problem.replace(folder + "/", "@")).toList();
  }

  private List<TrainedCandidate> candidates(String methods) throws IOException {
    return TrainConfig.read(config("c.yaml", data, "old: {model: m}\n", STUDENT, PLAN, methods))
        .methods()
        .stream()
        .map(Method::candidate)
        .toList();
  }

  @Test
  void aGridBecomesNumberedCandidates() throws IOException {
    assertThat(
            candidates(
                """
                methods:
                  - {name: mpt, margin: [0.5, 1], weight: [1, 2]}
                  - {name: mpt, form: lm}
                  - {name: churn, weight: 0.25}
                """))
        .extracting(candidate -> candidate.number() + " " + candidate.title())
        .containsExactly(
            "1 MPT-KL, margin 0.5, weight 1",
            "2 MPT-KL, margin 0.5, weight 2",
            "3 MPT-KL, margin 1, weight 1",
            "4 MPT-KL, margin 1, weight 2",
            "5 MPT-LM",
            "6 churn distillation, weight 0.25");
  }

  @Test
  void nothingThere() throws IOException {
    assertThat(problems("")).containsExactly("@c.yaml: the file is empty");
    assertThat(problems("# a comment\n")).containsExactly("@c.yaml: the file is empty");
    assertThat(problems("[]\n"))
        .containsExactly("@c.yaml:1: the configuration is a list, not a mapping of keys to values");
    assertThat(problems("{}\n"))
        .containsExactly(
            "@c.yaml:1: the configuration has no 'data'; give it",
            "@c.yaml:1: the configuration has no 'student'; give it",
            "@c.yaml:1: the configuration has no 'plan'; give it");
    assertThat(problems("data: 1\nstudent: 2\nplan: 3\n"))
        .containsExactly(
            "@c.yaml:1: data is '1', not a mapping of keys to values",
            "@c.yaml:2: student is '2', not a mapping of keys to values",
            "@c.yaml:3: plan is '3', not a mapping of keys to values");
    assertThat(problems("data: {kind: text\n"))
        .containsExactly("@c.yaml:2: not YAML: expected ',' or '}', but got <stream end>");
  }

  @Test
  void allProblemsAtOnce() throws IOException {
    assertThat(
            problems(
                data,
                """
                old: {model: none.pt, clases: x, renamed: [a]}
                student: {network: convnet, hidden: 8, start: new}
                plan:
                  epochs: three
                  batch_size: 0
                  learning_rate: -1
                  optimizer: adam
                  momentum: 0.9
                  patience: soon
                  warm_up: 2
                  sead: 1
                choose: {tolerance: 2}
                policy: none.yaml
                extra: 1
                """))
        .containsExactly(
            "@c.yaml:1: the configuration: there are no methods to mend by; give some, such as methods: [{name: mpt, margin: [0.5, 1, 2]}]",
            "@c.yaml:9: unknown key 'clases' in old: did you mean 'classes'?",
            "@c.yaml:9: model of old is @none.pt: there is no such file; check the path",
            "@c.yaml:9: renamed of old is a list, not a mapping of keys to values",
            "@c.yaml:10: start of student is 'new'; it is one of scratch, old",
            "@c.yaml:10: student: hidden is for the network mlp, not for convnet; leave it out",
            "@c.yaml:11: plan: momentum is for the optimizer sgd; leave it out",
            "@c.yaml:11: plan: the warm-up takes 2.0 of all steps, it must be a share from 0 to less than 1, such as 0.1",
            "@c.yaml:11: plan: batch size is 0, at least 1 is needed; learning rate is -1.0, it must be above 0 and finite",
            "@c.yaml:12: epochs of plan is 'three', not a whole number",
            "@c.yaml:15: optimizer of plan is 'adam'; it is one of adamw, sgd",
            "@c.yaml:17: patience of plan is 'soon', not a whole number",
            "@c.yaml:19: unknown key 'sead' in plan: did you mean 'seed'?",
            "@c.yaml:20: choose: the tolerance is 2.0, it must be a share from 0 to less than 1, such as 0.005 for half a percentage point",
            "@c.yaml:21: policy is @none.yaml: there is no such file; check the path",
            "@c.yaml:22: unknown key 'extra' in the configuration: known are data, old, new, student, plan, methods, choose, policy");
  }

  @Test
  void aPlanOfWrongTypesIsToldOnce() throws IOException {
    assertThat(
            problems(
                data,
                STUDENT,
                "plan: {epochs: 3, learning_rate: 0.1, optimizer: sgd, momentum: 2, warm_up: 3, patience: soon, batch_size: 9999999999}\n"))
        .containsExactly(
            "@c.yaml:10: patience of plan is 'soon', not a whole number",
            "@c.yaml:10: batch_size of plan is 9999999999, which is too large",
            "@c.yaml:10: plan: the momentum is 2.0, it must be from 0 to less than 1",
            "@c.yaml:10: plan: the warm-up takes 3.0 of all steps, it must be a share from 0 to less than 1, such as 0.1");
  }

  @Test
  void methodsThatAreNone() throws IOException {
    assertThat(
            problems(
                data,
                "old: {model: m}\n",
                STUDENT,
                PLAN,
                """
                methods:
                  - {name: mtp}
                  - {margin: 1}
                  - mpt
                  - {name: churn, form: kl}
                  - {name: mpt, form: xy}
                  - {name: mpt, form: none}
                  - {name: churn, margin: 1}
                  - {name: mpt, form: lm, temperature: 2}
                  - {name: mpt, margin: []}
                  - {name: mpt, margin: [1, x]}
                  - {name: mpt, margin: -1}
                  - {name: mpt, maargin: 1}
                """))
        .containsExactly(
            "@c.yaml:13: a method: there is no method 'mtp': did you mean 'mpt'?",
            "@c.yaml:14: a method has no 'name'; give it",
            "@c.yaml:15: a method is 'mpt', not a mapping of keys to values",
            "@c.yaml:16: a method: churn has no form; leave it out",
            "@c.yaml:17: form of a method is 'xy'; it is one of kl, lm",
            "@c.yaml:18: form of a method is 'none'; it is one of kl, lm",
            "@c.yaml:19: a method: churn distillation has no 'margin', only weight",
            "@c.yaml:20: a method: MPT-LM has no 'temperature', only margin, weight, every_row, where_right",
            "@c.yaml:21: margin is an empty list; give some numbers, or leave it out",
            "@c.yaml:22: margin is 'x', not a number",
            "@c.yaml:23: a method: MPT-KL: the margin is -1.0; it is at least 0 and finite",
            "@c.yaml:24: unknown key 'maargin' in a method: did you mean 'margin'?");
    assertThat(problems(data, "old: {model: m}\n", STUDENT, PLAN, "methods: []\n"))
        .containsExactly(
            "@c.yaml:12: methods is an empty list; give some, such as {name: mpt, margin: [0.5, 1, 2]}");
    assertThat(problems(data, "old: {model: m}\n", STUDENT, PLAN))
        .containsExactly(
            "@c.yaml:1: the configuration: there are no methods to mend by; give some, such as methods: [{name: mpt, margin: [0.5, 1, 2]}]");
    assertThat(problems(data, STUDENT, PLAN, "methods: [{name: mpt}]\n"))
        .containsExactly(
            "@c.yaml:1: the configuration: methods, new and policy are about an update, and there is no old model; give old: {model: PATH}, or leave them out to train a first model");
  }

  @Test
  void gridsThatNobodyTrains() throws IOException {
    String many =
        IntStream.rangeClosed(1, 100)
            .mapToObj(i -> String.format(Locale.ROOT, "%.2f", i / 100.0))
            .collect(Collectors.joining(", ", "[", "]"));
    assertThat(
            problems(
                data,
                "old: {model: m}\n",
                STUDENT,
                PLAN,
                """
                methods:
                  - {name: mpt, margin: %1$s, weight: %1$s, temperature: %1$s, every_row: %1$s, where_right: %1$s}
                  - {name: churn, weight: %1$s}
                  - {name: churn, weight: %1$s}
                  - {name: mpt}
                """
                    .formatted(many)))
        .containsExactly(
            "@c.yaml:13: a method: the grids up to this method have 2147483647 candidates, at most 200 are trained; leave some values out",
            "@c.yaml:16: a method: the grids up to this method have 201 candidates, at most 200 are trained; leave some values out");
  }

  @Test
  void studentsThatAreNone() throws IOException {
    List<String> told = new ArrayList<>();
    for (String student :
        List.of(
            "{}",
            "{network: mlp, model: m.pt}",
            "{network: lstm}",
            "{network: torchscript}",
            "{model: none.pt, start: old, hidden: 3}",
            "{network: mlp, hidden: 0, dropout: 1}",
            "{network: mlp, hidden: x}",
            "{network: mlp, start: old}")) {
      told.addAll(problems(data, "student: " + student + "\n", PLAN));
    }
    assertThat(told)
        .containsExactly(
            "@c.yaml:9: student: give either network (mlp or convnet) or model, a TorchScript file",
            "@c.yaml:9: student: give either network (mlp or convnet) or model, a TorchScript file",
            "@c.yaml:9: network of student is 'lstm'; it is one of mlp, convnet",
            "@c.yaml:9: network of student is 'torchscript'; it is one of mlp, convnet",
            "@c.yaml:9: student: a TorchScript model starts from the weights that it has; leave out start",
            "@c.yaml:9: student: hidden is for the network mlp, not for a TorchScript model; leave it out",
            "@c.yaml:9: model of student is @none.pt: there is no such file; check the path",
            "@c.yaml:9: student: hidden is 0 and dropout 1.0; at least 1, and from 0 to less than 1",
            "@c.yaml:9: hidden of student is 'x', not a whole number",
            "@c.yaml:1: the configuration: the student starts from the old model, and there is none; give old: {model: PATH}");
  }
}
