package org.flipcheck.mend;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a program's predictions: CSV with a header (RFC 4180, UTF-8; an empty cell is no value), or
 * JSON lines, told by the first character. All values are texts; a number of JSON is its digits,
 * without an exponent or zeros that say nothing.
 */
final class PredictionFile {

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private static final int MOST_DIGITS = 100;

  private PredictionFile() {}

  /**
   * Reads a file.
   *
   * @param file CSV or JSON lines
   * @param columns which columns say what
   * @return an example for each line
   * @throws MendException with what is wrong with the file, the first problems at once
   * @throws IOException if it cannot be read
   */
  static Predictions read(Path file, PredictionColumns columns) throws IOException {
    RowReader rows = new RowReader(file, columns);
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      in.mark(1);
      int first = in.read();
      in.reset();
      if (first < 0) {
        throw new MendException(
            "%s: the file is empty; write a header and one line for each example".formatted(file));
      }
      if (first == '{') {
        readJson(in, file, rows);
      } else {
        readCsv(in, file, rows);
      }
    } catch (CharacterCodingException e) {
      throw new MendException("%s: the file is not text in UTF-8".formatted(file));
    }
    return rows.finish();
  }

  private static void readJson(BufferedReader in, Path file, RowReader rows) throws IOException {
    long line = 0;
    for (String text = in.readLine(); text != null; text = in.readLine()) {
      line++;
      if (text.isBlank()) {
        continue;
      }
      try {
        rows.add(line, values(JSON.readValue(text)));
      } catch (JsonProcessingException e) {
        throw new MendException(
            "%s:%d: not a JSON object: %s".formatted(file, line, e.getOriginalMessage()));
      }
    }
  }

  private static Map<String, String> values(JsonNode object) {
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!field.getValue().isNull()) {
        values.put(field.getKey(), text(field.getValue()));
      }
    }
    return values;
  }

  private static String text(JsonNode value) {
    return value.isNumber()
        ? number(value.decimalValue().stripTrailingZeros())
        : value.isContainerNode() ? value.toString() : value.asText();
  }

  /** A foreign exponent must not become a text of a thousand million digits. */
  private static String number(BigDecimal value) {
    return Math.abs((long) value.scale()) > MOST_DIGITS ? value.toString() : value.toPlainString();
  }

  private static void readCsv(Reader in, Path file, RowReader rows) throws IOException {
    try (CsvReader<CsvRecord> csv =
        CsvReader.builder().allowMissingFields(true).allowExtraFields(true).ofCsvRecord(in)) {
      List<String> header = null;
      for (CsvRecord csvRecord : csv) {
        if (header == null) {
          header = header(file, csvRecord, rows);
        } else {
          rows.add(csvRecord.getStartingLineNumber(), values(file, header, csvRecord));
        }
      }
    } catch (CsvParseException e) {
      String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new MendException("%s: not CSV: %s: %s".formatted(file, e.getMessage(), why));
    }
  }

  private static List<String> header(Path file, CsvRecord first, RowReader rows) {
    List<String> header = new ArrayList<>(first.getFields());
    // Some programs begin a file by a mark of its byte order.
    header.set(0, header.get(0).replace("\uFEFF", ""));
    rows.requireColumns(header);
    for (String name : header) {
      if (header.indexOf(name) != header.lastIndexOf(name)) {
        throw new MendException("%s: two columns are called %s".formatted(file, name));
      }
    }
    return header;
  }

  private static Map<String, String> values(Path file, List<String> header, CsvRecord fields) {
    if (fields.getFieldCount() != header.size()) {
      throw new MendException(
          "%s:%d: has %d fields, the header %d; quote fields that hold commas"
              .formatted(
                  file, fields.getStartingLineNumber(), fields.getFieldCount(), header.size()));
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < header.size(); i++) {
      if (!fields.getField(i).isEmpty()) {
        values.put(header.get(i), fields.getField(i));
      }
    }
    return values;
  }
}
