package dev.unroll.inference.sequence;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The live sequences, by model and id, and the number of sequences that hold memory: live ones,
 * ones that are beginning, and ones that are ending.
 *
 * <p>Thread-safe. Changes are made under its monitor, so that each check and its change are atomic;
 * no callback runs under it. Reads need no lock.
 */
final class SequenceRegister {
  private final int most;
  private final Map<ContinuedSequences.Key, ContinuedSequence> live = new ConcurrentHashMap<>();

  @GuardedBy("this")
  private int count;

  /**
   * @param most the most sequences that may hold memory
   */
  SequenceRegister(int most) {
    this.most = most;
  }

  /**
   * Reserves a place for a sequence that begins; returns false if there is none. The caller must
   * call {@link #release} or {@link #gone} later. A sequence that replaces a live one may exceed
   * the limit by one until the other has left.
   */
  synchronized boolean reserve(ContinuedSequences.Key key) {
    boolean hasRoom = count < most || (count == most && live.containsKey(key));
    if (hasRoom) {
      count++;
    }
    return hasRoom;
  }

  /** Frees the place of a sequence that could not begin. */
  synchronized void release() {
    count--;
  }

  /**
   * Makes a sequence available to requests, unless it is gone already. Returns the sequence that it
   * has replaced, or null.
   */
  synchronized @Nullable ContinuedSequence put(
      ContinuedSequences.Key key, ContinuedSequence sequence) {
    return sequence.isGone() ? null : live.put(key, sequence);
  }

  @Nullable ContinuedSequence get(ContinuedSequences.Key key) {
    return live.get(key);
  }

  /** Hides a sequence from requests; a sequence that has replaced it stays available. */
  synchronized void remove(ContinuedSequences.Key key, ContinuedSequence sequence) {
    live.remove(key, sequence);
  }

  /**
   * Frees the place of a sequence that holds no memory any more; {@link ContinuedSequence#isGone}
   * must be true already.
   */
  synchronized void gone(ContinuedSequences.Key key, ContinuedSequence sequence) {
    live.remove(key, sequence);
    count--;
  }

  void forEach(BiConsumer<ContinuedSequences.Key, ContinuedSequence> action) {
    live.forEach(action);
  }
}
