package dev.unroll.cli;

import dev.unroll.client.Call;
import dev.unroll.client.CallFailure;
import dev.unroll.client.CallSettings;
import dev.unroll.client.Caller;
import dev.unroll.client.GivenInput;
import dev.unroll.client.Rpc;
import dev.unroll.client.UsageException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls a model and shows what it answers. */
@Command(
    name = "call",
    description = {
      "Calls a model and shows its answer.",
      "Without any input the model's own example is sent."
    },
    abbreviateSynopsis = true,
    sortOptions = false,
    usageHelpWidth = 100)
final class CallCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "Its name; `models` lists them.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "INPUT",
      arity = "0..1",
      description =
          "What the model takes: a text, ids (1,2,3), vectors ([[0.1,0.2],[0.3,0.4]]) or an image's"
              + " file. -: a call for each line of standard input.")
  private @Nullable String input;

  @Option(names = "--text", paramLabel = "TEXT", description = "Text, whatever it begins with.")
  private @Nullable String text;

  @Option(names = "--ids", paramLabel = "IDS", description = "Token ids: 1,2,3.")
  private @Nullable String ids;

  @Option(
      names = "--vectors",
      paramLabel = "FILE|-|JSON",
      description = "A JSON array of an array for each step: its file, standard input or itself.")
  private @Nullable String vectors;

  @Option(names = "--image", paramLabel = "FILE", description = "A PNG or JPEG file.")
  private @Nullable String image;

  @Option(
      names = "--rpc",
      paramLabel = "CALL",
      description =
          "one-to-many, many-to-one, many-to-many or stream. Default: what suits the model's task."
              + " A stream of - sends each line when it is there, as a part of one input: ids, or the"
              + " vectors of one step ([0.1,0.2]) or several. A causal model answers each at once.")
  private @Nullable String rpc;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "The version that must answer. Default: the one being served.")
  private long version;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "The best K labels. Default: all; ten are shown.")
  private int topK;

  @Option(
      names = "--among",
      paramLabel = "A,B,C",
      split = ",",
      description = "Rank only these labels, or words for the blank.")
  private List<String> among = List.of();

  @Option(names = "--raw", description = "The model's raw output as well.")
  private boolean raw;

  @ArgGroup(
      exclusive = false,
      validate = false,
      heading = "How a model that generates chooses its output:%n")
  private GenerationFlags generation = new GenerationFlags();

  @ArgGroup(exclusive = false, validate = false, heading = "Everything else:%n")
  private ConnectionFlags connection = new ConnectionFlags();

  @Override
  public Integer call() throws UsageException, CallFailure {
    var call =
        new Call(
            model,
            version,
            rpc == null ? null : Rpc.parse(rpc),
            givenInput(),
            new CallSettings(topK, among, raw, generation.toSettings()));
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var client = connection.connect(usualDeadline(call))) {
      var caller = new Caller(client, lines, System.out, System.err);
      return caller.run(call, connection.screenOrNull()) ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  /** A person who types a stream line by line takes as long as it takes. */
  private static Duration usualDeadline(Call call) {
    return call.rpc() == Rpc.STREAM && call.input().isLines(call.rpc())
        ? Duration.ZERO
        : ConnectionFlags.USUAL_DEADLINE;
  }

  private GivenInput givenInput() throws UsageException {
    var given = new ArrayList<GivenInput>();
    addIfGiven(input, GivenInput::bare, given);
    addIfGiven(text, GivenInput::text, given);
    addIfGiven(ids, GivenInput::ids, given);
    addIfGiven(vectors, GivenInput::vectors, given);
    addIfGiven(image, GivenInput::image, given);
    if (given.size() > 1) {
      throw new UsageException("one input, please: INPUT, --text, --ids, --vectors or --image");
    }
    return given.isEmpty() ? GivenInput.NONE : given.get(0);
  }

  private static void addIfGiven(
      @Nullable String written, Function<String, GivenInput> kind, List<GivenInput> given) {
    if (written != null) {
      given.add(kind.apply(written));
    }
  }
}
