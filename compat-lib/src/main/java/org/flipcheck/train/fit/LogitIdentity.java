package org.flipcheck.train.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flipcheck.text.Sha256;

/**
 * Whose logits of what: the identity of cached logits.
 *
 * @param model fingerprint of the model: its weights and how it reads inputs
 * @param data fingerprint of the inputs and their order
 * @param rows how many examples there are
 * @param classes name of each logit's class
 */
public record LogitIdentity(String model, String data, int rows, List<String> classes) {

  private static final String MODEL = "model";
  private static final String DATA = "data";
  private static final String ROWS = "rows";
  private static final String CLASS = "class_";
  private static final int NAME_DIGITS = 32;

  /** Keeps an unmodifiable copy of the classes. */
  public LogitIdentity {
    classes = List.copyOf(classes);
  }

  /** Distinct for distinct identities, and fit for a file name. */
  String fileName() {
    String all = String.join("\n", metadata().values());
    return Sha256.of(all).substring(0, NAME_DIGITS) + ".arrow";
  }

  /** As it stands in the schema of the file. */
  Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(MODEL, model);
    metadata.put(DATA, data);
    metadata.put(ROWS, Integer.toString(rows));
    for (int i = 0; i < classes.size(); i++) {
      metadata.put(CLASS + i, classes.get(i));
    }
    return metadata;
  }

  /** In what a file with other metadata differs; empty if in nothing. */
  List<String> differences(Map<String, String> found) {
    List<String> differences = new ArrayList<>();
    differ("its model is", MODEL, found, differences);
    differ("its data are", DATA, found, differences);
    differ("its number of examples is", ROWS, found, differences);
    boolean isOfTheseClasses =
        found.keySet().stream().filter(key -> key.startsWith(CLASS)).count() == classes.size();
    for (int i = 0; i < classes.size(); i++) {
      isOfTheseClasses &= classes.get(i).equals(found.get(CLASS + i));
    }
    if (!isOfTheseClasses) {
      differences.add("its classes are others than %s".formatted(classes));
    }
    return differences;
  }

  private void differ(
      String what, String key, Map<String, String> found, List<String> differences) {
    String wanted = metadata().get(key);
    if (!wanted.equals(found.get(key))) {
      differences.add("%s %s, not %s".formatted(what, found.get(key), wanted));
    }
  }
}
