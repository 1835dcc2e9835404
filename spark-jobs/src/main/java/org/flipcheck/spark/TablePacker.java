package org.flipcheck.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.Tuple2;

/**
 * Packs one table while it is scanned: from Spark's columnar batches where the source has them, and
 * from rows elsewhere.
 *
 * @param shape what the table is to be packed to
 * @param buckets how ids are spread
 */
record TablePacker(PackShape shape, Buckets buckets) implements Serializable {

  private static final int ROWS_OF_A_CHUNK = 1024;

  PairFlatMapFunction<Iterator<ColumnarBatch>, Integer, byte[]> ofBatches() {
    return batches -> new Blocks<>(batches, RowPacker::add);
  }

  PairFlatMapFunction<Iterator<InternalRow>, Integer, byte[]> ofRows() {
    return rows ->
        new Blocks<>(
            rows,
            (packer, row) -> {
              packer.add(row);
              if (packer.pending() >= ROWS_OF_A_CHUNK) {
                packer.deliver();
              }
            });
  }

  /** How one thing that comes from the source is taken in. */
  private interface Intake<T> {
    void accept(RowPacker packer, T value);
  }

  /** The blocks, made as they are asked for. */
  private final class Blocks<T> implements Iterator<Tuple2<Integer, byte[]>> {
    private final Iterator<T> source;
    private final Intake<T> intake;
    private final BlockSender sender;
    private final RowPacker packer;
    private List<Tuple2<Integer, byte[]>> ready = new ArrayList<>();
    private int next;
    private boolean drained;

    Blocks(Iterator<T> source, Intake<T> intake) {
      this.source = source;
      this.intake = intake;
      Codes codes = new Codes(shape.form().slices().size());
      boolean wholeNumbers = IdReader.isWholeNumber(shape.form());
      this.sender = new BlockSender(shape.layout().side(), buckets, codes, wholeNumbers);
      this.packer = new RowPacker(shape, codes, sender);
    }

    @Override
    public boolean hasNext() {
      while (next == ready.size() && !drained) {
        if (source.hasNext()) {
          intake.accept(packer, source.next());
        } else {
          packer.deliver();
          sender.flushAll();
          drained = true;
        }
        ready = sender.take();
        next = 0;
      }
      return next < ready.size();
    }

    @Override
    public Tuple2<Integer, byte[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.get(next++);
    }
  }
}
