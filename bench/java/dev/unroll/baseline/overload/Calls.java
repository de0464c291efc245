package dev.unroll.baseline.overload;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends calls and counts their ends, all on the network's own thread: nothing is handed from one
 * thread to another. All methods must be called on that thread.
 */
final class Calls {
  /** Beyond it the generator would run out of memory, not the server out of patience. */
  private static final int MOST_UNDER_WAY = 100_000;

  private static final long TICK_MICROS = 500;
  private static final double NANOS_PER_SECOND = 1e9;

  /** As {@code ClientCalls} does for one answer, so that its end comes at once. */
  private static final int ANSWERS_REQUESTED = 2;

  private final EventLoop thread;
  private final List<ManagedChannel> channels;
  private final List<byte[]> requests;
  private final long deadlineNanos;
  private final SplittableRandom random = new SplittableRandom(2);
  private PhaseTally tally;
  private int next;
  private int underWay;

  /** The number of what sends; whatever has another number has been stopped. */
  private int sender;

  private boolean measuring;

  Calls(
      EventLoop thread, List<ManagedChannel> channels, List<byte[]> requests, long deadlineNanos) {
    this.thread = thread;
    this.channels = channels;
    this.requests = requests;
    this.deadlineNanos = deadlineNanos;
    this.tally = new PhaseTally(deadlineNanos);
  }

  /** Counts from now on in a new tally, which it returns. */
  PhaseTally measure() {
    tally = new PhaseTally(deadlineNanos);
    measuring = true;
    return tally;
  }

  /** Stops sending and counting. What is under way is still counted when it ends. */
  void stop() {
    sender++;
    measuring = false;
  }

  int underWay() {
    return underWay;
  }

  /** Starts clients that each ask again as soon as they have their answer. */
  void startClients(int clients) {
    int own = ++sender;
    for (int client = 0; client < clients; client++) {
      send(System.nanoTime(), () -> askAgain(own));
    }
  }

  private void askAgain(int own) {
    if (sender == own) {
      send(System.nanoTime(), () -> askAgain(own));
    }
  }

  /** Starts sending calls at random times, whatever comes back. */
  void startArrivals(double callsPerSecond) {
    new Arrivals(++sender, callsPerSecond).tick();
  }

  private final class Arrivals {
    private final int own;
    private final double meanGapNanos;
    private final long startNanos = System.nanoTime();
    private double sinceStartNanos;

    Arrivals(int own, double callsPerSecond) {
      this.own = own;
      this.meanGapNanos = NANOS_PER_SECOND / callsPerSecond;
    }

    private void tick() {
      if (sender != own) {
        return;
      }
      long now = System.nanoTime();
      for (long due = due(); due - now <= 0; due = due()) {
        if (underWay < MOST_UNDER_WAY) {
          send(due, () -> {});
        } else {
          tally.unsent();
        }
        sinceStartNanos += -Math.log1p(-random.nextDouble()) * meanGapNanos;
      }
      var unused = thread.schedule(this::tick, TICK_MICROS, TimeUnit.MICROSECONDS);
    }

    private long due() {
      return startNanos + (long) sinceStartNanos;
    }
  }

  private void send(long dueNanos, Runnable atEnd) {
    next = (next + 1) & Integer.MAX_VALUE;
    long now = System.nanoTime();
    tally.sent(now - dueNanos);
    underWay++;
    var options = CallOptions.DEFAULT.withDeadlineAfter(deadlineNanos, TimeUnit.NANOSECONDS);
    var call = channels.get(next % channels.size()).newCall(RawMethod.MANY_TO_ONE, options);
    call.start(new OneCall(tally, now, atEnd), new Metadata());
    call.request(ANSWERS_REQUESTED);
    call.sendMessage(requests.get(next % requests.size()));
    call.halfClose();
  }

  private final class OneCall extends ClientCall.Listener<Integer> {
    private final PhaseTally own;
    private final long sentNanos;
    private final Runnable atEnd;
    private int answerBytes;

    OneCall(PhaseTally own, long sentNanos, Runnable atEnd) {
      this.own = own;
      this.sentNanos = sentNanos;
      this.atEnd = atEnd;
    }

    @Override
    public void onMessage(Integer bytes) {
      answerBytes += bytes;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (thread.inEventLoop()) {
        closed(status);
      } else {
        // The timer of a deadline has a thread of its own.
        thread.execute(() -> closed(status));
      }
    }

    private void closed(Status status) {
      underWay--;
      long latencyNanos = System.nanoTime() - sentNanos;
      boolean answered = status.isOk() && answerBytes > 0;
      own.ended(status, answered, latencyNanos);
      if (measuring && answered && own.isInTime(latencyNanos)) {
        tally.useful();
      }
      atEnd.run();
    }
  }
}
