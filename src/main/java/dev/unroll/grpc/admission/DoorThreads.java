package dev.unroll.grpc.admission;

import dev.unroll.core.Ticker;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of each door. Their queues need no limits of their own: a call has at most one event
 * in them, and {@link OpenCalls} bounds the calls.
 */
final class DoorThreads implements ServerCallExecutorSupplier, AutoCloseable {
  /** Control calls only read what is in memory. */
  private static final int CONTROL_THREADS = 2;

  /** Loading takes long and much memory, so it is done one model at a time. */
  private static final int ADMIN_THREADS = 1;

  /** More than the cores, so that a short text does not wait while long ones are tokenised. */
  private static final int FEWEST_INFERENCE_THREADS = 16;

  private final ExecutorService control = pool(CONTROL_THREADS, "unroll-control-");
  private final ExecutorService admin = pool(ADMIN_THREADS, "unroll-admin-");
  private final ExecutorService inference =
      pool(
          Math.max(FEWEST_INFERENCE_THREADS, Runtime.getRuntime().availableProcessors()),
          "unroll-grpc-");

  private final ThreadWait controlWait;
  private final ThreadWait adminWait;
  private final ThreadWait inferenceWait;

  DoorThreads(Ticker ticker) {
    controlWait = new ThreadWait(ticker);
    adminWait = new ThreadWait(ticker);
    inferenceWait = new ThreadWait(ticker);
  }

  /** Returns how long inference calls wait for a thread. */
  ThreadWait inferenceWait() {
    return inferenceWait;
  }

  private CallExecutor executor(OpenCall call) {
    return switch (call.door()) {
      // A check reads one value, so it is answered at once: other control calls may take longer.
      case CONTROL -> new CallExecutor(call.isHealthCheck() ? Runnable::run : control, controlWait);
      case ADMIN -> new CallExecutor(admin, adminWait);
      case INFERENCE -> new CallExecutor(inference, inferenceWait);
    };
  }

  private static ExecutorService pool(int size, String name) {
    var number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        size,
        task -> {
          var thread = new Thread(task, name + number.getAndIncrement());
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public <A, B> Executor getExecutor(ServerCall<A, B> call, Metadata headers) {
    var open = OpenCall.current();
    if (open == null) {
      throw new IllegalStateException("a call without a tracer");
    }
    return open.runOn(executor(open));
  }

  @Override
  public void close() {
    control.shutdown();
    admin.shutdown();
    inference.shutdown();
  }
}
