package org.flipcheck.spark;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * CSV as RFC 4180 has it: quotes and newlines inside fields, strict UTF-8, the same number of
 * fields on every line, nothing inferred. All cells are text; an empty cell is null. One task reads
 * one file, since a newline may be part of a field.
 */
final class CsvTable {

  private final Source source;
  private final List<String> files;
  private final char separator;
  private final List<String> header;

  private CsvTable(Source source, List<String> files, char separator, List<String> header) {
    this.source = source;
    this.files = files;
    this.separator = separator;
    this.header = header;
  }

  static CsvTable open(Source source, InputFiles files, Configuration hadoop) {
    char separator = files.isTabSeparated() ? '\t' : ',';
    for (var option : source.options().entrySet()) {
      if (!option.getKey().equals("sep") || option.getValue().length() != 1) {
        throw new BadInputException(
            "%s: CSV has one reader option, sep (one character); '%s=%s' is not it"
                .formatted(source.describe(), option.getKey(), option.getValue()));
      }
      separator = option.getValue().charAt(0);
    }
    try (Records records =
        new Records(source.describe(), files.paths().get(0), separator, hadoop)) {
      if (!records.hasNext()) {
        throw new BadInputException(
            "%s: the file is empty; a CSV file begins with a line of column names"
                .formatted(source.describe()));
      }
      List<String> header = records.next().getFields();
      checkHeader(source, header);
      return new CsvTable(source, files.paths(), separator, header);
    }
  }

  private static void checkHeader(Source source, List<String> header) {
    Set<String> seen = new HashSet<>();
    for (String column : header) {
      if (!seen.add(column)) {
        throw new BadInputException(
            "%s: the header names the column '%s' twice".formatted(source.describe(), column));
      }
    }
  }

  StructType schema() {
    StructType schema = new StructType();
    for (String column : header) {
      schema = schema.add(column, DataTypes.StringType);
    }
    return schema;
  }

  Dataset<Row> rows(SparkSession spark) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration hadoop = spark.sessionState().newHadoopConf();
    ReadFile readFile =
        new ReadFile(
            source.describe(),
            new ArrayList<>(header),
            separator,
            new SerializableConfiguration(hadoop));
    return spark
        .createDataset(context.parallelize(files, files.size()).rdd(), Encoders.STRING())
        .flatMap(readFile, Encoders.row(schema()));
  }

  private record ReadFile(
      String table, List<String> header, char separator, SerializableConfiguration hadoop)
      implements FlatMapFunction<String, Row> {

    @Override
    public Iterator<Row> call(String file) {
      Records records = new Records(table, file, separator, hadoop.value());
      if (!records.hasNext() || !records.next().getFields().equals(header)) {
        records.close();
        throw new BadInputException(
            "%s: %s begins with another header than the other files; all need %s"
                .formatted(table, records.name(), header));
      }
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return records.hasNext();
        }

        @Override
        public Row next() {
          return toRow(records.next());
        }
      };
    }

    private Row toRow(CsvRecord csvRecord) {
      Object[] cells = new Object[header.size()];
      for (int i = 0; i < cells.length; i++) {
        String cell = csvRecord.getField(i);
        cells[i] = cell.isEmpty() ? null : cell;
      }
      return RowFactory.create(cells);
    }
  }

  /** The records of one file, checked as they are read. */
  private static final class Records implements Iterator<CsvRecord>, AutoCloseable {
    private final String table;
    private final String file;
    private final Configuration hadoop;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private int width = -1;

    Records(String table, String file, char separator, Configuration hadoop) {
      this.table = table;
      this.file = file;
      this.hadoop = hadoop;
      try {
        this.reader =
            CsvReader.builder()
                .fieldSeparator(separator)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(withoutByteOrderMark(strictReader(file, hadoop)));
      } catch (IOException e) {
        throw InputFiles.unreadable(table, file, e);
      }
      this.records = reader.iterator();
    }

    private static Reader strictReader(String file, Configuration hadoop) throws IOException {
      InputStream bytes = InputFiles.open(file, hadoop);
      return new InputStreamReader(
          bytes,
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private static Reader withoutByteOrderMark(Reader reader) throws IOException {
      PushbackReader pushback = new PushbackReader(new BufferedReader(reader, 1 << 16));
      int first = pushback.read();
      if (first != 0xFEFF && first >= 0) {
        pushback.unread(first);
      }
      return pushback;
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
      CsvRecord next;
      try {
        next = records.next();
      } catch (CsvParseException e) {
        throw malformed(e);
      } catch (UncheckedIOException e) {
        throw translate(e.getCause());
      }
      if (width < 0) {
        width = next.getFieldCount();
      } else if (next.getFieldCount() != width) {
        throw new BadInputException(
            "%s: %s, line %d has %d fields, the header has %d; check quotes and separators there"
                .formatted(
                    table, name(), next.getStartingLineNumber(), next.getFieldCount(), width));
      }
      return next;
    }

    private BadInputException malformed(CsvParseException e) {
      if (e.getCause() instanceof IOException io) {
        return translate(io);
      }
      return new BadInputException(
          "%s: %s is not CSV: %s".formatted(table, name(), e.getMessage()));
    }

    private BadInputException translate(IOException e) {
      if (e instanceof CharacterCodingException) {
        return new BadInputException(
            "%s: %s, line %d is not UTF-8; convert the file, for example with iconv -f latin1 -t utf-8"
                .formatted(table, name(), lineOfBadByte()));
      }
      return InputFiles.unreadable(table, file, e);
    }

    private long lineOfBadByte() {
      long line = 1;
      try (Reader again = strictReader(file, hadoop)) {
        for (int c = again.read(); c >= 0; c = again.read()) {
          if (c == '\n') {
            line++;
          }
        }
      } catch (IOException e) {
        return line;
      }
      return line;
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
}
