package dev.unroll.grpc.unroll;

import dev.unroll.codec.RawInput;
import dev.unroll.core.Excerpt;
import dev.unroll.core.Fault;
import dev.unroll.core.Tensor;
import dev.unroll.v1.Input;
import dev.unroll.v1.NamedTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Converts named tensors from and to messages. */
final class TensorMessages {
  private TensorMessages() {}

  /**
   * Returns the tensors of an input.
   *
   * @throws Fault INVALID_ARGUMENT if a tensor contradicts itself
   */
  static RawInput given(Input input) {
    if (input.getKindCase() != Input.KindCase.KIND_NOT_SET) {
      throw Fault.invalid("input", "has both tensors and another kind of input; give one of them");
    }
    var tensors = new LinkedHashMap<String, Tensor>();
    for (var message : input.getTensorsList()) {
      var field = "input.tensors['" + Excerpt.of(message.getName()) + "']";
      if (tensors.put(message.getName(), tensor(message, field)) != null) {
        throw Fault.invalid(field, "is given twice");
      }
    }
    return new RawInput.Tensors(tensors);
  }

  private static Tensor tensor(NamedTensor message, String field) {
    int kinds =
        (message.getFloatsCount() > 0 ? 1 : 0)
            + (message.getIntegersCount() > 0 ? 1 : 0)
            + (message.getLittleEndian().isEmpty() ? 0 : 1);
    if (kinds != 1) {
      throw Fault.invalid(
          field,
          (kinds == 0 ? "has no elements" : "has elements in several fields")
              + "; give them as floats, as integers or as little_endian");
    }
    var shape = message.getShapeList();
    if (message.getIntegersCount() > 0) {
      var values = message.getIntegersList().stream().mapToLong(Long::longValue).toArray();
      check(shape, values.length, field);
      return new Tensor.Integers(shape, values);
    }
    var values = floats(message, field);
    check(shape, values.length, field);
    return new Tensor.Floats(shape, values);
  }

  private static float[] floats(NamedTensor message, String field) {
    var bytes = message.getLittleEndian();
    if (!bytes.isEmpty()) {
      return InputMessages.floats(bytes, field + ".little_endian");
    }
    var values = new float[message.getFloatsCount()];
    for (int index = 0; index < values.length; index++) {
      values[index] = message.getFloats(index);
    }
    return values;
  }

  private static void check(List<Long> shape, int count, String field) {
    double elements = 1;
    for (long size : shape) {
      elements *= Math.max(0, size);
    }
    if (elements != count) {
      throw Fault.invalid(
          field,
          "has " + count + " elements, which do not fit its shape " + Excerpt.of(shape.toString()));
    }
  }

  /** Returns the messages for named tensors. */
  static List<NamedTensor> of(RawInput.Tensors tensors) {
    var messages = new ArrayList<NamedTensor>();
    tensors
        .byName()
        .forEach((name, tensor) -> {
          var message = NamedTensor.newBuilder().setName(name).addAllShape(tensor.shape());
          if (tensor instanceof Tensor.Floats floats) {
            for (float value : floats.values()) {
              message.addFloats(value);
            }
          } else if (tensor instanceof Tensor.Integers integers) {
            for (long value : integers.values()) {
              message.addIntegers(value);
            }
          }
          messages.add(message.build());
        });
    return messages;
  }
}
