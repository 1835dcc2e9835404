package org.flipcheck.notebooks;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.UUID;

/** The functions that JJava and IJava give to every notebook. */
public final class NotebookFunctions {

  private static JavaKernel kernel;

  private NotebookFunctions() {}

  static void serve(JavaKernel running) {
    kernel = running;
  }

  /**
   * Renders an object as the types it prefers.
   *
   * @param value not null
   * @return what a cell that ends with it shows
   */
  public static DisplayData render(Object value) {
    return kernel.getRenderer().render(value);
  }

  /**
   * Renders an object as given types, and as text.
   *
   * @param value not null
   * @param types such as {@code image/svg+xml}
   * @return what a cell that ends with it shows
   */
  public static DisplayData render(Object value, String... types) {
    return kernel.getRenderer().renderAs(value, types);
  }

  /**
   * Shows an object at once.
   *
   * @param value not null
   * @return a random name of what is shown
   */
  public static String display(Object value) {
    return shown(value instanceof DisplayData data ? data : render(value));
  }

  /**
   * Shows an object at once, as given types.
   *
   * @param value not null
   * @param types such as {@code image/svg+xml}
   * @return a random name of what is shown
   */
  public static String display(Object value, String... types) {
    return shown(render(value, types));
  }

  private static String shown(DisplayData data) {
    if (!data.hasDisplayId()) {
      data.setDisplayId(UUID.randomUUID().toString());
    }
    kernel.display(data);
    return data.getDisplayId();
  }
}
