package dev.unroll.repository;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads that load models. They can be told to give up, between one native call and the next, and
 * no end of the process waits for one that cannot hear it.
 */
final class LoadingThreads {
  private final Set<Thread> busy = ConcurrentHashMap.newKeySet();
  private final int count;

  LoadingThreads(int count) {
    this.count = count;
  }

  /** For one look at the folder, whose end shuts it down. */
  ExecutorService open() {
    return Executors.newFixedThreadPool(
        count,
        loads -> {
          var thread = new Thread(() -> run(loads), "unroll-load");
          thread.setDaemon(true);
          return thread;
        });
  }

  private void run(Runnable loads) {
    busy.add(Thread.currentThread());
    try {
      loads.run();
    } finally {
      busy.remove(Thread.currentThread());
    }
  }

  void interrupt() {
    busy.forEach(Thread::interrupt);
  }
}
