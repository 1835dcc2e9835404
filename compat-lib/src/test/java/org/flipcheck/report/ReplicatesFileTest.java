package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.flipcheck.metrics.ReplicateCell;
import org.flipcheck.metrics.Replicates;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.Bootstrap;
import org.flipcheck.report.ReplicatesFile.Stored;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicatesFileTest {

  private static final SliceKey GERMANY = SliceKey.of("country", "DE");
  private static final SliceKey NOWHERE = SliceKey.of("country", null);

  @TempDir Path folder;

  private static Replicates replicates(long... sums) {
    Replicates replicates = new Replicates(sums.length);
    replicates.add(ReplicateCell.NEGATIVE_FLIP, sums);
    return replicates;
  }

  private Bootstrap write() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String hash =
        ReplicatesFile.write(
            new Stored(
                replicates(1, 20_000_000_000L, 0),
                Map.of(GERMANY, replicates(1, 2, 3), NOWHERE, replicates(4, 5, 6))),
            bytes);
    Files.write(folder.resolve(ReplicatesFile.NAME), bytes.toByteArray());
    return new Bootstrap("user", 3, 17.5, ReplicatesFile.NAME, hash, 2, 9);
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Stored stored = ReplicatesFile.read(folder, write(), NOWHERE::equals);
    assertThat(stored.overall().of(ReplicateCell.NEGATIVE_FLIP).orElseThrow())
        .containsExactly(1, 20_000_000_000L, 0);
    assertThat(stored.of(NOWHERE).orElseThrow().of(ReplicateCell.NEGATIVE_FLIP).orElseThrow())
        .containsExactly(4, 5, 6);
    assertThat(stored.of(GERMANY)).as("was not asked for").isEmpty();
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Bootstrap bootstrap = write();
    Files.write(folder.resolve(ReplicatesFile.NAME), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> ReplicatesFile.read(folder, bootstrap, slice -> true))
        .isInstanceOf(ResultException.class)
        .hasMessageContaining(
            "is not the file the result was written with: its SHA-256 is 039058c6");
    Files.delete(folder.resolve(ReplicatesFile.NAME));
    assertThatThrownBy(() -> ReplicatesFile.read(folder, bootstrap, slice -> true))
        .isInstanceOf(ResultException.class)
        .hasMessage(
            folder.resolve(ReplicatesFile.NAME)
                + " is missing: it holds what intervals of grouped examples are made of; keep it beside result.json");
  }

  @Test
  void resultNamesItsReplicates() throws IOException {
    ComparisonResult result = Fixtures.result().withBootstrap(write());
    String json = ResultJson.write(result);
    assertThat(ResultJson.read("result.json", json)).isEqualTo(result);
    assertThat(MarkdownReport.render(result))
        .contains("the examples vary as 18 groups of equal size would")
        .contains("Those of 7 of 9 slices do not");
  }
}
