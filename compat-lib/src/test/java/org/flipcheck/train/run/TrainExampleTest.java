package org.flipcheck.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flipcheck.mend.TrainedCandidate;
import org.flipcheck.select.SelectionRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example among the configurations says what the program reads. */
class TrainExampleTest {

  private static final Path CONF = Path.of(System.getProperty("flipcheck.conf"));

  @TempDir private Path folder;

  @Test
  void readsAsItIsExplained() throws IOException {
    Path file = Files.copy(CONF.resolve("train-text.yaml"), folder.resolve("train.yaml"));
    Files.writeString(folder.resolve("v6.pt"), "");
    Files.writeString(folder.resolve("v6-classes.txt"), "cab\nrefund\n");

    TrainConfig config = TrainConfig.read(file);

    assertThat(config.old().orElseThrow().classes()).contains(List.of("cab", "refund"));
    assertThat(config.old().get().renamed()).containsEntry("cab", "taxi");
    assertThat(config.rule()).isEqualTo(SelectionRule.DEFAULT);
    assertThat(config.methods())
        .extracting(Method::candidate)
        .extracting(TrainedCandidate::title)
        .containsExactly(
            "MPT-KL, margin 0.5",
            "MPT-KL, margin 1",
            "MPT-KL, margin 2",
            "MPT-LM",
            "PCT FD-KL, where right 5",
            "PCT FD-KL, where right 10",
            "PCT naive",
            "LDI",
            "distillation",
            "churn distillation");
  }

  @Test
  void whatIsCommentedOutReadsToo() throws IOException {
    String text = Files.readString(CONF.resolve("train-text.yaml"));
    Path file =
        Files.writeString(
            folder.resolve("train.yaml"),
            text.replace("# new: {", "new: {")
                .replace("  # patience: 3 ", "  patience: 3 ")
                .replace("# policy: policy.yaml", "policy: policy.yaml"));
    for (String name : List.of("v6.pt", "v7.pt", "v6-classes.txt", "policy.yaml")) {
      Files.writeString(folder.resolve(name), "cab\n");
    }

    TrainConfig config = TrainConfig.read(file);

    assertThat(config.now()).contains(folder.resolve("v7.pt"));
    assertThat(config.patience()).hasValue(3);
    assertThat(config.policy()).contains(folder.resolve("policy.yaml"));
  }
}
