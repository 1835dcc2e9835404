package org.flipcheck.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.flipcheck.report.ComparisonResult.SlicesTruncated;
import org.flipcheck.text.Sha256;

/**
 * {@code slices.jsonl.gz}: the slices a result does not list, one JSON object per line with the
 * slice and its counts. Metrics are left out: they follow from the counts.
 */
public final class SlicesFile {

  /** The name of the file beside {@code result.json}. */
  public static final String NAME = "slices.jsonl.gz";

  private SlicesFile() {}

  /**
   * Writes slices.
   *
   * @param slices the slices a result does not list; they are taken one by one
   * @param out where to; closed at the end
   * @return hash of the bytes written, in hexadecimal
   * @throws IOException if {@code out} fails
   */
  public static String write(Iterator<SliceResult> slices, OutputStream out) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (Writer writer =
        new OutputStreamWriter(
            new GZIPOutputStream(new DigestOutputStream(out, digest), 1 << 16),
            StandardCharsets.UTF_8)) {
      while (slices.hasNext()) {
        writer.write(Json.compact(ResultJson.countsOfSlice(slices.next())));
        writer.write('\n');
      }
    }
    return Sha256.hex(digest);
  }

  /**
   * Reads slices, after the file has proved to be the one the result means.
   *
   * @param folder where {@code result.json} is
   * @param truncated what the result says about the file
   * @param wanted which slices to keep
   * @return the wanted slices, without metrics, in the order of the file
   * @throws ResultException if the file is missing, is another one than the result's, or is damaged
   * @throws IOException if it cannot be read
   */
  public static List<SliceResult> read(
      Path folder, SlicesTruncated truncated, Predicate<SliceKey> wanted) throws IOException {
    Path file =
        HashedFile.check(
            folder,
            truncated.file(),
            truncated.sha256(),
            "slices",
            "%d of the result's %d slices"
                .formatted(truncated.total() - truncated.kept(), truncated.total()));
    List<SliceResult> slices = new ArrayList<>();
    long line = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16),
                StandardCharsets.UTF_8))) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        String name = "%s, line %d".formatted(file, ++line);
        Fields fields = Fields.root(name, Json.parse(name, text));
        if (wanted.test(ResultJson.readSliceKey(fields))) {
          slices.add(ResultJson.readCountsOfSlice(fields));
        }
      }
    }
    if (line != truncated.total() - truncated.kept()) {
      throw new ResultException(
          "%s holds %d slices, but the result leaves %d to it"
              .formatted(file, line, truncated.total() - truncated.kept()));
    }
    return slices;
  }
}
