package dev.unroll.client.print;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.PrintStream;

/** One JSON object a line, for programs: protobuf's own mapping, every plain field present. */
public final class JsonPrinter implements AnswerPrinter {
  // A field that is 0 would be absent otherwise, and a program that looks for it would stumble.
  private static final JsonFormat.Printer FORMAT =
      JsonFormat.printer().alwaysPrintFieldsWithNoPresence().omittingInsignificantWhitespace();

  private final PrintStream out;

  public JsonPrinter(PrintStream out) {
    this.out = out;
  }

  @Override
  public void heading(String input) {}

  @Override
  public void print(Answer answer) {
    out.println(line(answer.message()));
  }

  @Override
  public void finish() {}

  public static String line(Message message) {
    try {
      return FORMAT.print(message);
    } catch (InvalidProtocolBufferException unknownAny) {
      throw new IllegalStateException("our messages hold no Any", unknownAny);
    }
  }
}
