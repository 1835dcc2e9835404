package org.flipcheck.mend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flipcheck.mend.MixableModels.Source;

/** The files and folders that go in, with their identities. */
final class Sources {

  private record Named(String role, Path path) {}

  private Sources() {}

  /**
   * Looks at them all.
   *
   * @throws MendException with all that are missing, or if the examples that choose are those that
   *     confirm
   * @throws IOException if one cannot be read
   */
  static List<Source> of(MendRequest request) throws IOException {
    List<Named> named = new ArrayList<>();
    named.add(new Named("old", request.old()));
    named.add(new Named("new", request.now()));
    request.soup().forEach(path -> named.add(new Named("soup", path)));
    request.fisher().ifPresent(path -> named.add(new Named("fisher", path)));
    named.add(new Named("dev", request.dev()));
    named.add(new Named("test", request.test()));
    List<String> problems =
        named.stream()
            .filter(source -> !Files.exists(source.path()))
            .map(
                source ->
                    "--%s %s: there is no such file; check the path"
                        .formatted(source.role(), source.path()))
            .toList();
    if (!problems.isEmpty()) {
      throw new MendException(problems);
    }
    List<Source> sources = new ArrayList<>();
    for (Named source : named) {
      sources.add(new Source(source.role(), source.path(), Fingerprints.of(source.path())));
    }
    checkSplits(request, sources);
    return List.copyOf(sources);
  }

  private static void checkSplits(MendRequest request, List<Source> sources) {
    String dev = sources.get(sources.size() - 2).fingerprint();
    String test = sources.get(sources.size() - 1).fingerprint();
    if (dev.equals(test)) {
      throw new MendException(
          "--dev %s and --test %s hold the same examples: what chose the weight cannot confirm it; give others to one of them"
              .formatted(request.dev(), request.test()));
    }
  }
}
