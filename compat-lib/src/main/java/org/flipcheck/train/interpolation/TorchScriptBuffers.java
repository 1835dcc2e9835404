package org.flipcheck.train.interpolation;

import ai.djl.nn.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Looks for running statistics in a TorchScript model. DJL lists a module's parameters and not its
 * buffers, so that they can neither be read nor written; but the module's code, which it can save,
 * names them.
 */
final class TorchScriptBuffers {

  /** A module's list of buffers with a running statistic; without those there is no such list. */
  private static final Pattern RUNNING =
      Pattern.compile("__buffers__ = \\[[^\\]]*\"running_(mean|var)\"");

  private TorchScriptBuffers() {}

  /** What stands against interpolating a TorchScript model: empty, or one sentence. */
  static List<String> problems(Block block) {
    return hasRunningStatistics(block)
        ? List.of(
            "the TorchScript model has batch normalisation, whose running statistics DJL cannot reach; export both models as safetensors and mix those with 'flipcheck interpolate'")
        : List.of();
  }

  static boolean hasRunningStatistics(Block block) {
    try {
      Path file = Files.createTempFile("flipcheck", ".pt");
      try {
        TorchScriptFile.save(block, file);
        return mentions(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the code of the TorchScript model cannot be looked at", e);
    }
  }

  private static boolean mentions(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (entry.getName().contains("/code/") && entry.getName().endsWith(".py")) {
          String code =
              new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
          if (RUNNING.matcher(code).find()) {
            return true;
          }
        }
      }
      return false;
    }
  }
}
