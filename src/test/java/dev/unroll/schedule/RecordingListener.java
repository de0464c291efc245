package dev.unroll.schedule;

import dev.unroll.core.Fault;
import dev.unroll.plan.stage.Output;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.RowTiming;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Remembers what it was told, and holds the scheduler to the order that it promises. */
public class RecordingListener implements RowListener {
  private final AtomicInteger gone = new AtomicInteger();
  private volatile int tokens;
  private volatile @Nullable RowTiming answer;
  private volatile @Nullable Fault fault;

  /** The first promise that was broken, or empty. */
  private volatile String broken = "";

  @Override
  public void onToken(int step, long token, float logProbability) {
    expect(gone.get() == 0 && !isEnded() && step == tokens, "a token out of order");
    tokens = step + 1;
  }

  @Override
  public void onOutputs(List<Output> outputs, RowTiming timing) {
    expect(gone.get() == 0 && !isEnded(), "a second end");
    answer = timing;
  }

  @Override
  public void onFault(Fault newFault) {
    expect(gone.get() == 0 && !isEnded(), "a fault after the end: " + newFault.reason());
    fault = newFault;
  }

  @Override
  public void onGone() {
    expect(gone.incrementAndGet() == 1, "it left twice");
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds && broken.isEmpty()) {
      broken = otherwise;
    }
  }

  public boolean isEnded() {
    return answer != null || fault != null;
  }

  public boolean isGone() {
    return gone.get() > 0;
  }

  int tokens() {
    return tokens;
  }

  @Nullable
  public RowTiming answer() {
    return answer;
  }

  public Fault.@Nullable Kind faultKind() {
    var told = fault;
    return told == null ? null : told.kind();
  }

  @Nullable Fault fault() {
    return fault;
  }

  public String broken() {
    return broken;
  }
}
