package dev.unroll.cli;

import dev.unroll.config.Option;
import dev.unroll.core.LoadException;
import dev.unroll.server.ServerConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Reads the settings and runs the server. Its flags are the server's options. */
final class ServeCommand implements Callable<Integer> {
  private final ToIntFunction<ServerConfig> server;
  private final CommandSpec spec;

  private ServeCommand(ToIntFunction<ServerConfig> server) {
    this.server = server;
    this.spec = CommandSpec.wrapWithoutInspection(this);
  }

  static CommandLine create(ToIntFunction<ServerConfig> server) {
    var spec = new ServeCommand(server).spec;
    spec.name("serve").mixinStandardHelpOptions(true).versionProvider(new Commands.VersionLine());
    spec.usageMessage()
        .description(
            "Serves every model of a folder over gRPC until SIGTERM.",
            "Each flag is also an environment variable (--ops-port: UNROLL_OPS_PORT) and a key in"
                + " the file of --config (ops-port).")
        .abbreviateSynopsis(true)
        .sortOptions(false)
        .width(100);
    ServerConfig.OPTIONS.forEach(option -> spec.addOption(flag(option)));
    return new CommandLine(spec);
  }

  @Override
  public Integer call() {
    return server.applyAsInt(config(System.getenv()));
  }

  private ServerConfig config(Map<String, String> environment) {
    var flags = new HashMap<String, String>();
    for (var matched : spec.commandLine().getParseResult().matchedOptions()) {
      String value = matched.getValue();
      flags.put(matched.longestName().substring(2), value);
    }
    try {
      return ServerConfig.read(flags, environment);
    } catch (LoadException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.reason(), wrong);
    }
  }

  /** Returns a flag whose value is text. The option parses it and reports errors. */
  private static OptionSpec flag(Option<?> option) {
    var flag =
        OptionSpec.builder(option.flag())
            .type(String.class)
            .paramLabel(option.type().placeholder())
            .description(
                option.description()
                    + option.fallback().map(value -> " Default: " + value + ".").orElse(""));
    return option.type().isSwitch()
        ? flag.arity("0..1").fallbackValue("true").build()
        : flag.build();
  }
}
