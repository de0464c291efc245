package dev.unroll.grpc.unroll;

import dev.unroll.codec.label.EntitySpan;
import dev.unroll.codec.label.ScoredLabel;
import dev.unroll.codec.label.Tagging;
import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.inference.Prediction;
import dev.unroll.plan.stage.Output;
import dev.unroll.v1.Label;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.Span;
import dev.unroll.v1.Tag;
import dev.unroll.v1.Timing;
import dev.unroll.v1.Vectors;
import java.util.List;

/** Converts the parts of predictions to messages. */
final class OutputMessages {
  private OutputMessages() {}

  private static final long MOST = 0xFFFF_FFFFL;

  static Timing timing(Prediction prediction) {
    var timing = prediction.timing();
    return Timing.newBuilder()
        .setQueueNanos(timing.queueNanos())
        .setComputeNanos(timing.computeNanos())
        .setSteps((int) Math.min(MOST, timing.steps()))
        .setSlices((int) Math.min(MOST, timing.slices()))
        .build();
  }

  static ModelSelector model(ModelKey key) {
    return ModelSelector.newBuilder().setName(key.name()).setVersion(key.version()).build();
  }

  static List<Label> labels(List<ScoredLabel> labels) {
    return labels.stream()
        .map(label ->
            Label.newBuilder()
                .setLabel(label.label())
                .setScore(label.score())
                .setIndex(label.index())
                .build())
        .toList();
  }

  static List<Tag> tags(Tagging tagging) {
    return tagging.tags().stream()
        .map(tag ->
            Tag.newBuilder()
                .setTag(tag.tag())
                .setScore(tag.score())
                .setStart(tag.start())
                .setEnd(tag.end())
                .setText(tag.text())
                .build())
        .toList();
  }

  static List<Span> entities(Tagging tagging) {
    return tagging.entities().stream().map(OutputMessages::span).toList();
  }

  private static Span span(EntitySpan entity) {
    return Span.newBuilder()
        .setType(entity.type())
        .setStart(entity.start())
        .setEnd(entity.end())
        .setText(entity.text())
        .setScore(entity.score())
        .build();
  }

  /**
   * Returns the graph's outputs by name.
   *
   * @throws Fault FAILED_PRECONDITION if one has an integer that a float cannot represent
   */
  static List<NamedVectors> raw(List<Output> outputs) {
    return outputs.stream().map(OutputMessages::raw).toList();
  }

  private static NamedVectors raw(Output output) {
    var vectors = Vectors.newBuilder().setWidth(output.width());
    for (int place = 0; place < output.values().length; place++) {
      vectors.addValues(value(output, place));
    }
    var message = NamedVectors.newBuilder().setName(output.facts().name()).setVectors(vectors);
    if (output.itemShape().size() > 1) {
      message.addAllStepShape(output.itemShape());
    }
    return message.build();
  }

  private static float value(Output output, int place) {
    float value = output.values()[place];
    // Long.MAX_VALUE needs its own check: its float is 2^63, which converts back to Long.MAX_VALUE.
    boolean isExact =
        !output.facts().integer()
            || (value < Long.MAX_VALUE && (long) value == output.integer(place));
    if (!isExact) {
      throw Fault.failedPrecondition(
          "output '"
              + output.facts().name()
              + "' holds "
              + output.integer(place)
              + ", but unroll.v1 returns numbers as floats, which represent integers up to"
              + " 16777216; use the Open Inference Protocol, which returns "
              + output.facts().elementType()
              + " exactly");
    }
    return value;
  }
}
