package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flipcheck.gate.PolicyException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of ids, and that a policy can make nobody read anything else. */
class IdsFileTest {

  @TempDir private Path outside;
  private Path folder;

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createDirectory(outside.resolve("policies"));
    Files.writeString(outside.resolve("secret.txt"), "secret\n");
  }

  private PolicyFile read(String idsFile) throws Exception {
    Path policy = folder.resolve("p.yaml");
    Files.writeString(
        policy,
        """
        schema_version: 1
        rules: [{metric: churn, max: 0.1}]
        protected:
          - name: golden
            owner: o
            ids_file: %s
        """
            .formatted(idsFile));
    return PolicyFile.read(policy);
  }

  private void assertRefused(String idsFile, String problem) {
    PolicyException e = catchThrowableOfType(PolicyException.class, () -> read(idsFile));
    assertThat(e).as(idsFile).isNotNull();
    assertThat(e.problems())
        .containsExactly(
            "%s:6: ids_file '%s' %s".formatted(folder.resolve("p.yaml"), idsFile, problem));
  }

  @Test
  void readsOneIdALine() throws Exception {
    Files.createDirectory(folder.resolve("sub"));
    Files.writeString(folder.resolve("sub/ids.txt"), "\ufeffDE\t007\r\n\n# 1\tx y \nDE\t007\n");

    assertThat(read("sub/ids.txt").policy().protectedGroups().get(0).ids())
        .containsExactly(List.of("DE", "007"), List.of("# 1", "x y "));
  }

  @Test
  void theFingerprintIsThatOfTheContent() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "x\ny\n");
    Files.writeString(folder.resolve("b.txt"), "y\r\n\r\nx");
    Files.writeString(folder.resolve("c.txt"), "x\nz\n");

    assertThat(read("b.txt").fingerprint()).isEqualTo(read("a.txt").fingerprint());
    assertThat(read("c.txt").fingerprint()).isNotEqualTo(read("a.txt").fingerprint());
  }

  @Test
  void pathsThatLeadOutAreRefusedUnread() throws Exception {
    String below = "is not a path below the policy's folder: name a file there, without .. and /";
    assertRefused("../secret.txt", below);
    assertRefused("sub/../../secret.txt", below);
    assertRefused(outside.resolve("secret.txt").toString(), below);
    assertRefused("/etc/hostname", below);
    Files.createSymbolicLink(folder.resolve("link.txt"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(folder.resolve("up"), outside);
    assertRefused("link.txt", "leads out of the policy's folder: copy the file there");
    assertRefused("up/secret.txt", "leads out of the policy's folder: copy the file there");
  }

  @Test
  void linksWithinTheFolderAndALinkedFolderAreFine() throws Exception {
    Files.writeString(folder.resolve("ids.txt"), "a\n");
    Files.createSymbolicLink(folder.resolve("same.txt"), folder.resolve("ids.txt"));
    assertThat(read("same.txt").policy().protectedGroups().get(0).ids())
        .containsExactly(List.of("a"));

    Path linked = Files.createSymbolicLink(outside.resolve("linked"), folder);
    assertThat(PolicyFile.read(linked.resolve("p.yaml")).policy().protectedGroups()).hasSize(1);
  }

  @Test
  void whatIsNoListOfIdsIsRefused() throws Exception {
    assertRefused("none.txt", "does not exist in the policy's folder: check the name");
    Files.createDirectory(folder.resolve("dir"));
    assertRefused("dir", "is not a file of ids");
    Files.writeString(folder.resolve("empty.txt"), "\n \n");
    assertRefused("empty.txt", "has no id: give one on each line");
    Files.write(folder.resolve("bytes.txt"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertRefused("bytes.txt", "is not a text in UTF-8");
  }

  @Test
  void hugeFilesAreRefusedUnread() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("big.txt").toFile(), "rw")) {
      file.setLength(IdsFile.MAX_BYTES + 1); // a hole: it takes no room
    }
    assertRefused(
        "big.txt",
        "has 134,217,729 bytes, more than the 134,217,728 allowed: protect fewer examples, or use ids_like");
  }
}
