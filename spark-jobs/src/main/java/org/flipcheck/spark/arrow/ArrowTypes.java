package org.flipcheck.spark.arrow;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Spark's type for each type of Arrow: the one that a Parquet file of the same data would get.
 * Unsigned numbers get the next wider type; a dictionary-encoded column has the type of its values.
 */
public final class ArrowTypes {

  /**
   * Key in the metadata of a column of Spark's schema whose Arrow type cannot be read. The value is
   * the reason and the remedy, a sentence's end. Such a column is listed with the type {@code void}
   * so that other columns can be read; reading it fails.
   */
  public static final String REFUSED = "org.flipcheck.spark.arrow.refused";

  private static final int INT8 = 8;
  private static final int INT16 = 16;
  private static final int INT32 = 32;
  private static final DecimalType UINT64 = new DecimalType(20, 0);

  private ArrowTypes() {}

  /**
   * Spark's schema of a file.
   *
   * @param file its path, for messages
   */
  static StructType schema(String file, Schema schema) throws ArrowFileException {
    Set<String> seen = new HashSet<>();
    StructType columns = new StructType();
    for (Field field : schema.getFields()) {
      if (!seen.add(field.getName())) {
        throw new ArrowFileException(
            file, "has two columns '%s'; rename one".formatted(field.getName()));
      }
      columns = columns.add(column(field));
    }
    return columns;
  }

  private static StructField column(Field field) {
    Optional<DataType> type = dataType(field);
    // Nullable throughout: a writer's word that there are no nulls is not checked by anybody.
    return type.map(known -> new StructField(field.getName(), known, true, Metadata.empty()))
        .orElseGet(
            () ->
                new StructField(
                    field.getName(),
                    DataTypes.NullType,
                    true,
                    new MetadataBuilder().putString(REFUSED, refusal(field)).build()));
  }

  /** Why a column cannot be read, and what to do. */
  static String refusal(Field field) {
    return "the column '%s' has the Arrow type %s, which is not supported; write it as text or numbers"
        .formatted(field.getName(), described(field));
  }

  private static String described(Field field) {
    String children =
        field.getChildren().stream().map(ArrowTypes::described).reduce("", (a, b) -> a + " " + b);
    return field.getType() + (children.isEmpty() ? "" : " of" + children);
  }

  /** Spark's type of a column, or empty where there is none. */
  static Optional<DataType> dataType(Field field) {
    List<Field> children = field.getChildren();
    ArrowType type = field.getType();
    return switch (type.getTypeID()) {
      case List, LargeList, FixedSizeList ->
          children.size() == 1
              ? dataType(children.get(0)).map(element -> DataTypes.createArrayType(element, true))
              : Optional.empty();
      // Spark reads the fields of a struct row by row, and a dictionary has no rows.
      case Struct -> field.getDictionary() == null ? structType(children) : Optional.empty();
      case Map -> mapType(children);
      default -> plainType(type);
    };
  }

  private static Optional<DataType> structType(List<Field> children) {
    StructType struct = new StructType();
    for (Field child : children) {
      Optional<DataType> type = dataType(child);
      if (type.isEmpty()) {
        return Optional.empty();
      }
      struct = struct.add(child.getName(), type.get(), true);
    }
    return Optional.of(struct);
  }

  private static Optional<DataType> mapType(List<Field> children) {
    if (children.size() != 1 || children.get(0).getChildren().size() != 2) {
      return Optional.empty();
    }
    Field key = children.get(0).getChildren().get(0);
    Field value = children.get(0).getChildren().get(1);
    return dataType(key)
        .flatMap(k -> dataType(value).map(v -> DataTypes.createMapType(k, v, true)));
  }

  private static Optional<DataType> plainType(ArrowType type) {
    return switch (type.getTypeID()) {
      case Null -> Optional.of(DataTypes.NullType);
      case Bool -> Optional.of(DataTypes.BooleanType);
      case Int -> Optional.of(wholeType((ArrowType.Int) type));
      case FloatingPoint ->
          Optional.of(
              ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.DOUBLE
                  ? DataTypes.DoubleType
                  : DataTypes.FloatType);
      case Utf8, LargeUtf8, Utf8View -> Optional.of(DataTypes.StringType);
      case Binary, LargeBinary, BinaryView, FixedSizeBinary -> Optional.of(DataTypes.BinaryType);
      case Date -> Optional.of(DataTypes.DateType);
      case Timestamp ->
          Optional.of(
              ((ArrowType.Timestamp) type).getTimezone() == null
                  ? DataTypes.TimestampNTZType
                  : DataTypes.TimestampType);
      case Decimal -> decimalType((ArrowType.Decimal) type);
      default -> Optional.empty();
    };
  }

  private static Optional<DataType> decimalType(ArrowType.Decimal type) {
    boolean fits =
        type.getBitWidth() == 128
            && type.getPrecision() > 0
            && type.getPrecision() <= DecimalType.MAX_PRECISION()
            && type.getScale() >= 0
            && type.getScale() <= type.getPrecision();
    return fits
        ? Optional.of(DataTypes.createDecimalType(type.getPrecision(), type.getScale()))
        : Optional.empty();
  }

  private static DataType wholeType(ArrowType.Int type) {
    return switch (type.getBitWidth()) {
      case INT8 -> type.getIsSigned() ? DataTypes.ByteType : DataTypes.ShortType;
      case INT16 -> type.getIsSigned() ? DataTypes.ShortType : DataTypes.IntegerType;
      case INT32 -> type.getIsSigned() ? DataTypes.IntegerType : DataTypes.LongType;
      default -> type.getIsSigned() ? DataTypes.LongType : UINT64;
    };
  }
}
