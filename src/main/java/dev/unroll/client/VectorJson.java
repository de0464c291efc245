package dev.unroll.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.unroll.v1.Vectors;
import java.util.List;

/** Parses a JSON array of arrays of numbers, one per step, with protobuf's parser. */
final class VectorJson {
  private static final String FORM = "; write an array for each step: [[0.1, 0.2], [0.3, 0.4]]";

  private VectorJson() {}

  static Vectors parse(String json) throws UsageException {
    return vectors(list(json).getValuesList());
  }

  /** Parses as well an array of plain numbers, which is one step. */
  static Vectors parsePart(String json) throws UsageException {
    var list = list(json);
    boolean isStep = list.getValuesCount() > 0 && list.getValues(0).hasNumberValue();
    return vectors(
        isStep ? List.of(Value.newBuilder().setListValue(list).build()) : list.getValuesList());
  }

  private static Vectors vectors(List<Value> steps) throws UsageException {
    if (steps.isEmpty()) {
      throw new UsageException("vectors: the array is empty" + FORM);
    }
    var vectors = Vectors.newBuilder();
    int width = width(steps);
    for (int step = 0; step < steps.size(); step++) {
      addStep(step, steps.get(step), width, vectors);
    }
    return vectors.setWidth(width).build();
  }

  private static ListValue list(String json) throws UsageException {
    var list = ListValue.newBuilder();
    try {
      JsonFormat.parser().merge(json, list);
    } catch (InvalidProtocolBufferException malformed) {
      throw new UsageException("vectors: not a JSON array" + FORM);
    }
    return list.build();
  }

  private static int width(List<Value> steps) throws UsageException {
    int width = steps.get(0).getListValue().getValuesCount();
    if (width == 0) {
      throw new UsageException("vectors: step 0 is not an array of numbers" + FORM);
    }
    return width;
  }

  private static void addStep(int step, Value values, int width, Vectors.Builder vectors)
      throws UsageException {
    int count = values.getListValue().getValuesCount();
    if (count != width) {
      throw new UsageException(
          "vectors: step " + step + " has " + count + " values, step 0 has " + width);
    }
    for (var value : values.getListValue().getValuesList()) {
      if (!value.hasNumberValue()) {
        throw new UsageException("vectors: step " + step + " has a value that is not a number");
      }
      vectors.addValues((float) value.getNumberValue());
    }
  }
}
