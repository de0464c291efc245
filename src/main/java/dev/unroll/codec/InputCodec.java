package dev.unroll.codec;

import java.util.Set;

/** Turns what clients give into a model's sequences. Safe for use by many threads. */
public interface InputCodec extends AutoCloseable {
  /** The kinds of input that the model takes; at least one, in order. */
  Set<InputKind> kinds();

  /**
   * The sequence for an input.
   *
   * @throws dev.unroll.core.Fault INVALID_ARGUMENT, naming the field, where the input does not fit
   *     the model
   */
  Encoded encode(RawInput rawInput);

  /** Frees what is held outside the heap. Idempotent; waits for calls under way. */
  @Override
  void close();
}
