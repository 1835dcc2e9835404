package org.flipcheck.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The two prediction tables of a {@link DataSpec}: folders {@code old} and {@code new} of Parquet
 * files with the columns id, label, prediction, logits (where asked for), country, device, time and
 * user.
 *
 * <p>Every value is a function of the example's number and the seed; the number of a row's example
 * is a permutation of the row's place, another one on each side. So nothing has to be sorted, the
 * sides have different orders, and any size is made in one pass. Of 100 examples the old model gets
 * 90 right and the new one 92; 2 are negative flips.
 */
final class BenchData {

  /** What bench data may take on disk altogether. */
  private static final long MOST_BYTES = 25L << 30;

  private static final String READY = "READY";

  private final DataSpec spec;
  private final Path folder;

  private BenchData(DataSpec spec, Path folder) {
    this.spec = spec;
    this.folder = folder;
  }

  /** Thrown where the disk has no room for the tables. */
  static final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1;

    NoRoomException(String message) {
      super(message);
    }
  }

  /** Tables that an earlier {@link #make} left. */
  static BenchData existing(DataSpec spec, Path home) {
    return new BenchData(spec, home.resolve(spec.key()));
  }

  /**
   * Makes the tables, unless they are there already.
   *
   * @param spec which tables
   * @param home where the folders of all bench data are
   * @throws NoRoomException if the disk, or the bound of 25 GiB, has no room for them
   */
  static BenchData make(DataSpec spec, Path home) throws IOException, SQLException {
    BenchData data = existing(spec, home);
    if (Files.exists(data.folder.resolve(READY))) {
      return data;
    }
    delete(data.folder);
    Files.createDirectories(data.folder);
    data.checkRoom(home);
    try (DuckDb duck = DuckDb.open("2g", home.resolve("scratch"))) {
      data.defineDraws(duck);
      for (Side side : Side.values()) {
        data.write(duck, side);
      }
    }
    Files.createFile(data.folder.resolve(READY));
    return data;
  }

  private enum Side {
    OLD(0, 16_777_259),
    NEW(1, 33_554_467);

    private final int stream;
    private final long prime;

    /**
     * @param stream keeps the draws of the sides apart
     * @param prime steps through the examples; divides no number of examples that is below it
     */
    Side(int stream, long prime) {
      this.stream = stream;
      this.prime = prime;
    }
  }

  DataSpec spec() {
    return spec;
  }

  Path old() {
    return folder.resolve("old");
  }

  Path candidate() {
    return folder.resolve("new");
  }

  /** A file of class names, one a line, by the index of their logit. */
  Path classes() throws IOException {
    Path file = folder.resolve("classes.txt");
    if (!Files.exists(file)) {
      Files.write(
          file, Stream.iterate(0, i -> i + 1).limit(100).map("class_%03d"::formatted).toList());
    }
    return file;
  }

  long bytes() throws IOException {
    return size(folder);
  }

  /** Reads all files once, so that every contender finds them in the file cache. */
  void warmFileCache() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
    }
  }

  void delete() throws IOException {
    delete(folder);
  }

  private void checkRoom(Path home) throws IOException {
    long need = spec.estimatedBytes();
    FileStore disk = Files.getFileStore(home);
    long there = Math.min(disk.getUsableSpace() - (2L << 30), MOST_BYTES - size(home));
    if (need > there) {
      throw new NoRoomException(
          "%,d pairs need about %,d MiB under %s, and %,d MiB are left of what the disk has and of the bench's own bound of %,d MiB: delete old tables there, or ask for fewer pairs"
              .formatted(
                  spec.pairs(), need >> 20, home, Math.max(0, there >> 20), MOST_BYTES >> 20));
    }
  }

  private void defineDraws(DuckDb duck) throws SQLException {
    // hash() of one 64-bit number is a bijection that mixes well; of several numbers it is not.
    duck.execute(
        "CREATE MACRO draw(i, stream) AS (hash(xor(hash(i), hash(%d + stream))) >> 11)::DOUBLE / %d.0"
            .formatted(1000 * spec.seed(), 1L << 53));
    duck.execute("CREATE MACRO class(c) AS format('class_{:03d}', c::BIGINT % 100)");
    // A wrong answer is one of the 20 classes after the true one, the nearest most often.
    duck.execute("CREATE MACRO wrong(u) AS floor(20 * u * u * u)::BIGINT");
  }

  private void write(DuckDb duck, Side side) throws IOException, SQLException {
    Path table = side == Side.OLD ? old() : candidate();
    Files.createDirectories(table);
    for (int file = 0; file < spec.files(); file++) {
      long from = spec.rows() * file / spec.files();
      long to = spec.rows() * (file + 1) / spec.files();
      duck.execute(
          "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE %d)"
              .formatted(
                  query(side, from, to),
                  table.resolve("part-%05d.parquet".formatted(file)),
                  spec.logits() > 0 ? 61_440 : 491_520));
    }
  }

  private String query(Side side, long from, long to) {
    String answer =
        side == Side.OLD
            ? "CASE WHEN r < 0.90 THEN c ELSE c + 1 + w END"
            : "CASE WHEN r < 0.88 OR r >= 0.90 AND r < 0.94 THEN c WHEN r < 0.975 THEN c + 1 + w ELSE c + 1 + (w + 1 + floor(19 * v)::BIGINT) % 20 END";
    String logits =
        spec.logits() == 0
            ? ""
            : "list_transform(range(%d), j -> (draw(i * 1000 + j, %d) + CASE WHEN j = a %% 100 THEN 1.5 ELSE 0 END)::FLOAT) AS logits,"
                .formatted(spec.logits(), 20 + side.stream);
    return """
        WITH numbered AS (SELECT %s AS i FROM range(%d, %d) AS places(k)),
        drawn AS (
          SELECT i, floor(100 * pow(draw(i, 1), 1.3))::BIGINT AS c, draw(i, 2) AS r,
            wrong(draw(i, 3)) AS w, draw(i, 4) AS v
          FROM numbered),
        answered AS (SELECT i, c, %s AS a FROM drawn)
        SELECT %s AS id, class(c) AS label, class(a) AS prediction, %s
          %s AS country,
          ['phone', 'tablet', 'desktop', 'watch', 'tv'][1 + floor(5 * pow(draw(i, 6), 1.5))::BIGINT] AS device,
          format('{:02d}', floor(24 * draw(i, 7))::BIGINT) AS "time",
          floor(100000 * draw(i, 9))::BIGINT AS "user"
        FROM answered"""
        .formatted(number(side), from, to, answer, id(), logits, country());
  }

  private static String country() {
    List<String> names =
        List.of(
            "DE", "FR", "IT", "ES", "PL", "NL", "BE", "SE", "AT", "CH", "US", "CA", "BR", "MX",
            "JP", "IN", "AU", "KR", "ZA", "NG");
    return "['%s'][1 + floor(20 * pow(draw(i, 5), 2))::BIGINT]"
        .formatted(String.join("', '", names));
  }

  /**
   * The example at place k: k times a prime modulo the number of examples, which hits each once.
   */
  private String number(Side side) {
    String permuted =
        "(k * %d + %d) %% %d"
            .formatted(side.prime, side == Side.OLD ? 0 : spec.pairs() / 2, spec.pairs());
    if (!spec.ids().hasDuplicates()) {
      return permuted;
    }
    return "CASE WHEN k < %1$d THEN %2$s ELSE floor(%1$d * pow(draw(k, %3$d), 8))::BIGINT END"
        .formatted(spec.pairs(), permuted, 10 + side.stream);
  }

  private String id() {
    return switch (spec.ids()) {
      case LONG -> "(hash(i)::HUGEINT - 9223372036854775808)::BIGINT";
      case STRING -> "lower(lpad(to_hex(hash(i)), 16, '0'))";
      // Half of the ids have level 0, a quarter level 1, and so on: the level is the top bits, and
      // the number moves up by as many bits.
      case SKEWED ->
          "list_transform([least(12, floor(-log2(1 - draw(i, 8)))::BIGINT)], level -> (level << 48) + (i << level))[1]";
    };
  }

  static long size(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public String toString() {
    return "%,d pairs, ids %s%s"
        .formatted(
            spec.pairs(),
            spec.ids().name().toLowerCase(Locale.ROOT),
            spec.logits() > 0 ? ", %d logits".formatted(spec.logits()) : "");
  }
}
