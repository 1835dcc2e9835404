package org.flipcheck;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom: the one direction of knowledge within compat-lib. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.flipcheck");

  private static final String JACKSON = "com.fasterxml.jackson..";
  private static final String YAML = "org.snakeyaml.engine..";
  private static final String ARROW = "org.apache.arrow..";
  private static final String CHARTS = "org.knowm.xchart..";
  private static final String TEMPLATES = "com.samskivert.mustache..";
  private static final String SVG = "org.apache.batik..";
  private static final String DJL = "ai.djl..";

  /** Each package, and what it may know beside itself and the JDK. */
  private static final Map<String, List<String>> MAY_KNOW =
      Map.of(
          "text", List.of(),
          "metrics", List.of(),
          "stats",
              List.of(
                  own("metrics"),
                  "org.apache.commons.statistics.distribution..",
                  "org.apache.commons.numbers.gamma.."),
          "gate", List.of(own("metrics"), own("stats"), own("text")),
          "report",
              List.of(
                  own("gate"),
                  own("stats"),
                  own("metrics"),
                  own("select"),
                  own("text"),
                  JACKSON,
                  YAML,
                  CHARTS,
                  SVG,
                  TEMPLATES,
                  "org.w3c.dom..",
                  "javax.xml.."),
          "predictions", List.of(ARROW),
          "checkpoint", List.of(own("text"), JACKSON),
          "select", List.of(own("metrics"), own("stats")),
          "mend",
              List.of(
                  own("checkpoint"),
                  own("select"),
                  own("report"),
                  own("gate"),
                  own("stats"),
                  own("metrics"),
                  own("text"),
                  JACKSON,
                  "de.siegmar.fastcsv.."),
          "train",
              List.of(
                  own("checkpoint"),
                  own("gate"),
                  own("mend"),
                  own("metrics"),
                  own("predictions"),
                  own("report"),
                  own("select"),
                  own("stats"),
                  own("text"),
                  ARROW,
                  JACKSON,
                  "de.siegmar.fastcsv..",
                  "javax.imageio..",
                  DJL));

  static Stream<String> packages() {
    return MAY_KNOW.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void knowsOnlyWhatItMay(String name) {
    knowsOnly(name, MAY_KNOW.get(name)).check(CLASSES);
  }

  @Test
  void everyClassBelongsToAKnownPackage() {
    classes()
        .should()
        .resideInAnyPackage(packages().map(ArchitectureTest::own).toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void nothingSeesSpark() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "scala..")
        .check(CLASSES);
  }

  @Test
  void theRulesCanFail() {
    assertThat(CLASSES.size()).isGreaterThan(30);
    assertThat(knowsOnly("gate", List.of(own("metrics"))).evaluate(CLASSES).hasViolation())
        .as("gate knows stats")
        .isTrue();
    assertThat(knowsOnly("stats", List.of(own("metrics"))).evaluate(CLASSES).hasViolation())
        .as("stats knows commons-statistics")
        .isTrue();
    assertThatCode(() -> knowsOnly("nowhere", List.of()).check(CLASSES)).doesNotThrowAnyException();
  }

  private static ArchRule knowsOnly(String name, List<String> others) {
    Stream<String> always = Stream.of(own(name), "java..");
    return classes()
        .that()
        .resideInAPackage(own(name))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(Stream.concat(always, others.stream()).toArray(String[]::new))
        .allowEmptyShould(true);
  }

  private static String own(String name) {
    return "org.flipcheck." + name + "..";
  }
}
