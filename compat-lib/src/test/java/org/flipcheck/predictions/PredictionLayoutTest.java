package org.flipcheck.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class PredictionLayoutTest {

  private static final List<String> CLASSES = List.of("cat", "dog");

  @Test
  void columnsInFileOrder() {
    Schema schema = new PredictionLayout(CLASSES, List.of("time", "country")).schema();

    assertThat(schema.getFields())
        .extracting(
            field ->
                field.getName() + ": " + field.getType() + (field.isNullable() ? " or null" : ""))
        .containsExactly(
            "example_id: Utf8",
            "label: Utf8 or null",
            "prediction: Utf8",
            "score: FloatingPoint(DOUBLE)",
            "logits: List",
            "time: Utf8 or null",
            "country: Utf8 or null");
    assertThat(schema.findField("logits").getChildren())
        .extracting(Field::toString)
        .containsExactly("element: FloatingPoint(SINGLE) not null");
    assertThat(schema.findField("logits").getMetadata())
        .containsEntry("class_0", "cat")
        .containsEntry("class_1", "dog");
  }

  @Test
  void aSchemaGivesItsLayoutBack() {
    PredictionLayout layout = new PredictionLayout(CLASSES, List.of("time"));

    assertThat(PredictionLayout.of(layout.schema())).isEqualTo(layout);
  }

  @Test
  void oneClass() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PredictionLayout(List.of("cat"), List.of()))
        .withMessage("a prediction file needs at least 2 class names, got [cat]");
  }

  @Test
  void repeatedNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PredictionLayout(List.of("cat", "dog", "cat"), List.of()))
        .withMessage("class name given twice: [cat]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PredictionLayout(CLASSES, List.of("time", "time")))
        .withMessage("slice column given twice: [time]");
  }

  @Test
  void blankName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PredictionLayout(CLASSES, List.of("time", " ")))
        .withMessage("a slice column is blank in [time,  ]");
  }

  @Test
  void sliceColumnWithTheNameOfAFixedOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PredictionLayout(CLASSES, List.of("score")))
        .withMessage(
            "slice column 'score' has the name of a fixed column; the fixed ones are"
                + " [example_id, label, prediction, score, logits]");
  }

  @Test
  void schemaWithOtherColumns() {
    Schema schema = new Schema(List.of(Field.nullable("id", ArrowType.Utf8.INSTANCE)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PredictionLayout.of(schema))
        .withMessage(
            "not a prediction file: its columns are [id], they must begin with"
                + " [example_id, label, prediction, score, logits]");
  }

  @Test
  void schemaWithAnotherType() {
    PredictionLayout layout = new PredictionLayout(CLASSES, List.of("time"));
    List<Field> fields = new ArrayList<>(layout.schema().getFields());
    fields.set(5, Field.nullable("time", ArrowType.Bool.INSTANCE));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PredictionLayout.of(new Schema(fields)))
        .withMessage(
            "not a prediction file: its schema is %s, expected %s"
                .formatted(fields, layout.schema().getFields()));
  }
}
