package org.flipcheck.train.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flipcheck.report.YamlNode;

public final class DataConfig {

  private DataConfig() {}

  public static Optional<DataConfig> of(YamlNode data, Path folder) {
    throw new UnsupportedOperationException(data + " " + folder);
  }

  public UpdateData read() throws IOException {
    throw new UnsupportedOperationException();
  }

  public List<Path> files() {
    throw new UnsupportedOperationException();
  }
}
