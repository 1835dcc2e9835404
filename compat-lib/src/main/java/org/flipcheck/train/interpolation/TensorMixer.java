package org.flipcheck.train.interpolation;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.checkpoint.Blend;
import org.flipcheck.checkpoint.RealCodec;
import org.flipcheck.checkpoint.Segment;

/**
 * Mixes one array after the other, in double precision and blocks that are allocated once; each
 * number of the result is rounded once. For one thread.
 */
final class TensorMixer {

  private static final int BLOCK = 16 * 1024;

  private final double[] now = new double[BLOCK];
  private final double[] old = new double[BLOCK];
  private final double[] oldFisher = new double[BLOCK];
  private final double[] newFisher = new double[BLOCK];
  private final Map<DataType, RealCodec> codecs = new EnumMap<>(DataType.class);

  /**
   * Makes an array.
   *
   * @param plan how
   * @param alpha how much the old model counts
   * @param into takes all its bytes, from the start
   * @throws InterpolationException if a number is NaN or infinite
   */
  void mix(TensorPlan plan, double alpha, ByteBuffer into) {
    for (Segment segment : plan.segments()) {
      for (long from = 0; from < segment.count(); from += BLOCK) {
        Segment block = segment.part(from, Math.min(BLOCK, segment.count() - from));
        if (plan.now().kind() == WeightKind.WHOLE) {
          copy(alpha == 1 && block.hasOld() ? plan.old() : plan.now(), plan, block, into);
        } else {
          mixReal(plan, block, alpha, into);
        }
      }
    }
  }

  private void mixReal(TensorPlan plan, Segment block, double alpha, ByteBuffer into) {
    int count = (int) block.count();
    if (block.hasOld() && alpha == 1) {
      load(plan.old(), block.oldStart(), count, old);
      requireFinite(plan.old(), block.oldStart(), count, old);
      // The ends of the range are the models themselves, to the last bit.
      copy(plan.old(), plan, block, into);
      return;
    }
    loadNew(plan, block, count);
    if (block.hasOld() && alpha > 0) {
      load(plan.old(), block.oldStart(), count, old);
      requireFinite(plan.old(), block.oldStart(), count, old);
      blend(plan, block, count, alpha);
    }
    codec(plan.now()).encode(now, count, at(into, block.newStart(), plan.now()));
  }

  /** The new model's block, or the mean of the soup. */
  private void loadNew(TensorPlan plan, Segment block, int count) {
    load(plan.now(), block.newStart(), count, now);
    requireFinite(plan.now(), block.newStart(), count, now);
    for (WeightTensor more : plan.soup()) {
      load(more, block.newStart(), count, old);
      requireFinite(more, block.newStart(), count, old);
      Blend.add(now, old, count);
    }
    if (!plan.soup().isEmpty()) {
      Blend.divide(now, count, plan.soup().size() + 1);
    }
  }

  private void blend(TensorPlan plan, Segment block, int count, double alpha) {
    Optional<WeightTensor> ofOld = plan.oldFisher();
    Optional<WeightTensor> ofNew = plan.newFisher();
    ofOld.ifPresent(fisher -> load(fisher, block.oldStart(), count, oldFisher));
    ofNew.ifPresent(fisher -> load(fisher, block.newStart(), count, newFisher));
    if (ofNew.isPresent()) {
      Blend.twoSided(old, now, oldFisher, newFisher, count, alpha);
    } else if (ofOld.isPresent()) {
      Blend.fisher(old, now, oldFisher, count, alpha);
    } else {
      Blend.linear(old, now, count, alpha);
    }
  }

  private void load(WeightTensor tensor, long start, int count, double[] into) {
    codec(tensor).decode(at(tensor.bytes(), start, tensor), into, count);
  }

  private static void requireFinite(WeightTensor tensor, long start, int count, double[] values) {
    int bad = Blend.notFinite(values, count);
    if (bad >= 0) {
      throw new InterpolationException(
          "%s is %s at element %d, and what is not a number has no mean; take a model whose weights are finite"
              .formatted(tensor.name(), values[bad], start + bad));
    }
  }

  private static void copy(WeightTensor from, TensorPlan plan, Segment block, ByteBuffer into) {
    long start = from == plan.old() ? block.oldStart() : block.newStart();
    ByteBuffer part = at(from.bytes(), start, from);
    part.limit(part.position() + (int) block.count() * from.elementBytes());
    at(into, block.newStart(), plan.now()).put(part);
  }

  private static ByteBuffer at(ByteBuffer bytes, long element, WeightTensor of) {
    return bytes
        .duplicate()
        .order(ByteOrder.LITTLE_ENDIAN)
        .position((int) element * of.elementBytes());
  }

  private RealCodec codec(WeightTensor tensor) {
    return codecs.computeIfAbsent(
        tensor.type(), type -> RealCodec.of(WeightTensor.dtype(type), BLOCK));
  }
}
