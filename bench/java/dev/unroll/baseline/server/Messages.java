package dev.unroll.baseline.server;

import dev.unroll.baseline.compute.Answer;
import dev.unroll.baseline.models.BenchModel;
import dev.unroll.core.Sequence;
import dev.unroll.v1.End;
import dev.unroll.v1.Input;
import dev.unroll.v1.InputKind;
import dev.unroll.v1.Model;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.State;
import dev.unroll.v1.StopReason;
import dev.unroll.v1.Task;
import dev.unroll.v1.Timing;
import dev.unroll.v1.Vectors;
import java.nio.ByteOrder;

/** The wire's messages, as Unroll would write them. */
final class Messages {
  private Messages() {}

  /**
   * @throws IllegalArgumentException for what a bench does not send
   */
  static Sequence sequence(Input input) {
    return switch (input.getKindCase()) {
      case TOKEN_IDS -> {
        var ids = new long[input.getTokenIds().getIdsCount()];
        for (int step = 0; step < ids.length; step++) {
          ids[step] = input.getTokenIds().getIds(step);
        }
        yield new Sequence.Ids(ids);
      }
      case VECTORS -> vectors(input.getVectors());
      case TEXT, IMAGE, KIND_NOT_SET ->
          throw new IllegalArgumentException(
              "input is " + input.getKindCase() + "; allowed are token_ids and vectors");
    };
  }

  private static Sequence vectors(Vectors vectors) {
    var bytes = vectors.getLittleEndian();
    if (!bytes.isEmpty()) {
      var values = new float[bytes.size() / Float.BYTES];
      bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return new Sequence.Vectors(values, vectors.getWidth());
    }
    var values = new float[vectors.getValuesCount()];
    for (int index = 0; index < values.length; index++) {
      values[index] = vectors.getValues(index);
    }
    return new Sequence.Vectors(values, vectors.getWidth());
  }

  static NamedVectors output(Answer.Values answer) {
    var vectors = Vectors.newBuilder().setWidth(answer.width());
    for (float value : answer.values()) {
      vectors.addValues(value);
    }
    return NamedVectors.newBuilder().setName(BenchModel.OUTPUT).setVectors(vectors).build();
  }

  static End end(Answer.Ids answer, Timing timing, ModelSelector selector) {
    var end =
        End.newBuilder()
            .setReason(StopReason.STOP_REASON_MAX_STEPS)
            .setTiming(timing)
            .setModel(selector);
    for (long id : answer.ids()) {
      end.addTokenIds(id);
    }
    return end.build();
  }

  static ModelSelector selector(BenchModel model) {
    return ModelSelector.newBuilder().setName(model.folder()).setVersion(1).build();
  }

  static Timing timing(int steps) {
    return Timing.newBuilder().setSteps(steps).setSlices(1).build();
  }

  static Model description(BenchModel model, String plan) {
    return Model.newBuilder()
        .setName(model.folder())
        .setVersion(1)
        .setState(State.STATE_READY)
        .setTask(
            model.shape() == BenchModel.Shape.MANY_TO_ONE
                ? Task.TASK_MANY_TO_ONE
                : Task.TASK_MANY_TO_MANY)
        .setPlan(plan)
        .setDevice("cpu")
        .addInputKinds(
            model.takesIds() ? InputKind.INPUT_KIND_TOKEN_IDS : InputKind.INPUT_KIND_VECTORS)
        .setVocabularySize(model.vocabularySize())
        .setMinSteps(1)
        .setMaxSteps(BenchModel.MAX_STEPS)
        .addInputs(Tensors.input(model))
        .addOutputs(Tensors.output(model))
        .build();
  }
}
