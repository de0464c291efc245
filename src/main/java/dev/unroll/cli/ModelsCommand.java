package dev.unroll.cli;

import dev.unroll.client.CallFailure;
import dev.unroll.client.ModelPrinter;
import dev.unroll.client.UsageException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** Lists a server's models, or describes one. */
@Command(
    name = "models",
    description = "Lists the models of a server, or describes one of them.",
    sortOptions = false,
    usageHelpWidth = 100)
final class ModelsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", arity = "0..1", description = "The model to describe.")
  private @Nullable String name;

  @ArgGroup(exclusive = false, validate = false)
  private ConnectionFlags connection = new ConnectionFlags();

  @Override
  public Integer call() throws UsageException, CallFailure {
    try (var client = connection.connect(ConnectionFlags.USUAL_DEADLINE)) {
      ModelPrinter.show(client, name, connection.screenOrNull(), System.out);
      return ExitCode.OK;
    }
  }
}
