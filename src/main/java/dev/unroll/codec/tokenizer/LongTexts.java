package dev.unroll.codec.tokenizer;

import dev.unroll.core.Fault;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds how many long texts are tokenised at once. The native library takes more than a hundred
 * bytes for each character until it is done. More threads than cores would be no faster, but would
 * hold more memory.
 *
 * <p>Fewer threads may wait than there are threads that read calls, so short texts still get
 * through. One instance serves all models of a server. Thread-safe.
 */
public final class LongTexts {
  /** A shorter text takes some milliseconds and a few MiB, and does not wait. */
  static final int LONG_CHARACTERS = 32_768;

  /** At least 16 threads read calls. */
  private static final int MOST_WAITING = 6;

  private static final long PATIENCE_SECONDS = 5;

  private final Semaphore running;
  private final Semaphore entered;
  private final int most;

  /**
   * @param cores how many long texts are tokenised at once
   */
  public LongTexts(int cores) {
    this.most = cores;
    this.running = new Semaphore(cores, true);
    this.entered = new Semaphore(cores + MOST_WAITING);
  }

  /**
   * Tokenises a text, after those before it if it is long. The tokens have no spans if there are
   * more than {@code mostSteps}.
   *
   * @throws Fault RESOURCE_EXHAUSTED if too many long texts wait, or wait for too long
   */
  public Tokens encode(TextTokenizer tokenizer, String text, int mostSteps) {
    return text.length() < LONG_CHARACTERS
        ? tokenizer.encode(text, mostSteps)
        : inTurn(() -> tokenizer.encode(text, mostSteps));
  }

  <T> T inTurn(Supplier<T> work) {
    if (!entered.tryAcquire()) {
      throw full();
    }
    try {
      if (!running.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw full();
      }
      try {
        return work.get();
      } finally {
        running.release();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Fault.unavailable("the server is stopping");
    } finally {
      entered.release();
    }
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
