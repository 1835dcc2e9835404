package org.flipcheck.train.interpolation;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;

/** The TorchScript models under {@code torchscript/}; its README says how they were made. */
final class TorchScripts {

  private TorchScripts() {}

  /** A model loaded by DJL, with gradients. */
  static Model load(String name) {
    return load(name, true);
  }

  static Model load(String name, boolean withGradients) {
    Model model = Model.newInstance(name, Device.cpu());
    try {
      Path folder = Path.of(TorchScripts.class.getResource("/torchscript").toURI());
      // Read from a stream instead of a file, DJL does not heed trainParam.
      model.load(folder, name, Map.of("trainParam", Boolean.toString(withGradients)));
      return model;
    } catch (IOException | MalformedModelException | URISyntaxException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
