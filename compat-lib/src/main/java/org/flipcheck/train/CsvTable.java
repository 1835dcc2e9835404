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
import java.util.Iterator;
import java.util.List;
import java.util.zip.ZipException;

/**
 * A table with a header in CSV (RFC 4180: a quoted field may hold commas and newlines), in UTF-8,
 * plain or with gzip around it, one row at a time. Not thread-safe.
 */
public final class CsvTable implements AutoCloseable {

  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final Path file;
  private final CsvReader<CsvRecord> records;
  private final Iterator<CsvRecord> rest;
  private final List<String> header;
  private CsvRecord row;

  private CsvTable(Path file, CsvReader<CsvRecord> records) throws IOException {
    this.file = file;
    this.records = records;
    this.rest = records.iterator();
    this.header = next() ? List.copyOf(row.getFields()) : List.of();
  }

  /**
   * Opens a table before its first row.
   *
   * @param file CSV, plain or gzip; told by its first bytes
   * @return the table, with its header read
   * @throws IOException if the file cannot be read or its header is not CSV in UTF-8
   */
  public static CsvTable open(Path file) throws IOException {
    InputStream bytes = null;
    try {
      bytes = GzipFiles.open(file);
      return new CsvTable(
          file,
          CsvReader.builder()
              .allowExtraFields(true)
              .allowMissingFields(true)
              .ofCsvRecord(decode(bytes)));
    } catch (IOException e) {
      if (bytes != null) {
        bytes.close();
      }
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

  /**
   * The header.
   *
   * @return names of the columns; none if the file is empty
   */
  public List<String> header() {
    return header;
  }

  /**
   * Goes on to the next row.
   *
   * @return false if there is none
   * @throws IOException if the file cannot be read or is not CSV in UTF-8
   */
  public boolean next() throws IOException {
    try {
      if (!rest.hasNext()) {
        return false;
      }
      row = rest.next();
      return true;
    } catch (CsvParseException e) {
      throw translate(file, e);
    } catch (UncheckedIOException e) {
      throw translate(file, e.getCause());
    }
  }

  /**
   * Where the row begins.
   *
   * @return its first line, from 1
   */
  public long line() {
    return row.getStartingLineNumber();
  }

  /**
   * How many fields the row has.
   *
   * @return perhaps not as many as the header
   */
  public int fieldCount() {
    return row.getFieldCount();
  }

  /**
   * A field of the row.
   *
   * @param field from 0 to {@link #fieldCount} - 1
   * @return its text; empty where there is none
   */
  public String field(int field) {
    return row.getField(field);
  }

  @Override
  public void close() throws IOException {
    records.close();
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
    return e instanceof IOException io
        ? io
        : new IOException("%s: is not CSV: %s".formatted(file, e.getMessage()), e);
  }
}
