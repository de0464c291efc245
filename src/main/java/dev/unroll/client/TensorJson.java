package dev.unroll.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.unroll.v1.NamedTensor;
import java.util.ArrayList;
import java.util.List;

/** Parses named tensors: nested JSON arrays of numbers, whose nesting is the shape. */
final class TensorJson {
  private static final String FORM =
      "; write a number, or arrays of equal length in one another: [[0.1, 0.2], [0.3, 0.4]]";

  /** A double represents all integers up to this. */
  private static final double MOST_EXACT = 1L << 53;

  private final String name;
  private final List<Long> shape = new ArrayList<>();
  private final List<Double> values = new ArrayList<>();

  private TensorJson(String name) {
    this.name = name;
  }

  /** Parses an object with a tensor for each name. */
  static List<NamedTensor> parseAll(String json) throws UsageException {
    var object = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(json, object);
    } catch (InvalidProtocolBufferException malformed) {
      throw new UsageException(
          "the model takes named tensors; write --input NAME=JSON for each, or one JSON object:"
              + " {\"NAME\": [[0.1, 0.2]]}");
    }
    var tensors = new ArrayList<NamedTensor>();
    for (var field : object.getFieldsMap().entrySet()) {
      tensors.add(new TensorJson(field.getKey()).tensor(field.getValue()));
    }
    return tensors;
  }

  /** Parses one tensor: a number, or nested arrays of numbers. */
  static NamedTensor parse(String name, String json) throws UsageException {
    var list = ListValue.newBuilder();
    try {
      JsonFormat.parser().merge("[" + json + "]", list);
    } catch (InvalidProtocolBufferException malformed) {
      throw new UsageException("input '" + name + "' is not JSON" + FORM);
    }
    if (list.getValuesCount() != 1) {
      throw new UsageException("input '" + name + "' is not one JSON value" + FORM);
    }
    return new TensorJson(name).tensor(list.getValues(0));
  }

  private NamedTensor tensor(Value value) throws UsageException {
    measure(value);
    add(value, 0);
    var tensor = NamedTensor.newBuilder().setName(name).addAllShape(shape);
    boolean areWhole =
        values.stream()
            .allMatch(number -> number == Math.rint(number) && Math.abs(number) <= MOST_EXACT);
    for (double number : values) {
      if (areWhole) {
        tensor.addIntegers((long) number);
      } else {
        tensor.addFloats((float) number);
      }
    }
    return tensor.build();
  }

  /** The first element of each array tells the shape. */
  private void measure(Value value) {
    var inner = value;
    while (inner.hasListValue()) {
      shape.add((long) inner.getListValue().getValuesCount());
      inner =
          inner.getListValue().getValuesCount() == 0
              ? Value.getDefaultInstance()
              : inner.getListValue().getValues(0);
    }
  }

  private void add(Value value, int depth) throws UsageException {
    if (depth == shape.size()) {
      values.add(number(value));
      return;
    }
    if (!value.hasListValue() || value.getListValue().getValuesCount() != shape.get(depth)) {
      throw new UsageException("input '" + name + "' has arrays of unequal lengths" + FORM);
    }
    for (var inner : value.getListValue().getValuesList()) {
      add(inner, depth + 1);
    }
  }

  private double number(Value value) throws UsageException {
    if (value.hasBoolValue()) {
      return value.getBoolValue() ? 1 : 0;
    }
    if (!value.hasNumberValue()) {
      throw new UsageException("input '" + name + "' has an element that is not a number" + FORM);
    }
    return value.getNumberValue();
  }
}
