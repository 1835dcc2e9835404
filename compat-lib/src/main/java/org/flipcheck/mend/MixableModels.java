package org.flipcheck.mend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.flipcheck.select.WeightPoint.Kind;

/** An old and a new model whose weights can be mixed, and that can be asked about examples. */
public interface MixableModels extends AutoCloseable {

  /**
   * A file or folder that went in.
   *
   * @param role old, new, soup, fisher, dev or test
   * @param path where it is
   * @param fingerprint identity of its content
   */
  record Source(String role, Path path, String fingerprint) {}

  /**
   * Looks at the files and folders of a request.
   *
   * @param request what to mend
   * @return models first, then data, with their identities
   * @throws MendException with all that are missing, or if the examples that choose are those that
   *     confirm
   * @throws IOException if one cannot be read
   */
  static List<Source> sourcesOf(MendRequest request) throws IOException {
    return Sources.of(request);
  }

  /**
   * The kinds of interpolation there is material for.
   *
   * @return BCWI, and FisherBCWI and SoupBCWI where a Fisher or more new models were given
   */
  List<Kind> kinds();

  /**
   * What went in.
   *
   * @return models first, then data
   */
  List<Source> sources();

  /**
   * Makes sure that a mixture can be made, as far as can be told without making it.
   *
   * @param mixture of one of the {@link #kinds()}
   * @throws MendException with all that stands against it
   * @throws IOException if something cannot be read
   */
  void check(Mixture mixture) throws IOException;

  /**
   * Asks a model about the examples of a split.
   *
   * @param mixture which model
   * @param split which examples
   * @return its predictions, of the same examples whatever the model
   * @throws MendException if the model cannot be made or asked, or what it says cannot be used
   * @throws IOException if something cannot be read or written
   */
  Predictions predict(Mixture mixture, Split split) throws IOException;

  /**
   * Writes a model as it would be released.
   *
   * @param mixture which one; never the old model, which is there already
   * @param folder where to; it exists and is empty
   * @throws MendException if the model cannot be made
   * @throws IOException if it cannot be written
   */
  void write(Mixture mixture, Path folder) throws IOException;

  /**
   * Throws away answers that were kept for a run which goes on, since they cannot be right.
   *
   * @throws IOException if they cannot be removed
   */
  default void forget() throws IOException {}

  @Override
  void close() throws IOException;
}
