package dev.unroll.codec;

import dev.unroll.core.Caller;
import java.util.Set;

/** Converts clients' inputs to a model's sequences. Thread-safe. */
public interface InputCodec extends AutoCloseable {
  /** Returns the kinds of input that the model takes; at least one, in a fixed order. */
  Set<InputKind> kinds();

  /**
   * Encodes an input as a sequence.
   *
   * @throws dev.unroll.core.Fault INVALID_ARGUMENT if the input does not fit the model; it names
   *     the field
   */
  Encoded encode(RawInput rawInput);

  /**
   * Does the same for a caller that may have to wait for its turn. If it leaves meanwhile, nothing
   * is encoded.
   *
   * @throws dev.unroll.core.Fault also CANCELLED or DEADLINE_EXCEEDED if the caller has left, and
   *     RESOURCE_EXHAUSTED if too many wait
   */
  default Encoded encode(RawInput rawInput, Caller caller) {
    return encode(rawInput);
  }

  /** Frees native memory. Idempotent; waits for running calls. */
  @Override
  void close();
}
