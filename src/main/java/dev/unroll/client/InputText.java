package dev.unroll.client;

import com.google.protobuf.ByteString;
import dev.unroll.client.print.Columns;
import dev.unroll.client.print.VectorLines;
import dev.unroll.v1.Input;
import dev.unroll.v1.TokenIds;
import dev.unroll.v1.Vectors;
import java.util.ArrayList;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows an input as text, and as arguments of a command line. */
final class InputText {
  private static final int SHOWN_IDS = 24;
  private static final int TYPED_IDS = 64;
  private static final int TYPED_VALUES = 24;

  private InputText() {}

  /** Returns one line that describes the input. */
  static String shown(Input input) {
    return switch (input.getKindCase()) {
      case TEXT -> Columns.printable(input.getText());
      case TOKEN_IDS -> "ids " + shown(input.getTokenIds());
      case VECTORS -> shown(input.getVectors());
      case IMAGE -> shown(input.getImage());
      case KIND_NOT_SET -> input.getTensorsCount() > 0 ? tensors(input) : "nothing";
    };
  }

  private static String tensors(Input input) {
    return input.getTensorsList().stream()
        .map(tensor -> Columns.printable(tensor.getName()) + tensor.getShapeList())
        .collect(Collectors.joining(", "));
  }

  /**
   * Returns the arguments that send this input; empty if it is too long to type, so that the
   * command sends the model's example.
   */
  static String typed(Input input) {
    return switch (input.getKindCase()) {
      case TEXT ->
          input.getText().startsWith("-")
              ? " --text=" + quoted(input.getText())
              : " " + quoted(input.getText());
      case TOKEN_IDS ->
          input.getTokenIds().getIdsCount() <= TYPED_IDS
              ? " --ids " + joined(input.getTokenIds(), TYPED_IDS)
              : "";
      case VECTORS -> {
        var values = VectorLines.values(input.getVectors());
        yield values.length <= TYPED_VALUES && input.getVectors().getWidth() > 0
            ? " --vectors '" + json(values, input.getVectors().getWidth()) + "'"
            : "";
      }
      case IMAGE, KIND_NOT_SET -> "";
    };
  }

  /** Quotes a text for a POSIX shell. */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static String shown(TokenIds ids) {
    return joined(ids, SHOWN_IDS)
        + (ids.getIdsCount() > SHOWN_IDS ? ",… (" + ids.getIdsCount() + ")" : "");
  }

  private static String joined(TokenIds ids, int most) {
    return ids.getIdsList().stream()
        .limit(most)
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  private static String shown(Vectors vectors) {
    int values = VectorLines.values(vectors).length;
    return vectors.getWidth() == 0
        ? "vectors, " + values + " values"
        : "vectors, " + values / vectors.getWidth() + " steps x " + vectors.getWidth();
  }

  private static String shown(ByteString image) {
    boolean png = image.size() > 1 && image.byteAt(1) == 'P';
    return String.format(Locale.ROOT, "%s image, %,d bytes", png ? "PNG" : "JPEG", image.size());
  }

  private static String json(float[] values, int width) {
    var steps = new ArrayList<String>();
    for (int from = 0; from + width <= values.length; from += width) {
      var step = new ArrayList<String>();
      for (int index = from; index < from + width; index++) {
        step.add(Float.toString(values[index]));
      }
      steps.add("[" + String.join(",", step) + "]");
    }
    return "[" + String.join(",", steps) + "]";
  }
}
