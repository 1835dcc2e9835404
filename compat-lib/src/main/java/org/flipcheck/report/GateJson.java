package org.flipcheck.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.Enforcement.OnInconclusive;
import org.flipcheck.gate.Finding;
import org.flipcheck.gate.Finding.Basis;
import org.flipcheck.gate.Finding.Side;
import org.flipcheck.gate.GateReport;
import org.flipcheck.gate.Severity;
import org.flipcheck.gate.Verdict;
import org.flipcheck.gate.Waiver;
import org.flipcheck.gate.WaiverUse;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.GateSection;

/** The judgement in {@code result.json}. */
final class GateJson {

  private GateJson() {}

  static Map<String, Object> write(GateSection gate) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("verdict", gate.report().verdict().key());
    object.put("on_inconclusive", gate.enforcement().onInconclusive().key());
    object.put("advisory", gate.enforcement().advisory());
    object.put("exit_code", (long) gate.exitCode());
    object.put("policy_fingerprint", gate.policyFingerprint());
    gate.report().judgedOn().ifPresent(day -> object.put("judged_on", day.toString()));
    object.put("findings", gate.report().findings().stream().map(GateJson::finding).toList());
    if (!gate.report().waivers().isEmpty()) {
      object.put("waivers", gate.report().waivers().stream().map(WaiverJson::write).toList());
    }
    return object;
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("rule", finding.rule());
    object.put("metric", finding.metric());
    finding.slice().ifPresent(slice -> object.put("slice", slice.values()));
    object.put("verdict", finding.verdict().key());
    object.put("severity", finding.severity().key());
    object.put("value", PairsJson.orNull(finding.value()));
    object.put("low", PairsJson.orNull(finding.low()));
    object.put("high", PairsJson.orNull(finding.high()));
    object.put("limit", Json.number(finding.limit()));
    object.put("n", finding.n());
    finding.basis().ifPresent(basis -> write(basis, object));
    object.put("message", finding.message());
    if (!finding.waivedBy().isEmpty()) {
      object.put("waived_by", finding.waivedBy().stream().map(WaiverJson::write).toList());
    }
    return object;
  }

  private static void write(Basis basis, Map<String, Object> to) {
    to.put("side", basis.side().name().toLowerCase(Locale.ROOT));
    to.put("level", Json.number(basis.level()));
    to.put("method", basis.method());
    if (basis.adjustedP().isPresent()) {
      to.put("adjusted_p", Json.number(basis.adjustedP().getAsDouble()));
    }
  }

  static GateSection read(Fields from) throws ResultException {
    List<Finding> findings = new ArrayList<>();
    for (Fields finding : from.objects("findings")) {
      findings.add(readFinding(finding));
    }
    List<WaiverUse> waivers = new ArrayList<>();
    if (from.has("waivers")) {
      for (Fields waiver : from.objects("waivers")) {
        waivers.add(WaiverJson.readUse(waiver));
      }
    }
    Optional<LocalDate> judgedOn =
        from.has("judged_on")
            ? Optional.of(WaiverJson.readDay(from, "judged_on"))
            : Optional.empty();
    Verdict verdict = readEnum(from, "verdict", Verdict.values());
    GateSection gate =
        new GateSection(
            from.text("policy_fingerprint"),
            new GateReport(verdict, findings, waivers, judgedOn),
            readEnforcement(from));
    if (from.has("exit_code") && from.count("exit_code") != gate.exitCode()) {
      throw from.refuse(
          "exit_code",
          "is %d, but verdict, on_inconclusive and advisory give %d"
              .formatted(from.count("exit_code"), gate.exitCode()));
    }
    return gate;
  }

  /** A judgement that was written before there was a choice is enforced in full. */
  private static Enforcement readEnforcement(Fields from) throws ResultException {
    return new Enforcement(
        from.has("on_inconclusive")
            ? readEnum(from, "on_inconclusive", OnInconclusive.values())
            : Enforcement.FULL.onInconclusive(),
        from.has("advisory") && from.flag("advisory"));
  }

  private static Finding readFinding(Fields from) throws ResultException {
    Optional<SliceKey> slice =
        from.has("slice") ? Optional.of(ResultJson.readSliceKey(from)) : Optional.empty();
    return new Finding(
        from.text("rule"),
        from.text("metric"),
        slice,
        readEnum(from, "verdict", Verdict.values()),
        readEnum(from, "severity", Severity.values()),
        from.nullableNumber("value"),
        from.nullableNumber("low"),
        from.nullableNumber("high"),
        from.number("limit"),
        from.count("n"),
        from.text("message"),
        from.has("side") ? Optional.of(readBasis(from)) : Optional.empty(),
        readWaivers(from));
  }

  private static Basis readBasis(Fields from) throws ResultException {
    return new Basis(
        readEnum(from, "side", Side.values()),
        from.number("level"),
        from.text("method"),
        from.has("adjusted_p")
            ? OptionalDouble.of(from.number("adjusted_p"))
            : OptionalDouble.empty());
  }

  private static List<Waiver> readWaivers(Fields from) throws ResultException {
    List<Waiver> waivers = new ArrayList<>();
    if (from.has("waived_by")) {
      for (Fields waiver : from.objects("waived_by")) {
        waivers.add(WaiverJson.read(waiver));
      }
    }
    return waivers;
  }

  static <E extends Enum<E>> E readEnum(Fields from, String key, E[] constants)
      throws ResultException {
    String text = from.text(key);
    List<String> names = new ArrayList<>();
    for (E constant : constants) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(text)) {
        return constant;
      }
      names.add(name);
    }
    throw from.refuse(key, "is \"%s\", not one of %s".formatted(text, String.join(", ", names)));
  }
}
