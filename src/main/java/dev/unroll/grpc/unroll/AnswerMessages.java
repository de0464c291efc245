package dev.unroll.grpc.unroll;

import dev.unroll.codec.label.Tagging;
import dev.unroll.core.ModelKey;
import dev.unroll.inference.Prediction;
import dev.unroll.v1.Aligned;
import dev.unroll.v1.End;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.StopReason;
import dev.unroll.v1.StreamManyToManyResponse;
import java.util.List;

/**
 * Makes the messages for the answers of a model. They contain the graph's outputs if the client
 * asks for them, or if there are no labels or tags.
 */
final class AnswerMessages {
  private AnswerMessages() {}

  /** Returns the response with labels, or with the words for a blank. */
  static ManyToOneResponse one(Prediction prediction, ModelKey model, boolean raw) {
    var response =
        ManyToOneResponse.newBuilder()
            .setTiming(OutputMessages.timing(prediction))
            .setModel(OutputMessages.model(model));
    if (prediction instanceof Prediction.Labels labels) {
      response.addAllLabels(OutputMessages.labels(labels.labels()));
    } else if (prediction instanceof Prediction.Filled filled) {
      response.addAllLabels(OutputMessages.labels(filled.words())).setFilled(filled.text());
    }
    if (raw || response.getLabelsCount() == 0) {
      response.addAllOutputs(OutputMessages.raw(prediction.outputs()));
    }
    return response.build();
  }

  /** Returns the response with a tag or a vector for each step. */
  static ManyToManyResponse many(Prediction prediction, ModelKey model, boolean raw) {
    var tagging = tagging(prediction);
    var response =
        ManyToManyResponse.newBuilder()
            .addAllTags(OutputMessages.tags(tagging))
            .addAllEntities(OutputMessages.entities(tagging))
            .setTiming(OutputMessages.timing(prediction))
            .setModel(OutputMessages.model(model));
    if (raw || response.getTagsCount() == 0) {
      response.addAllOutputs(OutputMessages.raw(prediction.outputs()));
    }
    return response.build();
  }

  /**
   * Returns the messages of a stream that is answered at its end: all steps in one message, and the
   * end.
   */
  static List<StreamManyToManyResponse> stream(Prediction prediction, ModelKey model, boolean raw) {
    var steps = steps(0, prediction, raw || tagging(prediction).tags().isEmpty());
    return List.of(message(steps), end(model, prediction));
  }

  /** Returns the message with the answers for some steps of a live stream. */
  static StreamManyToManyResponse live(long firstStep, Prediction prediction, boolean raw) {
    return message(steps(firstStep, prediction, raw || !(prediction instanceof Prediction.Tags)));
  }

  /**
   * Returns the last messages of a live stream: the outputs that are known only at the end, and the
   * end.
   */
  static List<StreamManyToManyResponse> liveEnd(
      long steps, Prediction rest, ModelKey model, boolean raw) {
    var last = steps(steps, rest, raw || !(rest instanceof Prediction.Tags));
    var end = end(model, rest);
    return last.getTagsCount() + last.getEntitiesCount() + last.getOutputsCount() == 0
        ? List.of(end)
        : List.of(message(last), end);
  }

  private static Aligned.Builder steps(long firstStep, Prediction prediction, boolean outputs) {
    var tagging = tagging(prediction);
    var aligned =
        Aligned.newBuilder()
            .setFirstStep(firstStep)
            .addAllTags(OutputMessages.tags(tagging))
            .addAllEntities(OutputMessages.entities(tagging));
    return outputs ? aligned.addAllOutputs(OutputMessages.raw(prediction.outputs())) : aligned;
  }

  private static Tagging tagging(Prediction prediction) {
    return prediction instanceof Prediction.Tags tags
        ? tags.tagging()
        : new Tagging(List.of(), List.of());
  }

  private static StreamManyToManyResponse message(Aligned.Builder aligned) {
    return StreamManyToManyResponse.newBuilder().setAligned(aligned).build();
  }

  private static StreamManyToManyResponse end(ModelKey model, Prediction prediction) {
    var end =
        End.newBuilder()
            .setReason(StopReason.STOP_REASON_ALIGNED)
            .setTiming(OutputMessages.timing(prediction))
            .setModel(OutputMessages.model(model));
    return StreamManyToManyResponse.newBuilder().setEnd(end).build();
  }
}
