package org.flipcheck.train;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;

/**
 * A table of labelled texts: CSV (RFC 4180: a quoted text may hold commas and newlines) in UTF-8,
 * plain or with gzip around it, whose header names at least the columns {@code id}, {@code text}
 * and {@code label}. Other columns are left alone.
 */
public final class TextTable {

  private static final List<String> COLUMNS = List.of("id", "text", "label");
  private static final int PROBLEMS_SHOWN = 10;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final Path file;
  private final List<LabelledText> rows = new ArrayList<>();
  private final Map<String, Long> lineOfId = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private TextTable(Path file) {
    this.file = file;
  }

  /**
   * Reads a whole table.
   *
   * @param file CSV, plain or gzip; told by its first bytes
   * @return the rows in the order of the file, at least one
   * @throws IOException if the file cannot be read or is not such a table; of rows with a wrong
   *     number of fields, an empty field or an id that was there before, the message names the
   *     first ten and counts the rest
   */
  public static List<LabelledText> read(Path file) throws IOException {
    try (InputStream bytes = GzipFiles.open(file);
        CsvReader<CsvRecord> records =
            CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(decode(bytes))) {
      return new TextTable(file).read(records.iterator());
    } catch (CsvParseException
        | UncheckedIOException
        | CharacterCodingException
        | EOFException
        | ZipException e) {
      throw translate(file, e);
    }
  }

  private static Reader decode(InputStream bytes) throws IOException {
    Reader text =
        new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()));
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
    return text;
  }

  private List<LabelledText> read(Iterator<CsvRecord> records) throws IOException {
    if (!records.hasNext()) {
      throw new IOException(file + ": is empty, a header with id, text, label is needed");
    }
    CsvRecord header = records.next();
    int[] places = places(header.getFields());
    while (records.hasNext()) {
      add(records.next(), header.getFieldCount(), places);
    }
    if (!problems.isEmpty()) {
      throw new IOException(problemText());
    }
    if (rows.isEmpty()) {
      throw new IOException(file + ": has a header but no row");
    }
    return List.copyOf(rows);
  }

  private int[] places(List<String> header) throws IOException {
    List<String> missing = COLUMNS.stream().filter(name -> !header.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new IOException(
          "%s: the header is %s, without %s".formatted(file, header, String.join(", ", missing)));
    }
    return COLUMNS.stream().mapToInt(header::indexOf).toArray();
  }

  private void add(CsvRecord row, int width, int[] places) {
    long line = row.getStartingLineNumber();
    if (row.getFieldCount() != width) {
      problems.add(
          "line %d has %d fields, the header has %d".formatted(line, row.getFieldCount(), width));
      return;
    }
    boolean whole = true;
    for (int i = 0; i < places.length; i++) {
      if (row.getField(places[i]).isBlank()) {
        problems.add("line %d has no %s".formatted(line, COLUMNS.get(i)));
        whole = false;
      }
    }
    if (whole) {
      String id = row.getField(places[0]);
      Long before = lineOfId.putIfAbsent(id, line);
      if (before != null) {
        problems.add("line %d has the id '%s' of line %d".formatted(line, id, before));
      }
      rows.add(new LabelledText(id, row.getField(places[1]), row.getField(places[2])));
    }
  }

  private String problemText() {
    int shown = Math.min(problems.size(), PROBLEMS_SHOWN);
    String more = problems.size() > shown ? "; and %d more".formatted(problems.size() - shown) : "";
    return file + ": " + String.join("; ", problems.subList(0, shown)) + more;
  }

  private static IOException translate(Path file, Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CharacterCodingException) {
        return new IOException(
            file + ": is not UTF-8; convert it, for example with iconv -f latin1 -t utf-8", e);
      }
      if (cause instanceof EOFException) {
        return new IOException(file + ": the gzip stream is cut off", e);
      }
      if (cause instanceof ZipException) {
        return new IOException(file + ": the gzip stream is damaged", e);
      }
    }
    return new IOException("%s: is not CSV: %s".formatted(file, e.getMessage()), e);
  }
}
