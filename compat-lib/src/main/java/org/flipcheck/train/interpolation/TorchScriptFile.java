package org.flipcheck.train.interpolation;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.nn.Block;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.flipcheck.text.Sha256;

/** A TorchScript model as a file that PyTorch loads by {@code torch.jit.load}. */
public final class TorchScriptFile {

  private static final String ENDING = ".pt";
  private static final String SOURCE = ".py";

  /** Of the rest, data.pkl has the mode that the model is in, and .debug_pkl places in sources. */
  private static final Pattern PART = Pattern.compile("code/.*\\.py|constants.*|data/.*");

  private static final Pattern COUNT = Pattern.compile("___torch_mangle_\\d+\\.?");

  private TorchScriptFile() {}

  /**
   * Loads a model, so that its weights can be read, changed and trained.
   *
   * @param file as {@code torch.jit.save} writes it, with the ending .pt
   * @return a model, to be closed
   * @throws InterpolationException if it is no such file; a pickle, which could run any code, is
   *     not loaded
   * @throws IOException if it cannot be read
   */
  public static Model load(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (!isTorchScript(file)) {
      throw new InterpolationException(
          "%s: is no TorchScript file; a model or weights that torch.save wrote are a pickle, which could run any code: convert it in PyTorch by torch.jit.trace(model, example).save('model.pt')"
              .formatted(file));
    }
    if (!name.endsWith(ENDING)) {
      throw new InterpolationException(
          "%s: a TorchScript file needs the ending %s; rename it".formatted(file, ENDING));
    }
    Model model =
        Model.newInstance(name.substring(0, name.length() - ENDING.length()), Device.cpu());
    try {
      // Without it DJL shows no parameters.
      model.load(file.toAbsolutePath().getParent(), name, Map.of("trainParam", "true"));
      return model;
    } catch (MalformedModelException | EngineException e) {
      model.close();
      throw new InterpolationException(
          "%s: cannot be loaded as TorchScript: %s; save it by torch.jit.save"
              .formatted(file, reason(e)));
    }
  }

  private static boolean isTorchScript(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().anyMatch(entry -> entry.getName().contains("/code/"));
    } catch (ZipException e) {
      return false;
    }
  }

  /**
   * Why the engine failed. PyTorch tells the reason last, after a trace of its own.
   *
   * @param failure of the engine
   * @return a line
   */
  public static String reason(Exception failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .filter(line -> !line.isBlank())
        .reduce((before, last) -> last)
        .orElse("no reason given");
  }

  /**
   * Writes a model with the weights that it has now.
   *
   * @param block of a TorchScript model that DJL loaded
   * @param file the file to write, with the ending .pt
   * @throws IOException if it cannot be written
   */
  public static void save(Block block, Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      block.saveParameters(new DataOutputStream(new Headless(out)));
    }
  }

  /**
   * The identity of what a model does with its weights: its code, and the arrays and constants that
   * it keeps.
   *
   * @param block of a TorchScript model that DJL loaded
   * @return SHA-256, in hexadecimal digits; the same however often and under whatever name the
   *     model was loaded, and whatever mode it is in
   */
  public static String fingerprint(Block block) {
    try {
      Path file = Files.createTempFile("flipcheck", ".pt");
      try {
        save(block, file);
        return Sha256.of(String.join("\n", parts(file)));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the code of the TorchScript model cannot be looked at", e);
    }
  }

  private static List<String> parts(Path file) throws IOException {
    List<String> parts = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
        if (PART.matcher(name).matches()) {
          byte[] bytes = zip.getInputStream(entry).readAllBytes();
          if (name.endsWith(SOURCE)) {
            bytes =
                uncounted(new String(bytes, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
          }
          MessageDigest digest = Sha256.digest();
          digest.update(bytes);
          parts.add(uncounted(name) + " " + Sha256.hex(digest));
        }
      }
    }
    Collections.sort(parts);
    return parts;
  }

  /** Without the count of how often the process has loaded a class of that name. */
  private static String uncounted(String text) {
    return COUNT.matcher(text).replaceAll("");
  }

  /** Drops what DJL writes before the archive: a byte for the version and eight for the length. */
  private static final class Headless extends FilterOutputStream {
    private int toDrop = 1 + Long.BYTES;

    Headless(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      if (toDrop > 0) {
        toDrop--;
      } else {
        out.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      int dropped = Math.min(toDrop, count);
      toDrop -= dropped;
      out.write(bytes, from + dropped, count - dropped);
    }
  }
}
