package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes blocks of the result, one at a time, in buffers that are allocated once: its memory depends
 * neither on the size of a tensor nor on the number of models. For one thread.
 */
final class BlockMixer {

  /** Elements at once: few enough that what is worked on stays in the processor's cache. */
  static final int BLOCK = 16 * 1024;

  private static final int WIDEST = Long.BYTES;

  private final ByteBuffer nowBytes = buffer();
  private final ByteBuffer oldBytes = buffer();
  private final ByteBuffer moreBytes = buffer();
  private final double[] now = new double[BLOCK];
  private final double[] old = new double[BLOCK];
  private final double[] oldFisher = new double[BLOCK];
  private final double[] newFisher = new double[BLOCK];
  private final FloatBlend floats = new FloatBlend(BLOCK);
  private final Map<DType, RealCodec> codecs = new EnumMap<>(DType.class);
  private boolean differs;

  private static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(BLOCK * WIDEST).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether whole numbers of the last block differ between the models. */
  boolean differs() {
    return differs;
  }

  /**
   * Makes a block.
   *
   * @param plan the tensor
   * @param block at most {@link #BLOCK} elements of it
   * @return their bytes, ready to be written, valid until the next call
   * @throws CheckpointException if an input is NaN or infinite there
   * @throws IOException if an input cannot be read
   */
  ByteBuffer mix(TensorPlan plan, Segment block) throws IOException {
    differs = false;
    return plan.isReal() ? mixReal(plan, block) : choose(plan, block);
  }

  /** Whole numbers are not averaged: half of a counter is none. */
  private ByteBuffer choose(TensorPlan plan, Segment block) throws IOException {
    int count = (int) block.count();
    read(plan.now(), block.newStart(), count, nowBytes);
    if (!block.hasOld()) {
      return nowBytes;
    }
    read(plan.old(), block.oldStart(), count, oldBytes);
    differs = !nowBytes.equals(oldBytes);
    return plan.oldWeight() == 1 ? oldBytes : nowBytes;
  }

  private ByteBuffer mixReal(TensorPlan plan, Segment block) throws IOException {
    return isPlain(plan, block) ? mixFloats(plan, block) : mixWith(plan, block);
  }

  private static boolean isPlain(TensorPlan plan, Segment block) {
    return plan.now().type() == DType.F32
        && block.hasOld()
        && plan.oldWeight() > 0
        && plan.oldWeight() < 1
        && plan.soup().isEmpty()
        && plan.oldFisher().isEmpty();
  }

  private ByteBuffer mixFloats(TensorPlan plan, Segment block) throws IOException {
    int count = (int) block.count();
    read(plan.now(), block.newStart(), count, nowBytes);
    read(plan.old(), block.oldStart(), count, oldBytes);
    if (!floats.mix(oldBytes, nowBytes, count, plan.oldWeight())) {
      throw new CheckpointException(culprit(plan, block));
    }
    return nowBytes;
  }

  private ByteBuffer mixWith(TensorPlan plan, Segment block) throws IOException {
    int count = (int) block.count();
    load(plan.now(), block.newStart(), count, nowBytes, now);
    for (Tensor more : plan.soup()) {
      load(more, block.newStart(), count, moreBytes, old);
      Blend.add(now, old, count);
    }
    if (!plan.soup().isEmpty()) {
      Blend.divide(now, count, plan.soup().size() + 1);
    }
    if (!block.hasOld()) {
      check(plan, block, now);
      return plan.soup().isEmpty() ? nowBytes : encoded(plan, count);
    }
    load(plan.old(), block.oldStart(), count, oldBytes, old);
    loadFishers(plan, block, count);
    if (plan.oldWeight() > 0 && plan.oldWeight() < 1) {
      // What is not finite stays so in every formula, so that looking at the result is enough.
      blend(plan, count);
      check(plan, block, now);
      return encoded(plan, count);
    }
    check(plan, block, now);
    check(plan, block, old);
    // The ends of the range are the inputs themselves, to the last bit.
    if (plan.oldWeight() == 1) {
      return oldBytes;
    }
    return plan.soup().isEmpty() ? nowBytes : encoded(plan, count);
  }

  private void blend(TensorPlan plan, int count) {
    if (plan.newFisher().isPresent()) {
      Blend.twoSided(old, now, oldFisher, newFisher, count, plan.oldWeight());
    } else if (plan.oldFisher().isPresent()) {
      Blend.fisher(old, now, oldFisher, count, plan.oldWeight());
    } else {
      Blend.linear(old, now, count, plan.oldWeight());
    }
  }

  private void loadFishers(TensorPlan plan, Segment block, int count) throws IOException {
    if (plan.oldFisher().isPresent()) {
      loadFisher(plan.oldFisher().get(), block.oldStart(), count, oldFisher);
    }
    if (plan.newFisher().isPresent()) {
      loadFisher(plan.newFisher().get(), block.newStart(), count, newFisher);
    }
  }

  private void loadFisher(Tensor fisher, long start, int count, double[] into) throws IOException {
    load(fisher, start, count, moreBytes, into);
    int bad = Blend.notFisher(into, count);
    if (bad >= 0) {
      throw new CheckpointException(
          "the Fisher information of %s is %s; it is finite and at least 0"
              .formatted(place(fisher, start + bad), into[bad]));
    }
  }

  private ByteBuffer encoded(TensorPlan plan, int count) {
    nowBytes.clear().limit(count * plan.elementBytes());
    codec(plan.now().type()).encode(now, count, nowBytes);
    return nowBytes;
  }

  private void load(Tensor tensor, long start, int count, ByteBuffer bytes, double[] into)
      throws IOException {
    read(tensor, start, count, bytes);
    codec(tensor.type()).decode(bytes, into, count);
  }

  private static void read(Tensor tensor, long start, int count, ByteBuffer into)
      throws IOException {
    int width = tensor.type().bits() / Byte.SIZE;
    into.clear().limit(count * width);
    tensor.read(into, start * width);
    into.flip();
  }

  private RealCodec codec(DType type) {
    return codecs.computeIfAbsent(type, t -> RealCodec.of(t, BLOCK));
  }

  private void check(TensorPlan plan, Segment block, double[] values) throws IOException {
    if (Blend.notFinite(values, (int) block.count()) >= 0) {
      throw new CheckpointException(culprit(plan, block));
    }
  }

  /** Finds which input is to blame; slow, and only once. */
  private String culprit(TensorPlan plan, Segment block) throws IOException {
    int count = (int) block.count();
    List<Tensor> fresh = new ArrayList<>(List.of(plan.now()));
    fresh.addAll(plan.soup());
    for (Tensor tensor : fresh) {
      Optional<String> found = culprit(tensor, block.newStart(), count);
      if (found.isPresent()) {
        return found.get();
      }
    }
    Optional<String> ofOld =
        block.hasOld() ? culprit(plan.old(), block.oldStart(), count) : Optional.empty();
    return ofOld.orElseGet(
        () ->
            "tensor %s has numbers too large to be added in F64; the model is broken"
                .formatted(Shown.text(plan.name())));
  }

  private Optional<String> culprit(Tensor tensor, long start, int count) throws IOException {
    load(tensor, start, count, moreBytes, oldFisher);
    int bad = Blend.notFinite(oldFisher, count);
    return bad < 0
        ? Optional.empty()
        : Optional.of(
            "%s is %s, and what is not a number has no mean; take a checkpoint whose weights are finite"
                .formatted(place(tensor, start + bad), oldFisher[bad]));
  }

  private static String place(Tensor tensor, long element) {
    return "tensor %s of %s at %s"
        .formatted(Shown.text(tensor.name()), tensor.file(), tensor.indices(element));
  }
}
