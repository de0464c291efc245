package dev.unroll.repository.triton;

import dev.unroll.codec.label.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a model's {@code config.pbtxt}, as Triton has it, says that clients can tell. It fits the
 * model's graph.
 *
 * @param maxBatchSize the most rows of a request; 0: tensors have all of the graph's axes; absent
 *     where it does not say
 * @param inputs in its order; none where it does not say
 * @param outputs in its order; none where it does not say
 * @param sequenceBatching where the model is for sequences that come in several requests
 */
public record TritonConfig(
    OptionalInt maxBatchSize,
    List<Tensor> inputs,
    List<Tensor> outputs,
    Optional<SequenceBatching> sequenceBatching) {
  /** What Triton calls models like these: an older field and a newer one. */
  public static final String PLATFORM = "onnxruntime_onnx";

  public static final String BACKEND = "onnxruntime";

  public TritonConfig {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * A tensor that clients send or get.
   *
   * @param datatype as the Open Inference Protocol names it: "FP32"
   * @param dims without the axis of rows where {@code maxBatchSize} is over 0; -1: any size
   * @param labels of an output, the names of its values
   */
  public record Tensor(String name, String datatype, List<Long> dims, Optional<Labels> labels) {
    public Tensor {
      dims = List.copyOf(dims);
    }
  }

  /**
   * How sequences are kept.
   *
   * @param maxIdle how long one may be silent; absent where it does not say
   * @param states that the server keeps between requests, and that clients do not see
   * @param controls inputs that clients do not fill
   */
  public record SequenceBatching(
      Optional<Duration> maxIdle, List<State> states, List<Control> controls) {
    public SequenceBatching {
      states = List.copyOf(states);
      controls = List.copyOf(controls);
    }
  }

  /** A hidden state by the names of the graph's input and output. */
  public record State(String input, String output, String datatype, List<Long> dims) {
    public State {
      dims = List.copyOf(dims);
    }
  }

  /**
   * An input that tells the graph where it is in a sequence.
   *
   * @param kind as Triton names it: "CONTROL_SEQUENCE_START"
   */
  public record Control(String input, String kind) {}
}
