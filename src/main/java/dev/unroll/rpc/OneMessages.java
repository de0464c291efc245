package dev.unroll.rpc;

import dev.unroll.codec.Encoded;
import dev.unroll.plan.Output;
import dev.unroll.repository.ModelLease;
import dev.unroll.repository.ModelOutput;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ManyToOneResponse;
import java.util.List;

/** The messages of many-to-one tasks: labels, or the words for a blank. */
final class OneMessages {
  private OneMessages() {}

  static Inference.OfInput unary(
      ServedCall<ManyToOneResponse> call, ModelLease lease, ManyToOneRequest request) {
    // An unsigned number that does not fit asks for all.
    int topK = Math.max(0, request.getTopK());
    return (outputs, input, timing) -> {
      var response =
          ManyToOneResponse.newBuilder()
              .setTiming(OutputMessages.timing(timing))
              .setModel(OutputMessages.model(lease.model().key()));
      var shown = outputs;
      if (lease.model().output() instanceof ModelOutput.Ranked ranked) {
        var labels = ranked.ranker().rank(outputs.get(ranked.place()).values(), topK);
        response.addAllLabels(OutputMessages.labels(labels));
      } else if (lease.model().output() instanceof ModelOutput.Filled filled) {
        shown = atBlank(outputs, input);
        var words = filled.ranker().rank(shown.get(filled.place()).values(), topK);
        response.addAllLabels(OutputMessages.labels(words));
        if (input.spans() != null) {
          response.setFilled(input.spans().replace(input.blankStep(), words.get(0).label()));
        }
      }
      if (request.getRaw() || response.getLabelsCount() == 0) {
        response.addAllOutputs(OutputMessages.raw(shown));
      }
      call.send(response.build());
    };
  }

  /** What was computed for other steps is no part of the answer. */
  private static List<Output> atBlank(List<Output> outputs, Encoded input) {
    int step = input.blankStep();
    return outputs.stream()
        .map(output -> output.facts().timed() ? output.steps(step, step + 1) : output)
        .toList();
  }
}
