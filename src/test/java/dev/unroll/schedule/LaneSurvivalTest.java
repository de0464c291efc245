package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.core.Priority;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import dev.unroll.schedule.cost.CostModel;
import dev.unroll.schedule.execution.RowExecution;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.RowTiming;
import dev.unroll.schedule.execution.ScheduleMeter;
import dev.unroll.schedule.execution.VerificationQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever throws whatever, wherever: each row ends once and leaves once, and the lane goes on. */
class LaneSurvivalTest {
  private static final ModelKey MODEL = new ModelKey("model", 1);
  private static final List<Logger> LOGS =
      List.of(
          Logger.getLogger(Row.class.getName()),
          Logger.getLogger(RowMoves.class.getName()),
          Logger.getLogger(Lane.class.getName()));

  @BeforeEach
  void beQuiet() {
    LOGS.forEach(log -> log.setLevel(Level.OFF));
  }

  @AfterEach
  void speakAgain() {
    LOGS.forEach(log -> log.setLevel(null));
  }

  @Test
  void anythingThrownAnywhere_endsEachRowOnce() {
    for (int house = 0; house < 300; house++) {
      live(System.nanoTime() + house);
    }
  }

  private static void live(long seed) {
    var chance = new Mishaps(seed);
    var meter = new UnluckyMeter(chance);
    var scheduler =
        new Scheduler(new ManualTicker(), meter, 1, AdmissionConfig.NONE, VerificationQueue.off());
    var lane = new Lane(scheduler, RunLimit.DEFAULT);
    var stage = new UnluckyStage(chance);
    var listeners = new ArrayList<RecordingListener>();
    var tickets = new ArrayList<Ticket>();
    for (int turn = 0; turn < 60; turn++) {
      for (int row = chance.random.nextInt(4); row > 0; row--) {
        var listener = new RecordingListener();
        var execution = new UnluckyRow(stage, chance, 1 + chance.random.nextInt(3));
        try {
          tickets.add(scheduler.submit(MODEL, execution, Priority.by(Long.MAX_VALUE), listener));
          listeners.add(listener);
        } catch (Throwable refused) {
          // Nobody was told anything, so it is as if the row had never been.
          assertTrue(!listener.isEnded() && !listener.isGone(), "seed " + seed);
        }
      }
      if (!tickets.isEmpty() && chance.random.nextInt(8) == 0) {
        tickets.get(chance.random.nextInt(tickets.size())).wake();
      }
      step(lane, seed);
    }
    for (int turn = 0; turn < 10_000 && !scheduler.counts().isEmpty(); turn++) {
      step(lane, seed);
    }
    assertEquals(Map.of(), scheduler.counts(), "seed " + seed);
    assertEquals(0, scheduler.queuedWork(1).nanosPerLane(), "seed " + seed);
    for (var listener : listeners) {
      assertEquals("", listener.broken(), "seed " + seed);
      assertTrue(listener.isEnded() && listener.isGone(), "seed " + seed);
    }
  }

  private static void step(Lane lane, long seed) {
    try {
      lane.step();
    } catch (InterruptedException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  /** Throws now and then, from every kind of thing that can be thrown. */
  private static final class Mishaps {
    final Random random;

    Mishaps(long seed) {
      random = new Random(seed);
    }

    void perhaps() {
      if (random.nextInt(40) == 0) {
        Mishaps.<RuntimeException>sneak(
            switch (random.nextInt(5)) {
              case 0 -> new IllegalStateException("unlucky");
              case 1 -> new OutOfMemoryError("unlucky");
              case 2 -> new StackOverflowError();
              case 3 -> Fault.invalid("input", "unlucky");
              default -> new Exception("a checked one that nobody has declared");
            });
      }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
      throw (T) thrown;
    }
  }

  private record UnluckyStage(Mishaps chance) implements Stage {
    @Override
    public String name() {
      return "unlucky";
    }

    @Override
    public int maxRows() {
      return 8;
    }

    @Override
    public int computedRows(int rows) {
      chance.perhaps();
      return rows;
    }

    @Override
    public Computed compute(Workspace workspace, List<RowMemory> rows, int steps)
        throws GraphException {
      chance.perhaps();
      return chance::perhaps;
    }
  }

  private static final class UnluckyRow implements RowExecution {
    private final UnluckyStage stage;
    private final Mishaps chance;
    private final CostModel cost = CostModel.linear(1_000, 1_000);
    private final RowMemory memory = new RowMemory(0);
    private int slices;

    UnluckyRow(UnluckyStage stage, Mishaps chance, int slices) {
      this.stage = stage;
      this.chance = chance;
      this.slices = slices;
    }

    @Override
    public Stage stage() {
      chance.perhaps();
      return stage;
    }

    @Override
    public int steps() {
      chance.perhaps();
      return 3;
    }

    @Override
    public int attendedSteps() {
      chance.perhaps();
      return 0;
    }

    @Override
    public CostModel cost() {
      chance.perhaps();
      return cost;
    }

    @Override
    public double nanosLeft() {
      chance.perhaps();
      return 4_000.0 * slices;
    }

    @Override
    public long bytes() {
      chance.perhaps();
      return 1;
    }

    @Override
    public List<RowMemory> memories() {
      chance.perhaps();
      return List.of(memory);
    }

    @Override
    public int outputSteps() {
      chance.perhaps();
      return 0;
    }

    @Override
    public void receive() {
      chance.perhaps();
    }

    @Override
    public void learn() {
      chance.perhaps();
    }

    @Override
    public void moveOn(int steps) {
      chance.perhaps();
    }

    @Override
    public boolean deliver(RowListener listener, RowTiming timing) {
      chance.perhaps();
      slices--;
      if (slices > 0) {
        return false;
      }
      listener.onOutputs(List.of(), timing);
      return true;
    }
  }

  private record UnluckyMeter(Mishaps chance) implements ScheduleMeter {
    @Override
    public void queued(ModelKey model, long nanos) {
      chance.perhaps();
    }

    @Override
    public void sliceRan(
        ModelKey model,
        String stage,
        int rows,
        int fillerRows,
        int lostRows,
        int steps,
        long nanos) {
      chance.perhaps();
    }

    @Override
    public void left(ModelKey model, String reason) {
      chance.perhaps();
    }

    @Override
    public void slicePredicted(ModelKey model, String stage, double ratio) {
      chance.perhaps();
    }
  }
}
