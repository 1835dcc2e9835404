package org.flipcheck.mend;

import java.io.IOException;
import java.util.Iterator;
import java.util.ServiceLoader;

/**
 * Models that predict in this process. What can run them stands behind a service, so that this
 * package knows no engine.
 */
public final class LiveModels {

  /** Opens models that an engine can run. */
  public interface Provider {

    /**
     * Opens models and data.
     *
     * @param request files in the formats of the provider
     * @return the models; to be closed
     * @throws MendException with all that is wrong with the files
     * @throws IOException if something cannot be read
     */
    MixableModels open(MendRequest request) throws IOException;
  }

  private LiveModels() {}

  /**
   * Opens models and data by the engine that is there.
   *
   * @param request models and data
   * @return the models; to be closed
   * @throws MendException if there is no engine, or the files are not good
   * @throws IOException if something cannot be read
   */
  public static MixableModels open(MendRequest request) throws IOException {
    Iterator<Provider> providers = ServiceLoader.load(Provider.class).iterator();
    if (!providers.hasNext()) {
      throw new MendException(
          "no engine is there that could run %s: give --predict-cmd, or start bin/flipcheck, which brings one for TorchScript models"
              .formatted(request.old()));
    }
    return providers.next().open(request);
  }
}
