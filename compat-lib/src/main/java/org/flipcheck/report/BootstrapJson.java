package org.flipcheck.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.flipcheck.report.ComparisonResult.Bootstrap;

/** The part of {@code result.json} about groups of examples. */
final class BootstrapJson {

  private BootstrapJson() {}

  static Map<String, Object> write(Bootstrap bootstrap) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("group", bootstrap.group());
    object.put("replicates", (long) bootstrap.replicates());
    object.put("groups_effective", Json.number(bootstrap.groupsEffective()));
    object.put("file", bootstrap.file());
    object.put("sha256", bootstrap.sha256());
    object.put("slices_covered", bootstrap.slicesCovered());
    object.put("slices_total", bootstrap.slicesTotal());
    return object;
  }

  static Bootstrap read(Fields from) throws ResultException {
    long replicates = from.count("replicates");
    if (replicates < 1 || replicates > Integer.MAX_VALUE) {
      throw from.refuse("replicates", "is %d, there must be at least 1".formatted(replicates));
    }
    return new Bootstrap(
        from.text("group"),
        (int) replicates,
        from.number("groups_effective"),
        from.text("file"),
        from.text("sha256"),
        from.count("slices_covered"),
        from.count("slices_total"));
  }
}
