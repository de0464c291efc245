package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import dev.unroll.schedule.execution.ScheduleMeter;
import dev.unroll.schedule.execution.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told, times in milliseconds. */
public final class RecordingMeter implements ScheduleMeter {
  private final List<String> lines = new ArrayList<>();

  @Override
  public void queued(ModelKey model, long nanos) {
    lines.add("queued " + nanos / 1_000_000);
  }

  @Override
  public void sliceRan(
      ModelKey model, String stage, int rows, int fillerRows, int lostRows, int steps, long nanos) {
    lines.add("%s %dx%d +%d in %d".formatted(stage, rows, steps, fillerRows, nanos / 1_000_000));
  }

  @Override
  public void firstStep(ModelKey model, long nanos) {
    lines.add("first " + nanos / 1_000_000);
  }

  @Override
  public void stepGap(ModelKey model, long nanos) {
    lines.add("gap " + nanos / 1_000_000);
  }

  @Override
  public void runTerminated(ModelKey model, String reason) {
    lines.add("terminated " + reason);
  }

  @Override
  public void rejected(String reason) {
    lines.add("rejected " + reason);
  }

  @Override
  public void verified(ModelKey model, Verdict verdict) {
    lines.add("verified " + verdict.label());
  }

  @Override
  public void demoted(ModelKey model) {
    lines.add("demoted " + model);
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }
}
