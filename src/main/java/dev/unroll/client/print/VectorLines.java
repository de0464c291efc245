package dev.unroll.client.print;

import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.Vectors;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows the first steps and values of vectors as a table below their name and shape. */
public final class VectorLines {
  private static final int ROWS = 4;
  private static final int VALUES = 6;

  private VectorLines() {}

  /**
   * @param firstStep the index of the output's first step
   */
  static List<String> of(NamedVectors output, long firstStep, Screen screen) {
    var values = values(output.getVectors());
    int width = Math.max(1, output.getVectors().getWidth());
    int steps = values.length / width;
    var lines = new ArrayList<String>();
    lines.add(
        screen.bold(Columns.printable(output.getName()))
            + "  "
            + screen.dim(shape(steps, width, output.getStepShapeList())));
    for (int step = 0; step < Math.min(steps, ROWS); step++) {
      lines.add(row(firstStep, step, values, width, screen));
    }
    if (steps > ROWS) {
      lines.add(screen.dim("      and " + (steps - ROWS) + " more steps (--json shows all)"));
    }
    return lines;
  }

  /** Returns the values from either of the message's two forms. */
  public static float[] values(Vectors vectors) {
    if (vectors.getLittleEndian().isEmpty()) {
      var values = new float[vectors.getValuesCount()];
      for (int index = 0; index < values.length; index++) {
        values[index] = vectors.getValues(index);
      }
      return values;
    }
    var values = new float[vectors.getLittleEndian().size() / Float.BYTES];
    vectors
        .getLittleEndian()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }

  private static String shape(int steps, int width, List<Long> stepShape) {
    var step = stepShape.isEmpty() ? Integer.toString(width) : stepShape.toString();
    return (steps == 1 ? "1 step" : steps + " steps") + " x " + step;
  }

  private static String row(long firstStep, int step, float[] values, int width, Screen screen) {
    var row = new StringBuilder();
    for (int index = 0; index < Math.min(width, VALUES); index++) {
      row.append(String.format(Locale.ROOT, " %10.4f", values[step * width + index]));
    }
    return screen.dim(Columns.padLeft(Long.toUnsignedString(firstStep + step), 5))
        + row
        + (width > VALUES ? screen.dim("  …") : "");
  }
}
