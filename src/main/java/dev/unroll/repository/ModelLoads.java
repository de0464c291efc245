package dev.unroll.repository;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Ticker;
import dev.unroll.runtime.ActiveRuns;
import dev.unroll.runtime.NativeHeap;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The loads that are under way, on a few threads that last: each new thread would have a memory
 * arena of its own in the C library, which keeps what the thread frees. A thread whose load takes
 * long is replaced meanwhile, so that no model waits for another.
 *
 * <p>Thread-safe. All threads are daemons, so that one that cannot be ended does not keep the
 * process alive.
 */
final class ModelLoads {
  private static final System.Logger LOG = System.getLogger(ModelLoads.class.getName());

  private static final long LOOK_MILLIS = 100;

  /** A load that takes longer gets a thread in addition to the others. */
  static final long LONG_NANOS = Duration.ofSeconds(5).toNanos();

  /** How long a load may take to react when it is told to end. */
  static final long REACTION_NANOS = Duration.ofSeconds(2).toNanos();

  /** Gets the results of loads. */
  interface Receiver {
    /**
     * A load is over. After {@link #givenUp} the result comes late.
     *
     * @param result null if the load failed unexpectedly
     */
    void over(ModelLoad load, @Nullable ModelEntry result, @Nullable Throwable failure);

    /** A load does not react. */
    void givenUp(ModelLoad load, Thread thread);
  }

  private final LoadLimits limits;
  private final ActiveRuns activeRuns;
  private final Ticker ticker;
  private final Receiver receiver;
  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService looking;

  /** Whether a trim is due; one serves all loads that end before it begins. */
  private final AtomicBoolean isTrimming = new AtomicBoolean();

  @GuardedBy("this")
  private final Set<ModelLoad> running = new HashSet<>();

  /** Those of the running loads whose threads were replaced. */
  @GuardedBy("this")
  private final Set<ModelLoad> replaced = new HashSet<>();

  /** Those of the running loads that were given up. */
  @GuardedBy("this")
  private final Set<ModelLoad> givenUp = new HashSet<>();

  ModelLoads(LoadLimits limits, ActiveRuns activeRuns, Ticker ticker, Receiver receiver) {
    this.limits = limits;
    this.ticker = ticker;
    this.activeRuns = activeRuns;
    this.receiver = receiver;
    this.threads =
        new ThreadPoolExecutor(
            limits.threads(),
            limits.threads(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> daemon(task, "unroll-load"));
    this.looking =
        Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "unroll-load-watch"));
    // A look catches its own exceptions.
    var unused =
        looking.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task, String name) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Begins a load; its result goes to the receiver. */
  void begin(ModelLoad load) {
    synchronized (this) {
      running.add(load);
    }
    threads.execute(() -> run(load));
  }

  private void run(ModelLoad load) {
    ModelEntry result = null;
    Throwable failure = null;
    try {
      result = load.run();
    } catch (Throwable e) {
      failure = e;
    }
    try {
      receiver.over(load, result, failure);
      if (load.refresh().hasLoading()) {
        trimSoon();
      }
    } finally {
      forget(load);
      load.complete(result, failure);
    }
  }

  /** Gives freed memory back, after a model was loaded or unloaded. */
  void trimSoon() {
    if (isTrimming.compareAndSet(false, true)) {
      try {
        looking.execute(() -> {
          isTrimming.set(false);
          NativeHeap.trim();
        });
      } catch (RejectedExecutionException closed) {
        // The process ends.
      }
    }
  }

  private synchronized void forget(ModelLoad load) {
    running.remove(load);
    givenUp.remove(load);
    if (replaced.remove(load)) {
      resize();
    }
    notifyAll();
  }

  @GuardedBy("this")
  private void resize() {
    int size = limits.threads() + replaced.size();
    if (size > threads.getMaximumPoolSize()) {
      threads.setMaximumPoolSize(size);
      threads.setCorePoolSize(size);
    } else {
      threads.setCorePoolSize(size);
      threads.setMaximumPoolSize(size);
    }
  }

  /** Looks at all loads, ends those that take too long, and gives up those that do not react. */
  void look() {
    try {
      for (var load : running()) {
        load.look(activeRuns);
        if (load.ageNanos() > LONG_NANOS) {
          replaceThread(load);
        }
        var thread = load.thread();
        if (thread != null && load.endingAgeNanos() > REACTION_NANOS && giveUp(load)) {
          receiver.givenUp(load, thread);
        }
      }
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "the loads could not be looked at", e);
    }
  }

  private synchronized List<ModelLoad> running() {
    return List.copyOf(running);
  }

  private synchronized void replaceThread(ModelLoad load) {
    if (running.contains(load) && replaced.add(load)) {
      resize();
    }
  }

  private synchronized boolean giveUp(ModelLoad load) {
    return running.contains(load) && givenUp.add(load);
  }

  /** Whether a load of the model was given up and still does not end. */
  synchronized boolean hangs(String model) {
    return givenUp.stream().anyMatch(load -> load.refresh().name().equals(model));
  }

  /** Ends all loads. */
  void cancelAll() {
    running().forEach(ModelLoad::cancel);
    look();
  }

  /** Waits until no load runs, at most that long; returns whether none does. */
  synchronized boolean awaitEnd(Duration patience) throws InterruptedException {
    long end = ticker.nanos() + patience.toNanos();
    for (long left = patience.toNanos(); !running.isEmpty() && left > 0; ) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - ticker.nanos();
    }
    return running.isEmpty();
  }

  /** Ends the threads, once no load runs. */
  void close() {
    threads.shutdown();
    looking.shutdown();
  }
}
