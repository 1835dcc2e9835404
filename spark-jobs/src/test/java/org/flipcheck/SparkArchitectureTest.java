package org.flipcheck;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the directions of knowledge in this module; compat-lib has a test of its own. */
@AnalyzeClasses(packages = "org.flipcheck", importOptions = ImportOption.DoNotIncludeTests.class)
class SparkArchitectureTest {

  private static final String[] WITHOUT_SPARK = {
    "ConfigFile",
    "ExitCode",
    "Flipcheck",
    "GateCommand",
    "InterpolateCommand",
    "InterpolationProgress",
    "InterpolationText",
    "PlanCommand",
    "PlanNumbers",
    "PlanOptions",
    "PlanQuestion",
    "PolicyReading",
    "Problems",
    "Renderings",
    "ReportCommand",
    "ResultOption",
    "Terminal",
    "VerdictOptions"
  };

  @ArchTest
  static final ArchRule theComparisonNeverTrains =
      noClasses()
          .that()
          .resideInAnyPackage("org.flipcheck.spark..", "org.flipcheck.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..", "org.flipcheck.train..");

  @ArchTest
  static final ArchRule theJobDoesNotKnowTheCommandLine =
      noClasses()
          .that()
          .resideInAPackage("org.flipcheck.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.flipcheck.cli..", "picocli..");

  @ArchTest
  static final ArchRule theGateRunsWithoutSpark =
      noClasses()
          .that()
          .resideInAPackage("org.flipcheck.cli..")
          .and()
          .haveNameMatching(".*\\.(" + String.join("|", WITHOUT_SPARK) + ")(\\$.*)?")
          .and()
          .doNotHaveFullyQualifiedName("org.flipcheck.cli.Flipcheck")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.flipcheck.spark..", "scala..");

  @ArchTest
  static final ArchRule onlyTheEntryPointNamesTheSparkCommands =
      classes()
          .that()
          .haveFullyQualifiedName("org.flipcheck.cli.CompareCommand")
          .or()
          .haveFullyQualifiedName("org.flipcheck.cli.MergeCommand")
          .or()
          .haveFullyQualifiedName("org.flipcheck.cli.DemoCommand")
          .or()
          .haveFullyQualifiedName("org.flipcheck.cli.QueryCommand")
          .should()
          .onlyHaveDependentClassesThat()
          .haveNameMatching(
              "org\\.flipcheck\\.cli\\.(Flipcheck|CompareCommand|MergeCommand|DemoCommand|QueryCommand)");

  @ArchTest
  static final ArchRule theCommandsShowHelpWithoutSpark =
      noClasses()
          .that()
          .haveNameMatching(
              "org\\.flipcheck\\.cli\\.(Flipcheck|CompareCommand|CompareOptions|MergeCommand|DemoCommand|QueryCommand)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..");
}
