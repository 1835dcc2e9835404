package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DataConfigTest {

  @Test
  void whatMustBeThere() {
    assertThat(Configs.problems("data:\n  kind: text\n"))
        .containsExactly(
            "train.yaml:1: data has no train: give a CSV, Parquet or Arrow file",
            "train.yaml:1: data has no dev: give a CSV, Parquet or Arrow file",
            "train.yaml:1: data has no test: give a CSV, Parquet or Arrow file");
    assertThat(Configs.problems("data:\n  kind: images\n  dev: dev\n  test: test\n"))
        .containsExactly(
            "train.yaml:1: data has no train: give a folder, or {images: FILE, labels: FILE} for IDX files");
    assertThat(Configs.problems("data: {train: a.csv}"))
        .containsExactly("train.yaml:1: data has no kind: give text, table or images");
  }

  @Test
  void noMapping() {
    assertThat(Configs.problems("data: train.csv"))
        .containsExactly("train.yaml:1: data is 'train.csv', not a mapping of keys to values");
  }

  @Test
  void unknownKinds() {
    assertThat(Configs.problems("data:\n  kind: texts\n  train: a\n"))
        .containsExactly("train.yaml:2: kind is 'texts': did you mean 'text'?");
  }

  @Test
  void unknownKeysAndKeysOfOtherKinds() {
    assertThat(
            Configs.problems(
                """
                data:
                  kind: table
                  train: a.csv
                  dev: b.csv
                  test: c.csv
                  slice: [x]
                  text: words
                  colour: rgb
                """))
        .containsExactly(
            "train.yaml:6: unknown key 'slice' in data: did you mean 'slices'?",
            "train.yaml:7: text is no key of kind table: leave it out",
            "train.yaml:8: colour is no key of kind table: leave it out");
  }

  @Test
  void valuesOfTexts() {
    assertThat(
            Configs.problems(
                """
                data:
                  kind: text
                  train: [a.csv]
                  dev: {images: x}
                  test:
                  id: label
                  text: label
                  slices: [a, b, a, {}]
                  features:
                    dimensions: 0
                    words: 2.5
                    letters: [4, 3]
                    stems: true
                """))
        .containsExactly(
            "train.yaml:3: train is a list, not text",
            "train.yaml:4: dev is a mapping, not text",
            "train.yaml:5: test is empty, not text",
            "train.yaml:6: id and label are both the column 'label'",
            "train.yaml:7: text names 'label', which is the label: a feature must be another column",
            "train.yaml:8: slices is a mapping, not text",
            "train.yaml:8: slices names a twice",
            "train.yaml:10: dimensions is 0, from 1 to 1048576 is possible",
            "train.yaml:11: words is '2.5', not a whole number",
            "train.yaml:12: letters is [4, 3]: the shortest comes first; [] is for none",
            "train.yaml:13: unknown key 'stems' in features: known are dimensions, words, letters");
  }

  @Test
  void lettersAreTwoNumbers() {
    assertThat(
            Configs.problems(
                """
                data:
                  kind: text
                  train: a.csv
                  dev: b.csv
                  test: c.csv
                  features: {letters: [3]}
                """))
        .containsExactly("train.yaml:6: letters has 1 items, not 2");
  }

  @Test
  void columnsOfTables() {
    assertThat(
            Configs.problems(
                """
                data:
                  kind: table
                  train: a.csv
                  dev: b.csv
                  test: c.csv
                  id: key
                  columns: [key, age]
                  categorical: [zip, label]
                  missing: median
                """))
        .containsExactly(
            "train.yaml:7: columns names 'key', which is the id: a feature must be another column",
            "train.yaml:8: categorical names 'zip', which is not among the columns: name it there too",
            "train.yaml:8: categorical names 'label', which is not among the columns: name it there too",
            "train.yaml:8: categorical names 'label', which is the label: a feature must be another column",
            "train.yaml:9: missing is 'median': did you mean 'mean'?");
    assertThat(
            Configs.problems(
                """
                data:
                  kind: table
                  train: a.csv
                  dev: b.csv
                  test: c.csv
                  columns: []
                """))
        .containsExactly(
            "train.yaml:6: columns is an empty list: name the columns of the features, or leave it out");
  }

  @Test
  void valuesOfImages() {
    assertThat(
            Configs.problems(
                """
                data:
                  kind: images
                  train: {images: a.gz, labels: b.gz}
                  dev: {images: c.gz, label: d.gz}
                  test: {images: e.gz, labels: f.gz}
                  id: name
                  size: [28, 0]
                  colour: rgb
                """))
        .containsExactly(
            "train.yaml:4: unknown key 'label' in dev: did you mean 'labels'?",
            "train.yaml:4: dev has no labels: give an IDX file",
            "train.yaml:7: size is 0, from 1 to 4096 is possible");
    assertThat(
            Configs.problems(
                """
                data:
                  kind: images
                  train: {images: a.gz, labels: b.gz}
                  dev: {images: c.gz, labels: d.gz}
                  test: {images: e.gz, labels: f.gz}
                  id: name
                  colour: rgb
                """))
        .containsExactly(
            "train.yaml:6: id is 'name', but images have no columns: give `id: path` for images in folders, or leave it out",
            "train.yaml:7: colour is rgb, but images of IDX files are grey: leave it out");
  }

  @Test
  void foldersAndIdxFilesTogether() {
    assertThat(
            Configs.problems(
                """
                data:
                  kind: images
                  train: train
                  dev: {images: c.gz, labels: d.gz}
                  test: test
                """))
        .containsExactly(
            "train.yaml:3: train, dev and test are some folders and some IDX files: give three of one form");
  }

  @Test
  void pathsThatAreNone() {
    assertThat(
            Configs.problems(
                "data:\n  kind: text\n  train: \"a\\0b\"\n  dev: b.csv\n  test: c.csv\n"))
        .containsExactly(
            "train.yaml:3: train is 'a\\u0000b', which is no path: Nul character not allowed");
  }
}
