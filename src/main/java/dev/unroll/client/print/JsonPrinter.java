package dev.unroll.client.print;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.PrintStream;

/** Prints one JSON object per line, in protobuf's mapping, with all plain fields. */
public final class JsonPrinter implements AnswerPrinter {
  // Otherwise a field that is 0 would be missing, and programs would have to expect that.
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
