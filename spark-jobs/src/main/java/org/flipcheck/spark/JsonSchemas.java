package org.flipcheck.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The schema of JSON lines, told from the first lines, so that the file is read once and not twice.
 * Where the first lines do not tell (a column is missing or null in all of them) the caller lets
 * Spark look at every line.
 */
final class JsonSchemas {

  private static final int SAMPLE_LINES = 1000;

  private JsonSchemas() {}

  /**
   * The types of the first lines of the first file. Columns that are null in all of them are left
   * out.
   *
   * @throws BadInputException if the file is empty or its first lines are not JSON objects
   */
  static StructType sample(Source source, InputFiles files, Configuration hadoop) {
    Map<String, DataType> types = new LinkedHashMap<>();
    ObjectMapper json = new ObjectMapper();
    int lines = 0;
    for (String file : files.paths()) {
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(InputFiles.open(file, hadoop), StandardCharsets.UTF_8))) {
        for (String line = reader.readLine();
            line != null && lines < SAMPLE_LINES;
            line = reader.readLine()) {
          if (!line.isBlank()) {
            lines++;
            addLine(source, file, lines, json, line, types);
          }
        }
      } catch (IOException e) {
        throw InputFiles.unreadable(source.describe(), file, e);
      }
    }
    if (lines == 0) {
      throw new BadInputException("%s: the file is empty".formatted(source.describe()));
    }
    StructType schema = new StructType();
    for (var column : types.entrySet()) {
      if (column.getValue() != DataTypes.NullType) {
        schema = schema.add(column.getKey(), column.getValue());
      }
    }
    return schema;
  }

  private static void addLine(
      Source source,
      String file,
      int number,
      ObjectMapper json,
      String line,
      Map<String, DataType> types) {
    JsonNode node;
    try {
      node = json.readTree(line.startsWith("\uFEFF") ? line.substring(1) : line);
    } catch (JsonProcessingException e) {
      throw notAnObject(source, file, number);
    }
    if (!node.isObject()) {
      throw notAnObject(source, file, number);
    }
    node.properties()
        .forEach(
            field -> types.merge(field.getKey(), typeOf(field.getValue()), JsonSchemas::common));
  }

  private static BadInputException notAnObject(Source source, String file, int number) {
    return new BadInputException(
        "%s: %s, line %d is not a JSON object; JSON input has one object a line"
            .formatted(source.describe(), file.substring(file.lastIndexOf('/') + 1), number));
  }

  private static DataType typeOf(JsonNode value) {
    if (value.isNull()) {
      return DataTypes.NullType;
    }
    if (value.isBoolean()) {
      return DataTypes.BooleanType;
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return DataTypes.LongType;
    }
    if (value.isNumber()) {
      return DataTypes.DoubleType;
    }
    if (value.isArray()) {
      DataType element = DataTypes.NullType;
      for (JsonNode item : value) {
        element = common(element, typeOf(item));
      }
      return DataTypes.createArrayType(
          element == DataTypes.NullType ? DataTypes.StringType : element);
    }
    return DataTypes.StringType;
  }

  private static DataType common(DataType a, DataType b) {
    if (a.equals(b) || b == DataTypes.NullType) {
      return a;
    }
    if (a == DataTypes.NullType) {
      return b;
    }
    boolean numbers =
        (a == DataTypes.LongType || a == DataTypes.DoubleType)
            && (b == DataTypes.LongType || b == DataTypes.DoubleType);
    if (numbers) {
      return DataTypes.DoubleType;
    }
    if (a instanceof org.apache.spark.sql.types.ArrayType left
        && b instanceof org.apache.spark.sql.types.ArrayType right) {
      return DataTypes.createArrayType(common(left.elementType(), right.elementType()));
    }
    return DataTypes.StringType;
  }

  /** The same schema with nested objects as text, since no role takes an object. */
  static StructType flat(StructType schema) {
    StructType flat = new StructType();
    for (StructField field : schema.fields()) {
      flat =
          flat.add(
              field.name(),
              field.dataType() instanceof StructType ? DataTypes.StringType : field.dataType());
    }
    return flat;
  }
}
