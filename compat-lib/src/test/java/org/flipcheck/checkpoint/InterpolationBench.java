package org.flipcheck.checkpoint;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Times an interpolation beside a copy of both its inputs, in turns, each in a Java process of its
 * own: {@code mvn -P bench-interpolate -pl compat-lib process-test-classes}.
 *
 * <p>The copy reads every byte of both inputs and writes every byte to two new files, through
 * buffers of 1 MiB, with as many threads as files; the interpolation reads as much and writes half
 * of it. Neither waits for the disk, whose cache the inputs are in where memory allows. Seconds are
 * those of the work in a fresh process, with the time that Java takes to compile it, without the
 * start of the process; processor seconds are all of the process's, and are what to go by on a
 * machine that does other work.
 */
final class InterpolationBench {

  private static final long GIB = 1L << 30;
  private static final int COPIED_AT_ONCE = 1 << 20;
  private static final double OLD_WEIGHT = 0.3;

  /** What a process measured. */
  private record Run(double seconds, double processorSeconds, long peakKib) {}

  private final Path folder;
  private final String type;
  private final double gib;

  private InterpolationBench(Path folder, String type, double gib) {
    this.folder = folder;
    this.type = type;
    this.gib = gib;
  }

  /** Folder, types, GiB of each input, runs; or, in a process of its own, the work. */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("copy") || args[0].equals("interpolate")) {
      work(args[0], Path.of(args[1]), Integer.parseInt(args[2]));
      return;
    }
    int runs = Integer.parseInt(args[3]);
    System.out.printf(
        Locale.ROOT,
        "%d processors, Java %s, medians of %d%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        runs);
    for (String type : args[1].split(",", -1)) {
      new InterpolationBench(Path.of(args[0]), type, Double.parseDouble(args[2])).compare(runs);
    }
  }

  private void compare(int runs) throws IOException, InterruptedException {
    delete(folder);
    Files.createDirectories(folder);
    write("old", 1);
    write("new", 2);
    List<Run> copies = new ArrayList<>();
    List<Run> mixtures = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      copies.add(run("copy"));
      mixtures.add(run("interpolate"));
    }
    double copy = median(copies, Run::seconds);
    double mixture = median(mixtures, Run::seconds);
    System.out.printf(
        Locale.ROOT,
        "%s, 2 x %.2f GiB: copy %.2f s (%s), interpolate %.2f s (%s), %.2fx the speed of copying; processor seconds %.2f and %.2f; peak RSS %d MiB%n",
        type,
        gib,
        copy,
        all(copies),
        mixture,
        all(mixtures),
        copy / mixture,
        median(copies, Run::processorSeconds),
        median(mixtures, Run::processorSeconds),
        mixtures.stream().mapToLong(Run::peakKib).max().orElseThrow() >> 10);
    delete(folder);
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> measure) {
    double[] seconds = runs.stream().mapToDouble(measure).sorted().toArray();
    return (seconds[(seconds.length - 1) / 2] + seconds[seconds.length / 2]) / 2;
  }

  private static String all(List<Run> runs) {
    return String.join(
        " ", runs.stream().map(run -> String.format(Locale.ROOT, "%.2f", run.seconds())).toList());
  }

  private Run run(String what) throws IOException, InterruptedException {
    delete(folder.resolve("out"));
    Files.createDirectories(folder.resolve("out"));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            InterpolationBench.class.getName(),
            what,
            folder.toString(),
            Integer.toString(Runtime.getRuntime().availableProcessors()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String[] said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .strip()
            .split(" ", 3);
    if (process.waitFor() != 0) {
      throw new IOException(what + " failed");
    }
    return new Run(
        Double.parseDouble(said[0]), Double.parseDouble(said[1]), Long.parseLong(said[2]));
  }

  private static void work(String what, Path folder, int threads) throws IOException {
    long start = System.nanoTime();
    if (what.equals("copy")) {
      List<String> names = List.of("old", "new");
      Workers.run(2, 2, () -> job -> copy(folder, names.get(job)));
    } else {
      new Interpolator(
              Interpolation.bcwi(file(folder, "old"), file(folder, "new"), OLD_WEIGHT),
              new Output(folder.resolve("out"), Output.Existing.REFUSE),
              threads,
              "bench",
              (done, total) -> {})
          .run();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double processor =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    System.out.println(seconds + " " + processor + " " + peakKib());
  }

  private static void copy(Path folder, String name) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(COPIED_AT_ONCE);
    try (FileChannel from = FileChannel.open(file(folder, name));
        FileChannel to = create(folder.resolve("out").resolve(name))) {
      while (from.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
      }
    }
  }

  private static long peakKib() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  private static Path file(Path folder, String name) {
    return folder.resolve(name + ".safetensors");
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** A model of matrices as large as those of a transformer, of normally distributed weights. */
  private void write(String name, int seed) throws IOException {
    int width = DType.valueOf(type).bits() / Byte.SIZE;
    long matrix = 4096L * 1024 * width;
    int tensors = (int) Math.max(1, Math.round(gib * GIB / matrix));
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < tensors; i++) {
      json.append(
          "%s\"layers.%04d.weight\":{\"dtype\":\"%s\",\"shape\":[4096,1024],\"data_offsets\":[%d,%d]}"
              .formatted(i == 0 ? "" : ",", i, type, i * matrix, (i + 1) * matrix));
    }
    byte[] header = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel = create(file(folder, name))) {
      channel.write(TensorFile.little(8).putLong(header.length).flip());
      channel.write(ByteBuffer.wrap(header));
      byte[] weights = weights(seed, (int) matrix);
      for (int i = 0; i < tensors; i++) {
        ByteBuffer bytes = ByteBuffer.wrap(weights);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    }
  }

  private byte[] weights(int seed, int length) {
    Random random = new Random(seed);
    int width = DType.valueOf(type).bits() / Byte.SIZE;
    double[] weights = random.doubles(length / width, -0.1, 0.1).toArray();
    byte[] bytes = new byte[length];
    RealCodec.of(DType.valueOf(type), weights.length)
        .encode(weights, weights.length, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  private static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      try (Stream<Path> all = Files.walk(path)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }
}
