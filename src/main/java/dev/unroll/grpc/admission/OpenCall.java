package dev.unroll.grpc.admission;

import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One call, from its headers until the last byte of its answer is on the wire. It holds a permit of
 * its door, and the bytes that its client has sent and has not read.
 *
 * <p>gRPC creates it as a tracer before anything else happens to the call, and tells it on the
 * network's thread about the bytes that arrive.
 */
final class OpenCall extends ServerStreamTracer implements HeldBytes {
  private static final Context.Key<OpenCall> KEY = Context.key("unroll-open-call");

  private static final String HEALTH_CHECK = "grpc.health.v1.Health/Check";

  /** What each piece of a request costs besides its bytes, so that many tiny pieces count. */
  private static final int BYTES_PER_PIECE = 64;

  /** Ends a call that has messages left; the limits of a call's bytes come from its door. */
  interface Ending {
    void end(Status status);
  }

  private final OpenCalls calls;
  private final Door door;
  private final boolean awaited;
  private final long startNanos;

  /** Bytes of the request, and of an answer that is being sent. */
  private final AtomicLong messageBytes = new AtomicLong();

  /** Bytes that the service holds for the call. */
  private final AtomicLong serviceBytes = new AtomicLong();

  private final AtomicBoolean left = new AtomicBoolean();

  // Each is set by the network's thread while it handles the headers, before other threads see it.
  private Context.@Nullable CancellableContext context;
  private @Nullable CallExecutor executor;
  private String clientAddress = "";
  private boolean oneRequest = true;
  private boolean healthCheck;
  private boolean permitted;
  private volatile @Nullable Ending ending;

  /** Whether the whole request has arrived, or was given up. */
  private volatile boolean arrived;

  /** When the answer was complete. */
  private volatile long answeredNanos;

  /** Whether the answer is complete and may still have to be sent; written after its time. */
  private volatile boolean unread;

  /**
   * @param awaited whether a drain waits for the call
   */
  OpenCall(OpenCalls calls, Door door, boolean awaited, long startNanos) {
    this.calls = calls;
    this.door = door;
    this.awaited = awaited;
    this.startNanos = startNanos;
  }

  /** Returns the call that runs on this thread; null outside of calls. */
  static @Nullable OpenCall current() {
    return KEY.get();
  }

  @Override
  public Context filterContext(Context parent) {
    var own = parent.withValue(KEY, this).withCancellation();
    context = own;
    return own;
  }

  @Override
  public void serverCallStarted(ServerCallInfo<?, ?> info) {
    var method = info.getMethodDescriptor();
    oneRequest = method.getType().clientSendsOneMessage();
    healthCheck = method.getFullMethodName().equals(HEALTH_CHECK);
    if (info.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress at) {
      clientAddress =
          at.getAddress() == null ? at.getHostString() : at.getAddress().getHostAddress();
    }
  }

  @Override
  public void inboundWireSize(long size) {
    hold(messageBytes, size + BYTES_PER_PIECE);
    var tooLarge = calls.tooLarge(this);
    if (tooLarge != null) {
      end(tooLarge);
    }
  }

  @Override
  public void outboundWireSize(long size) {
    // The service of a stream sends nothing to a client that does not read.
    if (oneRequest) {
      hold(messageBytes, size);
    }
  }

  @Override
  public void add(long more) {
    hold(serviceBytes, more);
  }

  private void hold(AtomicLong held, long more) {
    held.addAndGet(more);
    calls.hold(more);
    if (left.get()) {
      release(held);
    }
  }

  private void release(AtomicLong held) {
    calls.hold(-held.getAndSet(0));
  }

  /** Gives back the bytes of a stream's message, since it has been handled. */
  void releaseMessage() {
    release(messageBytes);
  }

  @Override
  public void streamClosed(Status status) {
    if (left.compareAndSet(false, true)) {
      release(messageBytes);
      release(serviceBytes);
      calls.leave(this);
    }
  }

  CallExecutor runOn(CallExecutor chosen) {
    executor = chosen;
    return chosen;
  }

  /** Runs what is left of the call, its end, on the network's thread. */
  void refuse() {
    var own = executor;
    if (own != null) {
      own.refuse();
    }
  }

  /** Sets how the call can be ended from outside. */
  void endBy(Ending chosen) {
    ending = chosen;
  }

  private void end(Status status) {
    var own = ending;
    if (own != null) {
      own.end(status);
    }
  }

  /** Records that the whole request has arrived. */
  void arrived() {
    arrived = true;
  }

  /** Records that the answer is complete, though perhaps not sent. */
  void answered(long nowNanos) {
    answeredNanos = nowNanos;
    unread = true;
  }

  /**
   * Ends the call if its client has taken too long: to send its only request, or to read the
   * answer. Streams have limits of their own.
   *
   * @return whether this has ended it
   */
  boolean endIfClientIsSlow(long nowNanos, long limitNanos) {
    if (oneRequest && !arrived && nowNanos - startNanos > limitNanos) {
      arrived = true;
      end(
          Status.DEADLINE_EXCEEDED.withDescription(
              "the request had not arrived after "
                  + limitNanos / 1e9
                  + " s, the server's client-timeout"));
      return true;
    }
    if (unread && nowNanos - answeredNanos > limitNanos) {
      unread = false;
      cancel("the answer was unread for " + limitNanos / 1e9 + " s, the server's client-timeout");
      return true;
    }
    return false;
  }

  /** Resets the call's stream. gRPC does that when the context of a call has timed out. */
  private void cancel(String why) {
    var own = context;
    if (own != null) {
      own.cancel(new TimeoutException(why));
    }
  }

  Door door() {
    return door;
  }

  boolean isAwaited() {
    return awaited;
  }

  /** Whether the call asks for health, once. */
  boolean isHealthCheck() {
    return healthCheck;
  }

  boolean isOneRequest() {
    return oneRequest;
  }

  long startNanos() {
    return startNanos;
  }

  long bytes() {
    return messageBytes.get();
  }

  String clientAddress() {
    return clientAddress;
  }

  boolean isPermitted() {
    return permitted;
  }

  void permit() {
    permitted = true;
  }
}
