package org.flipcheck.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flipcheck.gate.PolicyException;
import org.flipcheck.gate.Suggestion;
import org.flipcheck.report.ToolVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The {@code flipcheck} command. {@code flipcheck-gate.jar} holds it too, with {@code gate}, {@code
 * report}, {@code plan}, {@code interpolate}, {@code mend} and {@code train} alone: the commands
 * that need Spark are there only where their classes are.
 */
@Command(
    name = "flipcheck",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    header = "Flipcheck%n",
    description = {
      "Finds what a model update breaks, and judges whether it may ship.",
      "",
      "A negative flip is an example the old model got right and the new one gets wrong.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  the gate passed, or there was no policy",
      "  1  the gate failed",
      "  2  bad usage, configuration or input; nothing was judged",
      "  3  inconclusive: the data do not decide",
      "  4  an internal error",
      "",
      "Start with: flipcheck demo"
    })
public final class Flipcheck implements Runnable {

  @Spec private CommandSpec spec;

  /** The version as {@code --version} prints it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"flipcheck " + ToolVersion.get()};
    }
  }

  /**
   * Runs a command and exits with its code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /**
   * Runs a command.
   *
   * @param args the command line
   * @return the exit code
   */
  static int run(String... args) {
    // Charts are drawn and images are read without a screen.
    System.setProperty("java.awt.headless", "true");
    ConfigFile config = new ConfigFile();
    CommandLine commandLine = commandLine(config);
    try {
      return commandLine.execute(config.expand(commandLine, commentsKept(args)));
    } catch (Problems e) {
      System.err.print(Problems.render("flipcheck", e.problems()));
      return ExitCode.BAD_INPUT;
    } catch (Throwable e) {
      // An error that picocli lets through must not end as the JVM's exit code 1: that is a
      // verdict.
      return internalError("flipcheck", e);
    }
  }

  /**
   * A query may begin with a comment, {@code -- like this}, which must not be taken for an option.
   */
  private static String[] commentsKept(String[] args) {
    return Arrays.stream(args)
        .map(arg -> arg.matches("(?s)--\\s.*") ? " " + arg : arg)
        .toArray(String[]::new);
  }

  static CommandLine commandLine(ConfigFile config) {
    CommandLine commandLine = new CommandLine(new Flipcheck());
    if (Flipcheck.class.getResource("CompareCommand.class") != null) {
      commandLine.addSubcommand(new CompareCommand());
      commandLine.addSubcommand(new MergeCommand());
      commandLine.addSubcommand(new DemoCommand());
      commandLine.addSubcommand(new StoreCommand());
      commandLine.addSubcommand(new QueryCommand());
    }
    commandLine.addSubcommand(new GateCommand());
    commandLine.addSubcommand(new ReportCommand());
    commandLine.addSubcommand(new PlanCommand());
    commandLine.addSubcommand(new InterpolateCommand());
    commandLine.addSubcommand(new MendCommand());
    commandLine.addSubcommand(new TrainCommand());
    commandLine.getSubcommands().values().forEach(Flipcheck::collectErrors);
    return commandLine
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpLongOptionsMaxWidth(30)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((e, args) -> badUsage(List.of(e), config))
        .setExecutionStrategy(parsed -> execute(parsed, config))
        .setExecutionExceptionHandler((e, failing, parsed) -> failed(e, failing, config));
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  private static void collectErrors(CommandLine command) {
    command.getCommandSpec().parser().collectErrors(true);
    command.getSubcommands().values().forEach(Flipcheck::collectErrors);
  }

  /** Tells all errors of a command line at once, or runs the command. */
  private static int execute(ParseResult parsed, ConfigFile config) {
    if (CommandLine.executeHelpRequest(parsed) != null) {
      return ExitCode.PASS;
    }
    List<ParameterException> errors = new ArrayList<>();
    for (ParseResult part = parsed; part != null; part = part.subcommand()) {
      part.errors().forEach(error -> errors.add((ParameterException) error));
      errors.addAll(repeated(part.commandSpec(), parsed.originalArgs()));
    }
    return errors.isEmpty() ? new CommandLine.RunLast().execute(parsed) : badUsage(errors, config);
  }

  /**
   * Options of a group that come twice. picocli would take the second for a new group, and forget
   * the options of the first without a word.
   */
  private static List<ParameterException> repeated(CommandSpec command, List<String> args) {
    Set<OptionSpec> seen = new HashSet<>();
    List<ParameterException> errors = new ArrayList<>();
    for (String arg : args) {
      OptionSpec option = command.optionsMap().get(arg.replaceFirst("(?s)=.*", ""));
      boolean once = option != null && option.group() != null && !option.isMultiValue();
      if (once && !seen.add(option)) {
        errors.add(
            new ParameterException(
                command.commandLine(),
                "option '%s' (%s) should be specified only once"
                    .formatted(option.longestName(), option.paramLabel())));
      }
    }
    return errors;
  }

  private static int badUsage(List<? extends ParameterException> errors, ConfigFile config) {
    CommandLine commandLine = errors.get(0).getCommandLine();
    String command = commandLine.getCommandSpec().qualifiedName();
    List<String> problems =
        errors.stream().flatMap(error -> problems(error, config).stream()).distinct().toList();
    System.err.print(Problems.render(command, problems));
    System.err.printf("Try '%s --help'.%n", command);
    return ExitCode.BAD_INPUT;
  }

  private static List<String> problems(ParameterException e, ConfigFile config) {
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched
        && unmatched.getUnmatched().stream().anyMatch(arg -> arg.startsWith("-"))) {
      List<String> known =
          new ArrayList<>(e.getCommandLine().getCommandSpec().optionsMap().keySet());
      return unmatched.getUnmatched().stream()
          .filter(arg -> arg.startsWith("-"))
          .map(arg -> "there is no option %s%s".formatted(arg, suggestion(arg, known)))
          .toList();
    }
    String message = ConfigFile.oneLine(e.getMessage());
    return List.of(
        e.getArgSpec() instanceof OptionSpec option ? config.located(option, message) : message);
  }

  private static String suggestion(String option, List<String> known) {
    return Suggestion.nearest(option, known).map(", did you mean %s?"::formatted).orElse("");
  }

  private static int failed(Exception e, CommandLine commandLine, ConfigFile config) {
    if (isInterrupted()) {
      return ExitCode.INTERRUPTED;
    }
    String command = commandLine.getCommandSpec().qualifiedName();
    if (e instanceof Problems problems) {
      System.err.print(
          Problems.render(command, problems.problems().stream().map(config::located).toList()));
      return ExitCode.BAD_INPUT;
    }
    if (e instanceof PolicyException policy) {
      System.err.print(Problems.render(command, policy.problems()));
      return ExitCode.BAD_INPUT;
    }
    return internalError(command, e);
  }

  /** Whether a signal is ending the JVM: Spark has stopped, and what fails now fails of that. */
  private static boolean isInterrupted() {
    Thread probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static int internalError(String command, Throwable e) {
    if (isInterrupted()) {
      return ExitCode.INTERRUPTED;
    }
    System.err.printf(
        "%s: an internal error: %s%nThis is a defect of Flipcheck, not of your data. Nothing was judged. Set FLIPCHECK_DEBUG=1 for the stack trace, and report it.%n",
        command, String.valueOf(e).lines().findFirst().orElse(""));
    if (System.getenv("FLIPCHECK_DEBUG") != null) {
      e.printStackTrace();
    }
    return ExitCode.INTERNAL_ERROR;
  }
}
