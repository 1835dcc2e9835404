package org.flipcheck.notebooks;

import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * A Jupyter kernel that runs Java on JShell, for tests. A cell shows the value of its last
 * expression, as JJava and IJava do; it imports nothing unasked but {@link NotebookFunctions}, so
 * that a notebook that runs here has all its imports.
 */
final class JavaKernel extends BaseKernel {

  /** Paths of the jars that {@code %maven} finds. */
  static final String ARTIFACTS = "flipcheck.notebooks.artifacts";

  private final KeptResults results = new KeptResults();
  private final JShell shell = JShell.builder().executionEngine(results, Map.of()).build();
  private final ClassPathMagics magics;

  JavaKernel(List<String> artifacts) {
    magics = new ClassPathMagics(artifacts, shell::addToClasspath);
    NotebookFunctions.serve(this);
    shell.eval("import static %s.*;".formatted(NotebookFunctions.class.getName()));
  }

  /** Serves the front end that wrote this connection file. */
  public static void main(String... args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING); // The connection tells of each message.
    JupyterConnection connection =
        new JupyterConnection(KernelConnectionProperties.parse(Files.readString(Path.of(args[0]))));
    String artifacts = System.getProperty(ARTIFACTS, "");
    new JavaKernel(List.of(artifacts.split(File.pathSeparator, -1)))
        .becomeHandlerForConnection(connection);
    connection.connect();
    connection.waitUntilClose();
  }

  @Override
  public LanguageInfo getLanguageInfo() {
    return new LanguageInfo.Builder("Java")
        .version(Integer.toString(Runtime.version().feature()))
        .mimetype("text/x-java-source")
        .fileExtension(".jshell")
        .pygments("java")
        .codemirror("java")
        .build();
  }

  @Override
  public DisplayData eval(String cell) throws Exception {
    StringBuilder java = new StringBuilder();
    Object value = null;
    for (String line : cell.lines().toList()) {
      if (java.isEmpty() && magics.obey(line)) {
        continue;
      }
      java.append(line).append('\n');
    }
    String rest = java.toString();
    while (!rest.isBlank()) {
      CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      if (next.completeness() == Completeness.EMPTY) {
        break;
      }
      if (!next.completeness().isComplete()) {
        throw new IllegalArgumentException("the cell ends in the middle of: " + rest.strip());
      }
      value = evaluated(next.source());
      rest = next.remaining();
    }
    return value == null || value instanceof DisplayData
        ? (DisplayData) value
        : getRenderer().render(value);
  }

  private Object evaluated(String source) throws EvalException {
    Object value = null;
    for (SnippetEvent event : shell.eval(source)) {
      if (event.causeSnippet() != null) {
        continue; // An older snippet that this one completes or replaces.
      }
      if (event.exception() instanceof EvalException thrown) {
        throw thrown;
      }
      if (!event.status().isDefined()) {
        throw new IllegalArgumentException(diagnostics(event.snippet()));
      }
      value = isShown(event.snippet().subKind()) ? results.last() : null;
    }
    return value;
  }

  private static boolean isShown(SubKind kind) {
    return kind == SubKind.VAR_VALUE_SUBKIND
        || kind == SubKind.OTHER_EXPRESSION_SUBKIND
        || kind == SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
  }

  private String diagnostics(Snippet snippet) {
    return shell
        .diagnostics(snippet)
        .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
        .collect(Collectors.joining("\n", "", "\nin: " + snippet.source().strip()));
  }

  /** The message without a stack: what a notebook's reader needs. */
  @Override
  public List<String> formatError(Exception e) {
    return e instanceof EvalException thrown
        ? List.of("%s: %s".formatted(thrown.getExceptionClassName(), thrown.getMessage()))
        : List.of("%s: %s".formatted(e.getClass().getName(), e.getMessage()));
  }

  @Override
  public void onShutdown(boolean isRestarting) {
    shell.close();
  }
}
