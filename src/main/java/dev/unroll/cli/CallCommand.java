package dev.unroll.cli;

import dev.unroll.client.Call;
import dev.unroll.client.CallFailure;
import dev.unroll.client.CallSettings;
import dev.unroll.client.Caller;
import dev.unroll.client.GivenInput;
import dev.unroll.client.Rpc;
import dev.unroll.client.UsageException;
import dev.unroll.core.CommaList;
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

/** Calls a model and shows its answer. */
@Command(
    name = "call",
    description = {
      "Calls a model and shows its answer.",
      "Without an input, the model's own example is sent."
    },
    abbreviateSynopsis = true,
    sortOptions = false,
    usageHelpWidth = 100)
final class CallCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "The model; `models` lists them.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "INPUT",
      arity = "0..1",
      description =
          "The input: a text, ids (1,2,3), vectors ([[0.1,0.2],[0.3,0.4]]) or the file of an image."
              + " - makes a call for each line of standard input.")
  private @Nullable String input;

  @Option(names = "--text", paramLabel = "TEXT", description = "A text that may begin with -.")
  private @Nullable String text;

  @Option(names = "--ids", paramLabel = "IDS", description = "Token ids: 1,2,3.")
  private @Nullable String ids;

  @Option(
      names = "--vectors",
      paramLabel = "FILE|-|JSON",
      description = "A JSON array of an array for each step; or its file; or - (standard input).")
  private @Nullable String vectors;

  @Option(names = "--image", paramLabel = "FILE", description = "A PNG or JPEG file.")
  private @Nullable String image;

  @Option(
      names = "--input",
      paramLabel = "NAME=JSON|FILE",
      description =
          "One of the graph's inputs, for a model that takes them by name: a number, or JSON arrays"
              + " in one another, whose nesting is the shape; or the file that holds it. Once for each.")
  private @Nullable List<String> tensors;

  @Option(
      names = "--rpc",
      paramLabel = "CALL",
      description =
          "one-to-many, many-to-one, many-to-many or stream. Default: the one for the model's task."
              + " A stream with - sends each line as soon as it is typed, as a part of one input: ids,"
              + " or the vectors of one step ([0.1,0.2]) or more. A causal model answers each line at once.")
  private @Nullable String rpc;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "The version that must answer. Default: the served one.")
  private long version;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "The K best labels. Default: all, of which ten are shown.")
  private int topK;

  @Option(
      names = "--among",
      paramLabel = "A,B,C",
      description =
          "Rank only these labels, words for the blank, or outputs of a model that generates."
              + " Write a comma within one of them as \\,")
  private List<String> among = List.of();

  @Option(names = "--raw", description = "Also show the model's raw output.")
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
            new CallSettings(topK, candidates(), raw, generation.toSettings()));
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var client = connection.connect(usualDeadline(call))) {
      var caller = new Caller(client, lines, System.out, System.err);
      return caller.run(call, connection.screenOrNull()) ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private List<String> candidates() {
    return among.stream().flatMap(written -> CommaList.split(written).stream()).toList();
  }

  /** Returns no deadline for a stream that a person types line by line. */
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
    if (tensors != null) {
      given.add(GivenInput.tensors(tensors));
    }
    if (given.size() > 1) {
      throw new UsageException(
          "give one kind of input: INPUT, --text, --ids, --vectors, --image or --input");
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
