package org.flipcheck.mend;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import org.flipcheck.mend.MixableModels.Source;
import org.flipcheck.report.ToolVersion;

/** {@code training.json}: a first model, for programs. */
final class FirstJson {

  private static final JsonMapper JSON = new JsonMapper();

  private FirstJson() {}

  static String write(FirstTraining first, List<Source> sources) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema_version", 1);
    root.put("created_at", Clock.systemUTC().instant().toString());
    root.put("tool_version", ToolVersion.get());
    ArrayNode list = root.putArray("sources");
    for (Source source : sources) {
      list.addObject()
          .put("role", source.role())
          .put("uri", source.path().toString())
          .put("fingerprint", source.fingerprint());
    }
    ObjectNode test = root.putObject("test");
    test.put("n", first.n());
    test.put("right", first.right());
    test.put("accuracy_low", first.accuracy().low());
    test.put("accuracy_high", first.accuracy().high());
    return root.toPrettyString() + "\n";
  }
}
