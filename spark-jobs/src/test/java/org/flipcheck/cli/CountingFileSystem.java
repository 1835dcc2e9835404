package org.flipcheck.cli;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files as {@code counting:/path}; counts the bytes that Spark's tasks read of each. */
public final class CountingFileSystem extends RawLocalFileSystem {

  private static final Map<String, AtomicLong> READ_BY_TASKS = new ConcurrentHashMap<>();

  /** How many bytes of a file were read inside tasks. */
  static long readByTasks(String name) {
    return READ_BY_TASKS.getOrDefault(name, new AtomicLong()).get();
  }

  @Override
  public URI getUri() {
    return URI.create("counting:///");
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    FSDataInputStream in = super.open(file, bufferSize);
    boolean inTask = Thread.currentThread().getName().startsWith("Executor task");
    return inTask ? new FSDataInputStream(new Counted(in, file.getName())) : in;
  }

  private static final class Counted extends FSInputStream {
    private final FSDataInputStream in;
    private final AtomicLong bytes;

    Counted(FSDataInputStream in, String name) {
      this.in = in;
      this.bytes = READ_BY_TASKS.computeIfAbsent(name, unused -> new AtomicLong());
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      bytes.addAndGet(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      bytes.addAndGet(Math.max(0, read));
      return read;
    }

    @Override
    public void seek(long position) throws IOException {
      in.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public boolean seekToNewSource(long target) throws IOException {
      return in.seekToNewSource(target);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
