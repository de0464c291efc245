package dev.unroll.rpc;

import dev.unroll.codec.Encoded;
import dev.unroll.codec.Given;
import dev.unroll.codec.StepSpans;
import dev.unroll.codec.Tagging;
import dev.unroll.core.Fault;
import dev.unroll.core.Task;
import dev.unroll.core.Ticker;
import dev.unroll.plan.LivePlan;
import dev.unroll.plan.Output;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.repository.GeneratingModel;
import dev.unroll.repository.ModelLease;
import dev.unroll.repository.ModelOutput;
import dev.unroll.repository.ModelRepository;
import dev.unroll.schedule.Decoding;
import dev.unroll.schedule.LiveFeed;
import dev.unroll.schedule.RowListener;
import dev.unroll.schedule.RowTiming;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.Work;
import dev.unroll.v1.End;
import dev.unroll.v1.Generation;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.Piece;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From a request to a row: finds the model, checks that it does what is asked, encodes, submits.
 */
final class Inference {
  private final ModelRepository repository;
  private final Scheduler scheduler;
  private final Ticker ticker;

  Inference(ModelRepository repository, Scheduler scheduler, Ticker ticker) {
    this.repository = repository;
    this.scheduler = scheduler;
    this.ticker = ticker;
  }

  /**
   * Holds the model for a call.
   *
   * @throws Fault where it is not served, or its task is another
   */
  ModelLease lease(ModelSelector selector, Task task, String method) {
    if (selector.getName().isEmpty()) {
      throw Fault.invalid("model.name", "is missing; Models.List names the models");
    }
    if (selector.getVersion() < 0) {
      throw Fault.invalid(
          "model.version",
          "is " + selector.getVersion() + "; allowed are positive versions, and 0 for any");
    }
    var lease = repository.lease(selector.getName(), selector.getVersion());
    CallRecord.found(lease.model().key());
    var found = lease.model().task();
    if (found != task) {
      lease.close();
      throw Fault.failedPrecondition(
          "model '"
              + selector.getName()
              + "' is "
              + found.label()
              + ", and "
              + method
              + " is for "
              + task.label()
              + "; call "
              + methodFor(found));
    }
    return lease;
  }

  private static String methodFor(Task task) {
    return switch (task) {
      case ONE_TO_MANY -> "OneToMany";
      case MANY_TO_ONE -> "ManyToOne";
      case MANY_TO_MANY -> "ManyToMany or StreamManyToMany";
    };
  }

  /** Runs a model that answers. The row takes the lease over, unless this throws. */
  <A> void answer(ServedCall<A> call, ModelLease lease, Given given, OfInput sender) {
    var encoded = lease.model().input().encode(given);
    var listener =
        new AnswerListener<>(
            call, lease, (outputs, timing) -> sender.send(outputs, encoded, timing));
    var work = new Work.Answer(((AnsweringModel) lease.model()).version(), encoded.sequence());
    call.submit(scheduler, lease, work, listener, ticker.nanos());
  }

  /** Opens a row whose steps come over time. It takes the lease over, unless this throws. */
  void live(
      ServedCall<?> call, ModelLease lease, LivePlan plan, LiveFeed feed, RowListener listener) {
    call.submit(
        scheduler,
        lease,
        new Work.Live(((AnsweringModel) lease.model()).version(), plan, feed),
        listener,
        ticker.nanos());
  }

  /** Now, on the scheduler's scale. */
  long nowNanos() {
    return ticker.nanos();
  }

  /** Sends an answer, knowing what it answers. */
  @FunctionalInterface
  interface OfInput {
    void send(List<Output> outputs, Encoded input, RowTiming timing);
  }

  /** Runs a model that generates. The row takes the lease over, unless this throws. */
  <A> void generate(
      ServedCall<A> call,
      ModelLease lease,
      Given given,
      Generation generation,
      @Nullable Function<Piece, A> piece,
      Function<End, A> end) {
    var model = (GeneratingModel) lease.model();
    var output = model.output();
    boolean scored = piece != null || generation.hasNBest();
    var options = GenerationMessages.options(generation, output.defaults(), scored);
    boolean alternatives = generation.hasNBest() || options.decoding() instanceof Decoding.Beams;
    var encoded = lease.model().input().encode(given);
    var work = new Work.Generate(model.plan(), model.costs(), encoded.sequence(), options);
    var listener = new GenerationListener<>(call, lease, output, alternatives, piece, end);
    call.submit(scheduler, lease, work, listener, ticker.nanos());
  }

  /** What is asked does not go with the model. */
  static void refuse(ModelLease lease, boolean asked, String field, String why) {
    if (asked) {
      throw Fault.invalid(field, "is set, but model '" + lease.model().key().name() + "' " + why);
    }
  }

  /** The tags of an aligned answer; none for a model without tags. */
  static Tagging tagging(ModelOutput output, List<Output> outputs, @Nullable StepSpans spans) {
    if (output instanceof ModelOutput.Tagged tagged) {
      var scores = outputs.get(tagged.place());
      return tagged.tagger().tag(scores.values(), scores.steps(), spans);
    }
    return new Tagging(List.of(), List.of());
  }
}
