package org.flipcheck.checkpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Does many small jobs on a few threads, in order as they become free. */
final class Workers {

  /** Does the job of a number; has buffers of its own, and is used by one thread. */
  interface Worker {
    void work(int job) throws IOException;
  }

  private Workers() {}

  /**
   * Does jobs 0 to {@code jobs} - 1. After a failure no new job begins, and those that run are
   * waited for, so that nobody writes any more when this method has ended.
   *
   * @param threads how many at once
   * @param jobs how many there are
   * @param workers makes a worker for each thread
   * @throws IOException the first failure of a worker, or its unchecked exception as it was
   */
  static void run(int threads, int jobs, Supplier<Worker> workers) throws IOException {
    if (jobs == 0) {
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean failed = new AtomicBoolean();
    Callable<Void> task = () -> runSome(workers.get(), jobs, next, failed);
    int tasks = Math.min(threads, jobs);
    ExecutorService pool = Executors.newFixedThreadPool(tasks);
    try {
      List<Future<Void>> ended = pool.invokeAll(Collections.nCopies(tasks, task));
      for (Future<Void> one : ended) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      pool.shutdown();
    }
  }

  private static Void runSome(Worker worker, int jobs, AtomicInteger next, AtomicBoolean failed)
      throws IOException {
    boolean done = false;
    try {
      for (int job = next.getAndIncrement(); job < jobs; job = next.getAndIncrement()) {
        if (failed.get()) {
          break;
        }
        worker.work(job);
      }
      done = true;
      return null;
    } finally {
      if (!done) {
        failed.set(true);
      }
    }
  }

  private static IOException failure(Throwable cause) {
    if (cause instanceof IOException io) {
      return io;
    }
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    throw new IllegalStateException(cause);
  }
}
