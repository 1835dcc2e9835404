package org.flipcheck.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.gate.Enforcement.OnInconclusive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnforcementTest {

  private static Finding finding(Verdict verdict, Severity severity) {
    return new Finding(
        "churn <= 0.1",
        "churn",
        Optional.empty(),
        verdict,
        severity,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        0.1,
        10,
        "");
  }

  @ParameterizedTest
  @CsvSource({
    "PASS,         INCONCLUSIVE, 0",
    "FAIL,         INCONCLUSIVE, 1",
    "INCONCLUSIVE, INCONCLUSIVE, 3",
    "NOT_JUDGED,   INCONCLUSIVE, 0",
    "PASS,         PASS,         0",
    "FAIL,         PASS,         1",
    "INCONCLUSIVE, PASS,         0",
    "PASS,         FAIL,         0",
    "FAIL,         FAIL,         1",
    "INCONCLUSIVE, FAIL,         1"
  })
  void exitCodes(Verdict verdict, OnInconclusive onInconclusive, int code) {
    Enforcement inEarnest = new Enforcement(onInconclusive, false);
    Enforcement advisory = new Enforcement(onInconclusive, true);

    assertThat(inEarnest.exitCode(verdict)).isEqualTo(code);
    assertThat(advisory.exitCode(verdict)).isZero();
    assertThat(advisory.exitCodeInEarnest(verdict)).isEqualTo(code);
    assertThat(inEarnest.stops(finding(verdict, Severity.FAIL))).isEqualTo(code != 0);
    assertThat(inEarnest.stops(finding(verdict, Severity.WARN))).isFalse();
    assertThat(advisory.stops(finding(verdict, Severity.FAIL))).isFalse();
  }

  @Test
  void fullEnforcementChangesNothing() {
    assertThat(Enforcement.FULL)
        .isEqualTo(new Enforcement(OnInconclusive.INCONCLUSIVE, false))
        .extracting(full -> full.exitCode(Verdict.INCONCLUSIVE))
        .isEqualTo(Enforcement.UNDECIDED);
  }
}
