package org.flipcheck.spark.arrow;

import java.math.BigInteger;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.ViewVarBinaryVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Spark's view of Arrow vectors: Spark's own, without a copy, where it knows the type, and one that
 * converts where it does not. A view stays good when the vector gets the next batch.
 */
final class ArrowColumns {

  private static final long NANOS_PER_MICRO = 1000;
  private static final long MICROS_PER_MILLI = 1000;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MILLIS_PER_DAY = 86_400_000;
  private static final int UINT64_DIGITS = 20;

  private final Dictionaries dictionaries;
  private final List<DictionaryColumnVector> coded;

  /**
   * Views of the columns of one file.
   *
   * @param dictionaries the values of codes
   * @param coded collects the dictionary-encoded columns, whose codes have to be checked
   */
  ArrowColumns(Dictionaries dictionaries, List<DictionaryColumnVector> coded) {
    this.dictionaries = dictionaries;
    this.coded = coded;
  }

  /**
   * A view of a column.
   *
   * @param field the column as the schema has it, with the type of its values
   * @param vector the column as it is stored, with codes where it is dictionary-encoded
   */
  ColumnVector of(Field field, FieldVector vector) {
    if (field.getDictionary() != null) {
      FieldVector values = dictionaries.values(field.getDictionary().getId());
      DictionaryColumnVector view =
          new DictionaryColumnVector(vector, values, plain(field, values));
      coded.add(view);
      return view;
    }
    return plain(field, vector);
  }

  private ColumnVector plain(Field field, FieldVector vector) {
    DataType type = ArrowTypes.dataType(field).orElseThrow();
    return switch (field.getType().getTypeID()) {
      case Int, FloatingPoint -> number(type, vector);
      case Utf8View, BinaryView, FixedSizeBinary -> bytes(type, vector);
      case Date -> vector instanceof DateMilliVector days ? days(type, days) : spark(vector);
      case Timestamp -> timestamp(type, (ArrowType.Timestamp) field.getType(), vector);
      case List, LargeList, FixedSizeList -> list(type, field, vector);
      case Struct -> struct(type, field, (StructVector) vector);
      case Map -> map(type, field, (MapVector) vector);
      default -> spark(vector);
    };
  }

  private static ColumnVector spark(FieldVector vector) {
    return new ArrowColumnVector(vector);
  }

  private static ColumnVector number(DataType type, FieldVector vector) {
    if (vector instanceof UInt1Vector numbers) {
      return new ConvertedVector(type, vector) {
        @Override
        public short getShort(int row) {
          return (short) (numbers.get(row) & 0xFF);
        }
      };
    }
    if (vector instanceof UInt2Vector numbers) {
      return new ConvertedVector(type, vector) {
        @Override
        public int getInt(int row) {
          return numbers.get(row);
        }
      };
    }
    if (vector instanceof UInt4Vector numbers) {
      return new ConvertedVector(type, vector) {
        @Override
        public long getLong(int row) {
          return Integer.toUnsignedLong(numbers.get(row));
        }
      };
    }
    if (vector instanceof UInt8Vector numbers) {
      return new ConvertedVector(type, vector) {
        @Override
        public Decimal getDecimal(int row, int precision, int scale) {
          return isNullAt(row) ? null : unsigned(numbers.get(row));
        }
      };
    }
    if (vector instanceof Float2Vector numbers) {
      return new ConvertedVector(type, vector) {
        @Override
        public float getFloat(int row) {
          return numbers.getValueAsFloat(row);
        }
      };
    }
    if (vector instanceof Float4Vector || vector instanceof Float8Vector) {
      return new FloatingColumnVector(type, (BaseFixedWidthVector) vector);
    }
    return spark(vector);
  }

  private static Decimal unsigned(long bits) {
    BigInteger value = new BigInteger(Long.toUnsignedString(bits));
    return Decimal.apply(
        new scala.math.BigDecimal(new java.math.BigDecimal(value)), UINT64_DIGITS, 0);
  }

  private static ColumnVector bytes(DataType type, FieldVector vector) {
    return new ConvertedVector(type, vector) {
      @Override
      public UTF8String getUTF8String(int row) {
        return isNullAt(row) ? null : UTF8String.fromBytes(((ViewVarCharVector) vector).get(row));
      }

      @Override
      public byte[] getBinary(int row) {
        if (isNullAt(row)) {
          return null;
        }
        return vector instanceof ViewVarBinaryVector views
            ? views.get(row)
            : ((FixedSizeBinaryVector) vector).get(row);
      }
    };
  }

  private static ColumnVector days(DataType type, DateMilliVector vector) {
    return new ConvertedVector(type, vector) {
      @Override
      public int getInt(int row) {
        return (int) Math.floorDiv(vector.get(row), MILLIS_PER_DAY);
      }
    };
  }

  /** Timestamps are microseconds in Spark; nanoseconds are cut, as Spark does with Parquet's. */
  private static ColumnVector timestamp(
      DataType type, ArrowType.Timestamp timestamp, FieldVector vector) {
    if (timestamp.getUnit() == TimeUnit.MICROSECOND) {
      return spark(vector);
    }
    TimeStampVector times = (TimeStampVector) vector;
    return new ConvertedVector(type, vector) {
      @Override
      public long getLong(int row) {
        long time = times.get(row);
        return switch (timestamp.getUnit()) {
          case SECOND -> Math.multiplyExact(time, MICROS_PER_SECOND);
          case MILLISECOND -> Math.multiplyExact(time, MICROS_PER_MILLI);
          case MICROSECOND -> time;
          case NANOSECOND -> Math.floorDiv(time, NANOS_PER_MICRO);
        };
      }
    };
  }

  private ColumnVector list(DataType type, Field field, FieldVector vector) {
    FieldVector elements = vector.getChildrenFromFields().get(0);
    ColumnVector view = of(field.getChildren().get(0), elements);
    if (vector instanceof ListVector && view instanceof ArrowColumnVector) {
      return spark(vector);
    }
    if (vector instanceof ListVector lists) {
      return new ListColumnVector(
          type, vector, view, lists::getElementStartIndex, lists::getElementEndIndex);
    }
    if (vector instanceof LargeListVector lists) {
      // The elements of a batch are fewer than 2^31: the loader has counted them.
      return new ListColumnVector(
          type,
          vector,
          view,
          row -> (int) lists.getElementStartIndex(row),
          row -> (int) lists.getElementEndIndex(row));
    }
    FixedSizeListVector lists = (FixedSizeListVector) vector;
    int size = lists.getListSize();
    return new ListColumnVector(type, vector, view, row -> row * size, row -> row * size + size);
  }

  private ColumnVector struct(DataType type, Field field, StructVector vector) {
    ColumnVector[] children = new ColumnVector[field.getChildren().size()];
    for (int i = 0; i < children.length; i++) {
      children[i] = of(field.getChildren().get(i), vector.getChildrenFromFields().get(i));
    }
    return new ConvertedVector(type, vector) {
      @Override
      public ColumnVector getChild(int ordinal) {
        return children[ordinal];
      }
    };
  }

  private ColumnVector map(DataType type, Field field, MapVector vector) {
    Field entry = field.getChildren().get(0);
    FieldVector entries = vector.getChildrenFromFields().get(0);
    ColumnVector keys = of(entry.getChildren().get(0), entries.getChildrenFromFields().get(0));
    ColumnVector values = of(entry.getChildren().get(1), entries.getChildrenFromFields().get(1));
    return new ConvertedVector(type, vector) {
      @Override
      public ColumnarMap getMap(int row) {
        if (isNullAt(row)) {
          return null;
        }
        int from = vector.getElementStartIndex(row);
        return new ColumnarMap(keys, values, from, vector.getElementEndIndex(row) - from);
      }
    };
  }
}
