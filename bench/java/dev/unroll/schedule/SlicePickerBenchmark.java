package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Priority;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.schedule.cost.CostModel;
import dev.unroll.schedule.execution.RowExecution;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.RowTiming;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What choosing the next slice costs with many rows ready: ten models, log-normal lengths. {@code
 * choose} only chooses; {@code turn} also takes the rows out and puts them back among the ready
 * ones, which is all that the scheduler does for a slice under its lock.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SlicePickerBenchmark {
  private static final int MODELS = 10;

  @Param({"10", "1000", "10000"})
  private int ready;

  private RowRegister register = new RowRegister(2, AdmissionConfig.NONE);
  private long now;

  @Setup
  public void fill() {
    register = new RowRegister(2, AdmissionConfig.NONE);
    var random = new Random(1);
    var stages = new ArrayList<ScriptedStage>();
    for (int model = 0; model < MODELS; model++) {
      stages.add(new ScriptedStage("causal"));
    }
    for (int number = 0; number < ready; number++) {
      int steps = (int) Math.max(1, Math.min(2000, Math.exp(3.2 + random.nextGaussian())));
      var model = new ModelKey("model" + number % MODELS, 1);
      var row =
          new Row(
              model,
              new Sliced(stages.get(number % MODELS), steps),
              fault -> {},
              0,
              Priority.by(Long.MAX_VALUE));
      row.number = number;
      register.enqueue(row, now++);
    }
  }

  @Benchmark
  public @Nullable Slice choose() {
    return register.pick(0, now, now, new ArrayList<>());
  }

  @Benchmark
  public @Nullable Slice turn() {
    var slice = register.start(0, now, now, new ArrayList<>());
    if (slice != null) {
      now += 1_000_000;
      slice.rows().forEach(row -> register.enqueue(row, now));
    }
    return slice;
  }

  /** A row that always has the same steps to give. */
  private record Sliced(ScriptedStage stage, int steps, List<RowMemory> memories)
      implements RowExecution {
    Sliced(ScriptedStage stage, int steps) {
      this(stage, steps, List.of(new RowMemory(0)));
    }

    @Override
    public boolean isSliced() {
      return true;
    }

    @Override
    public int attendedSteps() {
      return 0;
    }

    @Override
    public CostModel cost() {
      return stage.cost();
    }

    @Override
    public double nanosLeft() {
      return stage.cost().nanosPerRow(steps);
    }

    @Override
    public long bytes() {
      return steps;
    }

    @Override
    public int outputSteps() {
      return 0;
    }

    @Override
    public boolean deliver(RowListener listener, RowTiming timing) {
      return false;
    }
  }
}
