package dev.unroll.inference.sequence;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which sequences are live, by model and id, and how many hold memory: those, the ones that begin,
 * and the ones on their way out.
 *
 * <p>Written under this, by which looking and acting are one; nothing is called under it. Read by
 * anyone.
 */
final class SequenceRegister {
  private final int most;
  private final Map<LiveSequences.Key, LiveSequence> live = new ConcurrentHashMap<>();

  @GuardedBy("this")
  private int count;

  /**
   * @param most how many there may be
   */
  SequenceRegister(int most) {
    this.most = most;
  }

  /**
   * Makes room for a sequence that begins; {@link #release} or {@link #gone} follows. One that
   * takes a live one's place may be the only one beyond the bound, until the other has left.
   */
  synchronized boolean reserve(LiveSequences.Key key) {
    boolean hasRoom = count < most || (count == most && live.containsKey(key));
    if (hasRoom) {
      count++;
    }
    return hasRoom;
  }

  /** It does not begin. */
  synchronized void release() {
    count--;
  }

  /**
   * Clients find it from now on, unless it is gone already. Returns the one that they found before,
   * if this has taken its place.
   */
  synchronized @Nullable LiveSequence put(LiveSequences.Key key, LiveSequence sequence) {
    return sequence.isGone() ? null : live.put(key, sequence);
  }

  @Nullable LiveSequence get(LiveSequences.Key key) {
    return live.get(key);
  }

  /** Clients do not find it any more; what has taken its place they do. */
  synchronized void remove(LiveSequences.Key key, LiveSequence sequence) {
    live.remove(key, sequence);
  }

  /** It holds no memory any more, and {@link LiveSequence#isGone says so}. */
  synchronized void gone(LiveSequences.Key key, LiveSequence sequence) {
    live.remove(key, sequence);
    count--;
  }

  void forEach(BiConsumer<LiveSequences.Key, LiveSequence> action) {
    live.forEach(action);
  }
}
