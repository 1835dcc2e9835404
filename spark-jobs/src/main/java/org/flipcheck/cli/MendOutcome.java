package org.flipcheck.cli;

import java.nio.file.Path;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.mend.Mended;
import org.flipcheck.report.MendText;

/** What {@code mend} and {@code train} print at the end. */
final class MendOutcome {

  private MendOutcome() {}

  /** Prints it; the exit code. */
  static int print(Mended mended, Path out, Enforcement enforcement) {
    System.out.println(MendText.headline(mended.result()));
    MendText.lines(mended.result()).forEach(line -> System.out.println("  " + line));
    mended
        .result()
        .choice()
        .filter(choice -> choice.confirmation().mended().gate().isPresent())
        .ifPresent(choice -> System.out.print(Terminal.summary(choice.confirmation().mended())));
    if (enforcement.advisory() && mended.result().exitCode() != ExitCode.PASS) {
      System.out.printf(
          "Advisory: the exit code would be %d, and there is no model to release.%n",
          mended.result().exitCode());
    }
    System.out.printf(
        "Written to %s%s%n",
        out, mended.result().hasModel() ? ", the model to release is in model/" : "");
    return enforcement.advisory() ? ExitCode.PASS : mended.result().exitCode();
  }
}
