package org.flipcheck.checkpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.flipcheck.checkpoint.Checkpoint.Shard;
import org.flipcheck.checkpoint.TensorPlan.Input;
import org.flipcheck.checkpoint.TensorPlan.Stretch;

/**
 * The hashes of the files of all models, from the bytes that mixing reads anyway: inputs larger
 * than memory are read from the disk once.
 *
 * <p>A hash wants its bytes in order, and units are made by several threads. So for each model the
 * units have their turns, by number. A unit waits for nothing but earlier units, so that they
 * cannot wait for each other.
 */
final class InputHashes {

  private final List<FileHash> ofShards = new ArrayList<>();
  private final Map<FileChannel, FileHash> byChannel = new HashMap<>();
  private final List<Turns> turns = new ArrayList<>();

  /**
   * Prepares the hashes.
   *
   * @param hashed is told how many bytes more were hashed, by several threads
   */
  InputHashes(Models models, List<Unit> units, LongConsumer hashed) throws IOException {
    for (Models.Model model : models.all()) {
      turns.add(new Turns());
      for (Shard shard : model.checkpoint().shards()) {
        FileHash hash = new FileHash(shard.channel(), hashed);
        ofShards.add(hash);
        byChannel.put(shard.channel(), hash);
      }
    }
    for (Unit unit : units) {
      for (Input input : unit.plan().inputs()) {
        for (Stretch stretch : input.stretches(unit.segments())) {
          Tensor tensor = input.tensor();
          of(tensor)
              .plan(tensor.position(stretch.start()), stretch.count() * tensor.elementBytes());
        }
      }
    }
  }

  private FileHash of(Tensor tensor) {
    return byChannel.get(tensor.channel());
  }

  /**
   * Adds the bytes of a unit when it is its turn.
   *
   * @param number the unit's
   * @param windows the bytes of each model; of some none
   * @return false if another thread has failed, so that the turn will never come
   */
  boolean add(int number, List<InputWindow> windows) throws IOException {
    for (int model = 0; model < turns.size(); model++) {
      if (!turns.get(model).await(number)) {
        return false;
      }
      InputWindow window = windows.get(model);
      int offset = 0;
      for (Stretch stretch : window.stretches()) {
        ByteBuffer bytes = window.bytes(offset, (int) stretch.count());
        of(window.tensor()).add(window.tensor().position(stretch.start()), bytes);
        offset += (int) stretch.count();
      }
      turns.get(model).pass();
    }
    return true;
  }

  int models() {
    return turns.size();
  }

  /** Lets nobody wait any longer. */
  void abort() {
    turns.forEach(Turns::abort);
  }

  /** The hashes in the order of models and their shards, when all units were added. */
  List<String> end(int threads) throws IOException {
    String[] hashes = new String[ofShards.size()];
    Workers.run(threads, hashes.length, () -> job -> hashes[job] = ofShards.get(job).end());
    return List.of(hashes);
  }

  /** Whose turn it is. */
  private static final class Turns {
    private int next;
    private boolean isAborted;

    synchronized boolean await(int number) throws InterruptedIOException {
      while (next != number && !isAborted) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted");
        }
      }
      return !isAborted;
    }

    synchronized void pass() {
      next++;
      notifyAll();
    }

    synchronized void abort() {
      isAborted = true;
      notifyAll();
    }
  }
}
