package org.flipcheck.spark.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A file of any file system that Hadoop knows, as a channel that can seek. */
final class HadoopChannel implements SeekableByteChannel {

  private static final int COPIED_AT_ONCE = 1 << 18;

  /**
   * Spark's default of 64 KiB would be read for every few bytes of metadata between columns that
   * are skipped; longer reads go past the buffer.
   */
  private static final int READ_AHEAD = 4096;

  private final FSDataInputStream in;
  private final long size;
  private byte[] copy = new byte[0];
  private boolean open = true;

  private HadoopChannel(FSDataInputStream in, long size) {
    this.in = in;
    this.size = size;
  }

  static HadoopChannel open(String file, Configuration hadoop) throws IOException {
    Path path = new Path(file);
    FileSystem fileSystem = path.getFileSystem(hadoop);
    long size = fileSystem.getFileStatus(path).getLen();
    return new HadoopChannel(fileSystem.open(path, READ_AHEAD), size);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int wanted = Math.min(target.remaining(), COPIED_AT_ONCE);
    if (wanted == 0) {
      return 0;
    }
    if (copy.length < wanted) {
      copy = new byte[wanted < 4096 ? 4096 : COPIED_AT_ONCE];
    }
    int read = in.read(copy, 0, wanted);
    if (read > 0) {
      target.put(copy, 0, read);
    }
    return read;
  }

  @Override
  public long position() throws IOException {
    return in.getPos();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    in.seek(position);
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    in.close();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long length) {
    throw new NonWritableChannelException();
  }
}
