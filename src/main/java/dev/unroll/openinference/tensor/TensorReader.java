package dev.unroll.openinference.tensor;

import com.google.protobuf.ByteString;
import dev.unroll.core.Excerpt;
import dev.unroll.core.Fault;
import dev.unroll.runtime.HalfFloat;
import dev.unroll.triton.InferTensorContents;
import dev.unroll.triton.ModelInferRequest.InferInputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of one tensor of a request, raw or typed, and checks their number against its
 * shape.
 *
 * @param model the model's name, for faults
 * @param raw the tensor's bytes; null if its contents are typed
 */
record TensorReader(String model, InferInputTensor tensor, @Nullable ByteString raw) {
  /** The most elements of a tensor, which is the limit of a Java array. */
  private static final long MOST_ELEMENTS = Integer.MAX_VALUE - 8L;

  /**
   * Returns the tensor's shape after checking it against the model's.
   *
   * @throws Fault INVALID_ARGUMENT if it has another number of axes or other sizes
   */
  long[] shape(TensorSpec spec) {
    var given = tensor.getShapeList();
    boolean fits = given.size() == spec.shape().size();
    for (int axis = 0; fits && axis < given.size(); axis++) {
      long allowed = spec.shape().get(axis);
      fits = given.get(axis) > 0 && (allowed < 0 || allowed == given.get(axis));
    }
    if (!fits) {
      throw Fault.invalidSentence(
          "inputs['" + tensor.getName() + "'].shape",
          "unexpected shape for input '"
              + tensor.getName()
              + "' for model '"
              + model
              + "'. Expected "
              + brackets(spec.shape())
              + ", got "
              + Excerpt.of(brackets(given))
              + (given.stream().anyMatch(size -> size <= 0) ? "; sizes must be at least 1" : ""));
    }
    return given.stream().mapToLong(Long::longValue).toArray();
  }

  private static String brackets(List<Long> shape) {
    return shape.toString().replace(" ", "");
  }

  /**
   * Returns all elements.
   *
   * @throws Fault INVALID_ARGUMENT if their number does not match the shape
   */
  TensorElements elements(Datatype datatype, long[] shape) {
    int count = count(shape);
    if (raw == null) {
      return typed(datatype, count);
    }
    if (datatype == Datatype.BYTES) {
      return new TensorElements.Texts(texts(raw, count));
    }
    long expected = (long) count * datatype.bytes();
    if (raw.size() != expected) {
      throw wrong(
          "input byte size mismatch for input '%s' for model '%s'. Expected %d, got %d"
              .formatted(tensor.getName(), model, expected, raw.size()));
    }
    var bytes = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    return datatype.isInteger()
        ? new TensorElements.Longs(longs(datatype, bytes, count))
        : new TensorElements.Floats(floats(datatype, bytes, count));
  }

  private int count(long[] shape) {
    long count = 1;
    for (long size : shape) {
      // The size is below 2^63 and the count below 2^31, so multiplyHigh detects every overflow.
      count = Math.multiplyHigh(count, size) == 0 ? count * size : Long.MAX_VALUE;
      if (count < 0 || count > MOST_ELEMENTS) {
        throw wrong(
            "input '%s' for model '%s' has the shape %s, which is more than %d elements"
                .formatted(
                    tensor.getName(),
                    model,
                    Excerpt.of(brackets(tensor.getShapeList())),
                    MOST_ELEMENTS));
      }
    }
    return (int) count;
  }

  private static float[] floats(Datatype datatype, ByteBuffer bytes, int count) {
    var values = new float[count];
    switch (datatype) {
      case FP16 -> {
        for (int index = 0; index < count; index++) {
          values[index] = HalfFloat.toFloat(bytes.getShort());
        }
      }
      case FP64 -> {
        for (int index = 0; index < count; index++) {
          values[index] = (float) bytes.getDouble();
        }
      }
      default -> bytes.asFloatBuffer().get(values);
    }
    return values;
  }

  private static long[] longs(Datatype datatype, ByteBuffer bytes, int count) {
    var values = new long[count];
    if (datatype == Datatype.INT64) {
      bytes.asLongBuffer().get(values);
      return values;
    }
    for (int index = 0; index < count; index++) {
      values[index] =
          switch (datatype) {
            case BOOL, UINT8 -> Byte.toUnsignedLong(bytes.get());
            case INT8 -> bytes.get();
            case INT16 -> bytes.getShort();
            default -> bytes.getInt();
          };
    }
    return values;
  }

  private List<ByteString> texts(ByteString bytes, int count) {
    var texts = new ArrayList<ByteString>();
    int position = 0;
    while (position < bytes.size()) {
      if (bytes.size() - position < Integer.BYTES) {
        throw wrong(
            "incomplete string length indicator for inference input '%s', expecting %d bytes but only %d bytes available"
                .formatted(tensor.getName(), Integer.BYTES, bytes.size() - position));
      }
      long length =
          Integer.toUnsignedLong(
              bytes
                  .substring(position, position + Integer.BYTES)
                  .asReadOnlyByteBuffer()
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .getInt());
      position += Integer.BYTES;
      if (length > bytes.size() - position) {
        throw wrong(
            "incomplete string data for inference input '%s', expecting string of length %d but only %d bytes available"
                .formatted(tensor.getName(), length, bytes.size() - position));
      }
      texts.add(bytes.substring(position, position + (int) length));
      position += (int) length;
    }
    return counted(texts, count);
  }

  private TensorElements typed(Datatype datatype, int count) {
    var contents = tensor.getContents();
    if (contents.getAllFields().size() > 1) {
      throw wrong(
          "contents of inference input '%s' are given in more than one type; its datatype is %s"
              .formatted(tensor.getName(), datatype));
    }
    return switch (datatype) {
      case FP16 ->
          throw wrong(
              "inference input '%s' has datatype FP16, which has no typed contents; use raw_input_contents"
                  .formatted(tensor.getName()));
      case FP32 -> new TensorElements.Floats(floats(contents, count));
      case FP64 -> new TensorElements.Floats(doubles(contents, count));
      case BOOL ->
          new TensorElements.Longs(
              counted(contents.getBoolContentsList(), count).stream()
                  .mapToLong(truth -> truth ? 1 : 0)
                  .toArray());
      case UINT8 ->
          new TensorElements.Longs(
              counted(contents.getUintContentsList(), count).stream()
                  .mapToLong(Integer::toUnsignedLong)
                  .toArray());
      case INT8, INT16, INT32 ->
          new TensorElements.Longs(
              counted(contents.getIntContentsList(), count).stream()
                  .mapToLong(Integer::longValue)
                  .toArray());
      case INT64 ->
          new TensorElements.Longs(
              counted(contents.getInt64ContentsList(), count).stream()
                  .mapToLong(Long::longValue)
                  .toArray());
      case BYTES -> new TensorElements.Texts(counted(contents.getBytesContentsList(), count));
    };
  }

  private float[] floats(InferTensorContents contents, int count) {
    var list = counted(contents.getFp32ContentsList(), count);
    var values = new float[count];
    for (int index = 0; index < count; index++) {
      values[index] = list.get(index);
    }
    return values;
  }

  private float[] doubles(InferTensorContents contents, int count) {
    var list = counted(contents.getFp64ContentsList(), count);
    var values = new float[count];
    for (int index = 0; index < count; index++) {
      values[index] = list.get(index).floatValue();
    }
    return values;
  }

  private <T> List<T> counted(List<T> elements, int count) {
    if (elements.size() != count) {
      throw wrong(
          "unexpected number of elements %d for inference input '%s', expecting %d of datatype %s"
              .formatted(elements.size(), tensor.getName(), count, tensor.getDatatype()));
    }
    return elements;
  }

  private Fault wrong(String message) {
    return Fault.invalidSentence("inputs['" + tensor.getName() + "']", message);
  }
}
