package dev.unroll.openinference.tensor;

import dev.unroll.core.CommaList;
import dev.unroll.core.Excerpt;
import dev.unroll.core.Fault;
import dev.unroll.triton.InferParameter;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads the parameters of a request. */
public record Parameters(Map<String, InferParameter> values) {
  /** From here on a double cannot represent every whole number. */
  private static final double FIRST_INEXACT = 1L << 53;

  private static final String SHARED_MEMORY = "shared_memory_region";
  private static final String RESERVED_PREFIX = "triton_";

  /** Has no effect, since the last response of a request is always marked. */
  private static final String FINAL_RESPONSE = "triton_enable_empty_final_response";

  /**
   * Refuses parameters that are reserved for Triton.
   *
   * @throws Fault INVALID_ARGUMENT naming the parameter
   */
  public void refuseReserved() {
    for (var name : values.keySet()) {
      if (name.startsWith(RESERVED_PREFIX) && !name.equals(FINAL_RESPONSE)) {
        throw Fault.invalidSentence(
            "parameters['" + Excerpt.of(name) + "']",
            "parameter keys starting with 'triton_' are reserved for Triton usage. Only the"
                + " following keys starting with 'triton_' are allowed: "
                + FINAL_RESPONSE
                + "; this request has '"
                + Excerpt.of(name)
                + "'");
      }
    }
  }

  /** Returns a boolean; false if it is absent. */
  public boolean truth(String name) {
    var parameter = values.get(name);
    if (parameter == null) {
      return false;
    }
    if (parameter.getParameterChoiceCase() != InferParameter.ParameterChoiceCase.BOOL_PARAM) {
      throw wrong(name, "bool_param");
    }
    return parameter.getBoolParam();
  }

  /** Returns the elements of a {@link CommaList}; empty if the parameter is absent. */
  public List<String> texts(String name) {
    var parameter = values.get(name);
    if (parameter == null) {
      return List.of();
    }
    if (!parameter.hasStringParam()) {
      throw wrong(name, "string_param");
    }
    return CommaList.split(parameter.getStringParam());
  }

  /** Returns a whole number from either of the integer fields. */
  public OptionalLong whole(String name) {
    var parameter = values.get(name);
    if (parameter == null) {
      return OptionalLong.empty();
    }
    return switch (parameter.getParameterChoiceCase()) {
      case INT64_PARAM -> OptionalLong.of(parameter.getInt64Param());
      case UINT64_PARAM -> OptionalLong.of(atMost(parameter.getUint64Param()));
      default -> throw wrong(name, "int64_param or uint64_param");
    };
  }

  private static long atMost(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }

  /** Returns a number from any field, since some clients can send only whole numbers or strings. */
  public OptionalDouble number(String name) {
    var parameter = values.get(name);
    if (parameter == null) {
      return OptionalDouble.empty();
    }
    return switch (parameter.getParameterChoiceCase()) {
      case DOUBLE_PARAM -> OptionalDouble.of(parameter.getDoubleParam());
      case INT64_PARAM -> OptionalDouble.of((double) parameter.getInt64Param());
      case UINT64_PARAM -> OptionalDouble.of((double) atMost(parameter.getUint64Param()));
      case STRING_PARAM -> OptionalDouble.of(parsed(name, parameter.getStringParam()));
      default -> throw wrong(name, "double_param, int64_param or a number as string_param");
    };
  }

  /** Returns a whole number from any field; exact if the field is an integer. */
  public OptionalLong integer(String name) {
    var parameter = values.get(name);
    boolean isExact =
        parameter != null && (parameter.hasInt64Param() || parameter.hasUint64Param());
    if (parameter == null || isExact) {
      return whole(name);
    }
    double number = number(name).orElse(0);
    if (!Double.isFinite(number) || number != Math.rint(number)) {
      throw Fault.invalid(
          "parameters['" + name + "']", "is " + number + "; allowed are whole numbers");
    }
    if (Math.abs(number) >= FIRST_INEXACT) {
      throw Fault.invalid(
          "parameters['" + name + "']",
          "is " + number + "; give whole numbers from 2^53 as int64_param");
    }
    return OptionalLong.of((long) number);
  }

  private static double parsed(String name, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw Fault.invalid(
          "parameters['" + name + "']", "is '" + Excerpt.of(text) + "', which is not a number");
    }
  }

  private static Fault wrong(String name, String expected) {
    return Fault.invalidSentence(
        "parameters['" + name + "']",
        "invalid value type for '" + name + "' parameter, expected " + expected + ".");
  }

  /** Refuses a tensor in shared memory. */
  static void refuseSharedMemory(String tensor, Map<String, InferParameter> parameters) {
    if (parameters.containsKey(SHARED_MEMORY)) {
      throw Fault.unimplemented(
          "shared memory is not supported: '"
              + Excerpt.of(tensor)
              + "' names the region '"
              + Excerpt.of(parameters.get(SHARED_MEMORY).getStringParam())
              + "'; send its contents in the request");
    }
  }
}
