package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.flipcheck.train.HashedNgrams;
import org.junit.jupiter.api.Test;

class InputJsonTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final String TEXT =
      """
      {"kind":"text","column":"utterance","dimensions":2048,"words":2,"letters":[3,4]}""";

  private static final String TABLE =
      """
      {"kind":"table","missing":"mean","columns":[{"name":"age","mean":30.1,"deviation":0.0},{"name":"job","values":["","cook"]}]}""";

  private static final String IMAGES =
      """
      {"kind":"images","size":[28,32],"colour":"rgb","scaling":"area"}""";

  @Test
  void everyKindOutAndIn() {
    assertRoundTrip(new TextInputs("utterance", new HashedNgrams(2048, 2, 3, 4)), TEXT);
    assertRoundTrip(
        new TableInputs(
            List.of(
                new TableColumn.Numbers("age", 30.1, 0),
                new TableColumn.Categories("job", List.of("", "cook"))),
            MissingNumbers.MEAN),
        TABLE);
    assertRoundTrip(new ImageInputs(28, 32, Colour.RGB, ImageInputs.Scaling.AREA), IMAGES);
  }

  private static void assertRoundTrip(InputDescription inputs, String json) {
    assertThat(inputs.toJson()).hasToString(json);
    assertThat(InputDescription.fromJson(parse(json))).isEqualTo(inputs);
  }

  @Test
  void whatIsMissing() {
    assertThat(refused("{}"))
        .containsExactly(
            "the description of the inputs: kind is missing, not one of text, table, images");
    assertThat(refused("{'kind':'text'}"))
        .containsExactly(
            "the description of the inputs: column is missing, not a text",
            "the description of the inputs: dimensions is missing, not a whole number",
            "the description of the inputs: words is missing, not a whole number",
            "the description of the inputs: letters is missing, not a list of two whole numbers");
    assertThat(refused("{'kind':'table','columns':[{}]}"))
        .containsExactly(
            "the description of the inputs: missing is missing, not one of refuse, mean",
            "the description of the inputs: name is missing, not a text",
            "the description of the inputs: mean is missing, not a number",
            "the description of the inputs: deviation is missing, not a number");
    assertThat(refused("{'kind':'images'}"))
        .containsExactly(
            "the description of the inputs: size is missing, not a list of two whole numbers",
            "the description of the inputs: colour is missing, not one of grey, rgb",
            "the description of the inputs: scaling is missing, not one of none, area");
  }

  @Test
  void wrongTypes() {
    assertThat(refused("[]"))
        .containsExactly(
            "the description of the inputs: kind is missing, not one of text, table, images");
    assertThat(refused("{'kind':'sound'}"))
        .containsExactly(
            "the description of the inputs: kind is \"sound\", not one of text, table, images");
    assertThat(
            refused(
                "{'kind':'text','column':1,'dimensions':'2','words':1.5,'letters':[1,3000000000]}"))
        .containsExactly(
            "the description of the inputs: column is 1, not a text",
            "the description of the inputs: dimensions is \"2\", not a whole number",
            "the description of the inputs: words is 1.5, not a whole number",
            "the description of the inputs: letters is 3000000000, not a whole number");
    assertThat(
            refused("{'kind':'table','missing':'mean','columns':[{'name':'a','values':[1,null]}]}"))
        .containsExactly(
            "the description of the inputs: values is 1, not texts",
            "the description of the inputs: values is null, not texts");
  }

  @Test
  void valuesOutOfRange() {
    assertThat(refused(TEXT.replace("2048", "0")))
        .containsExactly(
            "the description of the inputs: dimensions, words and shortest are 0, 2 and 3, each must be at least 1");
    assertThat(refused(TABLE.replace("0.0", "-1")))
        .containsExactly(
            "the description of the inputs: column 'age' has the mean 30.1 and the deviation -1.0; both must be finite, the deviation at least 0");
    assertThat(refused(TABLE.replace("30.1", "1e999")))
        .containsExactly(
            "the description of the inputs: column 'age' has the mean Infinity and the deviation 0.0; both must be finite, the deviation at least 0");
    assertThat(refused("{'kind':'table','missing':'mean','columns':[]}"))
        .containsExactly(
            "the description of the inputs: 0 columns become 0 inputs; from 1 to 2147483647 are possible");
    assertThat(refused("{'kind':'table','missing':'mean','columns':[{'name':'a','values':[]}]}"))
        .containsExactly(
            "the description of the inputs: column 'a' has no values; at least 1 is needed");
    assertThat(refused(IMAGES.replace("28", "0")))
        .containsExactly(
            "the description of the inputs: images of 0 x 32 have no pixel; each side must be at least 1");
  }

  private static List<String> refused(String json) {
    DataException thrown =
        catchThrowableOfType(
            DataException.class, () -> InputDescription.fromJson(parse(json.replace('\'', '"'))));
    assertThat(thrown).isNotNull();
    return thrown.problems();
  }

  private static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
