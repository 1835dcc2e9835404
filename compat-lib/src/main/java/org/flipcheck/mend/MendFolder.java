package org.flipcheck.mend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flipcheck.mend.Mended.ModelWriter;
import org.flipcheck.report.Candidates;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.CurveChart;
import org.flipcheck.report.CurveCsv;
import org.flipcheck.report.FlipExamples;
import org.flipcheck.report.HtmlReport;
import org.flipcheck.report.MendJson;
import org.flipcheck.report.MendMarkdown;
import org.flipcheck.report.MendResult.Choice;
import org.flipcheck.report.ReportFormat;
import org.flipcheck.report.ResultJson;
import org.flipcheck.text.FileTree;

/**
 * The folder of a result: the evidence, and the model if there is one to release. All of it appears
 * at once: by one rename, or by two where an earlier result is replaced.
 */
public final class MendFolder {

  /** The folder of the mended model within the result. */
  public static final String MODEL = "model";

  private static final String CHART = "curve.svg";
  private static final String MARK = "mend.json";

  /** What stands there of a first model. */
  private static final String FIRST = "training.json";

  private final Path folder;
  private final boolean overwrite;

  /**
   * Makes sure that nothing is lost by writing there.
   *
   * @param folder where the result goes
   * @param overwrite whether an earlier result there may be replaced
   * @throws MendException if something would be lost
   * @throws IOException if it cannot be looked at
   */
  public MendFolder(Path folder, boolean overwrite) throws IOException {
    // A link stays, and what it points to is replaced.
    Path absolute = folder.toAbsolutePath().normalize();
    this.folder = Files.isDirectory(absolute) ? absolute.toRealPath() : absolute;
    this.overwrite = overwrite;
    if (this.folder.getFileName() == null) {
      throw new MendException("--out %s: is no folder for a result".formatted(folder));
    }
    if (Files.exists(this.folder)) {
      checkExisting();
    }
  }

  private void checkExisting() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new MendException("--out %s: is not a folder; choose another".formatted(folder));
    }
    try (Stream<Path> files = Files.list(folder)) {
      boolean isEmpty = files.findAny().isEmpty();
      if (!isEmpty
          && Stream.of(MARK, FIRST).noneMatch(mark -> Files.exists(folder.resolve(mark)))) {
        throw new MendException(
            "--out %s: holds something else than a result of mend or train; choose another folder"
                .formatted(folder));
      }
      if (!isEmpty && !overwrite) {
        throw new MendException(
            "--out %s: holds a result already; choose another folder, or give --overwrite"
                .formatted(folder));
      }
    }
  }

  /**
   * Writes the result of mixing.
   *
   * @param mended what came of it
   * @param models what went in
   * @throws IOException if it cannot be written; then nothing is there
   */
  public void write(Mended mended, MixableModels models) throws IOException {
    write(mended, models.sources());
  }

  /**
   * Writes a result.
   *
   * @param mended what came of it
   * @param sources what went in
   * @throws IOException if it cannot be written; then nothing is there
   */
  public void write(Mended mended, List<MixableModels.Source> sources) throws IOException {
    stage(
        sources,
        staging -> {
          evidence(mended, staging);
          if (mended.result().hasModel()) {
            mended.chosen().orElseThrow().write(Files.createDirectories(staging.resolve(MODEL)));
          }
        });
  }

  private void stage(List<MixableModels.Source> sources, ModelWriter content) throws IOException {
    spare(sources);
    if (Files.exists(folder)) {
      checkExisting();
    }
    Path staging = folder.resolveSibling("." + folder.getFileName() + ".new");
    FileTree.delete(staging);
    Files.createDirectories(staging);
    try {
      content.write(staging);
      publish(staging);
    } catch (IOException | RuntimeException e) {
      FileTree.delete(staging);
      throw e;
    }
  }

  /**
   * Writes a first model.
   *
   * @param first what came of it
   * @param models for the model itself
   * @throws IOException if it cannot be written; then nothing is there
   */
  public void write(FirstTraining first, TrainableModels models) throws IOException {
    stage(
        models.sources(),
        staging -> {
          text(staging, FIRST, FirstJson.write(first, models.sources()));
          models.writeEvidence(Map.of("new", TrainedCandidate.NEW), staging);
          models.write(TrainedCandidate.NEW, Files.createDirectories(staging.resolve(MODEL)));
        });
  }

  /**
   * Makes sure that nothing of what goes in would be replaced.
   *
   * @param sources what goes in
   * @throws MendException if some of it is in this folder
   * @throws IOException if it cannot be looked at
   */
  public void spare(List<MixableModels.Source> sources) throws IOException {
    List<String> problems = new ArrayList<>();
    for (MixableModels.Source source : sources) {
      Path path = source.path().toRealPath();
      if (Files.isDirectory(path) && folder.startsWith(path) && !folder.equals(path)) {
        problems.add(
            "--out %s is in the %s %s, and would be part of it the next time; choose another folder"
                .formatted(folder, source.role(), source.path()));
      }
      if (path.startsWith(folder)) {
        problems.add(
            "--%s %s is in --out %s, which would be replaced; choose another folder"
                .formatted(source.role(), source.path(), folder));
      }
    }
    if (!problems.isEmpty()) {
      throw new MendException(problems);
    }
  }

  private void publish(Path staging) throws IOException {
    Path before = folder.resolveSibling("." + folder.getFileName() + ".old");
    FileTree.delete(before);
    if (Files.exists(folder)) {
      Files.move(folder, before, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(staging, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (Files.exists(before)) {
        Files.move(before, folder, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
    FileTree.delete(before);
  }

  private static void evidence(Mended mended, Path to) throws IOException {
    String chart = "";
    if (mended.result().choice().isPresent()) {
      Choice choice = mended.result().choice().get();
      text(to, "curve.csv", CurveCsv.render(choice.selection(), choice.devVerdicts()));
      Optional<String> drawn = CurveChart.render(choice.selection());
      if (drawn.isPresent()) {
        chart = CHART;
        text(to, CHART, drawn.get());
      }
      comparison(to, choice);
      text(to, "update.json", ResultJson.write(choice.confirmation().update()));
    }
    text(to, "mend.md", MendMarkdown.render(mended.result(), chart));
    text(to, MARK, MendJson.write(mended.result()));
    mended.evidence().write(to);
  }

  private static void comparison(Path to, Choice choice) throws IOException {
    ComparisonResult result = choice.confirmation().mended();
    text(to, "result.json", ResultJson.write(result));
    text(
        to,
        "report.html",
        HtmlReport.render(
            result,
            FlipExamples.missing(
                "this command counts flips, but writes no flip table; flipcheck compare on predictions/ does"),
            Optional.of(new Candidates(choice.selection(), choice.devVerdicts()))));
    text(to, "report.md", ReportFormat.MARKDOWN.render(result));
    text(to, "junit.xml", ReportFormat.JUNIT.render(result));
  }

  private static void text(Path folder, String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
