package org.flipcheck.spark;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.unsafe.Platform;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Takes blocks of bytes through the shuffle as they are, each behind its length. The number of the
 * partition decides where a block goes, and is not written. Blocks may be moved as they lie in a
 * file, which lets Spark write each task's blocks once, sorted.
 */
final class BlockSerializer extends Serializer implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  private static final Integer NO_KEY = 0;

  /** Moves each block to the partition that its key numbers. */
  static JavaRDD<byte[]> shuffle(JavaPairRDD<Integer, byte[]> blocks, int partitions) {
    ClassTag<Integer> key = ClassTag$.MODULE$.apply(Integer.class);
    ClassTag<byte[]> value = ClassTag$.MODULE$.apply(byte[].class);
    RDD<Tuple2<Integer, byte[]>> shuffled =
        new ShuffledRDD<>(blocks.rdd(), new HashPartitioner(partitions), key, value, value)
            .setSerializer(new BlockSerializer());
    return JavaRDD.fromRDD(shuffled, ClassTag$.MODULE$.apply(Tuple2.class)).map(Tuple2::_2);
  }

  @Override
  public SerializerInstance newInstance() {
    return new Instance();
  }

  @Override
  public boolean supportsRelocationOfSerializedObjects() {
    return true;
  }

  private static final class Instance extends SerializerInstance {
    @Override
    public <T> ByteBuffer serialize(T block, ClassTag<T> tag) {
      throw new UnsupportedOperationException("blocks are streamed");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassTag<T> tag) {
      throw new UnsupportedOperationException("blocks are streamed");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> tag) {
      throw new UnsupportedOperationException("blocks are streamed");
    }

    @Override
    public SerializationStream serializeStream(OutputStream stream) {
      return new Writing(stream);
    }

    @Override
    public DeserializationStream deserializeStream(InputStream stream) {
      return new Reading(stream);
    }
  }

  private static final class Writing extends SerializationStream {
    private final DataOutputStream out;

    Writing(OutputStream stream) {
      this.out = new DataOutputStream(stream);
    }

    @Override
    public <T> SerializationStream writeKey(T key, ClassTag<T> tag) {
      return this;
    }

    @Override
    public <T> SerializationStream writeObject(T block, ClassTag<T> tag) {
      byte[] bytes = (byte[]) block;
      try {
        out.writeInt(bytes.length);
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    @Override
    public void flush() {
      try {
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Reading extends DeserializationStream {
    private final DataInputStream in;

    Reading(InputStream stream) {
      this.in = new DataInputStream(stream);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T readKey(ClassTag<T> tag) {
      return (T) NO_KEY;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T readObject(ClassTag<T> tag) {
      try {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return (T) bytes;
      } catch (EOFException e) {
        // How the end of a stream is told; the method's Scala signature lets it through.
        Platform.throwException(e);
        throw new IllegalStateException(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
