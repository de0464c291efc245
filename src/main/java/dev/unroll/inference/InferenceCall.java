package dev.unroll.inference;

import dev.unroll.codec.Encoded;
import dev.unroll.codec.RawInput;
import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.plan.LivePlan;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.repository.GeneratingModel;
import dev.unroll.repository.ModelLease;
import dev.unroll.repository.ServedModel;
import dev.unroll.schedule.execution.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of a client. It holds its model; it is given its sequences, which are checked and
 * encoded one by one; then all of them are computed at once, each as a row of its own, and the
 * model is held until the last of them is done.
 *
 * <p>Owner: the thread that has begun it. Close it: what has been sent off goes on.
 */
public final class InferenceCall implements AutoCloseable {
  private final Inference inference;
  private final ModelLease lease;
  private final List<Row> rows = new ArrayList<>(1);

  /** Somebody else closes the lease. */
  private boolean handedOver;

  /** A sequence, and what its hidden states begin with, by the state's input. */
  private record Row(Encoded input, Map<String, float[]> states) {}

  InferenceCall(Inference inference, ModelLease lease) {
    this.inference = inference;
    this.lease = lease;
  }

  public ServedModel model() {
    return lease.model();
  }

  /**
   * One sequence more.
   *
   * @throws Fault INVALID_ARGUMENT where it does not fit the model
   */
  public void add(RawInput rawInput) {
    add(rawInput, Map.of());
  }

  /**
   * The same.
   *
   * @param states what its hidden states begin with, one sequence's values by the state's input;
   *     those that are not among them begin as the model says
   */
  public void add(RawInput rawInput, Map<String, float[]> states) {
    rows.add(new Row(model().input().encode(rawInput), states));
  }

  /**
   * Computes what was added.
   *
   * @return ends it
   * @throws Fault where an option does not fit the model, or the engine takes no more; then the
   *     listener is told nothing
   */
  public Cancellable predict(
      PredictionOptions options, Priority priority, PredictionListener listener) {
    var jobs = new ArrayList<RowGroup.Job>();
    for (var row : rows) {
      jobs.add(job(row, jobs.size(), options));
    }
    handedOver = true;
    return RowGroup.submit(inference.scheduler(), lease, jobs, priority, listener);
  }

  private RowGroup.Job job(Row row, int place, PredictionOptions options) {
    return model()
        .match(
            answering -> job(answering, row, place, options),
            generating -> job(generating, row, options));
  }

  private static RowGroup.Job job(
      AnsweringModel model, Row row, int place, PredictionOptions options) {
    var input = row.input();
    var meaning = new OutputMeaning(model.output(), options, input);
    return new RowGroup.Job(
        new Work.Answer(model.version(), input.sequence(), row.states(), place, options.states()),
        member -> new AnsweredRow(meaning, member));
  }

  private static RowGroup.Job job(GeneratingModel model, Row row, PredictionOptions options) {
    var settings = options.generation();
    var generation = settings.with(model.output().defaults(), options.scored());
    boolean wantsBest = settings.beams().best().isPresent();
    return new RowGroup.Job(
        new Work.Generate(model.plan(), model.costs(), row.input().sequence(), generation),
        member -> new GeneratedRow(model.output(), generation, wantsBest, member));
  }

  /**
   * Begins a stream whose steps are answered as they come.
   *
   * @param priority of the whole stream
   * @return empty where the model answers only when it has a whole sequence
   * @throws Fault where the engine takes no more
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

  /** Somebody else closes the lease from now on. */
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
