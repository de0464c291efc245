package dev.unroll.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import dev.unroll.inference.RequestMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenStreamsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final List<String> told = new ArrayList<>();
  private long now = 1_000_000_000_000L;

  private final RequestMeter meter =
      new RequestMeter() {
        @Override
        public void streamTimedOut() {
          told.add("timed out");
        }

        @Override
        public void rejected(String reason) {
          told.add("rejected " + reason);
        }
      };

  private OpenStreams streams(int most, Duration timeout) {
    return new OpenStreams(most, most, timeout, () -> now, meter);
  }

  /** A stream that its client was last heard of when it was made. */
  private final class Silent implements OpenStreams.Stream {
    private final long activeNanos = now;
    private final List<Fault> ends = new ArrayList<>();

    @Override
    public boolean endIfIdleSince(long nanos, Fault fault) {
      if (activeNanos - nanos > 0 || !ends.isEmpty()) {
        return false;
      }
      ends.add(fault);
      return true;
    }

    @Override
    public void end(Fault fault) {
      ends.add(fault);
    }
  }

  private void advance(long millis) {
    now += millis * 1_000_000;
  }

  @Test
  void sweep_endsWhatWasSilentForTheTimeout_andNothingElse() {
    var streams = streams(10, TIMEOUT);
    var early = new Silent();
    streams.add(early);
    advance(1);
    var late = new Silent();
    streams.add(late);
    advance(9_998);
    streams.sweep();
    assertEquals(List.of(), early.ends);
    advance(1);
    streams.sweep();
    streams.sweep();
    assertEquals(1, early.ends.size());
    assertEquals(Fault.Kind.ABORTED, early.ends.get(0).kind());
    assertEquals(
        "the stream was idle for 10.0 s, the server's stream-idle-timeout; open a new one",
        early.ends.get(0).reason());
    assertEquals(List.of(), late.ends);
    assertEquals(List.of("timed out"), told);
  }

  @Test
  void sweep_withoutATimeout_endsNothing() {
    var streams = streams(10, Duration.ZERO);
    var stream = new Silent();
    streams.add(stream);
    advance(1_000_000_000);
    streams.sweep();
    assertEquals(List.of(), stream.ends);
  }

  @Test
  void add_overTheBound_isExhausted_untilOneIsRemoved() {
    var streams = streams(2, TIMEOUT);
    var first = new Silent();
    streams.add(first);
    streams.add(new Silent());
    var third = new Silent();
    var fault = assertThrows(Fault.class, () -> streams.add(third));
    assertEquals(Fault.Kind.RESOURCE_EXHAUSTED, fault.kind());
    assertEquals("the server has 2 open streams, which is its limit", fault.reason());
    assertEquals(List.of("rejected streams"), told);
    // One that was never in, and one that leaves twice, do not make room.
    streams.remove(third);
    assertThrows(Fault.class, () -> streams.add(third));
    streams.remove(first);
    streams.remove(first);
    streams.add(third);
    assertThrows(Fault.class, () -> streams.add(first));
  }

  @Test
  void endIdle_whileStopping_countsAsNoTimeout() {
    var streams = streams(10, Duration.ZERO);
    var idle = new Silent();
    streams.add(idle);
    advance(3_000);
    var busy = new Silent();
    streams.add(busy);
    streams.endIdle(Duration.ofSeconds(3));
    assertEquals(Fault.Kind.UNAVAILABLE, idle.ends.get(0).kind());
    assertEquals(List.of(), busy.ends);
    assertEquals(List.of(), told);
    streams.endAll();
    assertEquals(Fault.Kind.UNAVAILABLE, busy.ends.get(0).kind());
  }
}
