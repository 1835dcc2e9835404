package org.flipcheck.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flipcheck.gate.PlanAnswer;
import org.flipcheck.gate.PolicyPlan;
import org.flipcheck.gate.PolicyPlan.Planned;
import org.flipcheck.report.PlanJson;
import org.flipcheck.report.PlanText;
import org.flipcheck.report.PolicyFile;
import org.flipcheck.report.PolicyPlanText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells how many examples a rule needs before anybody labels them: no data, no Spark. */
@Command(
    name = "plan",
    header = "How many examples a rule needs, before anybody labels them.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    description = {
      "A rule PASSes when the whole interval around what was measured keeps the limit. With few"
          + " examples the interval is wide and the verdict INCONCLUSIVE, however good the model."
          + " This command tells from how many examples on a model that is good enough passes.",
      "",
      "How many depends on how far below the limit the truth is. Give the rate that you expect, from"
          + " an earlier comparison; without it a table shows several. The power is the probability"
          + " that such a model passes: with 0.8, one in five has to be measured again.",
      "",
      "For a limit on accuracy_delta the number depends on the two models as well: on the accuracy"
          + " of the old one, and on the share of examples that flip, either way.",
      "",
      "Examples are pairs that can be judged, taken as independent: where they come in groups,"
          + " such as of one user, it takes more. For a slice they are the examples of the slice.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  flipcheck plan --limit 0.01                       what it takes, by true rate",
      "  flipcheck plan --limit 0.01 --expected 0.006      what it takes at that rate",
      "  flipcheck plan --limit 0.01 --examples 5000       what 5,000 examples can show",
      "  flipcheck plan --metric accuracy_delta --limit -0.005 --old-accuracy 0.9 --flip-rate 0.04",
      "  flipcheck plan --policy conf/policy.yaml          what each rule takes",
      "",
      "Exit codes: 0 told, 2 bad usage or input, 4 internal error."
    })
final class PlanCommand implements Callable<Integer> {

  @Mixin private PlanOptions options = new PlanOptions();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "Plan for each rule of a policy instead; limits and confidences are the rules'.")
  private Optional<Path> policy = Optional.empty();

  @Option(names = "--json", description = "Print a JSON object instead.")
  private boolean json;

  @Override
  public Integer call() {
    List<String> problems = new ArrayList<>();
    PlanQuestion question = new PlanQuestion(options, problems);
    String told = policy.isPresent() ? ofPolicy(question, problems) : ofRule(question, problems);
    System.out.print(told);
    return ExitCode.PASS;
  }

  private String ofRule(PlanQuestion question, List<String> problems) {
    Optional<PlanAnswer> answer = question.answer();
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    return json
        ? PlanJson.of(answer.orElseThrow())
        : PlanText.render(answer.orElseThrow(), question.hasExpected(), Terminal.width());
  }

  private String ofPolicy(PlanQuestion question, List<String> problems) {
    question.checkForPolicy();
    Optional<PolicyFile> rules = PolicyReading.of(policy.orElseThrow(), problems);
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    double power = question.power();
    List<Planned> planned = PolicyPlan.of(rules.orElseThrow().policy(), power, question.assumed());
    return json
        ? PlanJson.of(planned, power)
        : PolicyPlanText.render(planned, power, Terminal.width());
  }
}
