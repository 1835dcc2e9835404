package org.flipcheck.train.mend;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.flipcheck.checkpoint.CheckpointException;
import org.flipcheck.checkpoint.DType;
import org.flipcheck.checkpoint.TensorSet;
import org.flipcheck.checkpoint.TensorSet.HeapTensor;
import org.flipcheck.mend.MendException;

/**
 * Named arrays from {@code .npz} of NumPy or {@code .safetensors}, told by the first bytes. Types
 * are looked at before the engine does, which ends the process at some of them.
 */
final class ArrayFile {

  private static final int HEADER = 512;
  private static final Pattern NUMPY_TYPE = Pattern.compile("'descr':\\s*'([^']+)'");
  private static final Pattern READABLE = Pattern.compile("[<=|](f[248]|i[1248]|u1)");
  private static final Map<DType, DataType> TYPES =
      Map.of(
          DType.F64, DataType.FLOAT64,
          DType.F32, DataType.FLOAT32,
          DType.F16, DataType.FLOAT16,
          DType.I64, DataType.INT64,
          DType.I32, DataType.INT32,
          DType.I8, DataType.INT8,
          DType.U8, DataType.UINT8);

  private ArrayFile() {}

  /**
   * Reads all arrays of a file.
   *
   * @param manager owner of the arrays
   * @throws MendException with all that is wrong with it
   * @throws IOException if it cannot be read
   */
  static NDList read(NDManager manager, Path file) throws IOException {
    try {
      return isZip(file) ? readNumpy(manager, file) : readTensors(manager, file);
    } catch (CheckpointException e) {
      throw new MendException(
          "%s: neither .npz nor .safetensors: %s; write the arrays 'inputs' and 'labels' by numpy.savez"
              .formatted(file, String.join("; ", e.problems())));
    } catch (IllegalArgumentException | ZipException e) {
      throw new MendException(
          "%s: cannot be read as .npz: %s; write the arrays 'inputs' and 'labels' by numpy.savez"
              .formatted(file, e.getMessage()));
    }
  }

  private static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 'P' && in.read() == 'K';
    }
  }

  private static NDList readNumpy(NDManager manager, Path file) throws IOException {
    List<String> problems = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
        try (InputStream in = zip.getInputStream(entry)) {
          String type = numpyType(in);
          if (!READABLE.matcher(type).matches()) {
            problems.add(convert(file, entry.getName(), type));
          }
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new MendException(problems);
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return NDList.decode(manager, in);
    }
  }

  private static String numpyType(InputStream in) throws IOException {
    Matcher type =
        NUMPY_TYPE.matcher(new String(in.readNBytes(HEADER), StandardCharsets.ISO_8859_1));
    return type.find() ? type.group(1) : "of several fields, or none";
  }

  private static NDList readTensors(NDManager manager, Path file) throws IOException {
    NDList arrays = new NDList();
    List<String> problems = new ArrayList<>();
    for (HeapTensor tensor : TensorSet.read(file).tensors()) {
      DataType type = TYPES.get(tensor.type());
      if (type == null) {
        problems.add(convert(file, tensor.name(), tensor.type().toString()));
        continue;
      }
      long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
      NDArray array = manager.create(tensor.bytes(), new Shape(shape), type);
      array.setName(tensor.name());
      arrays.add(array);
    }
    if (!problems.isEmpty()) {
      throw new MendException(problems);
    }
    return arrays;
  }

  private static String convert(Path file, String array, String type) {
    return "%s: array %s has the type %s; convert it to float32 or int64"
        .formatted(file, array, type);
  }
}
