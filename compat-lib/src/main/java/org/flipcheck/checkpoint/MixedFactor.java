package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.flipcheck.checkpoint.AdapterMix.Mixed;
import org.flipcheck.checkpoint.AdapterMix.Part;

/**
 * One factor of the mixture of a module: the factors A of all parts below each other, or their
 * factors B beside each other, with the weights in them. Up to a common rank it is filled with
 * zeros, which change no product, so that one rank is true of the whole adapter: few readers know
 * ranks by module.
 */
final class MixedFactor {

  private static final int ELEMENTS_AT_ONCE = 1 << 17;

  private final Mixed module;
  private final long rank;
  private final boolean isFirst;

  /**
   * The factor of a module.
   *
   * @param rank the common one, at least that of the module
   * @param isFirst whether it is A, which the input is multiplied by
   */
  MixedFactor(Mixed module, long rank, boolean isFirst) {
    this.module = module;
    this.rank = rank;
    this.isFirst = isFirst;
  }

  private static Tensor of(Part part, boolean isFirst) {
    return isFirst ? part.factors().a() : part.factors().b();
  }

  private Tensor like() {
    return of(module.parts().get(0), isFirst);
  }

  String name() {
    return like().name();
  }

  DType type() {
    return like().type();
  }

  List<Long> shape() {
    List<Long> shape = new ArrayList<>(like().shape());
    shape.set(isFirst ? 0 : 1, rank);
    return shape;
  }

  /**
   * Writes it.
   *
   * @param position where its first byte is in the file
   * @throws CheckpointException if a number is not finite, or is too large when weighted
   */
  void write(FileChannel file, long position) throws IOException {
    if (isFirst) {
      writeBelowEachOther(file, position);
    } else {
      writeBesideEachOther(file, position);
    }
  }

  private void writeBelowEachOther(FileChannel file, long start) throws IOException {
    long position = start;
    for (Part part : module.parts()) {
      Tensor a = part.factors().a();
      for (long at = 0; at < a.elements(); at += ELEMENTS_AT_ONCE) {
        double[] values = read(a, at, (int) Math.min(ELEMENTS_AT_ONCE, a.elements() - at));
        position = write(values, values.length, file, position);
      }
    }
    long width = like().elements() / like().shape().get(0);
    long zeros = (rank - module.rank()) * width;
    double[] none = new double[(int) Math.min(ELEMENTS_AT_ONCE, zeros)];
    for (long at = 0; at < zeros; at += none.length) {
      position = write(none, (int) Math.min(none.length, zeros - at), file, position);
    }
  }

  private void writeBesideEachOther(FileChannel file, long start) throws IOException {
    long position = start;
    long rows = like().shape().get(0);
    int width = Math.toIntExact(rank);
    int most = Math.max(1, ELEMENTS_AT_ONCE / width);
    for (long row = 0; row < rows; row += most) {
      int count = (int) Math.min(most, rows - row);
      double[] values = new double[count * width];
      int offset = 0;
      for (Part part : module.parts()) {
        int own = (int) part.factors().rank();
        double[] b = read(part.factors().b(), row * own, count * own);
        for (int i = 0; i < b.length; i++) {
          values[i / own * width + offset + i % own] = part.weight() * b[i];
        }
        offset += own;
      }
      position = write(values, values.length, file, position);
    }
  }

  private static double[] read(Tensor tensor, long start, int count) throws IOException {
    double[] values = tensor.reals(start, count);
    int bad = Blend.notFinite(values, count);
    if (bad >= 0) {
      throw new CheckpointException(tensor.notFinite(start + bad, values[bad]));
    }
    return values;
  }

  private long write(double[] values, int count, FileChannel file, long position)
      throws IOException {
    RealCodec codec = RealCodec.of(type(), count);
    int length = count * like().elementBytes();
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    codec.encode(values, count, bytes);
    double[] written = new double[count];
    codec.decode(bytes, written, count);
    if (Blend.notFinite(written, count) >= 0) {
      throw new CheckpointException(
          "tensor %s of %s, with its scale in it, is too large for %s; is the scale right? If so, store the adapters in a wider type"
              .formatted(Shown.text(name()), like().file(), type()));
    }
    Staging.write(file, bytes, position);
    return position + length;
  }
}
