package org.flipcheck.report;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.gate.Waiver;
import org.flipcheck.gate.Waiver.Subject;
import org.flipcheck.gate.WaiverUse;
import org.flipcheck.metrics.SliceKey;

/** Waivers in {@code result.json}, under the keys that policies have for them. */
final class WaiverJson {

  private WaiverJson() {}

  static Map<String, Object> write(Waiver waiver) {
    Map<String, Object> object = new LinkedHashMap<>();
    if (waiver.subject() instanceof Subject.Examples examples) {
      object.put("protected", examples.group());
      object.put("ids", List.copyOf(examples.ids()));
    } else if (waiver.subject() instanceof Subject.OfRule rule) {
      object.put("rule", rule.rule());
      rule.slice().ifPresent(slice -> object.put("slice", slice.values()));
    }
    object.put("reason", waiver.reason());
    object.put("approver", waiver.approver());
    object.put("expires", waiver.expires().toString());
    return object;
  }

  static Map<String, Object> write(WaiverUse use) {
    Map<String, Object> object = write(use.waiver());
    object.put("state", use.state().key());
    object.put("forgiven", use.forgiven());
    return object;
  }

  static Waiver read(Fields from) throws ResultException {
    return new Waiver(
        readSubject(from), from.text("reason"), from.text("approver"), readDay(from, "expires"));
  }

  private static Subject readSubject(Fields from) throws ResultException {
    if (from.has("protected")) {
      return new Subject.Examples(
          from.text("protected"), new LinkedHashSet<>(from.listsOfTexts("ids")));
    }
    Optional<SliceKey> slice =
        from.has("slice") ? Optional.of(ResultJson.readSliceKey(from)) : Optional.empty();
    return new Subject.OfRule(from.text("rule"), slice);
  }

  static WaiverUse readUse(Fields from) throws ResultException {
    return new WaiverUse(
        read(from),
        GateJson.readEnum(from, "state", WaiverUse.State.values()),
        from.count("forgiven"));
  }

  static LocalDate readDay(Fields from, String key) throws ResultException {
    try {
      return LocalDate.parse(from.text(key));
    } catch (DateTimeParseException e) {
      throw from.refuse(key, "is \"%s\", not a day like 2026-01-31".formatted(from.text(key)));
    }
  }
}
