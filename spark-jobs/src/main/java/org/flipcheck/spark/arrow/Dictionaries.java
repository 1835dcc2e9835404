package org.flipcheck.spark.arrow;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.VectorBatchAppender;

/** The dictionaries of the wanted columns of one file: values by code. */
final class Dictionaries implements AutoCloseable {

  private final BufferAllocator allocator;
  private final Map<Long, FieldVector> values = new HashMap<>();
  private final Set<Long> loaded = new HashSet<>();

  Dictionaries(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /** A column as record batches store it: with codes in place of values. */
  static Field stored(Field field) {
    if (field.getDictionary() == null) {
      return new Field(field.getName(), field.getFieldType(), storedAll(field.getChildren()));
    }
    FieldType codes =
        new FieldType(
            field.isNullable(),
            field.getDictionary().getIndexType(),
            field.getDictionary(),
            field.getMetadata());
    return new Field(field.getName(), codes, List.of());
  }

  private static List<Field> storedAll(List<Field> fields) {
    return fields.stream().map(Dictionaries::stored).toList();
  }

  /** Prepares the dictionaries of a column and of what it contains. */
  void add(Field field) {
    if (field.getDictionary() != null) {
      values.computeIfAbsent(
          field.getDictionary().getId(),
          unused ->
              new Field(
                      "dictionary",
                      FieldType.nullable(field.getType()),
                      storedAll(field.getChildren()))
                  .createVector(allocator));
    }
    field.getChildren().forEach(this::add);
  }

  /** The values of a dictionary that was added. */
  FieldVector values(long id) {
    return values.get(id);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** Loads, replaces or appends to a dictionary; one of other columns is skipped. */
  void load(IpcInput input, IpcMessage message) throws IOException {
    DictionaryBatch dictionary = message.dictionary();
    FieldVector known = values.get(dictionary.id());
    if (known == null) {
      return;
    }
    boolean appends = dictionary.isDelta() && !loaded.add(dictionary.id());
    loaded.add(dictionary.id());
    FieldVector target = appends ? known.getField().createVector(allocator) : known;
    try {
      BatchLoader.load(
          input,
          message,
          dictionary.data(),
          List.of(known.getField()),
          new boolean[] {true},
          List.of(target),
          allocator);
      if (appends) {
        VectorBatchAppender.batchAppend(known, target);
      }
    } finally {
      if (appends) {
        target.close();
      }
    }
  }

  /** Frees the values. */
  @Override
  public void close() {
    values.values().forEach(FieldVector::close);
  }
}
