package dev.unroll.codec.tokenizer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Caller;
import dev.unroll.core.Fault;
import dev.unroll.core.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds how many long texts are tokenised at once. The native library takes more than a hundred
 * bytes for each character until it is done. More threads than cores would be no faster, but would
 * hold more memory.
 *
 * <p>Texts take turns in the order in which they came. One whose caller leaves, or whose deadline
 * passes, leaves the queue at once and takes no turn. Fewer threads may wait than there are threads
 * that read calls, so short texts still get through. One instance serves all models of a server.
 * Thread-safe.
 */
public final class LongTexts {
  /** A shorter text takes some milliseconds and a few MiB, and does not wait. */
  static final int LONG_CHARACTERS = 32_768;

  /** At least 16 threads read calls. */
  static final int MOST_WAITING = 6;

  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String NOT_BEGUN = "the text was not tokenised";

  private final int most;
  private final Ticker ticker;

  @GuardedBy("this")
  private int running;

  /** The oldest first. */
  @GuardedBy("this")
  private final Queue<Turn> waiting = new ArrayDeque<>();

  /** Stands for a text that waits; equal to no other. */
  private static final class Turn {}

  /**
   * @param cores how many long texts are tokenised at once
   */
  public LongTexts(int cores, Ticker ticker) {
    this.most = cores;
    this.ticker = ticker;
  }

  /**
   * Tokenises a text, after those before it if it is long. The tokens have no spans if there are
   * more than {@code mostSteps}.
   *
   * @throws Fault RESOURCE_EXHAUSTED if too many long texts wait, or wait for too long; CANCELLED
   *     or DEADLINE_EXCEEDED if nobody waits for this one any more
   */
  public Tokens encode(TextTokenizer tokenizer, String text, int mostSteps, Caller caller) {
    return text.length() < LONG_CHARACTERS
        ? tokenizer.encode(text, mostSteps)
        : inTurn(caller, () -> tokenizer.encode(text, mostSteps));
  }

  <T> T inTurn(Caller caller, Supplier<T> work) {
    begin(caller);
    try {
      return work.get();
    } finally {
      end();
    }
  }

  private void begin(Caller caller) {
    var watch = caller.whenLeft(this::wake);
    try {
      enter(caller);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Fault.unavailable("the server is stopping");
    } finally {
      watch.close();
    }
  }

  private synchronized void enter(Caller caller) throws InterruptedException {
    caller.refuseLeft(NOT_BEGUN);
    if (waiting.size() >= MOST_WAITING) {
      throw full();
    }
    var turn = new Turn();
    waiting.add(turn);
    try {
      awaitTurn(turn, caller);
      running++;
    } finally {
      // The next one may be let in now.
      waiting.remove(turn);
      notifyAll();
    }
  }

  @GuardedBy("this")
  private void awaitTurn(Turn turn, Caller caller) throws InterruptedException {
    long since = ticker.nanos();
    while (running >= most || waiting.peek() != turn) {
      long left = PATIENCE.toNanos() - (ticker.nanos() - since);
      if (left <= 0) {
        throw full();
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, caller.leftNanos()));
      caller.refuseLeft(NOT_BEGUN);
    }
  }

  private synchronized void end() {
    running--;
    notifyAll();
  }

  private synchronized void wake() {
    notifyAll();
  }

  /** Returns how many texts wait for a turn. */
  synchronized int waiting() {
    return waiting.size();
  }

  private Fault full() {
    return Fault.exhausted(
        "the server tokenises "
            + most
            + " texts of "
            + LONG_CHARACTERS
            + " characters or more at once, and "
            + MOST_WAITING
            + " wait; try again, or send shorter texts");
  }
}
