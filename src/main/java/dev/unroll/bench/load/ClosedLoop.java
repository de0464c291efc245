package dev.unroll.bench.load;

import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Clients that each send the next call as soon as they have the answer. A client has no thread: it
 * sends its next call on the thread that received the answer.
 */
public final class ClosedLoop implements Driver {
  /** A client pauses after a failed call, so that it does not retry in a busy loop. */
  private static final long PAUSE_MILLIS = 10;

  private final int clients;
  private final Inputs inputs;
  private final Invoker invoker;
  private final LoadClock loadClock;
  private final SplittableRandom random;
  private final ScheduledExecutorService pauses;
  private volatile boolean stopped;

  /** Creates the loop; {@code pauses} runs clients after their pause. */
  public ClosedLoop(
      int clients,
      Inputs inputs,
      Invoker invoker,
      LoadClock loadClock,
      SplittableRandom random,
      ScheduledExecutorService pauses) {
    this.clients = clients;
    this.inputs = inputs;
    this.invoker = invoker;
    this.loadClock = loadClock;
    this.random = random;
    this.pauses = pauses;
  }

  @Override
  public void start() {
    for (int number = 0; number < clients; number++) {
      new Client(number, random.split()).ask();
    }
  }

  @Override
  public void stop() {
    stopped = true;
  }

  /** One client. It has one call in flight, so only one thread uses it at a time. */
  private final class Client {
    private final int number;
    private final SplittableRandom own;

    Client(int number, SplittableRandom own) {
      this.number = number;
      this.own = own;
    }

    void ask() {
      if (!stopped) {
        invoker.call(number, inputs.draw(own), loadClock.nanos(), this::ended);
      }
    }

    private void ended(boolean answered) {
      if (answered) {
        ask();
      } else if (!stopped) {
        var unused = pauses.schedule(this::ask, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }
}
