package org.flipcheck.notebooks;

import java.lang.reflect.Method;
import java.util.Map;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/** Runs snippets in this JVM and keeps the last value itself, where JShell has but its text. */
final class KeptResults extends LocalExecutionControl implements ExecutionControlProvider {

  private Object last;

  @Override
  protected String invoke(Method snippet) throws Exception {
    last = null;
    last = snippet.invoke(null);
    return valueString(last);
  }

  /** What the last snippet came to; null where it has no value. */
  Object last() {
    return last;
  }

  @Override
  public String name() {
    return "kept-results";
  }

  @Override
  public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
    return this;
  }
}
