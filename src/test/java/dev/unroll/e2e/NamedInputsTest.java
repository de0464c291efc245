package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertInvalid;
import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.openinference.OpenRequests.floats;
import static dev.unroll.openinference.OpenRequests.tensor;
import static dev.unroll.openinference.OpenRequests.truth;
import static dev.unroll.openinference.OpenRequests.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.cli.Commands;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.planner.NamedGraphs;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.v1.Input;
import dev.unroll.v1.InputKind;
import dev.unroll.v1.NamedTensor;
import io.grpc.Status.Code;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Models that take each input of their graph by name, over both protocols. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamedInputsTest {
  private Path models = Path.of("");
  private ServerHarness server;

  @BeforeAll
  void serve(@TempDir Path folder) throws Exception {
    models = folder;
    write("sum", NamedGraphs.sum());
    write("mixing", NamedGraphs.mixingRows());
    write("scaled", NamedGraphs.scaled());
    write("frame", NamedGraphs.frame());
    write("one_row", NamedGraphs.frameOfOneRow());
    write("constant", NamedGraphs.scaled());
    Files.writeString(models.resolve("constant/model.yaml"), "constants: {by: 3}");
    server = ServerHarness.start(models);
  }

  private void write(String name, SmallGraph graph) throws Exception {
    graph.write(Files.createDirectories(models.resolve(name).resolve("1")), "model.onnx");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void rowsOfARequest_areEachWhatTheyAreAlone() {
    var x = new float[] {1, 2, 3, 4, 5, 6};
    var z = new float[] {10, 20, 30, 40, 50, 60};
    var request = request("sum");
    add(request, "x", x, 3, 1, 2);
    add(request, "z", z, 3, 1, 2);
    var answer = server.triton().modelInfer(request.build());
    assertEquals(List.of(3L, 1L, 2L), answer.getOutputs(0).getShapeList());
    assertArrayEquals(new float[] {11, 22, 33, 44, 55, 66}, floats(answer, 0));

    var mixing = request("mixing");
    add(mixing, "x", new float[] {1, 2, 30, 40}, 2, 2);
    add(mixing, "z", new float[] {0, 0, 0, 0}, 2, 2);
    // Each row's mean is over that row only.
    var mixed = server.triton().modelInfer(mixing.build());
    assertArrayEquals(new float[] {1, 2, 30, 40}, floats(mixed, 0));
  }

  @Test
  void manyClientsAtOnce_getWhatEachGetsAlone() throws Exception {
    var calls = new ArrayList<Clients.Call>();
    for (int call = 0; call < 64; call++) {
      int steps = 1 + call % 3;
      int start = call;
      calls.add(() -> {
        var x = new float[2 * steps];
        var z = new float[2 * steps];
        for (int place = 0; place < x.length; place++) {
          x[place] = start + place;
          z[place] = 1000 * place;
        }
        var request = request("sum");
        add(request, "x", x, 1, steps, 2);
        add(request, "z", z, 1, steps, 2);
        var answer = floats(server.triton().modelInfer(request.build()), 0);
        for (int place = 0; place < x.length; place++) {
          assertEquals(x[place] + z[place], answer[place]);
        }
      });
    }
    Clients.run(16, calls);
  }

  @Test
  void numberWithoutAxes_mayBeSentWithOne() {
    for (var shape : List.of(new long[0], new long[] {1})) {
      var request = request("scaled");
      add(request, "x", new float[] {1, 2, 3}, 1, 3);
      request
          .addInputs(tensor("by", "INT64", shape))
          .addRawInputContents(ByteString.copyFrom(longs(7)));
      assertArrayEquals(
          new float[] {7, 14, 21}, floats(server.triton().modelInfer(request.build()), 0));
    }
  }

  @Test
  void inputThatIsAConstant_isNotSent() {
    var request = request("constant");
    add(request, "x", new float[] {1, 2, 3}, 1, 3);
    assertArrayEquals(
        new float[] {3, 6, 9}, floats(server.triton().modelInfer(request.build()), 0));
  }

  @Test
  void wrongInputs_areNamedWithWhatIsAllowed() {
    var missing = request("sum");
    add(missing, "x", new float[] {1, 2}, 1, 1, 2);
    assertInvalid(
        "inputs['z']", "is missing; this model takes all of 'x' float32[?, ?]", infer(missing));
    var apart = request("sum");
    add(apart, "x", new float[] {1, 2}, 1, 1, 2);
    add(apart, "z", new float[] {1, 2, 3, 4}, 2, 1, 2);
    assertInvalid("inputs['z']", "has 2 rows, but 'x' has 1", infer(apart));
    var unknown = request("sum");
    add(unknown, "q", new float[] {1, 2}, 1, 1, 2);
    assertRefused(Code.INVALID_ARGUMENT, "unexpected inference input 'q'", infer(unknown));
    // Only the graph knows that these two must be of one size.
    var unlike = request("sum");
    add(unlike, "x", new float[] {1, 2, 3}, 1, 1, 3);
    add(unlike, "z", new float[] {1, 2}, 1, 1, 2);
    assertInvalid("input", "the graph refuses this input", infer(unlike));
  }

  @Test
  void statesOfSequences_stayOnTheServer() {
    for (var model : List.of("frame", "one_row")) {
      for (int frame = 1; frame < 4; frame++) {
        for (long id = 1; id < 4; id++) {
          var answer = server.triton().modelInfer(frame(model, id, frame == 1, frame == 3).build());
          float sum = id * frame;
          assertArrayEquals(new float[] {2 * sum, 4 * sum}, output(answer, "twice"));
        }
      }
    }
  }

  @Test
  void stateThatAClientGives_isTheFirst() {
    var request = frame("frame", 9, true, true);
    add(request, "state", new float[] {100, 200}, 1, 2);
    var answer = server.triton().modelInfer(request.build());
    assertArrayEquals(new float[] {218, 436}, output(answer, "twice"));
    assertArrayEquals(new float[] {109, 218}, output(answer, "state_out"));
  }

  @Test
  void ownProtocol_takesTensorsByName() {
    var model = server.describe("sum");
    assertEquals(List.of(InputKind.INPUT_KIND_TENSORS), model.getInputKindsList());
    assertEquals(2, model.getInputsCount());
    var input =
        Input.newBuilder()
            .addTensors(given("x", List.of(1L, 2L), 1, 2))
            .addTensors(
                NamedTensor.newBuilder()
                    .setName("z")
                    .addAllShape(List.of(1L, 2L))
                    .addAllIntegers(List.of(5L, 6L)))
            .build();
    var answer = server.calls().manyToMany(Requests.manyToMany("sum", input));
    assertEquals(List.of(6f, 8f), answer.getOutputs(0).getVectors().getValuesList());
    assertInvalid(
        "input.tensors['x']",
        "has 1 elements, which do not fit its shape [2]",
        () ->
            server
                .calls()
                .manyToMany(
                    Requests.manyToMany(
                        "sum", Input.newBuilder().addTensors(given("x", List.of(2L), 1)).build())));
    assertInvalid(
        "input",
        "this model takes named tensors, not vectors",
        () -> server.calls().manyToMany(Requests.manyToMany("sum", Requests.vectors(2, 1, 2))));
  }

  @Test
  void eachMessageOfAStream_isOneRun() throws Throwable {
    var stream = StreamClient.open(server, "frame", pair(1, 2));
    for (int frame = 1; frame < 4; frame++) {
      var aligned = stream.next().getAligned();
      assertEquals("twice", aligned.getOutputs(0).getName());
      assertEquals(
          List.of(2f * frame, 4f * frame), aligned.getOutputs(0).getVectors().getValuesList());
      if (frame < 3) {
        stream.send(pair(1, 2));
      }
    }
    var answers = stream.finish();
    assertTrue(answers.get(answers.size() - 1).hasEnd());
  }

  @Test
  void commandLine_sendsTensorsAsJson() throws Exception {
    var file = Files.writeString(models.resolve("z.json"), "[[5, 6]]");
    assertEquals(0, call("sum", "--input", "x=[[1,2]]", "--input", "z=" + file));
    assertEquals(0, call("sum", "{\"x\": [[1,2]], \"z\": [[0.5, 6]]}"));
    assertEquals(1, call("sum", "--input", "x=[[1,2]]"));
    assertEquals(2, call("sum", "--input", "x=[[1],[1,2]]"));
    assertEquals(2, call("sum", "--input", "x"));
  }

  private int call(String... arguments) {
    var words = new ArrayList<>(List.of("call", "--to=localhost:" + server.port()));
    words.addAll(List.of(arguments));
    return Commands.commandLine(config -> 0)
        .setErr(new PrintWriter(new StringWriter()))
        .execute(words.toArray(String[]::new));
  }

  private static ModelInferRequest.Builder frame(
      String model, long id, boolean isFirst, boolean isLast) {
    var request =
        request(model)
            .putParameters("sequence_id", whole(id))
            .putParameters("sequence_start", truth(isFirst))
            .putParameters("sequence_end", truth(isLast));
    add(request, "left", new float[] {id, id}, 1, 2);
    add(request, "right", new float[] {0, id}, 1, 2);
    return request;
  }

  private static Input pair(float left, float right) {
    return Input.newBuilder()
        .addTensors(given("left", List.of(2L), left, 0))
        .addTensors(given("right", List.of(2L), 0, right))
        .build();
  }

  private static NamedTensor given(String name, List<Long> shape, float... values) {
    var tensor = NamedTensor.newBuilder().setName(name).addAllShape(shape);
    for (float value : values) {
      tensor.addFloats(value);
    }
    return tensor.build();
  }

  private Executable infer(ModelInferRequest.Builder request) {
    return () -> server.triton().modelInfer(request.build());
  }

  private static ModelInferRequest.Builder request(String model) {
    return ModelInferRequest.newBuilder().setModelName(model);
  }

  private static void add(
      ModelInferRequest.Builder request, String name, float[] values, long... shape) {
    var bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    request.addInputs(tensor(name, "FP32", shape)).addRawInputContents(ByteString.copyFrom(bytes));
  }

  private static ByteBuffer longs(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).flip();
  }

  private static float[] output(ModelInferResponse answer, String name) {
    for (int place = 0; place < answer.getOutputsCount(); place++) {
      if (answer.getOutputs(place).getName().equals(name)) {
        return floats(answer, place);
      }
    }
    throw new AssertionError("no output " + name);
  }
}
