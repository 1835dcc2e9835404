package org.flipcheck.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {

  private static final byte[] SIX = {0, 1, 127, (byte) 128, (byte) 254, (byte) 255};

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("data.gz");
  }

  @Test
  void readsImagesFromGzip() throws IOException {
    IdxFile images = IdxFile.read(IdxFiles.images(file, 1, 2, 3, SIX), 3);

    assertThat(images.size(0)).isEqualTo(1);
    assertThat(images.size(1)).isEqualTo(2);
    assertThat(images.size(2)).isEqualTo(3);
    assertThat(images.values()).isEqualTo(SIX);
  }

  @Test
  void readsPlainLabels() throws IOException {
    IdxFiles.plain(file, IdxFiles.header(0x801, 6), SIX);

    assertThat(IdxFile.read(file, 1).values()).isEqualTo(SIX);
  }

  @Test
  void missingFile() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> IdxFile.read(file, 1))
        .withMessage(file.toString());
  }

  @Test
  void labelsWhereImagesAreExpected() {
    IdxFiles.labels(file, SIX);

    assertRefused(
        3,
        "begins with 0x00000801, expected 0x00000803: an IDX file of unsigned bytes with 3"
            + " dimension(s)");
  }

  @Test
  void valuesOfAnotherType() {
    IdxFiles.gzip(file, IdxFiles.header(0xc01, 1), new byte[4]);

    assertRefused(
        1,
        "begins with 0x00000c01, expected 0x00000801: an IDX file of unsigned bytes with 1"
            + " dimension(s)");
  }

  @Test
  void emptyFile() {
    IdxFiles.plain(file);

    assertRefused(1, "its header has 0 bytes, 8 are needed for 1 dimension(s)");
  }

  @Test
  void headerCutOff() {
    IdxFiles.gzip(file, IdxFiles.header(0x803, 1, 2), new byte[3]);

    assertRefused(3, "its header has 15 bytes, 16 are needed for 3 dimension(s)");
  }

  @Test
  void sizeOfZero() {
    IdxFiles.gzip(file, IdxFiles.header(0x803, 0, 28, 28));

    assertRefused(
        3, "its header announces the shape 0 x 28 x 28, every size must be from 1 to 2147483647");
  }

  @Test
  void negativeSize() {
    IdxFiles.gzip(file, IdxFiles.header(0x801, -1));

    assertRefused(1, "its header announces the shape -1, every size must be from 1 to 2147483647");
  }

  @Test
  void moreValuesThanFit() {
    IdxFiles.gzip(file, IdxFiles.header(0x803, 65_536, 65_536, Integer.MAX_VALUE));

    assertRefused(
        3,
        "its header announces the shape 65536 x 65536 x 2147483647, more than the 2147483639"
            + " values that fit");
  }

  @Test
  void tooFewValues() {
    IdxFiles.images(file, 2, 2, 2, SIX);

    assertRefused(3, "its header announces 2 x 2 x 2 = 8 values, but it ends after 6");
  }

  @Test
  void tooManyValues() {
    IdxFiles.images(file, 1, 2, 2, SIX);

    assertRefused(3, "bytes follow the 1 x 2 x 2 = 4 values that its header announces");
  }

  @Test
  void gzipCutOff() throws IOException {
    byte[] sound = Files.readAllBytes(IdxFiles.labels(file, SIX));
    Files.write(file, Arrays.copyOf(sound, sound.length - 12));

    assertRefused(1, "the gzip stream is cut off");
  }

  @Test
  void gzipDamaged() throws IOException {
    byte[] sound = Files.readAllBytes(IdxFiles.labels(file, SIX));
    sound[sound.length - 8] ^= 1;
    Files.write(file, sound);

    assertRefused(1, "the gzip stream is damaged");
  }

  private void assertRefused(int dimensions, String message) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> IdxFile.read(file, dimensions))
        .withMessage(file + ": " + message);
  }
}
