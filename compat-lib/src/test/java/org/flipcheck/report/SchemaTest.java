package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.flipcheck.gate.PolicyException;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.report.ComparisonResult.Bootstrap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class SchemaTest {

  private static final Path CONF = Path.of(System.getProperty("flipcheck.conf"));

  private static Set<ValidationMessage> problems(String schema, String json) throws IOException {
    JsonSchema compiled =
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(Files.readString(CONF.resolve(schema)));
    return compiled.validate(json, InputFormat.JSON);
  }

  private static String toJson(String yaml) {
    return Json.pretty(new Load(LoadSettings.builder().build()).loadFromString(yaml));
  }

  @Test
  void aWholeResultFitsTheSchema() throws Exception {
    assertThat(problems("result.schema.json", ResultJson.write(Fixtures.result()))).isEmpty();
  }

  @Test
  void aResultOfGroupsFitsTheSchema() throws Exception {
    Bootstrap bootstrap =
        new Bootstrap("user", 1000, 17.5, ReplicatesFile.NAME, "0".repeat(64), 2, 9);
    String json = ResultJson.write(Fixtures.result().withBootstrap(bootstrap));
    assertThat(problems("result.schema.json", json)).isEmpty();
    assertThat(problems("result.schema.json", json.replace("\"replicates\": 1000", "\"n\": 0")))
        .isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("org.flipcheck.report.ResultJsonTest#summariesOfEveryContent")
  void everyContentFitsTheSchema(PairSummary pairs) throws Exception {
    assertThat(problems("result.schema.json", ResultJson.write(Fixtures.bare(pairs)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"matched\"", "\"p_value\"", "\"n\"", "\"created_at\"", "\"churn\""})
  void theSchemaKnowsEveryKey(String key) throws Exception {
    String other = ResultJson.write(Fixtures.result()).replace(key, "\"other\"");
    assertThat(problems("result.schema.json", other)).isNotEmpty();
  }

  @Test
  void theExamplePolicyFitsItsSchemaAndTheReader() throws Exception {
    Path file = CONF.resolve("policy.yaml");
    assertThat(problems("policy.schema.json", toJson(Files.readString(file)))).isEmpty();
    assertThat(PolicyFile.read(file).policy().rules()).hasSize(3);
  }

  @Test
  void theFullExampleFitsTheSchema() throws Exception {
    String text = Files.readString(CONF.resolve("policy-full.yaml"));
    assertThat(problems("policy.schema.json", toJson(text))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{schema_version: 1, rules: [{metric: churn, max: 2, times: new_accuracy}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1, beyond_noise_floor: false}]}",
        "{schema_version: 1, rules: [{metric: churn, max: -0.1, beyond_noise_floor: true}]}",
        "{schema_version: 1, rules: [{metric: flip_cost, max: 7}], costs: {}}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], protected: [{name: g, owner: o, ids: [7, [DE, 8]], ids_like: '*'}]}",
      })
  void theSchemaAllowsWhatMakesSense(String policy) throws Exception {
    assertThat(problems("policy.schema.json", toJson(policy))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"strict", "balanced", "advisory"})
  void readyPoliciesFitTheSchemaAndTheReader(String name) throws Exception {
    Path file = CONF.resolve("policy-%s.yaml".formatted(name));
    assertThat(problems("policy.schema.json", toJson(Files.readString(file)))).isEmpty();
    assertThat(PolicyFile.read(file).policy().rules()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{schema_version: 2, rules: [{metric: churn, max: 0.1}]}",
        "{schema_version: 1, rules: []}",
        "{schema_version: 1, rules: [{metric: chrun, max: 0.1}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 2}]}",
        "{schema_version: 1, rules: [{metric: accuracy_delta, min: -2}]}",
        "{schema_version: 1, rules: [{metric: mean_gain, min: -2}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1, min: 0.05}]}",
        "{schema_version: 1, rules: [{metric: churn}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1, maks: 0.2}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1, confidence: 1}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1, severity: error}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1, min_examples: -1}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1, each: a, slice: {a: b}}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1, each: []}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1, slice: {}}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], max_unmatched: 2}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], interval: wald}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], multiplicity: bonferroni}",
        "{schema_version: 1, rules: [{metric: churn, max: -1, times: new_accuracy}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 1, times: accuracy_delta}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 1, times: new_accuracy, beyond_noise_floor: true}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 2, beyond_noise_floor: true}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 2, beyond_noise_floor: false}]}",
        "{schema_version: 1, rules: [{metric: churn, min: 0.1, beyond_noise_floor: true}]}",
        "{schema_version: 1, rules: [{metric: mean_gain, max: 0.1, beyond_noise_floor: true}]}",
        "{schema_version: 1, rules: [{metric: flip_cost, max: -1}], costs: {}}",
        "{schema_version: 1, rules: [{metric: flip_cost, max: 1, each: a}], costs: {}}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], costs: {default: -1}}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], costs: {cells: [{old: a}]}}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], costs: {cells: [{cost: -1}]}}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], protected: [{name: g, ids: [a]}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], protected: [{name: g, owner: o}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], protected: [{name: g, owner: o, ids: []}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], waivers: [{rule: churn <= 0.1, reason: r, approver: a}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], waivers: [{reason: r, approver: a, expires: 2026-01-01}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], waivers: [{rule: churn <= 0.1, ids: [a], reason: r, approver: a, expires: 2026-01-01}]}",
        "{schema_version: 1, rules: [{metric: churn, max: 0.1}], waivers: [{rule: churn <= 0.1, reason: r, approver: a, expires: soon}]}",
      })
  void theSchemaRefusesWhatTheReaderRefuses(String policy) throws Exception {
    assertThat(problems("policy.schema.json", toJson(policy))).isNotEmpty();
    assertThat(catchThrowable(() -> PolicyFile.parse("policy.yaml", policy)))
        .isInstanceOf(PolicyException.class);
  }
}
