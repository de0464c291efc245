package dev.unroll.openinference;

import com.google.protobuf.ByteString;
import dev.unroll.core.Sequence;
import dev.unroll.plan.planner.ZooCase;
import dev.unroll.triton.InferParameter;
import dev.unroll.triton.InferTensorContents;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferRequest.InferInputTensor;
import dev.unroll.triton.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Requests of the Open Inference Protocol, and what is in their answers. */
public final class OpenRequests {
  private OpenRequests() {}

  /** One sequence, raw, in the layout that the case's graph has. */
  public static ModelInferRequest.Builder raw(ZooCase zoo, Sequence sequence) {
    boolean timeMajor = zoo.facts().path("layout").asText().equals("time-major");
    var request = raw(zoo.name(), sequence, timeMajor);
    // One graph calls it otherwise.
    var name = zoo.name().equals("gru_batch_first_node") ? "x" : "input";
    request.getInputsBuilder(0).setName(name);
    return request;
  }

  public static ModelInferRequest.Builder raw(String model, Sequence sequence, boolean timeMajor) {
    var tensor = InferInputTensor.newBuilder().setName("input");
    tensor.addShape(timeMajor ? sequence.steps() : 1).addShape(timeMajor ? 1 : sequence.steps());
    if (sequence instanceof Sequence.Vectors vectors) {
      tensor.setDatatype("FP32").addShape(vectors.width());
    } else {
      tensor.setDatatype("INT64");
    }
    return ModelInferRequest.newBuilder()
        .setModelName(model)
        .addInputs(tensor)
        .addRawInputContents(bytes(sequence));
  }

  public static ByteString bytes(Sequence sequence) {
    if (sequence instanceof Sequence.Vectors vectors) {
      var bytes = buffer(Float.BYTES * vectors.values().length);
      bytes.asFloatBuffer().put(vectors.values());
      return ByteString.copyFrom(bytes);
    }
    var ids = ((Sequence.Ids) sequence).ids();
    var bytes = buffer(Long.BYTES * ids.length);
    bytes.asLongBuffer().put(ids);
    return ByteString.copyFrom(bytes);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Ids of several rows of that many steps each, typed. */
  public static ModelInferRequest.Builder ids(String model, int rows, int steps, Long... ids) {
    return ModelInferRequest.newBuilder()
        .setModelName(model)
        .addInputs(tensor("input", "INT64", rows, steps).setContents(longs(ids)));
  }

  public static InferInputTensor.Builder tensor(String name, String datatype, long... shape) {
    var tensor = InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
    for (long size : shape) {
      tensor.addShape(size);
    }
    return tensor;
  }

  public static InferTensorContents longs(Long... values) {
    return InferTensorContents.newBuilder().addAllInt64Contents(List.of(values)).build();
  }

  public static InferParameter whole(long value) {
    return InferParameter.newBuilder().setInt64Param(value).build();
  }

  public static InferParameter truth(boolean value) {
    return InferParameter.newBuilder().setBoolParam(value).build();
  }

  /** The numbers of a raw FP32 output. */
  public static float[] floats(ModelInferResponse response, int output) {
    var bytes =
        response
            .getRawOutputContents(output)
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    var values = new float[bytes.remaining()];
    bytes.get(values);
    return values;
  }
}
