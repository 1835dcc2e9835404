package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadTableDataTest {

  private static final String TABLE =
      """
      data:
        kind: table
        train: train.csv
        dev: dev.csv
        test: test.csv
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeTables() {
    write("train.csv", "age,job,label\n1,cook,yes\n2,guard,no\n");
    write("dev.csv", "age,job,label\n3,cook,yes\n");
    write("test.csv", "age,job,label\n4,cook,yes\n");
  }

  @Test
  void missingNumbersOfTrain() {
    write("train.csv", "age,size,label\n1,,yes\n,,yes\n3,7,no\n,8,no\n");

    assertThat(Configs.refused(folder, TABLE))
        .containsExactly(
            "train.csv: column 'age' has no number in 2 of 4 rows, first in train.csv:3; fill them in, or give `missing: mean` to put the mean of train in their place",
            "train.csv: column 'size' has no number in 2 of 4 rows, first in train.csv:2; fill them in, or give `missing: mean` to put the mean of train in their place");
  }

  @Test
  void missingNumbersOfDevAndTest() {
    write("dev.csv", "age,job,label\n3,cook,yes\n,cook,no\n");
    write("test.csv", "age,job,label\n,cook,yes\n");

    assertThat(Configs.refused(folder, TABLE))
        .containsExactly(
            "dev.csv: column 'age' has no number in 1 of 2 rows, first in dev.csv:3; fill them in, or give `missing: mean` to put the mean of train in their place",
            "test.csv: column 'age' has no number in 1 of 1 rows, first in test.csv:2; fill them in, or give `missing: mean` to put the mean of train in their place");
  }

  @Test
  void numbersAndTextInOneColumn() {
    write("train.csv", "age,label\n1,yes\nNA,no\nunknown,no\n2,yes\n3,no\n");

    assertThat(Configs.refused(folder, TABLE))
        .containsExactly(
            "train.csv: column 'age' has numbers in 3 rows and text in 2, first 'NA' (train.csv:3); correct them, leave them empty, or name the column under `categorical`");
  }

  @Test
  void textOfDevWhereTrainHasNumbers() {
    write("dev.csv", "age,job,label\nold,cook,yes\n1e999,cook,no\n");

    assertThat(Configs.refused(folder, TABLE))
        .containsExactly(
            "dev.csv:2: column 'age' is 'old', not a number, as it is in train; correct it, or name the column under `categorical`",
            "dev.csv:3: column 'age' is '1e999', not a number, as it is in train; correct it, or name the column under `categorical`");
  }

  @Test
  void emptyColumn() {
    write("train.csv", "age,note,label\n1,,yes\n2,,no\n");

    assertThat(Configs.refused(folder, TABLE))
        .containsExactly(
            "train.csv: column 'note' is empty in every row; leave it out of `columns`");
  }

  @Test
  void numbersTooLarge() {
    write("train.csv", "age,job,label\n1e300,cook,yes\n-1e300,guard,no\n");

    assertThat(Configs.refused(folder, TABLE))
        .containsExactly(
            "train.csv: column 'age' has numbers too large to be standardised; scale it down, or leave it out of `columns`");
  }

  @Test
  void moreTextsThanCategories() {
    StringBuilder train = new StringBuilder("note,label\n");
    for (int i = 0; i <= ColumnStatistics.MOST_CATEGORIES; i++) {
      train.append("note ").append(i).append(',').append(i % 2).append('\n');
    }
    write("train.csv", train.toString());
    write("dev.csv", "note,label\na,1\n");
    write("test.csv", "note,label\na,1\n");

    assertThat(Configs.refused(folder, TABLE))
        .containsExactly(
            "train.csv: column 'note' has more than 65536 different texts, too many for categories; leave it out of `columns`");
  }

  @Test
  void noColumnIsLeft() {
    write("train.csv", "label\nyes\nno\n");

    assertThat(Configs.refused(folder, TABLE))
        .containsExactly("train.csv: has no column beside label; features are needed");
  }

  @Test
  void missingColumnsOfAllFilesAtOnce() {
    write("train.csv", "age,label\n1,yes\n2,no\n");
    write("dev.csv", "job,label\ncook,yes\n");

    assertThat(Configs.refused(folder, TABLE + "  columns: [age, job]\n"))
        .containsExactly(
            "train.csv: has no column 'job'; it has age, label",
            "dev.csv: has no column 'age'; it has job, label");
  }

  @Test
  void columnsOfTrainThatDevLacks() {
    write("dev.csv", "age,label\n3,yes\n");

    assertThat(Configs.refused(folder, TABLE))
        .containsExactly("dev.csv: has no column 'job'; it has age, label");
  }

  private void write(String name, String text) {
    Configs.write(folder.resolve(name), text);
  }
}
