package dev.unroll.openinference.tensor;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.unroll.runtime.HalfFloat;
import dev.unroll.triton.InferTensorContents;
import dev.unroll.triton.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Writes tensors to a response, either all raw or all typed.
 *
 * <p>Not thread-safe.
 */
final class TensorWriter {
  private final ModelInferResponse.Builder response;
  private final boolean isRaw;

  public TensorWriter(ModelInferResponse.Builder response, boolean isRaw) {
    this.response = response;
    this.isRaw = isRaw;
  }

  public void floats(String name, Datatype datatype, long[] shape, float[] values) {
    if (isRaw) {
      add(name, datatype, shape, bytes(datatype, values));
      return;
    }
    var contents = InferTensorContents.newBuilder();
    for (float value : values) {
      if (datatype == Datatype.FP64) {
        contents.addFp64Contents(value);
      } else {
        contents.addFp32Contents(value);
      }
    }
    add(name, datatype, shape, contents);
  }

  /** Writes a tensor of FP64. */
  void doubles(String name, long[] shape, double[] values) {
    if (isRaw) {
      var bytes = buffer((long) values.length * Double.BYTES);
      bytes.asDoubleBuffer().put(values);
      add(name, Datatype.FP64, shape, UnsafeByteOperations.unsafeWrap(bytes));
      return;
    }
    var contents = InferTensorContents.newBuilder();
    for (double value : values) {
      contents.addFp64Contents(value);
    }
    add(name, Datatype.FP64, shape, contents);
  }

  public void longs(String name, Datatype datatype, long[] shape, long[] values) {
    if (isRaw) {
      add(name, datatype, shape, bytes(datatype, values));
      return;
    }
    var contents = InferTensorContents.newBuilder();
    for (long value : values) {
      switch (datatype) {
        case BOOL -> contents.addBoolContents(value != 0);
        case UINT8 -> contents.addUintContents((int) value);
        case INT64 -> contents.addInt64Contents(value);
        default -> contents.addIntContents((int) value);
      }
    }
    add(name, datatype, shape, contents);
  }

  public void texts(String name, long[] shape, List<String> values) {
    if (isRaw) {
      add(name, Datatype.BYTES, shape, bytes(values));
      return;
    }
    var contents = InferTensorContents.newBuilder();
    values.forEach(value -> contents.addBytesContents(ByteString.copyFromUtf8(value)));
    add(name, Datatype.BYTES, shape, contents);
  }

  private void add(String name, Datatype datatype, long[] shape, ByteString raw) {
    add(name, datatype, shape, InferTensorContents.newBuilder());
    response.addRawOutputContents(raw);
  }

  private void add(
      String name, Datatype datatype, long[] shape, InferTensorContents.Builder contents) {
    var tensor = response.addOutputsBuilder().setName(name).setDatatype(datatype.name());
    for (long size : shape) {
      tensor.addShape(size);
    }
    if (!isRaw) {
      tensor.setContents(contents);
    }
  }

  private static ByteString bytes(Datatype datatype, float[] values) {
    var bytes = buffer((long) values.length * datatype.bytes());
    switch (datatype) {
      case FP16 -> {
        for (float value : values) {
          bytes.putShort(HalfFloat.toBits(value));
        }
      }
      case FP64 -> {
        for (float value : values) {
          bytes.putDouble(value);
        }
      }
      default -> bytes.asFloatBuffer().put(values);
    }
    return UnsafeByteOperations.unsafeWrap(bytes.clear());
  }

  private static ByteString bytes(Datatype datatype, long[] values) {
    var bytes = buffer((long) values.length * datatype.bytes());
    for (long value : values) {
      switch (datatype) {
        case BOOL, UINT8, INT8 -> bytes.put((byte) value);
        case INT16 -> bytes.putShort((short) value);
        case INT64 -> bytes.putLong(value);
        default -> bytes.putInt((int) value);
      }
    }
    return UnsafeByteOperations.unsafeWrap(bytes.clear());
  }

  private static ByteString bytes(List<String> values) {
    var texts = values.stream().map(ByteString::copyFromUtf8).toList();
    long size = texts.stream().mapToLong(text -> Integer.BYTES + (long) text.size()).sum();
    var bytes = buffer(size);
    for (var text : texts) {
      bytes.putInt(text.size());
      text.copyTo(bytes);
    }
    return UnsafeByteOperations.unsafeWrap(bytes.clear());
  }

  private static ByteBuffer buffer(long size) {
    return ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
