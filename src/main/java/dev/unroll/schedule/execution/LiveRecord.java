package dev.unroll.schedule.execution;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a live row took and gave, so that it can be run again when it has ended: as one sequence
 * that has come whole. Of a row that becomes long it keeps nothing.
 *
 * <p>Owner: as {@link LiveExecution}, whose row it is.
 */
final class LiveRecord {
  private final ModelKey model;
  private final Work.Live work;
  private final Verification verification;
  private final List<Sequence> windows = new ArrayList<>(1);

  /** Of each output that has time, what was answered of it so far. */
  private final Map<String, List<Output>> answered = new HashMap<>();

  private long bytes;
  private boolean isTooLong;

  LiveRecord(ModelKey model, Work.Live work, Verification verification) {
    this.model = model;
    this.work = work;
    this.verification = verification;
  }

  /** What it holds in memory, about. */
  long bytes() {
    return bytes;
  }

  void took(Sequence window) {
    if (fits(AnsweredSample.bytes(window))) {
      windows.add(window);
    }
  }

  /**
   * @param outputs that the row's listener gets next; copied
   */
  void answered(List<Output> outputs) {
    if (fits(AnsweredSample.bytes(outputs))) {
      for (var output : outputs) {
        answered
            .computeIfAbsent(output.facts().name(), name -> new ArrayList<>(1))
            .add(output.copy());
      }
    }
  }

  private boolean fits(long more) {
    if (!isTooLong && bytes + more > Verification.MOST_LIVE_BYTES) {
      isTooLong = true;
      bytes = 0;
      windows.clear();
      answered.clear();
    }
    bytes += isTooLong ? 0 : more;
    return !isTooLong;
  }

  /**
   * The row has ended.
   *
   * @param last the outputs without time
   */
  void end(List<Output> last) {
    if (isTooLong) {
      verification.passOver(model);
    }
    if (windows.isEmpty()) {
      return;
    }
    var outputs = new ArrayList<Output>();
    for (var facts : work.version().provenFacts().outputs()) {
      var parts = answered.get(facts.name());
      if (parts != null) {
        outputs.add(Output.join(facts, parts));
      } else {
        last.stream().filter(output -> output.facts().equals(facts)).forEach(outputs::add);
      }
    }
    var row = new Work.Answer(work.version(), Sequence.join(windows), work.states(), false);
    verification.offer(model, row, outputs);
  }
}
