package dev.unroll.bench.load;

import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Clients that each ask again as soon as they have their answer. A client has no thread of its own:
 * its next call is sent from where the answer to the last one came.
 */
public final class ClosedLoop implements Driver {
  /** A client that was turned away comes back after this, not in a circle as fast as it can. */
  private static final long PAUSE_MILLIS = 10;

  private final int clients;
  private final Inputs inputs;
  private final Invoker invoker;
  private final LoadClock loadClock;
  private final SplittableRandom random;
  private final ScheduledExecutorService pauses;
  private volatile boolean stopped;

  /** The executor runs the clients that pause. */
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

  /** One client; it has one call under way, so nothing of it is used by two threads at once. */
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
