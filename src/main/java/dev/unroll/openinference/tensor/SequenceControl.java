package dev.unroll.openinference.tensor;

import dev.unroll.core.Excerpt;
import dev.unroll.core.Fault;
import dev.unroll.triton.InferParameter;
import dev.unroll.triton.ModelInferRequest;
import java.util.Optional;

/**
 * The parameters for a sequence that spans several requests.
 *
 * @param id the client's id, a number or a string; equal digits of the two types are different ids
 * @param start whether the sequence begins with this request
 * @param end whether the sequence ends with this request
 */
public record SequenceControl(String id, boolean start, boolean end) {
  static final String ID = "sequence_id";

  /** Ids that people or programs make, such as UUIDs, are shorter. */
  private static final int MOST_ID_CHARACTERS = 128;

  private static final String START = "sequence_start";
  private static final String END = "sequence_end";

  /**
   * Reads the parameters; returns empty if the request has whole sequences.
   *
   * @throws Fault INVALID_ARGUMENT if a parameter has the wrong type, or the id is too long
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
              : Optional.of("'" + checked(parameter.getStringParam()) + "'");
      default ->
          throw Fault.invalidSentence(
              "parameters['" + ID + "']",
              "invalid value type for 'sequence_id' parameter, expected int64_param or"
                  + " string_param.");
    };
  }

  private static String checked(String id) {
    if (id.length() > MOST_ID_CHARACTERS) {
      throw Fault.invalidSentence(
          "parameters['" + ID + "']",
          "'sequence_id' parameter '"
              + Excerpt.of(id, 64)
              + "' has "
              + id.length()
              + " characters; at most "
              + MOST_ID_CHARACTERS
              + " are allowed");
    }
    return id;
  }
}
