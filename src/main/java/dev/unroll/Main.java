package dev.unroll;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The front door: a list of commands. */
@Command(
    name = "unroll",
    description = "Serves recurrent sequence models over gRPC, and calls them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  public static void main(String[] arguments) {
    Logging.install();
    // UTF-8 whatever the locale says: the models' languages do not ask what the container's is.
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    int code = commandLine(Main::serve).execute(Arguments.asTyped(arguments));
    System.out.flush();
    System.exit(code);
  }

  /** All commands; {@code server} runs with the settings that were read, and gives an exit code. */
  static CommandLine commandLine(ToIntFunction<ServerConfig> server) {
    var commands = new CommandLine(new Main());
    commands.addSubcommand("serve", ServeCommand.create(server));
    commands.addSubcommand("call", withHelp(new CallCommand()));
    commands.addSubcommand("models", withHelp(new ModelsCommand()));
    commands.addSubcommand("bench", withHelp(new BenchCommand()));
    commands.addSubcommand("inspect", withHelp(new InspectCommand(System.out)));
    // Else a text that begins with @ would be taken for a file of arguments.
    commands.setExpandAtFiles(false);
    commands.setParameterExceptionHandler(Complaints::usage);
    commands.setExecutionExceptionHandler(Complaints::fault);
    return commands;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given; see unroll --help");
  }

  /** Not picocli's mixin: it would take --version, which of a call is the model's. */
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

  private static int serve(ServerConfig config) {
    Logging.start(config.logLevel());
    return Server.run(config);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), true, StandardCharsets.UTF_8);
  }
}
