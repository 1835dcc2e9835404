package org.flipcheck.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What senders make of rows, a receiver opens again. */
class StoreBlocksTest {

  private static final String LONG_TEXT = "long ".repeat(50_000);

  private static StructType schema(DataType... types) {
    return new StructType(
        IntStream.range(0, types.length)
            .mapToObj(i -> DataTypes.createStructField("c" + i, types[i], true))
            .toArray(StructField[]::new));
  }

  private static StoreSettings settings(String idType, int partitions) {
    return new StoreSettings(List.of("c0"), List.of(idType), partitions);
  }

  private static UTF8String text(String text) {
    return text == null ? null : UTF8String.fromString(text);
  }

  /** The partitions of some senders' rows, all opened. */
  private static final class Received {
    private final StructType schema;
    private final TreeMap<Integer, StoreReceiver> receivers = new TreeMap<>();
    private final List<String> rows = new ArrayList<>();
    private int blocks;
    private long bytes;

    Received(StructType schema) {
      this.schema = schema;
    }

    void send(long sender, StoreSettings settings, int n, IntFunction<Object[]> row)
        throws IOException {
      StoreSender blocksOf =
          new StoreSender(
              sender,
              IntStream.range(0, n)
                  .mapToObj(i -> (InternalRow) new GenericInternalRow(row.apply(i)))
                  .iterator(),
              schema,
              settings);
      while (blocksOf.hasNext()) {
        var block = blocksOf.next();
        blocks++;
        bytes += block._2().length;
        StoreReceiver receiver =
            receivers.computeIfAbsent(block._1(), unused -> new StoreReceiver(schema, 1));
        receiver.open(block._2(), opened -> rows.add(shown(block._1(), receiver, opened)));
      }
    }

    /** A row as text, in the partition that it should be in. */
    private String shown(int partition, StoreReceiver receiver, UnsafeRow row) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < schema.size(); i++) {
        DataType type = schema.fields()[i].dataType();
        int code = i == 0 || row.isNullAt(i) ? TextDictionary.NONE : StoreCell.code(row, i);
        values.add(
            type instanceof StringType && code != TextDictionary.NONE
                ? receiver.texts(i).text(code)
                : row.get(i, type));
      }
      return partition + " " + values(values.toArray());
    }
  }

  private static String values(Object[] values) {
    StringBuilder shown = new StringBuilder();
    for (Object value : values) {
      shown.append(value instanceof ArrayData list ? shown(list) : shown(value)).append('|');
    }
    return shown.toString();
  }

  private static String shown(ArrayData list) {
    return Arrays.toString(list.toObjectArray(DataTypes.FloatType));
  }

  private static Object shown(Object value) {
    return value instanceof byte[] bytes ? Arrays.toString(bytes) : value;
  }

  private static List<String> expected(StoreSettings settings, int n, IntFunction<Object[]> row) {
    List<String> expected = new ArrayList<>();
    StoreKeys keys = new StoreKeys(settings);
    for (int i = 0; i < n; i++) {
      Object[] values = row.apply(i);
      expected.add(keys.partition(new GenericInternalRow(values)) + " " + values(values));
    }
    return expected;
  }

  private static final StructType ALL =
      schema(
          DataTypes.LongType,
          DataTypes.StringType,
          DataTypes.BooleanType,
          DataTypes.ByteType,
          DataTypes.ShortType,
          DataTypes.IntegerType,
          DataTypes.FloatType,
          DataTypes.DoubleType,
          DataTypes.DateType,
          DataTypes.TimestampType,
          DataTypes.BinaryType,
          DataTypes.createDecimalType(9, 2),
          DataTypes.createDecimalType(38, 3),
          DataTypes.createArrayType(DataTypes.FloatType));

  private static Object[] ofAllTypes(int i) {
    Object[] row = {
      i % 9 == 0 ? Long.MIN_VALUE + i : i * 7919L - 4000,
      text(i == 17 ? LONG_TEXT : i % 5 == 0 ? "" : "text " + i % 4),
      i % 2 == 0,
      (byte) -i,
      (short) (-3 * i),
      i % 2 == 0 ? Integer.MIN_VALUE + i : i,
      i % 3 == 0 ? Float.NaN : -i / 3f,
      i % 4 == 0 ? -0.0 : i % 4 == 1 ? Double.NEGATIVE_INFINITY : i / 7d,
      -i,
      i * 1_000_003L,
      new byte[] {(byte) i, 0, -1},
      Decimal.apply(new java.math.BigDecimal(-i + ".25"), 9, 2),
      Decimal.apply(new java.math.BigDecimal("-1234567890123456789012345678" + i + ".125"), 38, 3),
      new GenericArrayData(new Object[] {i / 2f, null, -i / 3f})
    };
    row[i % (row.length + 3) % row.length] = null;
    return row;
  }

  @Test
  void everyTypeComesBackInItsPartition() throws IOException {
    StoreSettings settings = settings(StoreSettings.WHOLE, 7);
    Received received = new Received(ALL);
    received.send(3, settings, 500, StoreBlocksTest::ofAllTypes);
    assertThat(received.rows)
        .containsExactlyInAnyOrderElementsOf(expected(settings, 500, StoreBlocksTest::ofAllTypes));
  }

  @ParameterizedTest
  @ValueSource(ints = {62, 63, 64, 126, 130})
  void nullsOfManyColumnsComeBack(int columns) throws IOException {
    DataType[] types = new DataType[columns];
    Arrays.fill(types, DataTypes.IntegerType);
    types[0] = DataTypes.LongType;
    StructType schema = schema(types);
    IntFunction<Object[]> row =
        i -> {
          Object[] values = new Object[types.length];
          for (int c = 0; c < values.length; c++) {
            values[c] = c == 0 ? (Object) (long) i : (i + c) % 5 == 0 ? null : (Object) (i * c);
          }
          return values;
        };
    StoreSettings settings = settings(StoreSettings.WHOLE, 2);
    Received received = new Received(schema);
    received.send(3, settings, 200, row);
    assertThat(received.rows).containsExactlyInAnyOrderElementsOf(expected(settings, 200, row));
  }

  private static final StructType TEXTS = schema(DataTypes.StringType, DataTypes.StringType);

  @Test
  void sendersNumberTheirTextsEachInItsOwnWay() throws IOException {
    StoreSettings settings = settings(StoreSettings.TEXT, 3);
    Received received = new Received(TEXTS);
    List<String> expected = new ArrayList<>();
    for (int sender = 0; sender < 4; sender++) {
      int from = sender * 5;
      IntFunction<Object[]> row =
          i -> new Object[] {text(i % 50 == 0 ? null : "id " + i), text("v" + (i * 3 + from) % 11)};
      received.send(sender, settings, 400, row);
      expected.addAll(expected(settings, 400, row));
    }
    assertThat(received.rows).containsExactlyInAnyOrderElementsOf(expected);
    received.receivers.values().forEach(r -> assertThat(r.texts(1).size()).isEqualTo(11));
  }

  @Test
  void textsBeyondWhatASenderMayNumberGoAsTheyAre() throws IOException {
    // A million numbers over so many partitions are ten texts.
    StoreSettings settings = settings(StoreSettings.WHOLE, 99_999);
    StructType schema = schema(DataTypes.LongType, DataTypes.StringType);
    IntFunction<Object[]> row = i -> new Object[] {(long) (i % 3), text("value " + i % 500)};
    Received received = new Received(schema);
    received.send(3, settings, 6000, row);
    assertThat(received.rows).containsExactlyInAnyOrderElementsOf(expected(settings, 6000, row));
    assertThat(received.receivers).hasSize(3);
    received.receivers.values().forEach(r -> assertThat(r.isNumbered(1)).isTrue());
  }

  @Test
  void aPartitionNumbersNoTextsWhereNearlyAllDiffer() throws IOException {
    StoreSettings settings = settings(StoreSettings.WHOLE, 1);
    StructType schema = schema(DataTypes.LongType, DataTypes.StringType, DataTypes.StringType);
    int n = 70_000;
    IntFunction<Object[]> row = i -> new Object[] {1L, text("note " + i), text("label " + i % 3)};
    Received received = new Received(schema);
    received.send(3, settings, n, row);
    received.send(4, settings, n, row);
    StoreReceiver receiver = received.receivers.get(0);
    assertThat(receiver.isNumbered(0)).isFalse();
    assertThat(receiver.isNumbered(1)).isFalse();
    assertThat(receiver.isNumbered(2)).isTrue();
    assertThat(receiver.texts(1).size()).isLessThan(n);
    List<String> once = expected(settings, n, row);
    assertThat(received.rows.subList(0, n)).isEqualTo(once);
    assertThat(received.rows.subList(n, 2 * n)).isEqualTo(once);
    assertThat(received.blocks).isGreaterThan(20);
    // Ids, labels and what nulls there are take few bytes beside the notes.
    assertThat(received.bytes).isLessThan(2L * n * ("note " + n).length() + 2L * n * 6);
  }

  @Test
  void aBlockOutOfItsOrderIsRefused() {
    StoreSender sender =
        new StoreSender(
            3,
            IntStream.range(0, 100_000)
                .mapToObj(
                    i -> (InternalRow) new GenericInternalRow(new Object[] {text("id " + i), null}))
                .iterator(),
            TEXTS,
            settings(StoreSettings.TEXT, 1));
    sender.next();
    byte[] second = sender.next()._2();
    assertThatThrownBy(() -> new StoreReceiver(TEXTS, 1).open(second, row -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("block 1 of sender 3 came as number 0");
  }

  @Test
  void aRowIsTheSameWhetherSparkKeepsItInBytesOrNot() throws IOException {
    UnsafeProjection projection = UnsafeProjection.create(ALL);
    StoreSettings settings = settings(StoreSettings.WHOLE, 1);
    InternalRow row = new GenericInternalRow(ofAllTypes(4));
    byte[] block = new StoreSender(1, List.of(row).iterator(), ALL, settings).next()._2();
    InternalRow unsafe = projection.apply(row).copy();
    assertThat(new StoreSender(1, List.of(unsafe).iterator(), ALL, settings).next()._2())
        .isEqualTo(block);
  }
}
