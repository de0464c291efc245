package dev.unroll.client;

import dev.unroll.client.print.IndentedStream;
import dev.unroll.client.print.ModelWords;
import dev.unroll.client.print.ReadablePrinter;
import dev.unroll.client.print.Screen;
import dev.unroll.v1.InputKind;
import dev.unroll.v1.Model;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.State;
import dev.unroll.v1.Task;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Sends each ready model's example to the server, as any client would, and shows the answers. */
public final class Examples {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int LABELS_SHOWN = 5;
  private static final String INDENT = "  ";

  private final ModelClient client;
  private final Target target;
  private final PrintStream out;
  private final Screen screen;

  private Examples(ModelClient client, Target target, PrintStream out, Screen screen) {
    this.client = client;
    this.target = target;
    this.out = out;
    this.screen = screen;
  }

  /**
   * Runs all examples.
   *
   * @return the number of examples that failed; the reasons are in {@code out}
   */
  public static int show(Target target, PrintStream out, Screen screen) {
    try (var client = new ModelClient(target, DEADLINE)) {
      return new Examples(client, target, out, screen).showAll();
    } catch (CallFailure failure) {
      out.println("unroll: " + failure.getMessage());
      return 1;
    }
  }

  private int showAll() throws CallFailure {
    var ready =
        client.list().stream().filter(model -> model.getState() == State.STATE_READY).toList();
    int failed = 0;
    boolean streamed = false;
    for (var listed : ready) {
      var model = client.describe(listed.getName());
      failed += show(model, false) ? 0 : 1;
      if (model.getTask() == Task.TASK_MANY_TO_MANY && model.hasExample() && !streamed) {
        streamed = true;
        failed += show(model, true) ? 0 : 1;
      }
    }
    out.println();
    return failed;
  }

  private boolean show(Model model, boolean stream) {
    out.println();
    out.println(title(model, stream));
    if (!model.hasExample()) {
      out.println(INDENT + screen.dim("no example in its manifest; try: " + trial(model)));
      return true;
    }
    out.println(INDENT + InputText.shown(model.getExample()));
    out.println();
    var indented = new IndentedStream(out, INDENT);
    boolean answered = answer(model, stream, indented);
    out.println();
    out.println(
        INDENT + screen.dim("$ " + command(model, stream, InputText.typed(model.getExample()))));
    return answered;
  }

  private boolean answer(Model model, boolean stream, PrintStream indented) {
    var narrow = new Screen(screen.colours(), screen.columns() - INDENT.length());
    var printer = new ReadablePrinter(indented, narrow, LABELS_SHOWN, false);
    try {
      var rpc = stream ? Rpc.STREAM : Rpc.of(model.getTask(), model.getName());
      var selector = ModelSelector.newBuilder().setName(model.getName()).build();
      client.call(
          new Request(rpc, selector, model.getExample(), CallSettings.DEFAULT), printer::print);
      return true;
    } catch (CallFailure | UsageException failure) {
      indented.println(screen.red(String.valueOf(failure.getMessage())));
      return false;
    }
  }

  private String title(Model model, boolean stream) {
    var facts =
        List.of(
            "version " + model.getVersion(),
            stream ? Rpc.STREAM.label() : ModelWords.task(model.getTask()),
            model.getPlan(),
            model.getDevice());
    return screen.bold(model.getName()) + "  " + screen.dim(String.join(", ", facts));
  }

  private String command(Model model, boolean stream, String input) {
    return "java -jar target/unroll.jar call"
        + (target.equals(Target.DEFAULT) ? "" : " --to " + target)
        + (stream ? " --rpc stream" : "")
        + " "
        + model.getName()
        + input;
  }

  private static String tensors(Model model) {
    return model.getInputsList().stream()
        .map(input -> " --input " + InputText.quoted(input.getName() + "=JSON"))
        .collect(Collectors.joining());
  }

  private String trial(Model model) {
    var kinds = model.getInputKindsList();
    if (kinds.contains(InputKind.INPUT_KIND_TEXT)) {
      return command(model, false, " TEXT");
    }
    return command(
        model,
        false,
        kinds.contains(InputKind.INPUT_KIND_IMAGE)
            ? " --image FILE"
            : kinds.contains(InputKind.INPUT_KIND_TOKEN_IDS)
                ? " --ids 1,2,3"
                : kinds.contains(InputKind.INPUT_KIND_TENSORS)
                    ? tensors(model)
                    : " --vectors FILE");
  }
}
