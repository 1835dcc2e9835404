package org.flipcheck.mend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flipcheck.checkpoint.CheckpointException;
import org.flipcheck.checkpoint.Interpolation;
import org.flipcheck.checkpoint.Interpolator;
import org.flipcheck.checkpoint.OldWeights;
import org.flipcheck.checkpoint.Output;
import org.flipcheck.checkpoint.Output.Existing;
import org.flipcheck.report.ToolVersion;
import org.flipcheck.select.WeightPoint.Kind;
import org.flipcheck.text.Glob;

/**
 * Checkpoints in files, which the user's own program predicts with. The program sees one mixture at
 * a time, in a folder that is removed when it has predicted; what it said is kept until the work is
 * done, so that a run which was interrupted goes on where it was.
 */
public final class CheckpointModels implements MixableModels {

  private static final String MIXTURE = "mixture";
  private static final String TENSORS = ".safetensors";

  private final MendRequest request;
  private final PredictCommand command;
  private final PredictionColumns columns;
  private final WorkFolder work;
  private final int threads;
  private final List<Source> sources;
  private int asked;

  /**
   * Opens checkpoints.
   *
   * @param request the models and data
   * @param command the program that predicts
   * @param columns what its output says
   * @param work where what is in between is kept
   * @param threads how many mix, 1 or more
   * @throws MendException if a path is missing
   * @throws IOException if something cannot be read
   */
  public CheckpointModels(
      MendRequest request,
      PredictCommand command,
      PredictionColumns columns,
      WorkFolder work,
      int threads)
      throws IOException {
    this.request = request;
    this.command = command;
    this.columns = columns;
    this.work = work;
    this.threads = threads;
    this.sources = Sources.of(request);
    work.open(sources + "\n" + program() + "\n" + columns + "\n" + request.rows());
  }

  /** The command and what it runs: a program that was changed says something else. */
  private String program() throws IOException {
    StringBuilder program = new StringBuilder(command.template());
    for (Path file : command.files()) {
      program.append('\n').append(file).append(' ').append(Fingerprints.of(file));
    }
    return program.toString();
  }

  @Override
  public void check(Mixture mixture) throws IOException {
    try {
      Interpolator.check(interpolation(mixture));
    } catch (CheckpointException e) {
      throw new MendException(e.problems());
    }
  }

  @Override
  public List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>(List.of(Kind.BCWI));
    request.fisher().ifPresent(unused -> kinds.add(Kind.FISHER_BCWI));
    if (!request.soup().isEmpty()) {
      kinds.add(Kind.SOUP_BCWI);
    }
    return kinds;
  }

  @Override
  public List<Source> sources() {
    return sources;
  }

  @Override
  public Predictions predict(Mixture mixture, Split split) throws IOException {
    Path kept = work.file("%s-%s.predictions".formatted(mixture.key(), split.key()));
    if (Files.exists(kept)) {
      return PredictionFile.read(kept, columns);
    }
    // A program that outlives a run must not write into the next one's file.
    Path out = work.file("out-%d-%d".formatted(ProcessHandle.current().pid(), ++asked));
    Path log = work.file("%s-%s.log".formatted(mixture.key(), split.key()));
    command.run(weights(mixture), request.data(split).toAbsolutePath(), out, log);
    Predictions predictions = read(out, mixture);
    Files.move(out, kept, StandardCopyOption.ATOMIC_MOVE);
    return predictions;
  }

  private Predictions read(Path out, Mixture mixture) throws IOException {
    try {
      return PredictionFile.read(out, columns);
    } catch (MendException e) {
      throw new MendException(
          e.problems().stream()
              .map(
                  problem ->
                      "what the command wrote for %s: %s".formatted(mixture.title(), problem))
              .toList());
    }
  }

  /** The path that the program is given: of the same form as {@code --new}. */
  private Path weights(Mixture mixture) throws IOException {
    return switch (mixture.kind()) {
      case OLD -> request.old().toAbsolutePath();
      case NEW -> request.now().toAbsolutePath();
      default -> {
        Path folder = work.emptyFolder(MIXTURE);
        write(mixture, folder);
        yield Files.isDirectory(request.now()) ? folder : onlyFile(folder);
      }
    };
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(TENSORS) || file.toString().endsWith(".json"))
          .min(Comparator.comparing(file -> file.toString().endsWith(TENSORS) ? 1 : 0))
          .orElseThrow();
    }
  }

  @Override
  public void write(Mixture mixture, Path folder) throws IOException {
    if (mixture.kind() == Kind.OLD) {
      throw new IllegalArgumentException("the old model is there already");
    }
    try {
      new Interpolator(
              interpolation(mixture),
              new Output(folder, Existing.REPLACE),
              threads,
              ToolVersion.get(),
              (done, total) -> {})
          .run();
    } catch (CheckpointException e) {
      throw new MendException(e.problems());
    }
  }

  private Interpolation interpolation(Mixture mixture) {
    boolean isSoup = mixture.kind() == Kind.SOUP_BCWI;
    boolean isFisher = mixture.kind() == Kind.FISHER_BCWI;
    return new Interpolation(
        request.old(),
        request.now(),
        isSoup ? request.soup() : List.of(),
        isFisher ? request.fisher() : Optional.empty(),
        Optional.empty(),
        new OldWeights(
            mixture.oldWeight(),
            mixture.named().entrySet().stream()
                .map(named -> new OldWeights.Named(new Glob(named.getKey()), named.getValue()))
                .toList()),
        request.rows());
  }

  @Override
  public void forget() throws IOException {
    work.remove();
  }

  @Override
  public void close() throws IOException {
    work.removeFolder(MIXTURE);
  }
}
