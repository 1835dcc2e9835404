package org.flipcheck.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Python writes NaN and Infinity, which JSON does not have; Spark reads them. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private JsonSchemas() {}

  /**
   * The types of the first lines of the first file. Columns that are null in all of them are left
   * out.
   *
   * @throws BadInputException if the file is empty or its first lines are not JSON objects
   */
  static StructType sample(Source source, InputFiles files, Configuration hadoop) {
    Map<String, DataType> types = new LinkedHashMap<>();
    long objects = 0;
    for (String file : files.paths()) {
      if (objects < SAMPLE_LINES) {
        objects += scan(source, file, hadoop, SAMPLE_LINES - objects, types);
      }
    }
    if (objects == 0) {
      throw new BadInputException(
          "%s: the file is empty; there is nothing to compare".formatted(source.describe()));
    }
    StructType schema = new StructType();
    for (var column : types.entrySet()) {
      if (column.getValue() != DataTypes.NullType) {
        schema = schema.add(column.getKey(), column.getValue());
      }
    }
    return schema;
  }

  /**
   * The first line that is no JSON object, after a failure: this reads the files once more.
   *
   * @param sources all tables; those that are not JSON are passed over
   */
  static Optional<BadInputException> findBadLine(List<Source> sources, Configuration hadoop) {
    for (Source source : sources) {
      try {
        InputFiles files = InputFiles.list(source, hadoop);
        if (source.tableName().isEmpty()
            && source.format().orElseGet(files::detectFormat).equals("json")) {
          for (String file : files.paths()) {
            scan(source, file, hadoop, Long.MAX_VALUE, new LinkedHashMap<>());
          }
        }
      } catch (BadInputException e) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }

  /** Adds the types of a file's first objects, and says how many there were. */
  private static long scan(
      Source source, String file, Configuration hadoop, long most, Map<String, DataType> types) {
    long objects = 0;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(InputFiles.open(file, hadoop), StandardCharsets.UTF_8))) {
      long number = 0;
      for (String line = reader.readLine();
          line != null && objects < most;
          line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          objects++;
          addLine(source, file, number, line, types);
        }
      }
    } catch (IOException e) {
      throw InputFiles.unreadable(source.describe(), file, e);
    }
    return objects;
  }

  private static void addLine(
      Source source, String file, long number, String line, Map<String, DataType> types) {
    JsonNode node;
    try {
      node = JSON.readTree(line.startsWith("\uFEFF") ? line.substring(1) : line);
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

  private static BadInputException notAnObject(Source source, String file, long number) {
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
