package org.flipcheck.spark;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;

/** The records of one CSV file, checked as they are read. */
final class CsvRecords implements Iterator<CsvRecord>, AutoCloseable {

  private final String table;
  private final String file;
  private final Configuration hadoop;
  private final CountedQuotes text;
  private final CsvReader<CsvRecord> reader;
  private final Iterator<CsvRecord> records;
  private CsvRecord last;
  private int width = -1;

  CsvRecords(String table, String file, char separator, Configuration hadoop) {
    this.table = table;
    this.file = file;
    this.hadoop = hadoop;
    try {
      this.text = new CountedQuotes(new BufferedReader(strictReader(file, hadoop), 1 << 16));
    } catch (IOException e) {
      throw translate(e);
    }
    this.reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(text);
    this.records = reader.iterator();
  }

  private static Reader strictReader(String file, Configuration hadoop) throws IOException {
    InputStream bytes = InputFiles.open(file, hadoop);
    return new InputStreamReader(bytes, strictDecoder());
  }

  private static CharsetDecoder strictDecoder() {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** Leaves a byte order mark out and counts quotation marks, which come in pairs. */
  private static final class CountedQuotes extends FilterReader {
    private boolean started;
    private boolean odd;

    CountedQuotes(Reader text) {
      super(text);
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      if (!started) {
        started = true;
        in.mark(1);
        if (in.read() != 0xFEFF) {
          in.reset();
        }
      }
      int read = super.read(buffer, offset, length);
      for (int i = offset; i < offset + read; i++) {
        odd ^= buffer[i] == '"';
      }
      return read;
    }
  }

  String name() {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  @Override
  public boolean hasNext() {
    try {
      boolean more = records.hasNext();
      if (!more) {
        close();
        checkLastQuote();
      }
      return more;
    } catch (CsvParseException e) {
      throw malformed(e);
    } catch (UncheckedIOException e) {
      throw translate(e.getCause());
    }
  }

  @Override
  public CsvRecord next() {
    try {
      last = records.next();
    } catch (CsvParseException e) {
      throw malformed(e);
    } catch (UncheckedIOException e) {
      throw translate(e.getCause());
    }
    if (width < 0) {
      width = last.getFieldCount();
    } else if (last.getFieldCount() != width) {
      throw new BadInputException(
          "%s: %s, line %d has %d fields, the header has %d; check quotes and separators there"
              .formatted(table, name(), last.getStartingLineNumber(), last.getFieldCount(), width));
    }
    return last;
  }

  /** A quote that is never closed swallows all lines behind it, as one field. */
  private void checkLastQuote() {
    if (text.odd
        && last != null
        && last.getField(last.getFieldCount() - 1).chars().anyMatch(c -> c == '\n' || c == '\r')) {
      throw new BadInputException(
          "%s: %s, line %d opens a quotation mark that no line behind it closes; close it, or double a quotation mark that is part of the text"
              .formatted(table, name(), last.getStartingLineNumber()));
    }
  }

  private BadInputException malformed(CsvParseException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        return translate(io);
      }
    }
    return new BadInputException("%s: %s is not CSV: %s".formatted(table, name(), e.getMessage()));
  }

  private BadInputException translate(IOException e) {
    if (e instanceof CharacterCodingException) {
      return new BadInputException(
          "%s: %s, line %d is not UTF-8; convert the file, for example with iconv -f latin1 -t utf-8"
              .formatted(table, name(), lineOfBadByte()));
    }
    return InputFiles.unreadable(table, file, e);
  }

  /** Reads the file again; no part of another character has the byte of a newline. */
  private long lineOfBadByte() {
    long number = 1;
    try (InputStream bytes = InputFiles.open(file, hadoop)) {
      java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
      InputStream buffered = new java.io.BufferedInputStream(bytes);
      for (int next = buffered.read(); next >= 0; next = buffered.read()) {
        line.write(next);
        if (next == '\n') {
          strictDecoder().decode(ByteBuffer.wrap(line.toByteArray()));
          line.reset();
          number++;
        }
      }
    } catch (IOException e) {
      return number;
    }
    return number;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw InputFiles.unreadable(table, file, e);
    }
  }
}
