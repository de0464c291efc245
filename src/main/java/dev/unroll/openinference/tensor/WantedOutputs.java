package dev.unroll.openinference.tensor;

import dev.unroll.core.Excerpt;
import dev.unroll.core.Fault;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferRequest.InferRequestedOutputTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads which outputs a request asks for. */
final class WantedOutputs {
  private static final String CLASSIFICATION = "classification";

  private WantedOutputs() {}

  /**
   * Returns the requested outputs; all of the model's announced outputs if the request names none,
   * and those for candidates if it gives some.
   */
  static List<ParsedRequest.Wanted> of(ModelTensors model, ModelInferRequest request) {
    boolean hasCandidates = request.containsParameters(CandidateOutputs.PARAMETER);
    var ranked = CandidateOutputs.of(model);
    if (request.getOutputsCount() == 0) {
      var more = hasCandidates ? ranked : List.<TensorSpec>of();
      return Stream.concat(model.outputs().stream(), more.stream())
          .map(spec -> new ParsedRequest.Wanted(spec, 0))
          .toList();
    }
    var wanted = new ArrayList<ParsedRequest.Wanted>();
    for (var output : request.getOutputsList()) {
      Parameters.refuseSharedMemory(output.getName(), output.getParametersMap());
      var spec =
          Stream.concat(model.outputs().stream(), ranked.stream())
              .filter(known -> known.name().equals(output.getName()))
              .findFirst()
              .orElseThrow(() -> unexpected(model, output));
      if (ranked.contains(spec) && !hasCandidates) {
        throw Fault.invalid(
            "outputs['" + spec.name() + "']",
            "is for candidates; give some in the parameter '" + CandidateOutputs.PARAMETER + "'");
      }
      wanted.add(new ParsedRequest.Wanted(spec, classes(spec, output)));
    }
    return wanted;
  }

  private static Fault unexpected(ModelTensors model, InferRequestedOutputTensor output) {
    return Fault.invalidSentence(
        "outputs['" + Excerpt.of(output.getName()) + "']",
        "unexpected inference output '%s' requested for model '%s'; it gives %s"
            .formatted(
                Excerpt.of(output.getName()),
                model.model(),
                String.join(", ", model.outputs().stream().map(TensorSpec::name).toList())));
  }

  private static int classes(TensorSpec spec, InferRequestedOutputTensor output) {
    var asked = new Parameters(output.getParametersMap()).whole(CLASSIFICATION);
    if (asked.isEmpty()) {
      return 0;
    }
    var field = "outputs['" + output.getName() + "'].parameters['" + CLASSIFICATION + "']";
    if (asked.getAsLong() < 1) {
      throw Fault.invalid(field, "is " + asked.getAsLong() + "; allowed are numbers from 1");
    }
    if (spec.datatype() == Datatype.BYTES) {
      throw Fault.invalid(field, "needs an output of numbers; '" + spec.name() + "' is BYTES");
    }
    if (spec.meaning() != Meaning.GRAPH && spec.meaning() != Meaning.STATE) {
      throw Fault.invalid(
          field, "needs an output of the graph, which '" + spec.name() + "' is not");
    }
    return (int) Math.min(Integer.MAX_VALUE, asked.getAsLong());
  }
}
