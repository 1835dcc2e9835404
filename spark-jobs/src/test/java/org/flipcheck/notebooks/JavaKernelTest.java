package org.flipcheck.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchException;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaKernelTest {

  private static final JavaKernel KERNEL =
      new JavaKernel(List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)));

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    KERNEL.onShutdown(false);
  }

  private static Object text(String cell) throws Exception {
    return KERNEL.eval(cell).getData(MIMEType.TEXT_PLAIN);
  }

  @Test
  void theLastExpressionIsShown() throws Exception {
    assertThat(text("\"a bare text\"")).isEqualTo("a bare text");
    assertThat(text("int x = 3;\nx + 1")).isEqualTo("4");
  }

  @Test
  void whatIsNoExpressionShowsNothing() throws Exception {
    assertThat(KERNEL.eval("int y = 3;")).isNull();
    assertThat(KERNEL.eval("y = 4;")).isNull();
    assertThat(KERNEL.eval("// a comment")).isNull();
  }

  @Test
  void aRenderedTextHasBothForms() throws Exception {
    DisplayData shown =
        KERNEL.eval(
            """
            var shown = render("<b>1</b>", "text/html");
            shown.putText("one");
            shown""");

    assertThat(shown.getData(MIMEType.TEXT_HTML)).isEqualTo("<b>1</b>");
    assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo("one");
  }

  @Test
  void anArtifactInTheTestsVersion() throws Exception {
    assertThat(
            text(
                "%maven org.duckdb:duckdb_jdbc:1.5.6.0\n\nnew org.duckdb.DuckDBDriver().jdbcCompliant()"))
        .isEqualTo("true");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KERNEL.eval("%maven org.duckdb:duckdb_jdbc:1.0.0"))
        .withMessage(
            "%maven org.duckdb:duckdb_jdbc:1.0.0: not among the test's dependencies; is it the version of pom.xml?");
  }

  @Test
  void aClassPathThatIsNotThere() throws Exception {
    Files.createFile(folder.resolve("some.jar"));

    assertThat(KERNEL.eval("%classpath " + folder.resolve("*.jar"))).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KERNEL.eval("%classpath " + folder.resolve("other.jar")))
        .withMessage(
            "%%classpath %s: there is no such file; build it first: mvn -B -q -DskipTests package",
            folder.resolve("other.jar"));
  }

  @Test
  void aLineThatOneOfTheKernelsLacks() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KERNEL.eval("%load helpers.jshell"))
        .withMessage("%load is no line that both JJava and IJava know: use %classpath or %maven");
  }

  @Test
  void errorsAreOneLine() {
    assertThat(
            KERNEL.formatError(
                catchException(() -> KERNEL.eval("throw new IllegalStateException(\"no run\");"))))
        .containsExactly("java.lang.IllegalStateException: no run");
    assertThat(KERNEL.formatError(catchException(() -> KERNEL.eval("int z = \"a\";"))))
        .containsExactly(
            "java.lang.IllegalArgumentException: incompatible types: java.lang.String cannot be converted to int\nin: int z = \"a\";");
    assertThat(KERNEL.formatError(catchException(() -> KERNEL.eval("if (true) {"))))
        .containsExactly(
            "java.lang.IllegalArgumentException: the cell ends in the middle of: if (true) {");
  }
}
