package dev.unroll.client;

import dev.unroll.client.print.AnswerPrinter;
import dev.unroll.v1.Input;
import dev.unroll.v1.InputKind;
import dev.unroll.v1.StreamManyToManyRequest;
import java.io.BufferedReader;
import java.io.IOException;

/** Makes one streamed call for all lines. Lines are sent, and answers shown, as they come. */
final class LineStream {
  private final ModelClient client;
  private final InputParser parser;
  private final InputKind kind;
  private final AnswerPrinter printer;

  LineStream(ModelClient client, InputParser parser, InputKind kind, AnswerPrinter printer) {
    this.client = client;
    this.parser = parser;
    this.kind = kind;
    this.printer = printer;
  }

  void run(BufferedReader lines, Request template) throws CallFailure {
    var stream = client.stream(printer::print);
    var sender = new Thread(() -> sendAll(lines, template, stream), "unroll-lines");
    // A read of standard input cannot be interrupted, and must not keep the process alive.
    sender.setDaemon(true);
    sender.start();
    try {
      ModelClient.await(stream.ended());
    } finally {
      sender.interrupt();
    }
  }

  private void sendAll(BufferedReader lines, Request template, StreamExchange stream) {
    try {
      stream.send(template.stream());
      boolean first = true;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        // An empty line is a part of a text.
        if (kind == InputKind.INPUT_KIND_TEXT || !line.isBlank()) {
          var part = StreamManyToManyRequest.newBuilder().setInput(input(line, first)).build();
          stream.sendPaced(part);
          first = false;
        }
      }
      stream.halfClose();
    } catch (IOException | UsageException unusable) {
      stream.abandon(unusable);
    } catch (InterruptedException stopped) {
      // The call has ended, so the other lines are not sent.
    }
  }

  private Input input(String line, boolean first) throws UsageException {
    return switch (kind) {
      // A line after the first is sent with the line break before it.
      case INPUT_KIND_TEXT -> parser.parse(kind, first ? line : "\n" + line);
      case INPUT_KIND_VECTORS -> Input.newBuilder().setVectors(VectorJson.parsePart(line)).build();
      default -> parser.parse(kind, line);
    };
  }
}
