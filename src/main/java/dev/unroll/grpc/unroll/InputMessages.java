package dev.unroll.grpc.unroll;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.unroll.codec.RawInput;
import dev.unroll.core.Fault;
import dev.unroll.v1.Input;
import dev.unroll.v1.TokenIds;
import dev.unroll.v1.Vectors;
import java.nio.ByteOrder;

/** Converts inputs from and to messages. */
final class InputMessages {
  private InputMessages() {}

  /**
   * Returns the input of a message. The model's codec checks later that the model takes it.
   *
   * @throws Fault INVALID_ARGUMENT if the message has no input or contradicts itself
   */
  static RawInput given(Input input) {
    if (input.getTensorsCount() > 0) {
      return TensorMessages.given(input);
    }
    return switch (input.getKindCase()) {
      case TEXT -> new RawInput.Text(input.getText());
      case TOKEN_IDS ->
          new RawInput.TokenIds(
              input.getTokenIds().getIdsList().stream().mapToLong(Long::longValue).toArray());
      case VECTORS -> vectors(input.getVectors());
      case IMAGE -> new RawInput.Image(input.getImage().toByteArray());
      case KIND_NOT_SET ->
          throw Fault.invalid(
              "input", "is missing; give one of text, token_ids, vectors, image and tensors");
    };
  }

  private static RawInput vectors(Vectors vectors) {
    if (vectors.getWidth() < 0) {
      throw Fault.invalid(
          "input.vectors.width",
          "is "
              + Integer.toUnsignedString(vectors.getWidth())
              + ", over the limit of "
              + Integer.MAX_VALUE);
    }
    var bytes = vectors.getLittleEndian();
    if (bytes.isEmpty()) {
      var values = new float[vectors.getValuesCount()];
      for (int index = 0; index < values.length; index++) {
        values[index] = vectors.getValues(index);
      }
      return new RawInput.VectorValues(values, vectors.getWidth());
    }
    if (vectors.getValuesCount() > 0) {
      throw Fault.invalid("input.vectors", "has both values and little_endian; give one of them");
    }
    var field = "input.vectors.little_endian";
    return new RawInput.VectorValues(floats(bytes, field), vectors.getWidth(), field);
  }

  /**
   * Returns the floats that are in little-endian bytes.
   *
   * @throws Fault INVALID_ARGUMENT if the bytes end within a float
   */
  static float[] floats(ByteString bytes, String field) {
    if (bytes.size() % Float.BYTES != 0) {
      throw Fault.invalid(
          field, "has " + bytes.size() + " bytes, which is not a multiple of " + Float.BYTES);
    }
    var floats = new float[bytes.size() / Float.BYTES];
    bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  /** Returns the message for an input. */
  static Input message(RawInput rawInput) {
    var input = Input.newBuilder();
    if (rawInput instanceof RawInput.Text text) {
      input.setText(text.text());
    } else if (rawInput instanceof RawInput.TokenIds ids) {
      var message = TokenIds.newBuilder();
      for (long id : ids.ids()) {
        message.addIds(id);
      }
      input.setTokenIds(message);
    } else if (rawInput instanceof RawInput.VectorValues vectors) {
      var message = Vectors.newBuilder().setWidth(vectors.width());
      for (float value : vectors.values()) {
        message.addValues(value);
      }
      input.setVectors(message);
    } else if (rawInput instanceof RawInput.Image image) {
      input.setImage(UnsafeByteOperations.unsafeWrap(image.file()));
    } else if (rawInput instanceof RawInput.Tensors tensors) {
      input.addAllTensors(TensorMessages.of(tensors));
    }
    return input.build();
  }
}
