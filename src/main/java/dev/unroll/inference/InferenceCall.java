package dev.unroll.inference;

import dev.unroll.codec.Encoded;
import dev.unroll.codec.RawInput;
import dev.unroll.core.Caller;
import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.plan.LivePlan;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.repository.GeneratingModel;
import dev.unroll.repository.ModelLease;
import dev.unroll.repository.ModelOutput;
import dev.unroll.repository.ServedModel;
import dev.unroll.schedule.decode.GenerationOptions;
import dev.unroll.schedule.execution.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of a client. It holds a lease of its model. Its sequences are added, checked and encoded
 * one by one. Then all of them are submitted together, each as its own row, and the model is held
 * until the last row is gone.
 *
 * <p>Owned by the thread that has begun it, which must close it. Submitted work goes on after that.
 */
public final class InferenceCall implements AutoCloseable {
  private final Inference inference;
  private final ModelLease lease;
  private final List<Row> rows = new ArrayList<>(1);

  /** Whether another object closes the lease. */
  private boolean handedOver;

  /** A sequence and its initial states, by the name of the state's input. */
  private record Row(Encoded input, Map<String, float[]> states) {}

  InferenceCall(Inference inference, ModelLease lease) {
    this.inference = inference;
    this.lease = lease;
  }

  public ServedModel model() {
    return lease.model();
  }

  /**
   * Adds a sequence.
   *
   * @param caller may have to wait for its turn
   * @throws Fault INVALID_ARGUMENT if it does not fit the model; CANCELLED, DEADLINE_EXCEEDED or
   *     RESOURCE_EXHAUSTED if it got no turn
   */
  public void add(RawInput rawInput, Caller caller) {
    add(rawInput, Map.of(), caller);
  }

  /**
   * Adds a sequence with initial states.
   *
   * @param states one sequence's values by the name of the state's input; states that are left out
   *     start with the model's own initial values
   */
  public void add(RawInput rawInput, Map<String, float[]> states, Caller caller) {
    rows.add(new Row(model().input().encode(rawInput, caller), states));
  }

  /**
   * Submits the sequences that were added.
   *
   * @return cancels the work
   * @throws Fault if an option does not fit the model, or the scheduler refuses a row; the listener
   *     is not called then
   */
  public Cancellable predict(
      PredictionOptions options, Priority priority, PredictionListener listener) {
    var jobs =
        model()
            .match(answering -> jobs(answering, options), generating -> jobs(generating, options));
    handedOver = true;
    return CallRows.submit(inference.scheduler(), lease, jobs, priority, listener);
  }

  private List<CallRows.Job> jobs(AnsweringModel model, PredictionOptions options) {
    var meaning = new OutputMeaning(model.output(), options);
    var jobs = new ArrayList<CallRows.Job>();
    for (var row : rows) {
      var input = row.input();
      jobs.add(
          new CallRows.Job(
              new Work.Answer(
                  model.version(), input.sequence(), row.states(), jobs.size(), options.states()),
              member -> new AnsweredRow(meaning, input, member)));
    }
    return jobs;
  }

  private List<CallRows.Job> jobs(GeneratingModel model, PredictionOptions options) {
    var generation = generation(model.output(), options);
    boolean wantsBest = options.generation().beams().best().isPresent();
    var jobs = new ArrayList<CallRows.Job>();
    for (var row : rows) {
      jobs.add(
          new CallRows.Job(
              new Work.Generate(model.plan(), model.costs(), row.input().sequence(), generation),
              member -> new GeneratedRow(model.output(), generation, wantsBest, member)));
    }
    return jobs;
  }

  private static GenerationOptions generation(
      ModelOutput.Generated output, PredictionOptions options) {
    var settings = options.generation();
    return options.candidates().isAll()
        ? settings.with(output.defaults(), options.scored())
        : new ForcedChoice(output, settings, options.candidates()).options();
  }

  /**
   * Begins a stream whose steps are answered as they arrive.
   *
   * @param priority the priority of the whole stream
   * @return empty if the model's plan needs whole sequences
   * @throws Fault if the scheduler refuses the row
   */
  public Optional<LiveStream> stream(Priority priority, LiveStream.Listener listener) {
    return model()
        .match(answering -> stream(answering, priority, listener), generating -> Optional.empty());
  }

  private Optional<LiveStream> stream(
      AnsweringModel model, Priority priority, LiveStream.Listener listener) {
    Optional<LivePlan> plan = model.plan().live();
    return plan.map(live -> {
      var stream = new LiveStream(inference, lease, model, listener);
      stream.begin(live, priority);
      handedOver = true;
      return stream;
    });
  }

  public ModelLease lease() {
    return lease;
  }

  /** Leaves closing the lease to the caller. */
  public void handOver() {
    handedOver = true;
  }

  @Override
  public void close() {
    if (!handedOver) {
      lease.close();
    }
  }
}
