package org.flipcheck.mend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.mend.MixableModels.Source;
import org.flipcheck.select.SelectionRule;

/**
 * An old model, a new one, and candidates for its place: models that are trained one after the
 * other, when they are first asked.
 */
public interface TrainableModels extends AutoCloseable {

  /**
   * Whether there is an old model.
   *
   * @return false where the new model is the first of its kind: then there is nothing to mend
   */
  boolean hasOld();

  /**
   * The candidates.
   *
   * @return numbered from 1; none where there is no old model
   */
  List<TrainedCandidate> candidates();

  /**
   * Which candidate is the best.
   *
   * @return as configured
   */
  SelectionRule rule();

  /**
   * The rules that the mended update has to pass.
   *
   * @return a policy file, if one is configured
   */
  Optional<Path> policy();

  /**
   * What went in.
   *
   * @return models, data and configuration
   */
  List<Source> sources();

  /**
   * Asks a model about the examples of a split.
   *
   * @param model which; it is trained if it is not yet
   * @param split which examples
   * @return its predictions, of the same examples whatever the model
   * @throws MendException if it cannot be trained or asked
   * @throws IOException if something cannot be read or written
   */
  Predictions predict(TrainedCandidate model, Split split) throws IOException;

  /**
   * Writes a model as it would be released.
   *
   * @param model which one; never the old model, which is there already
   * @param folder where to; it exists and is empty
   * @throws IOException if it cannot be written
   */
  void write(TrainedCandidate model, Path folder) throws IOException;

  /**
   * Writes how the models came to be, and what some of them say of the test examples.
   *
   * @param asked models, by the names of their files
   * @param folder where to; it exists
   * @throws IOException if it cannot be written
   */
  void writeEvidence(Map<String, TrainedCandidate> asked, Path folder) throws IOException;

  @Override
  void close() throws IOException;
}
