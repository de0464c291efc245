package dev.unroll.schedule.execution;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole input and output of a live row, so that the row can be run again as one sequence after
 * it has ended. A row that becomes too long is not recorded.
 *
 * <p>Owned by the row's {@link LiveExecution}.
 */
final class LiveRecord {
  private final ModelKey model;
  private final Work.Live work;
  private final VerificationQueue verificationQueue;
  private final List<Sequence> windows = new ArrayList<>(1);

  /** The answers so far, by the name of each output that has time. */
  private final Map<String, List<Output>> answered = new HashMap<>();

  private long bytes;
  private boolean isTooLong;

  LiveRecord(ModelKey model, Work.Live work, VerificationQueue verificationQueue) {
    this.model = model;
    this.work = work;
    this.verificationQueue = verificationQueue;
  }

  /** Returns the approximate memory that the record holds. */
  long bytes() {
    return bytes;
  }

  void took(Sequence window) {
    if (fits(AnsweredSample.bytes(window))) {
      windows.add(window);
    }
  }

  /**
   * Records some answered steps.
   *
   * @param outputs the outputs that the row's listener gets next; copied
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
    if (!isTooLong && bytes + more > VerificationQueue.MOST_LIVE_BYTES) {
      isTooLong = true;
      bytes = 0;
      windows.clear();
      answered.clear();
    }
    bytes += isTooLong ? 0 : more;
    return !isTooLong;
  }

  /**
   * Offers the row for verification, after it has ended.
   *
   * @param last the outputs without time
   */
  void end(List<Output> last) {
    if (isTooLong) {
      verificationQueue.passOver(model);
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
    verificationQueue.offer(model, row, outputs);
  }
}
