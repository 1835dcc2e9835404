package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes blocks of the result, in place of the new model's elements, with scratch that is allocated
 * once. For one thread.
 */
final class BlockMixer {

  /** Elements at once: few enough that what is worked on stays in the processor's cache. */
  static final int BLOCK = 16 * 1024;

  private final double[] now = new double[BLOCK];
  private final double[] old = new double[BLOCK];
  private final double[] oldFisher = new double[BLOCK];
  private final double[] newFisher = new double[BLOCK];
  private final FloatBlend floats = new FloatBlend(BLOCK);
  private final BrainBlend brains = new BrainBlend();
  private final Map<DType, RealCodec> codecs = new EnumMap<>(DType.class);
  private LowRank addedLast;
  private LowRank.Loaded factors;
  private boolean differs;

  /**
   * At most {@link #BLOCK} elements of a unit.
   *
   * @param plan the tensor
   * @param segment which of its elements
   * @param windows the bytes of each model
   * @param newOffset where the elements begin in the window of the new model
   * @param oldOffset where they begin in that of the old one
   */
  record Block(
      TensorPlan plan, Segment segment, List<InputWindow> windows, int newOffset, int oldOffset) {

    int count() {
      return (int) segment.count();
    }

    private ByteBuffer oldBytes() {
      return windows.get(Models.OLD).bytes(oldOffset, count());
    }

    private ByteBuffer newBytes(int model) {
      return windows.get(model).bytes(newOffset, count());
    }

    private ByteBuffer result() {
      return newBytes(Models.NOW);
    }

    private double alpha() {
      return plan.oldWeight();
    }

    private boolean isAtAnEnd() {
      return plan.oldWeight() <= 0 || plan.oldWeight() >= 1;
    }
  }

  /** Whether whole numbers of the last block differ between the models. */
  boolean differs() {
    return differs;
  }

  /**
   * Makes a block.
   *
   * @throws CheckpointException if an input is NaN or infinite there
   * @throws IOException if an input that is to be named cannot be read
   */
  void mix(Block block) throws IOException {
    differs = false;
    if (block.plan().isReal()) {
      mixReal(block);
    } else {
      choose(block);
    }
  }

  /** Whole numbers are not averaged: half of a counter is none. */
  private void choose(Block block) {
    if (block.segment().hasOld()) {
      ByteBuffer old = block.oldBytes();
      differs = !block.result().equals(old);
      if (block.plan().oldWeight() == 1) {
        block.result().put(old);
      }
    }
  }

  private void mixReal(Block block) throws IOException {
    if (block.plan().added().isPresent()) {
      addTo(block, block.plan().added().get());
    } else if (isPlain(block) && block.plan().now().type() == DType.F32) {
      checkResult(
          block, floats.mix(block.oldBytes(), block.result(), block.count(), block.alpha()));
    } else if (isPlain(block)
        && block.plan().now().type() == DType.BF16
        && BrainBlend.takes(block.count(), block.alpha())) {
      checkResult(
          block, brains.mix(block.oldBytes(), block.result(), block.count(), block.alpha()));
    } else {
      mixWith(block);
    }
  }

  private void addTo(Block block, LowRank added) throws IOException {
    if (added != addedLast) {
      factors = added.load();
      addedLast = added;
    }
    decode(block.plan().now().type(), block.result(), now, block.count());
    factors.addTo(now, block.segment().newStart(), block.count());
    check(block, now);
    encode(block);
  }

  private static void checkResult(Block block, boolean isFinite) throws IOException {
    if (!isFinite) {
      throw new CheckpointException(culprit(block));
    }
  }

  /** Whether it is BCWI and nothing else, which types may have loops of their own for. */
  private static boolean isPlain(Block block) {
    return block.segment().hasOld()
        && !block.isAtAnEnd()
        && block.plan().soup().isEmpty()
        && block.plan().oldFisher().isEmpty();
  }

  private void mixWith(Block block) throws IOException {
    TensorPlan plan = block.plan();
    decode(plan.now().type(), block.result(), now, block.count());
    addSoup(block);
    if (block.segment().hasOld()) {
      decode(plan.old().type(), block.oldBytes(), old, block.count());
      loadFishers(block);
      if (!block.isAtAnEnd()) {
        // What is not finite stays so in every formula, so that looking at the result is enough.
        blend(block);
        check(block, now);
        encode(block);
        return;
      }
      check(block, old);
    }
    check(block, now);
    // The ends of the range are the inputs themselves, to the last bit.
    if (block.segment().hasOld() && plan.oldWeight() == 1) {
      block.result().put(block.oldBytes());
    } else if (!plan.soup().isEmpty()) {
      encode(block);
    }
  }

  private void addSoup(Block block) {
    List<Tensor> soup = block.plan().soup();
    for (int i = 0; i < soup.size(); i++) {
      ByteBuffer bytes = block.newBytes(Models.NOW + 1 + i);
      decode(soup.get(i).type(), bytes, old, block.count());
      Blend.add(now, old, block.count());
    }
    if (!soup.isEmpty()) {
      Blend.divide(now, block.count(), soup.size() + 1);
    }
  }

  private void blend(Block block) {
    int count = block.count();
    double alpha = block.plan().oldWeight();
    if (block.plan().newFisher().isPresent()) {
      Blend.twoSided(old, now, oldFisher, newFisher, count, alpha);
    } else if (block.plan().oldFisher().isPresent()) {
      Blend.fisher(old, now, oldFisher, count, alpha);
    } else {
      Blend.linear(old, now, count, alpha);
    }
  }

  private void loadFishers(Block block) {
    TensorPlan plan = block.plan();
    int model = Models.NOW + 1 + plan.soup().size();
    if (plan.oldFisher().isPresent()) {
      ByteBuffer bytes = block.windows().get(model).bytes(block.oldOffset(), block.count());
      loadFisher(plan.oldFisher().get(), bytes, block.segment().oldStart(), oldFisher);
    }
    if (plan.newFisher().isPresent()) {
      ByteBuffer bytes = block.newBytes(model + 1);
      loadFisher(plan.newFisher().get(), bytes, block.segment().newStart(), newFisher);
    }
  }

  private void loadFisher(Tensor fisher, ByteBuffer bytes, long start, double[] into) {
    int count = bytes.remaining() / fisher.elementBytes();
    decode(fisher.type(), bytes, into, count);
    int bad = Blend.notFisher(into, count);
    if (bad >= 0) {
      throw new CheckpointException(
          "the Fisher information of %s is %s; it is finite and at least 0"
              .formatted(place(fisher, start + bad), into[bad]));
    }
  }

  private void decode(DType type, ByteBuffer bytes, double[] into, int count) {
    codec(type).decode(bytes, into, count);
  }

  private void encode(Block block) {
    codec(block.plan().now().type()).encode(now, block.count(), block.result());
  }

  private RealCodec codec(DType type) {
    return codecs.computeIfAbsent(type, t -> RealCodec.of(t, BLOCK));
  }

  private static void check(Block block, double[] values) throws IOException {
    if (Blend.notFinite(values, block.count()) >= 0) {
      throw new CheckpointException(culprit(block));
    }
  }

  /** Finds which input is to blame; slow, and only once. */
  private static String culprit(Block block) throws IOException {
    TensorPlan plan = block.plan();
    Segment segment = block.segment();
    List<Tensor> fresh = new ArrayList<>(List.of(plan.now()));
    fresh.addAll(plan.soup());
    for (Tensor tensor : fresh) {
      Optional<String> found = culprit(tensor, segment.newStart(), block.count());
      if (found.isPresent()) {
        return found.get();
      }
    }
    Optional<String> ofOld =
        segment.hasOld()
            ? culprit(plan.old(), segment.oldStart(), block.count())
            : Optional.empty();
    return ofOld.orElseGet(
        () ->
            "tensor %s has numbers too large to be added in F64; the model is broken"
                .formatted(Shown.text(plan.name())));
  }

  /** Reads the numbers again: in the windows the result may have replaced them. */
  private static Optional<String> culprit(Tensor tensor, long start, int count) throws IOException {
    double[] values = tensor.reals(start, count);
    int bad = Blend.notFinite(values, count);
    return bad < 0 ? Optional.empty() : Optional.of(tensor.notFinite(start + bad, values[bad]));
  }

  private static String place(Tensor tensor, long element) {
    return "tensor %s of %s at %s"
        .formatted(Shown.text(tensor.name()), tensor.file(), tensor.indices(element));
  }
}
