package org.flipcheck.notebooks;

import io.github.spencerpark.jupyter.kernel.util.GlobFinder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines {@code %classpath FILE…} and {@code %maven GROUP:ARTIFACT:VERSION…} of JJava and IJava.
 * Where those fetch artifacts from Maven Central, this takes them from the class path of the tests,
 * in exactly the version asked for; and a file that is not there is an error.
 */
final class ClassPathMagics {

  private static final Pattern LINE = Pattern.compile("\\s*%(\\w+)\\s+(\\S.*)");

  private final List<String> artifacts;
  private final Consumer<String> classPath;

  /**
   * Magics of a shell.
   *
   * @param artifacts paths of jars in a local Maven repository
   * @param classPath adds a path to the shell's
   */
  ClassPathMagics(List<String> artifacts, Consumer<String> classPath) {
    this.artifacts = artifacts;
    this.classPath = classPath;
  }

  /** Obeys a line if it is one of these. */
  boolean obey(String line) throws IOException {
    Matcher magic = LINE.matcher(line);
    if (!magic.matches()) {
      return false;
    }
    for (String argument : magic.group(2).strip().split("\\s+", -1)) {
      switch (magic.group(1)) {
        case "classpath" -> addFiles(argument);
        case "maven" -> addArtifact(argument);
        default ->
            throw new IllegalArgumentException(
                "%%%s is no line that both JJava and IJava know: use %%classpath or %%maven"
                    .formatted(magic.group(1)));
      }
    }
    return true;
  }

  private void addFiles(String glob) throws IOException {
    int found = 0;
    for (Path path : new GlobFinder(glob).computeMatchingPaths()) {
      classPath.accept(path.toAbsolutePath().toString());
      found++;
    }
    if (found == 0) {
      throw new IllegalArgumentException(
          "%%classpath %s: there is no such file; build it first: mvn -B -q -DskipTests package"
              .formatted(glob));
    }
  }

  private void addArtifact(String coordinates) {
    List<String> parts = Arrays.asList(coordinates.split(":", -1));
    if (parts.size() != 3) {
      throw new IllegalArgumentException(
          "%%maven %s: give GROUP:ARTIFACT:VERSION".formatted(coordinates));
    }
    Path inRepository =
        Path.of(parts.get(0).replace('.', '/'), parts.get(1), parts.get(2))
            .resolve("%s-%s.jar".formatted(parts.get(1), parts.get(2)));
    classPath.accept(
        artifacts.stream()
            .filter(artifact -> Path.of(artifact).endsWith(inRepository))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%%maven %s: not among the test's dependencies; is it the version of pom.xml?"
                            .formatted(coordinates))));
  }
}
