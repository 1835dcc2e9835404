package org.flipcheck.predictions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The columns of a prediction file, in this order: {@code example_id}, {@code label}, {@code
 * prediction} (text), {@code score} (float64), {@code logits} (list of float32, one per class),
 * then the slice columns (text). Label and slices may be null, the rest may not.
 *
 * <p>The class names travel in the metadata of the {@code logits} field under the keys {@code
 * class_0}, {@code class_1}, …, so that a reader knows which logit belongs to which class. A plain
 * list is used rather than a fixed-size one because Spark's Arrow columns do not know the latter.
 *
 * @param classNames name of class i at index i; at least two, all different
 * @param sliceColumns names of the slice columns, all different; may be empty
 */
public record PredictionLayout(List<String> classNames, List<String> sliceColumns) {

  /** Column with the id of the example. */
  public static final String EXAMPLE_ID = "example_id";

  /** Column with the truth. */
  public static final String LABEL = "label";

  /** Column with the model's answer. */
  public static final String PREDICTION = "prediction";

  /** Column with the probability of the answer. */
  public static final String SCORE = "score";

  /** Column with the raw outputs of the model. */
  public static final String LOGITS = "logits";

  private static final List<String> FIXED = List.of(EXAMPLE_ID, LABEL, PREDICTION, SCORE, LOGITS);
  private static final String CLASS_KEY = "class_";
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  private static final ArrowType FLOAT64 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
  private static final ArrowType FLOAT32 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);

  /**
   * Checks the names and keeps unmodifiable copies.
   *
   * @throws IllegalArgumentException if there are fewer than two classes, a name is blank or given
   *     twice, or a slice column has the name of a fixed column
   */
  public PredictionLayout {
    classNames = List.copyOf(classNames);
    sliceColumns = List.copyOf(sliceColumns);
    if (classNames.size() < 2) {
      throw new IllegalArgumentException(
          "a prediction file needs at least 2 class names, got " + classNames);
    }
    requireDistinct("class name", classNames);
    requireDistinct("slice column", sliceColumns);
    for (String column : sliceColumns) {
      if (FIXED.contains(column)) {
        throw new IllegalArgumentException(
            "slice column '%s' has the name of a fixed column; the fixed ones are %s"
                .formatted(column, FIXED));
      }
    }
  }

  /**
   * The Arrow schema of files with this layout.
   *
   * @return the columns in file order
   */
  public Schema schema() {
    List<Field> fields = new ArrayList<>();
    fields.add(required(EXAMPLE_ID, TEXT));
    fields.add(Field.nullable(LABEL, TEXT));
    fields.add(required(PREDICTION, TEXT));
    fields.add(required(SCORE, FLOAT64));
    Map<String, String> classes = new LinkedHashMap<>();
    for (int i = 0; i < classNames.size(); i++) {
      classes.put(CLASS_KEY + i, classNames.get(i));
    }
    FieldType list = new FieldType(false, ArrowType.List.INSTANCE, null, classes);
    fields.add(new Field(LOGITS, list, List.of(required("element", FLOAT32))));
    for (String column : sliceColumns) {
      fields.add(Field.nullable(column, TEXT));
    }
    return new Schema(fields);
  }

  /**
   * Reads the layout back from a schema.
   *
   * @param schema of a file that {@link PredictionWriter} wrote
   * @return its layout
   * @throws IllegalArgumentException if the schema is not what {@link #schema()} gives
   */
  static PredictionLayout of(Schema schema) {
    List<String> columns = schema.getFields().stream().map(Field::getName).toList();
    if (columns.size() < FIXED.size() || !columns.subList(0, FIXED.size()).equals(FIXED)) {
      throw new IllegalArgumentException(
          "not a prediction file: its columns are %s, they must begin with %s"
              .formatted(columns, FIXED));
    }
    Map<String, String> classes = schema.findField(LOGITS).getMetadata();
    List<String> names = new ArrayList<>();
    while (classes.containsKey(CLASS_KEY + names.size())) {
      names.add(classes.get(CLASS_KEY + names.size()));
    }
    PredictionLayout layout =
        new PredictionLayout(names, columns.subList(FIXED.size(), columns.size()));
    if (!layout.schema().getFields().equals(schema.getFields())) {
      throw new IllegalArgumentException(
          "not a prediction file: its schema is %s, expected %s"
              .formatted(schema.getFields(), layout.schema().getFields()));
    }
    return layout;
  }

  private static Field required(String name, ArrowType type) {
    return new Field(name, FieldType.notNullable(type), null);
  }

  private static void requireDistinct(String what, List<String> names) {
    Set<String> seen = new HashSet<>();
    Set<String> repeated = new TreeSet<>();
    for (String name : names) {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a %s is blank in %s".formatted(what, names));
      }
      if (!seen.add(name)) {
        repeated.add(name);
      }
    }
    if (!repeated.isEmpty()) {
      throw new IllegalArgumentException("%s given twice: %s".formatted(what, repeated));
    }
  }
}
