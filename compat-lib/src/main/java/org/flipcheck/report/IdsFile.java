package org.flipcheck.report;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.flipcheck.gate.ProtectedGroup;

/**
 * A file of ids beside a policy: UTF-8, one id a line, the columns of an id separated by tabs.
 * Empty lines are skipped. A policy must not make anybody read what it was not given, so the file
 * has to lie in the policy's folder or below it, links followed.
 */
final class IdsFile {

  /** A file of a million ids of 100 characters fits. */
  static final long MAX_BYTES = 128L << 20;

  private IdsFile() {}

  /** Why ids could not be read, as the rest of a sentence that starts with the file. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String because) {
      super(because);
    }
  }

  /**
   * Reads ids.
   *
   * @param folder the policy's folder
   * @param name the file as the policy names it
   * @return ids in the order of the file
   * @throws Refused if the file may not or cannot be read
   */
  static List<List<String>> read(Path folder, String name) throws Refused {
    Path file = resolve(folder, name);
    try {
      if (!Files.isRegularFile(file)) {
        throw new Refused("is not a file of ids");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new Refused(
            "has %,d bytes, more than the %,d allowed: protect fewer examples, or use ids_like"
                .formatted(Files.size(file), MAX_BYTES));
      }
      String text = Files.readString(file);
      String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
      return plain.lines().filter(line -> !line.isBlank()).map(IdsFile::id).toList();
    } catch (CharacterCodingException e) {
      throw new Refused("is not a text in UTF-8");
    } catch (IOException e) {
      throw new Refused("cannot be read: " + e.getMessage());
    }
  }

  static List<String> id(String line) {
    return List.of(line.split(ProtectedGroup.SEPARATOR, -1));
  }

  private static Path resolve(Path folder, String name) throws Refused {
    try {
      Path relative = Path.of(name);
      boolean climbs = false;
      for (Path part : relative) {
        climbs |= part.toString().equals("..");
      }
      if (name.isEmpty() || relative.isAbsolute() || climbs) {
        throw new Refused(
            "is not a path below the policy's folder: name a file there, without .. and /");
      }
      Path real = folder.resolve(relative).toRealPath();
      if (!real.startsWith(folder.toRealPath())) {
        throw new Refused("leads out of the policy's folder: copy the file there");
      }
      return real;
    } catch (InvalidPathException e) {
      throw new Refused("is not a path");
    } catch (NoSuchFileException e) {
      throw new Refused("does not exist in the policy's folder: check the name");
    } catch (IOException e) {
      throw new Refused("cannot be read: " + e.getMessage());
    }
  }
}
