package dev.unroll.bench.load;

import dev.unroll.bench.measure.Tally;
import java.util.SplittableRandom;

/** Sends calls at the times of {@link Arrivals}, and measures them from when they were due. */
public final class OpenLoop implements Driver {
  /**
   * The limit of calls in flight, which protects this process's memory. Calls beyond it are counted
   * as unsent.
   */
  private static final int MOST_UNDER_WAY = 100_000;

  private final Inputs inputs;
  private final Invoker invoker;
  private final Tally tally;
  private final SplittableRandom random;
  private final Pacer pacer;
  private int number;

  public OpenLoop(
      double callsPerSecond,
      Inputs inputs,
      Invoker invoker,
      Tally tally,
      LoadClock loadClock,
      SplittableRandom random) {
    this.inputs = inputs;
    this.invoker = invoker;
    this.tally = tally;
    this.random = random;
    var arrivals = new Arrivals(loadClock.nanos(), callsPerSecond, random.split());
    this.pacer = new Pacer(arrivals::nextNanos, this::send, loadClock);
  }

  @Override
  public void start() {
    pacer.start();
  }

  @Override
  public void stop() {
    pacer.stop(tally::unsent);
  }

  private void send(long dueNanos) {
    if (tally.underWay() < MOST_UNDER_WAY) {
      number = (number + 1) & Integer.MAX_VALUE;
      invoker.call(number, inputs.draw(random), dueNanos, answered -> {});
    } else {
      tally.unsent(dueNanos);
    }
  }
}
