package dev.unroll.grpc.admission;

import java.util.concurrent.Executor;

/**
 * Runs the events of one call. gRPC submits one at a time. The first is the call's headers: it runs
 * on the network's thread that read them, so that a call can be refused without waking another
 * thread. The others run on the threads of the call's door, unless the call was refused.
 */
final class CallExecutor implements Executor {
  private final Executor threads;
  private final ThreadWait wait;

  /** Whether the headers have been handled. Written by gRPC's event that handles them. */
  private volatile boolean started;

  /** Only ever set to true. */
  private volatile boolean refused;

  /**
   * @param threads the threads of the call's door
   * @param wait is told how long the call's events wait for a thread
   */
  CallExecutor(Executor threads, ThreadWait wait) {
    this.threads = threads;
    this.wait = wait;
  }

  /** Runs what is left of the call on the network's thread: nothing but its end. */
  void refuse() {
    refused = true;
  }

  @Override
  public void execute(Runnable event) {
    if (!started || refused) {
      started = true;
      event.run();
    } else {
      threads.execute(wait.measured(event));
    }
  }
}
