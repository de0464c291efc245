package dev.unroll.cli;

import dev.unroll.server.ServerConfig;
import dev.unroll.server.Version;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code unroll} and its subcommands. */
@Command(
    name = "unroll",
    description = "Serves recurrent sequence models over gRPC, and calls them.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.VersionLine.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Commands implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Commands() {}

  /** Prints the version for {@code --version}. */
  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"unroll " + Version.text()};
    }
  }

  /**
   * Runs the command that the arguments name.
   *
   * @param server runs the server with these settings, and returns an exit code
   * @return the exit code
   */
  public static int run(ToIntFunction<ServerConfig> server, String... arguments) {
    return commandLine(server).execute(Arguments.asTyped(arguments));
  }

  public static CommandLine commandLine(ToIntFunction<ServerConfig> server) {
    var commands = new CommandLine(new Commands());
    commands.addSubcommand("serve", ServeCommand.create(server));
    commands.addSubcommand("call", withHelp(new CallCommand()));
    commands.addSubcommand("models", withHelp(new ModelsCommand()));
    commands.addSubcommand("bench", withHelp(new BenchCommand()));
    commands.addSubcommand("inspect", withHelp(new InspectCommand(System.out)));
    // Otherwise picocli would read a text that begins with @ as a file of arguments.
    commands.setExpandAtFiles(false);
    commands.setParameterExceptionHandler(CliErrors::usage);
    commands.setExecutionExceptionHandler(CliErrors::fault);
    return commands;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given; see unroll --help");
  }

  /** Adds --help. Picocli's mixin also adds --version, which is the model's in a call. */
  private static CommandLine withHelp(Object command) {
    var commandLine = new CommandLine(command);
    commandLine
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and exit.")
                .build());
    return commandLine;
  }
}
