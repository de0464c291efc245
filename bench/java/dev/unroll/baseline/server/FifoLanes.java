package dev.unroll.baseline.server;

import ai.onnxruntime.OrtException;
import dev.unroll.baseline.compute.Runner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * Threads that each take the first that waits, with it the next ones up to a number, and run them.
 */
final class FifoLanes {
  private final BlockingQueue<Job> waiting = new LinkedBlockingQueue<>();
  private final int rowsAtOnce;

  private FifoLanes(int rowsAtOnce) {
    this.rowsAtOnce = rowsAtOnce;
  }

  /**
   * @param runners makes a lane's own
   */
  static FifoLanes start(int lanes, int rowsAtOnce, Supplier<Runner> runners) {
    var fifo = new FifoLanes(rowsAtOnce);
    for (int lane = 0; lane < lanes; lane++) {
      var runner = runners.get();
      var thread = new Thread(() -> fifo.work(runner), "baseline-lane-" + lane);
      thread.setDaemon(true);
      thread.start();
    }
    return fifo;
  }

  void submit(Job job) {
    waiting.add(job);
  }

  private void work(Runner runner) {
    var jobs = new ArrayList<Job>();
    try {
      while (true) {
        jobs.add(waiting.take());
        waiting.drainTo(jobs, rowsAtOnce - 1);
        jobs.removeIf(Job::isCancelled);
        if (!jobs.isEmpty()) {
          run(runner, jobs);
        }
        jobs.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(Runner runner, List<Job> jobs) {
    try {
      var answers = runner.run(jobs.stream().map(Job::question).toList());
      for (int row = 0; row < jobs.size(); row++) {
        jobs.get(row).answered(answers.get(row));
      }
    } catch (OrtException | RuntimeException e) {
      jobs.forEach(job -> job.failed(e));
    }
  }
}
