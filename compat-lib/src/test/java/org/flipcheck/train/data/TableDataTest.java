package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableDataTest {

  private static final String TABLE =
      """
      data:
        kind: table
        train: train.csv
        dev: dev.csv
        test: test.csv
        id: id
        slices: [region]
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeTables() {
    write(
        "train.csv",
        "id,age,job,zip,region,label\n1,10,cook,01,n,yes\n2,20,guard,02,n,no\n3,60,cook,02,s,no\n");
    write("dev.csv", "region,id,job,age,zip,label\ns,4,pilot, 3e1 ,01,no\n,5,guard,20,03,yes\n");
    write("test.csv", "id,age,job,zip,region,label\n6,-30,,02,n,no\n");
  }

  @Test
  void numbersAreStandardisedAndTextsAreOneHot() {
    UpdateData data = Configs.read(folder, TABLE + "  categorical: zip\n");

    // Mean 30, deviation sqrt((400 + 100 + 900) / 3) = 21.602.
    float unit = (float) Math.sqrt(1400 / 3.0);
    assertThat(data.inputs().inputShape().get(0)).isEqualTo(1 + 2 + 2);
    assertThat(Configs.inputs(data.train()))
        .containsExactly(
            new float[] {
              -20 / unit, 1, 0, 1, 0,
              -10 / unit, 0, 1, 0, 1,
              30 / unit, 1, 0, 0, 1
            },
            within(1e-6f));
    assertThat(Configs.inputs(data.dev()))
        .containsExactly(new float[] {0, 0, 0, 1, 0, -10 / unit, 0, 1, 0, 0}, within(1e-6f));
    assertThat(Configs.inputs(data.test()))
        .containsExactly(new float[] {-60 / unit, 0, 0, 0, 1}, within(1e-6f));
    assertThat(Configs.labels(data.train())).containsExactly(1, 0, 0);
  }

  @Test
  void whatWasLearntIsThatOfTrainAlone() {
    UpdateData data = Configs.read(folder, TABLE + "  columns: [zip, age]\n");

    TableInputs inputs = (TableInputs) data.inputs();
    assertThat(inputs.missing()).isEqualTo(MissingNumbers.REFUSE);
    assertThat(inputs.columns()).extracting(TableColumn::name).containsExactly("zip", "age");
    TableColumn.Numbers zip = (TableColumn.Numbers) inputs.columns().get(0);
    assertThat(zip.mean()).isEqualTo(5 / 3.0, within(1e-15));
    assertThat(zip.deviation()).isEqualTo(Math.sqrt(2) / 3, within(1e-15));
    assertThat(data.dev().ids()).containsExactly("4", "5");
  }

  @Test
  void categoriesAreInTheOrderOfTheirCharacters() {
    UpdateData data = Configs.read(folder, TABLE + "  columns: [job]\n");

    assertThat(((TableInputs) data.inputs()).columns())
        .containsExactly(new TableColumn.Categories("job", List.of("cook", "guard")));
  }

  @Test
  void aColumnOfEqualNumbersBecomesZeros() {
    write("train.csv", "id,age,label\n1,7,yes\n2,7,no\n");
    write("dev.csv", "id,age,region,label\n3,9,n,yes\n");

    UpdateData data = Configs.read(folder, TABLE + "  columns: [age]\n");

    assertThat(((TableInputs) data.inputs()).columns())
        .containsExactly(new TableColumn.Numbers("age", 7, 0));
    assertThat(Configs.inputs(data.train())).containsExactly(0, 0);
    assertThat(Configs.inputs(data.dev())).containsExactly(0);
  }

  @Test
  void missingNumbersBecomeTheMeanOfTrain() {
    write("train.csv", "id,age,region,label\n1,10,n,yes\n2,,n,no\n3,30,n,no\n");
    write("dev.csv", "id,age,region,label\n4,,n,yes\n");
    write("test.csv", "id,age,region,label\n5,40,n,yes\n");

    UpdateData data = Configs.read(folder, TABLE + "  missing: mean\n");

    assertThat(Configs.inputs(data.train())).containsExactly(-1, 0, 1);
    assertThat(Configs.inputs(data.dev())).containsExactly(0);
    assertThat(Configs.inputs(data.test())).containsExactly(2);
    assertThat(data.inputs())
        .isEqualTo(
            new TableInputs(List.of(new TableColumn.Numbers("age", 20, 10)), MissingNumbers.MEAN));
  }

  @Test
  void moreRowsAndCategoriesThanOneBlockHolds() {
    StringBuilder train = new StringBuilder("id,n,c,region,label\n");
    int rows = 600_000;
    for (int i = 0; i < rows; i++) {
      train.append(i).append(',').append(i).append(",c").append(i % 300).append(",,");
      train.append(i % 2).append('\n');
    }
    write("train.csv", train.toString());
    write("dev.csv", "id,n,c,region,label\nd,0,c299,,0\n");
    write("test.csv", "id,n,c,region,label\nt,1,c0,,1\n");

    UpdateData data = Configs.read(folder, TABLE);

    assertThat(data.train().examples().size()).isEqualTo(rows);
    Dataset last =
        new Dataset(
            data.train().examples().chosen(new int[] {rows - 1}),
            List.of("x"),
            List.of(),
            List.of(List.of()));
    float[] inputs = Configs.inputs(last);
    double deviation = Math.sqrt(((double) rows * rows - 1) / 12);
    assertThat(inputs[0]).isEqualTo((float) ((rows - 1) / 2.0 / deviation), within(1e-6f));
    List<String> jobs =
        ((TableColumn.Categories) ((TableInputs) data.inputs()).columns().get(1)).values();
    assertThat(inputs[1 + jobs.indexOf("c" + (rows - 1) % 300)]).isEqualTo(1);
  }

  private void write(String name, String text) {
    Configs.write(folder.resolve(name), text);
  }
}
