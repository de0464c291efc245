package dev.unroll.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that call at the same time. */
final class Clients {
  private Clients() {}

  /** What one call does and asserts. */
  @FunctionalInterface
  interface Call {
    void run() throws Throwable;
  }

  /** Each call once, by that many clients that begin together and take the next one when done. */
  static void run(int clients, List<? extends Call> calls) throws Exception {
    var next = new AtomicInteger();
    var together = new CyclicBarrier(clients);
    var executor = Executors.newFixedThreadPool(clients);
    try {
      var work = new ArrayList<Callable<Boolean>>();
      for (int client = 0; client < clients; client++) {
        work.add(() -> {
          together.await();
          for (int call = next.getAndIncrement();
              call < calls.size();
              call = next.getAndIncrement()) {
            run(calls.get(call));
          }
          return true;
        });
      }
      for (var client : executor.invokeAll(work)) {
        client.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }

  private static void run(Call call) {
    try {
      call.run();
    } catch (Throwable e) {
      throw new AssertionError("one of many calls: " + e.getMessage(), e);
    }
  }
}
