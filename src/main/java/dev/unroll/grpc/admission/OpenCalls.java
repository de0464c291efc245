package dev.unroll.grpc.admission;

import dev.unroll.core.Ticker;
import dev.unroll.inference.RequestMeter;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All open calls: how many each door has, and the bytes that they hold. A call counts from its
 * headers until the last byte of its answer is on the wire, so that neither clients that send
 * slowly nor clients that do not read can make the server hold more than its limits.
 *
 * <p>Thread-safe.
 */
final class OpenCalls extends ServerStreamTracer.Factory {
  /** Health can be watched, so each client may have some of them open. */
  private static final int MOST_CONTROL_CALLS = 4096;

  /** One that runs and eight that wait. */
  private static final int MOST_ADMIN_CALLS = 9;

  private static final long MOST_CONTROL_BYTES = 64 << 10;
  private static final long MOST_ADMIN_BYTES = 4 << 20;

  private static final String OWN_SERVICES = "grpc.";

  private final AdmissionLimits limits;
  private final Ticker ticker;
  private final RequestMeter meter;
  private final Set<OpenCall> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger control = new AtomicInteger();
  private final AtomicInteger admin = new AtomicInteger();
  private final AtomicInteger inference = new AtomicInteger();

  /** The permitted inference calls. */
  private final CountByAddress inferenceByAddress;

  private final AtomicLong bytes = new AtomicLong();

  /** The open calls that a drain waits for. */
  private final AtomicInteger awaited = new AtomicInteger();

  OpenCalls(AdmissionLimits limits, Ticker ticker, RequestMeter meter) {
    this.limits = limits;
    this.inferenceByAddress = new CountByAddress(limits.maxCallsPerAddress());
    this.ticker = ticker;
    this.meter = meter;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    boolean waitedFor = !fullMethodName.startsWith(OWN_SERVICES);
    var call = new OpenCall(this, Door.of(fullMethodName), waitedFor, ticker.nanos());
    open.add(call);
    if (waitedFor) {
      awaited.incrementAndGet();
    }
    return call;
  }

  void leave(OpenCall call) {
    open.remove(call);
    if (call.isAwaited()) {
      awaited.decrementAndGet();
    }
    if (call.isPermitted()) {
      count(call.door()).decrementAndGet();
      if (call.door() == Door.INFERENCE) {
        inferenceByAddress.leave(call.clientAddress());
      }
    }
  }

  /**
   * A limit that leaves no room for a call.
   *
   * @param reason the reason in metrics
   */
  record Full(String reason, String why) {}

  /** Returns why there is no permit for the call at its door; null if it has got one. */
  @Nullable Full permit(OpenCall call) {
    if (call.door() == Door.INFERENCE) {
      if (bytes.get() >= limits.maxBytes()) {
        return new Full(
            "call-bytes",
            "the open calls hold "
                + bytes.get()
                + " bytes of requests and unread answers; the limit is "
                + limits.maxBytes());
      }
      // Streams have a limit of their own.
      if (!call.isOneRequest()) {
        return null;
      }
    }
    int most = most(call.door());
    if (count(call.door()).incrementAndGet() > most) {
      count(call.door()).decrementAndGet();
      return new Full(
          "calls",
          "the server has "
              + most
              + " open calls of this kind ("
              + call.door().label()
              + "), which is its limit");
    }
    if (call.door() == Door.INFERENCE && !inferenceByAddress.enter(call.clientAddress())) {
      count(call.door()).decrementAndGet();
      return new Full(
          "calls",
          "the clients of your address have "
              + inferenceByAddress.most()
              + " open calls, which is the limit of an address (max-calls-per-address)");
    }
    call.permit();
    return null;
  }

  private AtomicInteger count(Door door) {
    return switch (door) {
      case CONTROL -> control;
      case ADMIN -> admin;
      case INFERENCE -> inference;
    };
  }

  private int most(Door door) {
    return switch (door) {
      case CONTROL -> MOST_CONTROL_CALLS;
      case ADMIN -> MOST_ADMIN_CALLS;
      case INFERENCE -> limits.maxCalls();
    };
  }

  void hold(long more) {
    bytes.addAndGet(more);
  }

  /** Returns the status of a call whose request may not grow any further; null if it may. */
  @Nullable Status tooLarge(OpenCall call) {
    if (call.door() == Door.INFERENCE) {
      if (bytes.get() <= limits.maxBytes()) {
        return null;
      }
      meter.rejected("call-bytes");
      return Status.RESOURCE_EXHAUSTED.withDescription(
          "the open calls hold more than "
              + limits.maxBytes()
              + " bytes of requests and unread answers, the server's limit");
    }
    long most = call.door() == Door.ADMIN ? MOST_ADMIN_BYTES : MOST_CONTROL_BYTES;
    if (call.bytes() <= most) {
      return null;
    }
    return Status.RESOURCE_EXHAUSTED.withDescription(
        "the request is larger than " + most + " bytes, the limit for such calls");
  }

  /** Ends the calls whose clients take too long to send or to read. */
  void endSlow() {
    long limitNanos = limits.clientTimeout().toNanos();
    if (limitNanos == 0) {
      return;
    }
    long now = ticker.nanos();
    for (var call : open) {
      if (call.endIfClientIsSlow(now, limitNanos)) {
        meter.rejected("slow-client");
      }
    }
  }

  /** Whether no call is open that a draining server must wait for. */
  boolean none() {
    return awaited.get() == 0;
  }

  /** Returns how many calls are open at a door, streams of inference apart. */
  int openAt(Door door) {
    return count(door).get();
  }

  /** Returns the bytes that open calls hold. */
  long bytes() {
    return bytes.get();
  }
}
