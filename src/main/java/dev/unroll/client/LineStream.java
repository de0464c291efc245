package dev.unroll.client;

import dev.unroll.client.print.AnswerPrinter;
import dev.unroll.v1.Input;
import dev.unroll.v1.InputKind;
import dev.unroll.v1.StreamManyToManyRequest;
import java.io.BufferedReader;
import java.io.IOException;

/**
 * One streamed call over all lines: each is sent when it is there, answers are shown as they come.
 */
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
    // Nothing can end a read of standard input; it must not keep the process.
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
        // Of text, an empty line is a part like others.
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
      // The call has ended; nobody wants the rest.
    }
  }

  private Input input(String line, boolean first) throws UsageException {
    return switch (kind) {
      // Text goes on where the last line ended: the break between two lines belongs to the next.
      case INPUT_KIND_TEXT -> parser.parse(kind, first ? line : "\n" + line);
      case INPUT_KIND_VECTORS -> Input.newBuilder().setVectors(VectorJson.parsePart(line)).build();
      default -> parser.parse(kind, line);
    };
  }
}
