package dev.unroll.repository;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads that load models. They can be interrupted between two native calls. They are daemons, so
 * that one that cannot be interrupted does not keep the process alive.
 */
final class LoadingThreads {
  private final Set<Thread> busy = ConcurrentHashMap.newKeySet();
  private final int count;

  LoadingThreads(int count) {
    this.count = count;
  }

  /** Returns an executor for one check of the folder. The caller shuts it down. */
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
