package dev.unroll.rpc;

import dev.unroll.codec.LiveTagger;
import dev.unroll.codec.Tagging;
import dev.unroll.plan.Output;
import dev.unroll.repository.ModelOutput;
import dev.unroll.repository.ServedModel;
import dev.unroll.schedule.RowTiming;
import dev.unroll.v1.Aligned;
import dev.unroll.v1.StreamManyToManyResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of a live stream. */
final class LiveMessages {
  private LiveMessages() {}

  /** The answers of some steps. */
  static StreamManyToManyResponse steps(
      ServedModel model,
      @Nullable LiveTagger tagger,
      boolean raw,
      long firstStep,
      int count,
      List<Output> outputs) {
    var aligned = Aligned.newBuilder().setFirstStep(firstStep);
    if (tagger != null && model.output() instanceof ModelOutput.Tagged tagged) {
      // What the place counts are all outputs of the graph; here are those with time.
      var name = model.plan().facts().outputs().get(tagged.place()).name();
      for (var output : outputs) {
        if (output.facts().name().equals(name)) {
          add(aligned, tagger.tag(output.values(), count, firstStep));
        }
      }
    }
    if (raw || tagger == null) {
      aligned.addAllOutputs(OutputMessages.raw(outputs));
    }
    return StreamManyToManyResponse.newBuilder().setAligned(aligned).build();
  }

  /** What only the end tells, if there is something, and the end. */
  static List<StreamManyToManyResponse> end(
      ServedModel model,
      @Nullable LiveTagger tagger,
      boolean raw,
      List<Output> outputs,
      RowTiming timing,
      long steps) {
    var last = Aligned.newBuilder().setFirstStep(steps);
    if (tagger != null) {
      add(last, tagger.finish());
    }
    if (raw || tagger == null) {
      last.addAllOutputs(OutputMessages.raw(outputs));
    }
    var end = AlignedMessages.end(model.key(), timing);
    return last.getEntitiesCount() + last.getOutputsCount() == 0
        ? List.of(end)
        : List.of(StreamManyToManyResponse.newBuilder().setAligned(last).build(), end);
  }

  private static void add(Aligned.Builder aligned, Tagging tagging) {
    aligned
        .addAllTags(OutputMessages.tags(tagging))
        .addAllEntities(OutputMessages.entities(tagging));
  }
}
