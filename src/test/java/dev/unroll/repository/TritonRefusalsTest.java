package dev.unroll.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.planner.StatefulGraphs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations that do not do: each is named with its line, what it says and what would do. */
class TritonRefusalsTest {
  private static final String STATEFUL =
      """
      max_batch_size: 8
      sequence_batching {
        control_input [{ name: "START" control [{ kind: CONTROL_SEQUENCE_START int32_false_true: [0, 1] }] },
                       { name: "READY" control [{ kind: CONTROL_SEQUENCE_READY int32_false_true: [0, 1] }] }]
      """;

  @TempDir Path models;

  static Stream<Arguments> stateless() {
    return Stream.of(
        wrong(
            "max_batch_size: 8\nname: \"other\"", ":2: 'name': is 'other', but the folder is 'm'"),
        wrong("platform: \"tensorrt_plan\"", ":1: 'platform': is 'tensorrt_plan'; only ONNX"),
        wrong(
            "\n\nbackend: \"python\"",
            ":3: 'backend': is 'python'; only ONNX models can be served"),
        wrong("max_batch_size: -1", ":1: 'max_batch_size': is -1; allowed are numbers from 0"),
        wrong("max_batch_size: 8\ninput [", ":2: Expected"),
        wrong("max_batch_size: eight", ":1: Couldn't parse integer"),
        wrong(
            "max_batchsize: 8",
            ":1: 'max_batchsize' is not a field of Triton's configuration; did you mean 'max_batch_size'?"),
        wrong("input [{ name: \"x\" data_type: TYPE_FLOAT dims: [-1, 2] }]", "TYPE_FLOAT"),
        wrong("input [{ data_type: TYPE_FP32 dims: [-1, -1, 2] }]", ":1: 'input[0]': has no name"),
        wrong("input [{ name: \"x\" dims: [-1, -1, 2] }]", ":1: 'input[0]': has no data_type"),
        wrong(
            "input [{ name: \"INPUT\" data_type: TYPE_FP32 dims: [-1, -1, 2] }]",
            ":1: 'input[0].name': the graph has no input 'INPUT'; it has [x, h]"),
        wrong(
            "input [\n{ name: \"x\" data_type: TYPE_INT64\ndims: [-1, -1, 2] }]",
            ":2: 'input[0].data_type': is TYPE_INT64, but the graph's 'x' is TYPE_FP32"),
        wrong(
            "\nmax_batch_size: 8",
            ":2: 'max_batch_size': is 8, which means that axis 0 is the axis of rows, but the graph's 'h' has rows"
                + " on axis 1"),
        wrong(
            "max_batch_size: 0\ninput [{ name: \"x\" data_type: TYPE_FP32 dims: [-1, 2] }]",
            ":2: 'input[0].dims': are [-1, 2], but the graph's 'x' has [-1, -1, 2]; without a"
                + " max_batch_size the dims must contain the axis of rows"),
        wrong(
            "input [{ name: \"x\" data_type: TYPE_FP32 dims: [-1, 0] }]",
            ":1: 'input[0].dims[1]': is 0; allowed are sizes from 1"),
        wrong(
            "input [{ name: \"h\" data_type: TYPE_FP32 dims: [1, -1, 3] }]",
            ":1: 'input': are [h], but the graph takes 'x'"),
        wrong(
            "output [{ name: \"z\" data_type: TYPE_FP32 dims: [-1, 3] }]",
            ":1: 'output[0].name': the graph has no output 'z'; it has [y, h_out]"),
        wrong(
            "output [{ name: \"y\" data_type: TYPE_FP32 dims: [-1, -1, 3]\nlabel_filename: \"l.txt\" }]",
            ":2: 'output[0].label_filename': 'l.txt' does not exist in the model's folder"),
        wrong(
            "output [{ name: \"y\" data_type: TYPE_FP32 dims: [-1, -1, 3] label_filename: \"../l\" }]",
            "'../l' contains '..'"),
        wrong(
            "output [{ name: \"y\" data_type: TYPE_FP32 dims: [-1, -1, 3] label_filename: \"two.txt\" }]",
            "label_filename has 2 labels, but the graph's output 'y' gives 3 scores"),
        wrong(
            "version_policy { specific { versions: [3, 4] } }",
            ":1: 'version_policy.specific.versions': allows only [3, 4], but the folder has [1]"),
        wrong(
            "version_policy { specific { } }",
            ":1: 'version_policy.specific': must name at least one version"),
        wrong(
            "default_model_filename: \"/etc/passwd\"",
            ":1: 'default_model_filename': '/etc/passwd' is absolute"),
        wrong("default_model_filename: \"net.onnx\"", "net.onnx"),
        wrong(
            "max_batch_size: 0\nmax_batch_size: 0",
            ":2: 'max_batch_size' is given again, or beside a field that excludes it"),
        wrong(
            "version_policy { all { } }\nversion_policy { latest { } }",
            ":2: 'version_policy' is given again"),
        wrong(
            "dynamic_batching { }\nsequence_batching { }",
            ":2: 'sequence_batching' is given again, or beside a field that excludes it"),
        wrong(
            "optimization { }\noptimization { }",
            ":2: 'optimization' is given again; give it once"),
        wrong("runtime: \"a\" runtime: \"b\"", ":1: 'runtime' is given again; give it once"),
        wrong("1: \"m\"", ":1: '1' is not the name of a field"),
        wrong("[other.name]: \"m\"", ":1: "),
        wrong("backend \"onnxruntime\"", ":1: "),
        wrong("backend: \"onnx\nruntime\"", ":1: "),
        wrong("backend: \"onnx\\qruntime\"", ":1: "),
        wrong("backend: onnxruntime", ":1: "),
        wrong("max_batch_size: 8; ; input [ ]", ":1: "),
        wrong("max_batch_size: 0x100000000", ":1: "),
        wrong("instance_group [ { count: 2 ]", ":1: "),
        wrong("/* comment */ max_batch_size: 0", ":1: "),
        wrong("ensemble_scheduling { step [] }", ":1: 'ensemble_scheduling' is refused"),
        wrong(
            "input [{ name: \"x\" data_type: TYPE_FP32 dims: [-1, -1, 2]\nreshape { shape: [2] } }]",
            ":2: 'input.reshape' is refused"));
  }

  @ParameterizedTest
  @MethodSource("stateless")
  void configuration_thatDoesNotFitTheGraph_isRefused(String config, String expected)
      throws Exception {
    assertRefused(StatefulGraphs.gru(), config, expected);
  }

  static Stream<Arguments> stateful() {
    return Stream.of(
        wrong(
            "state [{ input_name: \"HIDDEN_IN\" data_type: TYPE_FP32 dims: [3] }]",
            ":5: 'sequence_batching.state[0]': must have an input_name and the output_name"),
        wrong(
            "state [{ input_name: \"HIDDEN\" output_name: \"HIDDEN_OUT\" data_type: TYPE_FP32 dims: [3] }]",
            "has no input 'HIDDEN' for a state"),
        wrong(
            STATES.replace("CELL_OUT", "HIDDEN_OUT"),
            "'sequence_batching.state[1]': uses a name that an earlier state has"),
        wrong(
            STATES.replace("dims: [3] },", "dims: [4] },"),
            "'sequence_batching.state[0].dims': are [4], but the graph's 'HIDDEN_IN' has [-1, 3]"),
        wrong(
            STATES.replace(
                "dims: [3] },",
                "dims: [3] initial_state { data_type: TYPE_FP32 dims: [4] data_file: \"h\" } },"),
            "h has 12 bytes; its dims and data_type need 16"),
        wrong(
            STATES.replace(
                "dims: [3] },",
                "dims: [3] initial_state { data_type: TYPE_INT32 dims: [3] data_file: \"h\" } },"),
            "'sequence_batching.state[0].initial_state[0].data_type': is TYPE_INT32, but the"),
        wrong(
            STATES.replace(
                "dims: [3] },",
                "dims: [3] initial_state { data_type: TYPE_FP32 dims: [3] data_file: \"g\" } },"),
            "'g' does not exist in the model's folder"),
        wrong(
            STATES + "}\ninput { name: \"INPUT\" data_type: TYPE_FP32 dims: [-1, 5]",
            "'input[0].dims': are [-1, 5], but the graph's 'INPUT' has [-1, -1, 2]; with a"
                + " max_batch_size the dims must not contain the first axis"),
        wrong("iterative_sequence: true", "'sequence_batching.iterative_sequence': is refused"),
        wrong(
            "control_input [{ name: \"END\" control [{ kind: CONTROL_SEQUENCE_END int32_false_true: [0] }] }]",
            "'sequence_batching.control_input[2].control[0]': must have one of int32_false_true"),
        wrong(
            "control_input [{ name: \"END\" control [{ kind: CONTROL_SEQUENCE_END int32_false_true: [0, 1] }] }]",
            "the graph has no input 'END'; it has [INPUT, START, READY, HIDDEN_IN, CELL_IN]"));
  }

  static final String STATES =
      """
      state [{ input_name: "HIDDEN_IN" output_name: "HIDDEN_OUT" data_type: TYPE_FP32 dims: [3] },
             { input_name: "CELL_IN" output_name: "CELL_OUT" data_type: TYPE_FP32 dims: [3] }]
      """;

  @ParameterizedTest
  @MethodSource("stateful")
  void sequenceBatching_thatDoesNotFitTheGraph_isRefused(String rest, String expected)
      throws Exception {
    assertRefused(StatefulGraphs.triton(), STATEFUL + rest + "}\n", expected);
  }

  private static Arguments wrong(String config, String expected) {
    return Arguments.of(config, expected);
  }

  private void assertRefused(SmallGraph graph, String config, String expected) throws Exception {
    var folder = Folders.small(models, graph, "m");
    Files.writeString(folder.resolve("config.pbtxt"), config);
    Files.writeString(folder.resolve("two.txt"), "a\nb\n");
    Files.createDirectories(folder.resolve("initial_state"));
    Files.write(folder.resolve("initial_state/h"), new byte[12]);
    try (var repository = Folders.repository(models)) {
      var status = repository.status("m");
      assertTrue(status.served().isEmpty());
      var reason = status.failure().orElseThrow().reason();
      assertTrue(reason.contains(expected), reason);
      assertEquals(1, reason.lines().count(), reason);
    }
  }
}
