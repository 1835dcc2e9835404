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
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.flipcheck.metrics.ReplicateCell;
import org.flipcheck.metrics.Replicates;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.Bootstrap;
import org.flipcheck.text.Sha256;

/**
 * {@code replicates.jsonl.gz}: what each replicate of the bootstrap counted, one JSON object per
 * line: first all pairs, then slices. A gate at another level than that of the result needs them.
 */
public final class ReplicatesFile {

  /** The name of the file beside {@code result.json}. */
  public static final String NAME = "replicates.jsonl.gz";

  private static final String SLICE = "slice";
  private static final String CELLS = "cells";

  private ReplicatesFile() {}

  /**
   * The replicates of a comparison.
   *
   * @param overall those of all pairs
   * @param slices those of the covered slices
   */
  public record Stored(Replicates overall, Map<SliceKey, Replicates> slices) {

    /**
     * The replicates of a slice.
     *
     * @param slice any slice
     * @return empty where the bootstrap does not cover it
     */
    public Optional<Replicates> of(SliceKey slice) {
      return Optional.ofNullable(slices.get(slice));
    }
  }

  /**
   * Writes replicates.
   *
   * @param replicates what to write; slices in the order of their map
   * @param out where to; closed at the end
   * @return hash of the bytes written, in hexadecimal
   * @throws IOException if {@code out} fails
   */
  public static String write(Stored replicates, OutputStream out) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (Writer writer =
        new OutputStreamWriter(
            new GZIPOutputStream(new DigestOutputStream(out, digest), 1 << 16),
            StandardCharsets.UTF_8)) {
      write(null, replicates.overall(), writer);
      for (Map.Entry<SliceKey, Replicates> slice : replicates.slices().entrySet()) {
        write(slice.getKey(), slice.getValue(), writer);
      }
    }
    return Sha256.hex(digest);
  }

  private static void write(SliceKey slice, Replicates replicates, Writer writer)
      throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    if (slice != null) {
      line.put(SLICE, slice.values());
    }
    Map<String, Object> cells = new LinkedHashMap<>();
    for (ReplicateCell cell : ReplicateCell.values()) {
      replicates
          .of(cell)
          .ifPresent(sums -> cells.put(cell.key(), Arrays.stream(sums).boxed().toList()));
    }
    line.put(CELLS, cells);
    writer.write(Json.compact(line));
    writer.write('\n');
  }

  /**
   * Reads replicates, after the file has proved to be the one the result means.
   *
   * @param folder where {@code result.json} is
   * @param bootstrap what the result says about the file
   * @param wanted which slices to keep
   * @return the replicates of all pairs and of the wanted slices
   * @throws ResultException if the file is missing, is another one than the result's, or is damaged
   * @throws IOException if it cannot be read
   */
  public static Stored read(Path folder, Bootstrap bootstrap, Predicate<SliceKey> wanted)
      throws IOException {
    Path file =
        HashedFile.check(
            folder,
            bootstrap.file(),
            bootstrap.sha256(),
            "replicates",
            "what intervals of grouped examples are made of");
    Replicates overall = null;
    Map<SliceKey, Replicates> slices = new HashMap<>();
    long line = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16),
                StandardCharsets.UTF_8))) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        Fields fields = Fields.root("%s, line %d".formatted(file, ++line), Json.parse(NAME, text));
        if (!fields.has(SLICE)) {
          overall = replicates(fields, bootstrap.replicates());
        } else if (wanted.test(ResultJson.readSliceKey(fields))) {
          slices.put(ResultJson.readSliceKey(fields), replicates(fields, bootstrap.replicates()));
        }
      }
    }
    if (overall == null || line != 1 + bootstrap.slicesCovered()) {
      throw new ResultException(
          "%s has %d lines, but the result has replicates of all pairs and of %d slices"
              .formatted(file, line, bootstrap.slicesCovered()));
    }
    return new Stored(overall, slices);
  }

  private static Replicates replicates(Fields line, int size) throws ResultException {
    Replicates replicates = new Replicates(size);
    Fields cells = line.object(CELLS);
    for (Object key : line.rawObject(CELLS).keySet()) {
      String name = (String) key;
      Optional<ReplicateCell> cell = ReplicateCell.fromKey(name);
      List<?> sums = cells.list(name);
      boolean counts = sums.stream().allMatch(sum -> sum instanceof Long count && count >= 0);
      if (cell.isEmpty() || sums.size() != size || !counts) {
        throw cells.refuse(name, "is not a list of %d counts of an outcome".formatted(size));
      }
      replicates.add(cell.get(), sums.stream().mapToLong(sum -> (Long) sum).toArray());
    }
    return replicates;
  }
}
