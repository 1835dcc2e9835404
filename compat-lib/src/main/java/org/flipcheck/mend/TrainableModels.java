package org.flipcheck.mend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.flipcheck.mend.MixableModels.Source;

/**
 * An old model, a new one, and candidates for its place: models that are trained one after the
 * other, when they are first asked.
 */
public interface TrainableModels extends AutoCloseable {

  /**
   * The candidates.
   *
   * @return at least one, numbered from 1
   */
  List<TrainedCandidate> candidates();

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
   * Writes more about how the models came to be, such as the metrics of every epoch.
   *
   * @param folder where to; it exists
   * @throws IOException if it cannot be written
   */
  void writeEvidence(Path folder) throws IOException;

  @Override
  void close() throws IOException;
}
