package dev.unroll.openinference.tensor;

import dev.unroll.core.Excerpt;
import dev.unroll.core.Fault;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferRequest.InferRequestedOutputTensor;
import java.util.ArrayList;
import java.util.List;

/** Reads which outputs a request asks for. */
final class WantedOutputs {
  private static final String CLASSIFICATION = "classification";

  private WantedOutputs() {}

  /**
   * Returns the requested outputs; all of the model's announced outputs if the request names none.
   */
  static List<ParsedRequest.Wanted> of(ModelTensors model, ModelInferRequest request) {
    if (request.getOutputsCount() == 0) {
      return model.outputs().stream().map(spec -> new ParsedRequest.Wanted(spec, 0)).toList();
    }
    var wanted = new ArrayList<ParsedRequest.Wanted>();
    for (var output : request.getOutputsList()) {
      Parameters.refuseSharedMemory(output.getName(), output.getParametersMap());
      var spec = model.output(output.getName()).orElseThrow(() -> unexpected(model, output));
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
    return (int) Math.min(Integer.MAX_VALUE, asked.getAsLong());
  }
}
