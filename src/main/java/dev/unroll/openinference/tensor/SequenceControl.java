package dev.unroll.openinference.tensor;

import dev.unroll.core.Fault;
import dev.unroll.triton.InferParameter;
import dev.unroll.triton.ModelInferRequest;
import java.util.Optional;

/**
 * Which sequence a request goes on with.
 *
 * @param id as clients give it: a number or a string; the two never meet
 * @param start whether it begins here
 * @param end whether these are its last steps
 */
public record SequenceControl(String id, boolean start, boolean end) {
  static final String ID = "sequence_id";
  private static final String START = "sequence_start";
  private static final String END = "sequence_end";

  /**
   * Empty: the request is a whole sequence, or several.
   *
   * @throws Fault INVALID_ARGUMENT where a parameter is of another type than the protocol's
   */
  public static Optional<SequenceControl> of(ModelInferRequest request) {
    if (request.getParametersCount() == 0) {
      return Optional.empty();
    }
    var parameters = new Parameters(request.getParametersMap());
    var id = id(request.getParametersMap().get(ID));
    boolean start = parameters.truth(START);
    boolean end = parameters.truth(END);
    return id.map(known -> new SequenceControl(known, start, end));
  }

  private static Optional<String> id(@org.jspecify.annotations.Nullable InferParameter parameter) {
    if (parameter == null) {
      return Optional.empty();
    }
    return switch (parameter.getParameterChoiceCase()) {
      case INT64_PARAM ->
          parameter.getInt64Param() == 0
              ? Optional.empty()
              : Optional.of(Long.toString(parameter.getInt64Param()));
      case STRING_PARAM ->
          parameter.getStringParam().isEmpty()
              ? Optional.empty()
              : Optional.of("'" + parameter.getStringParam() + "'");
      default ->
          throw Fault.invalidSentence(
              "parameters['" + ID + "']",
              "invalid value type for 'sequence_id' parameter, expected int64_param or string_param.");
    };
  }
}
