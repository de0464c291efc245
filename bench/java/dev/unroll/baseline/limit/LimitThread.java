package dev.unroll.baseline.limit;

import ai.onnxruntime.OrtException;
import dev.unroll.baseline.compute.AnsweringRunner;
import dev.unroll.baseline.compute.Graph;
import dev.unroll.baseline.compute.Question;
import dev.unroll.baseline.compute.Questions;
import dev.unroll.baseline.models.BenchModel;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** One of the threads that call ONNX Runtime, all of them at once, as a server's lanes would. */
final class LimitThread implements Callable<LimitThread.Found> {
  /** Batches that are tried. */
  private static final int[] ROWS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};

  private static final int MOST_VALUES = 64 * 1024;
  private static final long TRIAL_NANOS = 60_000_000;
  private static final int FEWEST_CALLS = 3;

  /** The clock of the thread that asks. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final BenchModel model;
  private final AnsweringRunner runner;
  private final LengthClasses classes;
  private final int[] lengths;
  private final long measureNanos;
  private final Random random;

  LimitThread(
      BenchModel model,
      Graph graph,
      LengthClasses classes,
      int[] lengths,
      long measureNanos,
      long seed) {
    this.model = model;
    this.runner = new AnsweringRunner(graph);
    this.classes = classes;
    this.lengths = lengths;
    this.measureNanos = measureNanos;
    this.random = new Random(seed);
  }

  /**
   * What a thread has found.
   *
   * @param rows the best batch of each class
   * @param cpuSeconds of this thread, for a sequence
   * @param wallSeconds that went by meanwhile, for a sequence
   * @param steps of a sequence
   */
  record Found(int[] rows, double cpuSeconds, double wallSeconds, double steps) {}

  @Override
  public Found call() throws OrtException {
    var rows = new int[classes.count()];
    for (int index = 0; index < rows.length; index++) {
      rows[index] = bestRows(classes.steps(index));
    }
    return measure(rows);
  }

  private int bestRows(int steps) throws OrtException {
    int best = 1;
    double least = Double.MAX_VALUE;
    for (int rows : ROWS) {
      // So large a batch of so long sequences would only fill the memory.
      if (rows == 1 || rows * steps <= MOST_VALUES) {
        double nanos = cpuNanos(rows, steps) / rows;
        if (nanos < least) {
          least = nanos;
          best = rows;
        }
      }
    }
    return best;
  }

  /** Mean of one call. */
  private double cpuNanos(int rows, int steps) throws OrtException {
    var batch = batch(rows, steps);
    runner.run(batch);
    long start = THREADS.getCurrentThreadCpuTime();
    long now = start;
    int calls = 0;
    while (calls < FEWEST_CALLS || now - start < TRIAL_NANOS) {
      runner.run(batch);
      calls++;
      now = THREADS.getCurrentThreadCpuTime();
    }
    return (double) (now - start) / calls;
  }

  private List<Question> batch(int rows, int steps) {
    return Stream.generate(() -> Questions.draw(model, steps, random)).limit(rows).toList();
  }

  /** A batch for each length drawn; what it takes is shared by its rows. */
  private Found measure(int[] rows) throws OrtException {
    double cpuNanos = 0;
    double wallNanos = 0;
    long steps = 0;
    int sequences = 0;
    long start = System.nanoTime();
    while (System.nanoTime() - start < measureNanos) {
      int length = lengths[random.nextInt(lengths.length)];
      int together = rows[classes.classOf(length)];
      var batch = batch(together, length);
      long cpuBefore = THREADS.getCurrentThreadCpuTime();
      long wallBefore = System.nanoTime();
      runner.run(batch);
      wallNanos += (double) (System.nanoTime() - wallBefore) / together;
      cpuNanos += (double) (THREADS.getCurrentThreadCpuTime() - cpuBefore) / together;
      steps += length;
      sequences++;
    }
    return new Found(
        rows, cpuNanos / 1e9 / sequences, wallNanos / 1e9 / sequences, (double) steps / sequences);
  }
}
