package dev.unroll.repository.triton;

import dev.unroll.codec.label.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The part of a model's {@code config.pbtxt} that clients can see. It has been checked against the
 * model's graph.
 *
 * @param maxBatchSize the most rows in a request; 0 means that the dims contain all of the graph's
 *     axes; absent if it is not set
 * @param inputs the inputs, in the order of the file; empty if they are not set
 * @param outputs the outputs, in the order of the file; empty if they are not set
 * @param sequenceBatching present if the model is for sequences that come in several requests
 */
public record TritonConfig(
    OptionalInt maxBatchSize,
    List<Tensor> inputs,
    List<Tensor> outputs,
    Optional<SequenceBatching> sequenceBatching) {
  /**
   * Triton's names for ONNX models: the value of {@code platform}, and of the newer {@code
   * backend}.
   */
  public static final String PLATFORM = "onnxruntime_onnx";

  public static final String BACKEND = "onnxruntime";

  public TritonConfig {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * A tensor that clients send or get.
   *
   * @param datatype the Open Inference Protocol's name, such as "FP32"
   * @param dims the sizes, without the axis of rows if {@code maxBatchSize} is over 0; -1 means any
   *     size
   * @param labels the labels of an output's values
   */
  public record Tensor(String name, String datatype, List<Long> dims, Optional<Labels> labels) {
    public Tensor {
      dims = List.copyOf(dims);
    }
  }

  /**
   * The settings of sequences whose states are kept.
   *
   * @param maxIdle how long a sequence may be idle; absent if it is not set
   * @param states the states that the server keeps between requests; clients do not see them
   * @param controls inputs that clients do not send
   */
  public record SequenceBatching(
      Optional<Duration> maxIdle, List<State> states, List<Control> controls) {
    public SequenceBatching {
      states = List.copyOf(states);
      controls = List.copyOf(controls);
    }
  }

  /** A hidden state: the names of the graph's input and output, their type and sizes. */
  public record State(String input, String output, String datatype, List<Long> dims) {
    public State {
      dims = List.copyOf(dims);
    }
  }

  /**
   * An input that tells the graph whether a sequence begins, continues or ends.
   *
   * @param kind Triton's name, such as "CONTROL_SEQUENCE_START"
   */
  public record Control(String input, String kind) {}
}
