package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.flipcheck.metrics.CellSums;
import org.flipcheck.metrics.FlipOutcome;
import scala.Tuple2;

/** Adds up one shard of all tasks' {@link CountShards}: one row of the pass for each key. */
final class ShardMerge implements FlatMapFunction<Iterator<Tuple2<Long, byte[]>>, Row> {
  private static final long serialVersionUID = 1L;

  private final PassRow form;

  ShardMerge(PassRow form) {
    this.form = form;
  }

  @Override
  public Iterator<Row> call(Iterator<Tuple2<Long, byte[]>> shards) {
    Sums sums = new Sums(form);
    while (shards.hasNext()) {
      sums.add(shards.next()._2());
    }
    return sums.rows().iterator();
  }

  /** The sums of one shard. */
  private static final class Sums {
    /** A cell's key: outcome, known, confirms, and the slices. */
    private static final int FIRST_SLICE = 3;

    private final PassRow form;
    private final int slices;
    private final Codes texts = new Codes(0);
    private final IntTuples confusions = new IntTuples(4);
    private long[] confusionN = new long[64];
    private final IntTuples cells;
    private final List<CellSums> cellSums = new ArrayList<>();
    private final Map<String, Long> ledger = new TreeMap<>();
    private final Map<String, Long> issues = new TreeMap<>();
    private final Map<String, TreeSet<String>> samples = new TreeMap<>();
    private IdSketch ids;

    Sums(PassRow form) {
      this.form = form;
      this.slices = form.form().slices().size();
      this.cells = new IntTuples(FIRST_SLICE + slices);
    }

    void add(byte[] bytes) {
      Bytes in = new Bytes(bytes);
      int[] local = new int[in.getInt()];
      for (int code = 1; code < local.length; code++) {
        local[code] = texts.of(in.getText());
      }
      int[] confusion = new int[4];
      int[] cell = new int[FIRST_SLICE + slices];
      while (in.hasMore()) {
        switch (in.getByte()) {
          case CountShards.CONFUSION -> addConfusion(in, local, confusion);
          case CountShards.CELL -> addCell(in, local, cell);
          case CountShards.LEDGER -> addNamed(in, ledger);
          case CountShards.ISSUE -> addNamed(in, issues);
          case CountShards.IDS -> addIds(in);
          default -> throw new IllegalStateException("not a count");
        }
      }
    }

    private void addConfusion(Bytes in, int[] local, int[] key) {
      key[0] = in.getByte();
      for (int i = 1; i < key.length; i++) {
        key[i] = local[in.getInt()];
      }
      int number = confusions.numberOf(key);
      if (number >= confusionN.length) {
        confusionN = Arrays.copyOf(confusionN, 2 * confusionN.length);
      }
      confusionN[number] = Math.addExact(confusionN[number], in.getLong());
    }

    private void addCell(Bytes in, int[] local, int[] key) {
      for (int i = 0; i < FIRST_SLICE; i++) {
        key[i] = in.getByte();
      }
      for (int i = FIRST_SLICE; i < key.length; i++) {
        key[i] = local[in.getInt()];
      }
      int number = cells.numberOf(key);
      if (number == cellSums.size()) {
        cellSums.add(new CellSums());
      }
      long n = in.getLong();
      long gains = in.getLong();
      long regressions = in.getLong();
      byte[] exact = new byte[in.getInt()];
      in.get(exact, 0, exact.length);
      cellSums.get(number).add(new CellSums(n, gains, regressions, SumsCodec.decode(exact)));
    }

    private void addIds(Bytes in) {
      byte[] sketch = new byte[in.getInt()];
      in.get(sketch, 0, sketch.length);
      ids = ids == null ? new IdSketch() : ids;
      ids.add(IdSketch.fromBytes(sketch));
    }

    private void addNamed(Bytes in, Map<String, Long> into) {
      String name = in.getText();
      into.merge(name, in.getLong(), Math::addExact);
      String text = in.getText();
      TreeSet<String> of = samples.computeIfAbsent(name, unused -> new TreeSet<>());
      if (text != null) {
        text.lines().forEach(of::add);
      }
    }

    Stream<Row> rows() {
      return Stream.of(
              IntStream.range(0, confusions.size()).mapToObj(this::confusion),
              IntStream.range(0, cells.size()).mapToObj(this::cell),
              ledger.keySet().stream().map(name -> named(PassRow.Kind.LEDGER, name, ledger)),
              issues.keySet().stream().map(name -> named(PassRow.Kind.ISSUE, name, issues)),
              Stream.ofNullable(ids).map(this::sketch))
          .flatMap(rows -> rows);
    }

    private Row confusion(int number) {
      Object[] row = new Object[form.width()];
      row[PassRow.KIND] = PassRow.Kind.CONFUSION.name();
      row[PassRow.NAME] = FlipOutcome.ofCode(confusions.get(number, 0)).key();
      row[PassRow.N] = confusionN[number];
      row[PassRow.LABEL] = texts.text(confusions.get(number, 1));
      row[PassRow.OLD_PREDICTION] = texts.text(confusions.get(number, 2));
      row[PassRow.NEW_PREDICTION] = texts.text(confusions.get(number, 3));
      return RowFactory.create(row);
    }

    private Row cell(int number) {
      Object[] row = new Object[form.width()];
      CellSums sums = cellSums.get(number);
      row[PassRow.KIND] = PassRow.Kind.CELL.name();
      row[PassRow.NAME] = FlipOutcome.ofCode(cells.get(number, 0)).key();
      row[PassRow.N] = sums.n();
      row[PassRow.GAINS] = sums.gains();
      row[PassRow.REGRESSIONS] = sums.regressions();
      row[PassRow.SUMS] = SumsCodec.encode(sums.exactSums());
      row[PassRow.KNOWN] = flag(cells.get(number, 1));
      row[PassRow.CONFIRMS] = flag(cells.get(number, 2));
      for (int i = 0; i < slices; i++) {
        row[form.slice(i)] = texts.text(cells.get(number, FIRST_SLICE + i));
      }
      return RowFactory.create(row);
    }

    private static Boolean flag(int code) {
      return code == 0 ? null : Boolean.valueOf(code == 2);
    }

    private Row sketch(IdSketch of) {
      Object[] row = new Object[form.width()];
      row[PassRow.KIND] = PassRow.Kind.IDS.name();
      row[PassRow.N] = 0L;
      row[PassRow.SUMS] = of.toBytes();
      return RowFactory.create(row);
    }

    private Row named(PassRow.Kind kind, String name, Map<String, Long> counts) {
      Object[] row = new Object[form.width()];
      row[PassRow.KIND] = kind.name();
      row[PassRow.NAME] = name;
      row[PassRow.N] = counts.get(name);
      row[PassRow.TEXT] =
          samples.get(name).stream().limit(TaskCounts.SAMPLES).collect(Collectors.joining("\n"));
      return RowFactory.create(row);
    }
  }
}
