package dev.unroll.plan.independence.operator;

import com.google.protobuf.ByteString;
import dev.unroll.onnx.TensorProto;
import dev.unroll.onnx.TensorProto.DataType;
import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Weights and other constants of a graph. Elements are read only where the tensor is small. */
public final class Constants {
  private Constants() {}

  static Value value(TensorProto tensor) {
    var axes = tensor.getDimsList().stream().map(Axis::plain).toList();
    var value = Value.constant(axes);
    long count = Size.product(axes.stream().map(Axis::size).toList()).factor();
    if (count <= 0 || tensor.getExternalDataCount() > 0) {
      return value;
    }
    if (count > Value.MOST_NUMBERS) {
      return value.withFill(isZero(tensor.getRawData()) ? Size.of(0) : null);
    }
    var elements = elements(tensor, (int) count);
    if (elements == null) {
      return value;
    }
    boolean alike = elements.stream().allMatch(elements.get(0)::equals);
    boolean integers =
        tensor.getDataType() != DataType.FLOAT_VALUE
            && tensor.getDataType() != DataType.DOUBLE_VALUE;
    return value.withNumbers(integers ? elements : null).withFill(alike ? elements.get(0) : null);
  }

  /** Returns whether all bytes are zero, which is zeros of any numeric type. */
  private static boolean isZero(ByteString bytes) {
    for (int place = 0; place < bytes.size(); place++) {
      if (bytes.byteAt(place) != 0) {
        return false;
      }
    }
    return !bytes.isEmpty();
  }

  /** Handles Constant, whose value may be in one of several attributes. */
  public static List<Value> node(Node node) {
    var given = node.proto().getAttributeList();
    if (given.size() != 1) {
      return node.unknown(
          node.label() + " is a constant of a kind that the analysis does not cover");
    }
    var attribute = given.get(0);
    return switch (attribute.getName()) {
      case "value" -> List.of(value(attribute.getT()));
      case "value_int" ->
          List.of(Value.constant(List.of()).withNumbers(List.of(Size.of(attribute.getI()))));
      case "value_ints" ->
          List.of(
              Value.constant(List.of(Axis.plain(attribute.getIntsCount())))
                  .withNumbers(attribute.getIntsList().stream().map(Size::of).toList()));
      case "value_float" -> List.of(Value.constant(List.of()).withFill(number(attribute.getF())));
      case "value_floats" ->
          List.of(Value.constant(List.of(Axis.plain(attribute.getFloatsCount()))));
      default ->
          node.unknown(node.label() + " is a constant of a kind that the analysis does not cover");
    };
  }

  private static @Nullable List<Size> elements(TensorProto tensor, int count) {
    return switch (tensor.getDataType()) {
      case DataType.FLOAT_VALUE ->
          elements(tensor, count, Float.BYTES, bytes -> number(bytes.getFloat()))
              .orElseGet(() -> listed(tensor.getFloatDataList(), count, one -> number(one)));
      case DataType.DOUBLE_VALUE ->
          elements(tensor, count, Double.BYTES, bytes -> number(bytes.getDouble()))
              .orElseGet(() -> listed(tensor.getDoubleDataList(), count, Constants::number));
      case DataType.INT64_VALUE ->
          elements(tensor, count, Long.BYTES, bytes -> Size.of(bytes.getLong()))
              .orElseGet(() -> listed(tensor.getInt64DataList(), count, Size::of));
      case DataType.INT32_VALUE ->
          elements(tensor, count, Integer.BYTES, bytes -> Size.of(bytes.getInt()))
              .orElseGet(() -> listed(tensor.getInt32DataList(), count, one -> Size.of(one)));
      case DataType.BOOL_VALUE ->
          elements(tensor, count, 1, bytes -> Size.of(bytes.get() == 0 ? 0 : 1))
              .orElseGet(() -> listed(tensor.getInt32DataList(), count, one -> Size.of(one)));
      default -> null;
    };
  }

  private interface Reader {
    Size next(ByteBuffer bytes);
  }

  private static Optional<List<Size>> elements(
      TensorProto tensor, int count, int width, Reader reader) {
    if (tensor.getRawData().size() != (long) count * width) {
      return Optional.empty();
    }
    var bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    var elements = new ArrayList<Size>(count);
    for (int place = 0; place < count; place++) {
      elements.add(reader.next(bytes));
    }
    return Optional.of(elements);
  }

  private interface Maker<T> {
    Size of(T number);
  }

  private static <T> @Nullable List<Size> listed(List<T> listed, int count, Maker<T> maker) {
    if (listed.size() != count) {
      return null;
    }
    var elements = new ArrayList<Size>(count);
    listed.forEach(number -> elements.add(maker.of(number)));
    return elements;
  }

  /**
   * Returns a whole number as a size, and any other number as a symbol that is not computed with.
   */
  private static Size number(double number) {
    boolean isWhole = number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE;
    return isWhole
        ? Size.of((long) number)
        : Size.of(new Size.Unknown(Double.toString(number), false, false));
  }
}
