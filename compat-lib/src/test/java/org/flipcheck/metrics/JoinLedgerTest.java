package org.flipcheck.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flipcheck.metrics.JoinLedger.Side;
import org.junit.jupiter.api.Test;

class JoinLedgerTest {

  /** Buckets that are powers of two, so that none can stand in for another. */
  private static final Side OLD = new Side(1000 + 127, 1, 2, 4, 8, 16, 32, 64);

  private static final Side NEW = new Side(1000 + 1270, 10, 20, 40, 80, 160, 320, 640);

  @Test
  void rowsAndBucketsAddUp() {
    JoinLedger ledger = new JoinLedger(OLD, NEW, 1000, 900, 70, 45, 30, 3, 2);

    assertThat(ledger.check()).isSameAs(ledger);
  }

  @Test
  void aLostRowIsADefectThatIsNamed() {
    Side lost = new Side(1000 + 128, 1, 2, 4, 8, 16, 32, 64);

    assertThatThrownBy(() -> new JoinLedger(lost, NEW, 1000, 900, 70, 45, 30, 3, 2).check())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the join ledger does not add up: 1128 old rows, but their buckets hold 1127");
    assertThatThrownBy(() -> new JoinLedger(OLD, lost, 1000, 900, 70, 45, 30, 3, 2).check())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the join ledger does not add up: 1128 new rows, but their buckets hold 1127");
    assertThatThrownBy(() -> new JoinLedger(OLD, NEW, 1000, 899, 70, 45, 30, 3, 2).check())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the join ledger does not add up: 1000 matched pairs, but their buckets hold 999");
  }

  @Test
  void onlyExamplesWithoutPartnerAreUnmatched() {
    JoinLedger ledger = new JoinLedger(OLD, NEW, 1000, 900, 70, 45, 30, 3, 2);

    assertThat(ledger.unmatchedShare()).isEqualTo(new Ratio(352, 1352, ""));
  }

  @Test
  void withoutExamplesTheShareIsUndefined() {
    Side empty = new Side(0, 0, 0, 0, 0, 0, 0, 0);

    assertThat(
            new JoinLedger(empty, empty, 0, 0, 0, 0, 0, 0, 0).unmatchedShare().undefinedBecause())
        .isEqualTo("there is no example on either side");
  }
}
