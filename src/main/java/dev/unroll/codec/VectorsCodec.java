package dev.unroll.codec;

import dev.unroll.core.Fault;
import dev.unroll.core.Sequence;
import java.util.Set;

/** Checks vectors. */
record VectorsCodec(int width, SequenceChecks checks) implements InputCodec {
  VectorsCodec {
    if (width < 1) {
      throw new IllegalArgumentException("a step has at least one value, not " + width);
    }
  }

  @Override
  public Set<InputKind> kinds() {
    return InputKinds.of(InputKind.VECTORS);
  }

  @Override
  public Encoded encode(RawInput rawInput) {
    if (rawInput instanceof RawInput.VectorValues vectors) {
      if (vectors.width() != 0 && vectors.width() != width) {
        throw Fault.invalid(
            "input.vectors.width",
            // The field is unsigned on the wire.
            "is " + Integer.toUnsignedString(vectors.width()) + "; this model's is " + width);
      }
      checks.vectors(vectors.values(), width, vectors.field());
      return new Encoded(new Sequence.Vectors(vectors.values(), width), null);
    }
    throw InputKinds.refused(rawInput, kinds());
  }

  @Override
  public void close() {}
}
