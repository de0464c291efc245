package dev.unroll.client;

import dev.unroll.client.print.AnswerPrinter;
import dev.unroll.client.print.JsonPrinter;
import dev.unroll.client.print.ModelWords;
import dev.unroll.client.print.ReadablePrinter;
import dev.unroll.client.print.Screen;
import dev.unroll.v1.Input;
import dev.unroll.v1.InputKind;
import dev.unroll.v1.Model;
import dev.unroll.v1.ModelSelector;
import io.grpc.Status;
import java.io.BufferedReader;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Makes the calls of the command line, and shows the answers. */
public final class Caller {
  private static final int LABELS_SHOWN = 10;

  private final ModelClient client;
  private final BufferedReader standardInput;
  private final PrintStream out;
  private final PrintStream errors;

  public Caller(
      ModelClient client, BufferedReader standardInput, PrintStream out, PrintStream errors) {
    this.client = client;
    this.standardInput = standardInput;
    this.out = out;
    this.errors = errors;
  }

  /**
   * Calls once, or once for each line of standard input.
   *
   * @param screen the terminal; null to print one JSON object per line
   * @return whether every call succeeded; the failures are printed on {@code errors}
   */
  public boolean run(Call call, @Nullable Screen screen) throws UsageException, CallFailure {
    var model = client.describe(call.model());
    var rpc = rpc(call, model);
    call.settings().checkFor(rpc);
    var printer = printer(call.settings(), screen);
    var template = new Request(rpc, selector(call), Input.getDefaultInstance(), call.settings());
    try {
      return call.input().isLines(call.rpc())
          ? callLines(call, model, template, printer)
          : callOnce(call, model, template, printer);
    } finally {
      printer.finish();
    }
  }

  private boolean callLines(Call call, Model model, Request template, AnswerPrinter printer)
      throws UsageException, CallFailure {
    var parser = new InputParser(standardInput);
    var kind = kind(call.input(), model);
    if (template.rpc() == Rpc.STREAM) {
      new LineStream(client, parser, kind, printer).run(standardInput, template);
      return true;
    }
    return new LineCalls(client, parser, kind, printer, errors).run(standardInput, template);
  }

  private boolean callOnce(Call call, Model model, Request template, AnswerPrinter printer)
      throws UsageException, CallFailure {
    var input = input(call.input(), model, new InputParser(standardInput));
    if (call.input().written() == null && call.input().tensors().isEmpty()) {
      printer.heading(InputText.shown(input));
    }
    client.call(
        new Request(template.rpc(), template.model(), input, template.settings()), printer::print);
    return true;
  }

  private static Rpc rpc(Call call, Model model) throws UsageException, CallFailure {
    if (call.rpc() != null) {
      return call.rpc();
    }
    var whyNot = ModelWords.whyNotServed(model);
    if (whyNot.isPresent()) {
      throw new CallFailure(
          Status.Code.UNAVAILABLE,
          "UNAVAILABLE: '" + model.getName() + "' " + whyNot.get(),
          false,
          null);
    }
    return Rpc.of(model.getTask(), model.getName());
  }

  private AnswerPrinter printer(CallSettings settings, @Nullable Screen screen) {
    if (screen == null) {
      return new JsonPrinter(out);
    }
    int labels = settings.topK() == 0 ? LABELS_SHOWN : settings.topK();
    return new ReadablePrinter(out, screen, labels, !settings.among().isEmpty());
  }

  private static ModelSelector selector(Call call) {
    return ModelSelector.newBuilder().setName(call.model()).setVersion(call.version()).build();
  }

  private static InputKind kind(GivenInput given, Model model) throws UsageException {
    return given.kind() == null ? InputParser.kindFor(model) : given.kind();
  }

  private static Input input(GivenInput given, Model model, InputParser parser)
      throws UsageException {
    if (!given.tensors().isEmpty()) {
      return parser.tensors(given.tensors());
    }
    if (given.written() != null) {
      var kind = kind(given, model);
      if (given.kind() == null && kind == InputKind.INPUT_KIND_TEXT) {
        InputParser.checkIsNoFile(given.written());
      }
      return parser.parse(kind, given.written());
    }
    if (!model.hasExample()) {
      throw new UsageException(
          "'" + model.getName() + "' has no example; give an input: " + InputParser.ways(model));
    }
    return model.getExample();
  }
}
