package dev.unroll.cli;

import dev.unroll.client.CallFailure;
import dev.unroll.client.UsageException;
import dev.unroll.core.LoadException;
import dev.unroll.core.SpellingHint;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports errors in one line on standard error; exits with 2 for wrong usage, else with 1. */
final class CliErrors {
  private CliErrors() {}

  static int usage(ParameterException wrong, String[] arguments) {
    print(wrong.getCommandLine(), explanation(wrong));
    return ExitCode.USAGE;
  }

  static int fault(Exception thrown, CommandLine command, ParseResult parsed) {
    if (thrown instanceof UsageException) {
      print(command, String.valueOf(thrown.getMessage()));
      return ExitCode.USAGE;
    }
    if (thrown instanceof CallFailure) {
      print(command, String.valueOf(thrown.getMessage()));
      return ExitCode.SOFTWARE;
    }
    if (thrown instanceof LoadException load) {
      print(command, load.reason().strip().replaceAll("\\s*[\\r\\n]+\\s*", " "));
      return ExitCode.SOFTWARE;
    }
    print(command, thrown.toString());
    thrown.printStackTrace(command.getErr());
    command.getErr().flush();
    return ExitCode.SOFTWARE;
  }

  private static String explanation(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      var first = unmatched.getUnmatched().get(0);
      var command = unmatched.getCommandLine();
      if (first.startsWith("-")) {
        var name = first.contains("=") ? first.substring(0, first.indexOf('=')) : first;
        var hint = SpellingHint.hint(name, command.getCommandSpec().optionsMap().keySet());
        return "unknown flag " + name + (hint.isEmpty() ? "; see " + help(command) : hint);
      }
      return command.getSubcommands().isEmpty()
          ? "one argument too many: '"
              + first
              + "'; put a text with spaces in quotes, or see "
              + help(command)
          : "unknown command '"
              + first
              + "'"
              + SpellingHint.hint(first, command.getSubcommands().keySet());
    }
    return String.valueOf(wrong.getMessage()).replace('\n', ' ');
  }

  private static String help(CommandLine command) {
    return command.getCommandSpec().qualifiedName() + " --help";
  }

  private static void print(CommandLine command, String complaint) {
    command.getErr().println("unroll: " + complaint);
    command.getErr().flush();
  }
}
