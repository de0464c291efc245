package dev.unroll.codec;

import dev.unroll.core.Excerpt;
import dev.unroll.core.Fault;
import dev.unroll.core.Sequence;
import dev.unroll.core.Tensor;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.ElementType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * Checks named tensors against the graph's inputs: sizes, and that values fit the types. The sizes
 * that the graph leaves free, and what values mean, are for the graph to judge.
 */
record TensorsCodec(List<TensorFacts> inputs) implements InputCodec {
  @Override
  public Set<InputKind> kinds() {
    return InputKinds.of(InputKind.TENSORS);
  }

  @Override
  public Encoded encode(RawInput rawInput) {
    if (!(rawInput instanceof RawInput.Tensors given)) {
      throw InputKinds.refused(rawInput, kinds());
    }
    for (var name : given.byName().keySet()) {
      if (inputs.stream().noneMatch(input -> input.name().equals(name))) {
        throw Fault.invalid(field(name), "is no input of this model; its inputs are " + describe());
      }
    }
    var tensors = new LinkedHashMap<String, Tensor>();
    long steps = 1;
    for (var input : inputs) {
      var tensor = given.byName().get(input.name());
      if (tensor == null) {
        throw Fault.invalid(
            field(input.name()), "is missing; this model takes all of " + describe());
      }
      tensors.put(input.name(), checked(input, tensor));
      steps = Math.max(steps, longest(input, tensor));
    }
    int counted = (int) Math.min(Integer.MAX_VALUE, steps);
    return new Encoded(new Sequence.Tensors(tensors, counted), null);
  }

  private static Tensor checked(TensorFacts input, Tensor tensor) {
    var allowed = input.itemShape();
    boolean fits = allowed.size() == tensor.shape().size();
    for (int axis = 0; fits && axis < allowed.size(); axis++) {
      long size = tensor.shape().get(axis);
      fits = size > 0 && (allowed.get(axis) < 0 || allowed.get(axis) == size);
    }
    if (!fits) {
      throw Fault.invalid(
          field(input.name()) + ".shape",
          "is " + Excerpt.of(tensor.shape().toString()) + "; allowed is " + words(allowed));
    }
    if (input.integer() && tensor instanceof Tensor.Floats) {
      throw Fault.invalid(
          field(input.name()), "has floats; this input takes " + input.elementType());
    }
    var type = ElementType.labelled(input.elementType());
    if (input.integer() && tensor instanceof Tensor.Integers integers) {
      TypeChecks.integers(type, integers.values(), field(input.name()));
      return integers;
    }
    var floats =
        tensor instanceof Tensor.Integers integers ? floats(integers) : (Tensor.Floats) tensor;
    TypeChecks.floats(type, floats.values(), field(input.name()));
    return floats;
  }

  private static Tensor.Floats floats(Tensor.Integers integers) {
    var floats = new float[integers.values().length];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = integers.values()[index];
    }
    return new Tensor.Floats(integers.shape(), floats);
  }

  /** Returns the largest of the sizes that the client chose. */
  private static long longest(TensorFacts input, Tensor tensor) {
    var allowed = input.itemShape();
    long longest = 1;
    for (int axis = 0; axis < tensor.shape().size(); axis++) {
      if (allowed.get(axis) < 0) {
        longest = Math.max(longest, tensor.shape().get(axis));
      }
    }
    return longest;
  }

  private String describe() {
    return String.join(
        ", ",
        inputs.stream()
            .map(
                input -> "'" + input.name() + "' " + input.elementType() + words(input.itemShape()))
            .toList());
  }

  /** Returns a shape with a question mark for a size that clients choose. */
  private static String words(List<Long> shape) {
    return shape.stream().map(size -> size < 0 ? "?" : Long.toString(size)).toList().toString();
  }

  private static String field(String name) {
    return "inputs['" + Excerpt.of(name) + "']";
  }

  @Override
  public void close() {}
}
