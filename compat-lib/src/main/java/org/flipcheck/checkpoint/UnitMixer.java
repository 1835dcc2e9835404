package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Reads the inputs of units and mixes them in place. For one thread. */
final class UnitMixer {

  private final List<InputWindow> windows;
  private final BlockMixer mixer = new BlockMixer();

  /**
   * Room for the inputs.
   *
   * @param models how many models there are
   */
  UnitMixer(int models) {
    windows = Stream.generate(InputWindow::new).limit(models).toList();
  }

  void read(Unit unit) throws IOException {
    windows.forEach(InputWindow::clear);
    for (TensorPlan.Input input : unit.plan().inputs()) {
      windows.get(input.model()).read(input, unit);
    }
  }

  /** What was read of each model, until it is mixed. */
  List<InputWindow> windows() {
    return windows;
  }

  /** CRC-32C of all that was read. */
  long checksum() {
    CRC32C checksum = new CRC32C();
    windows.forEach(window -> window.addTo(checksum));
    return checksum.getValue();
  }

  /**
   * Mixes what was read.
   *
   * @return whether there are whole numbers in which the models differ
   * @throws CheckpointException if an input is NaN or infinite
   */
  boolean mix(Unit unit) throws IOException {
    boolean differs = false;
    int newOffset = 0;
    int oldOffset = 0;
    for (Segment segment : unit.segments()) {
      for (long from = 0; from < segment.count(); from += BlockMixer.BLOCK) {
        long count = Math.min(BlockMixer.BLOCK, segment.count() - from);
        Segment part = segment.part(from, count);
        mixer.mix(new BlockMixer.Block(unit.plan(), part, windows, newOffset, oldOffset));
        differs |= mixer.differs();
        newOffset += (int) count;
        oldOffset += part.hasOld() ? (int) count : 0;
      }
    }
    return differs;
  }

  /** The bytes of the unit, once it is mixed. */
  ByteBuffer result() {
    return windows.get(Models.NOW).bytes();
  }
}
