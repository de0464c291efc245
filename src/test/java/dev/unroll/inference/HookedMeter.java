package dev.unroll.inference;

import dev.unroll.core.ModelKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes down what it is told; what else happens meanwhile, once, is up to the test. */
public final class HookedMeter implements RequestMeter {
  private final List<String> lines = new ArrayList<>();
  private final Map<String, Runnable> hooks = new HashMap<>();

  /** What happens when a line that begins so is told next. */
  public void when(String line, Runnable then) {
    hooks.put(line, then);
  }

  private void tell(String what, String more) {
    lines.add(what + more);
    var then = hooks.remove(what);
    if (then != null) {
      then.run();
    }
  }

  @Override
  public void finished(String method, String model, long version, String code, long nanos) {
    tell("finished", " " + code);
  }

  @Override
  public void firstStep(ModelKey model, long nanos) {
    tell("first step", "");
  }

  @Override
  public void sequenceOpened(String model) {
    tell("opened", "");
  }

  @Override
  public void sequenceClosed(String model) {
    tell("closed", "");
  }

  @Override
  public void sequenceTimedOut() {
    tell("timed out", "");
  }

  @Override
  public void rejected(String reason) {
    tell("rejected", " " + reason);
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  public long count(String line) {
    return lines.stream().filter(line::equals).count();
  }
}
