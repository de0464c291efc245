package dev.unroll.e2e;

import dev.unroll.v1.ManyToManyRequest;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.OneToManyRequest;
import dev.unroll.v1.OneToManyResponse;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.Vectors;
import io.grpc.Channel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a client of the soak got: words that must be the same, and numbers that may differ by
 * rounding.
 */
record SoakAnswer(List<String> words, List<Float> numbers) {
  private static final float TOLERANCE = 1e-5f;

  static SoakAnswer ask(Channel channel, SoakQuestion question) {
    var stub =
        SequenceInferenceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    var model = ModelSelector.newBuilder().setName(question.model()).build();
    return switch (question.model()) {
      case "sentiment-ko" -> {
        var request =
            ManyToOneRequest.newBuilder().setModel(model).setInput(question.input()).setRaw(true);
        var response = stub.manyToOne(request.build());
        yield new SoakAnswer(
            response.getLabelsList().stream().map(label -> label.getLabel()).toList(),
            values(response.getOutputs(0).getVectors()));
      }
      case "pos-ko" -> {
        var request =
            ManyToManyRequest.newBuilder().setModel(model).setInput(question.input()).setRaw(true);
        var response = stub.manyToMany(request.build());
        yield new SoakAnswer(
            response.getTagsList().stream()
                .map(tag -> tag.getTag() + tag.getStart() + "-" + tag.getEnd())
                .toList(),
            values(response.getOutputs(0).getVectors()));
      }
      default -> {
        var request = OneToManyRequest.newBuilder().setModel(model).setInput(question.input());
        OneToManyResponse last = OneToManyResponse.getDefaultInstance();
        for (var responses = stub.oneToMany(request.build()); responses.hasNext(); ) {
          last = responses.next();
        }
        yield new SoakAnswer(List.of(last.getEnd().getText()), List.of());
      }
    };
  }

  private static List<Float> values(Vectors vectors) {
    return vectors.getValuesList();
  }

  boolean equalsWithinTolerance(SoakAnswer other) {
    if (!words.equals(other.words) || numbers.size() != other.numbers.size()) {
      return false;
    }
    for (int index = 0; index < numbers.size(); index++) {
      float expected = other.numbers.get(index);
      if (Math.abs(numbers.get(index) - expected) > TOLERANCE * Math.max(1, Math.abs(expected))) {
        return false;
      }
    }
    return true;
  }
}
