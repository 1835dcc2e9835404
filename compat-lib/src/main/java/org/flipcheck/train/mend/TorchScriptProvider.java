package org.flipcheck.train.mend;

import java.io.IOException;
import org.flipcheck.checkpoint.CheckpointException;
import org.flipcheck.mend.LiveModels;
import org.flipcheck.mend.MendException;
import org.flipcheck.mend.MendRequest;
import org.flipcheck.mend.MixableModels;
import org.flipcheck.train.interpolation.InterpolationException;

/** Opens TorchScript models; the service that {@link LiveModels} looks for. */
public final class TorchScriptProvider implements LiveModels.Provider {

  /** For the service loader. */
  public TorchScriptProvider() {}

  @Override
  public MixableModels open(MendRequest request) throws IOException {
    try {
      return new TorchScriptModels(request, MixableModels.sourcesOf(request));
    } catch (InterpolationException e) {
      throw new MendException(e.problems());
    } catch (CheckpointException e) {
      throw new MendException(e.problems());
    }
  }
}
