package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertInvalid;
import static dev.unroll.openinference.OpenRequests.tensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.triton.InferTensorContents;
import dev.unroll.triton.ModelConfigRequest;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelMetadataRequest;
import dev.unroll.v1.Input;
import dev.unroll.v1.NamedTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Graphs whose inputs and outputs are small integers or booleans, over both protocols. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmallTypesTest {
  private static final int STEPS = 2;

  /** A type, and its range. */
  enum Type {
    BOOL(SmallGraph.BOOL, 1, 0, 1),
    UINT8(SmallGraph.UINT8, 1, 0, 255),
    INT8(SmallGraph.INT8, 1, -128, 127),
    INT16(SmallGraph.INT16, 2, -32768, 32767),
    INT32(SmallGraph.INT32, 4, 0, Integer.MAX_VALUE);

    private final int number;
    private final int bytes;
    private final long least;
    private final long most;

    Type(int number, int bytes, long least, long most) {
      this.number = number;
      this.bytes = bytes;
      this.least = least;
      this.most = most;
    }
  }

  private Path models = Path.of("");
  private ServerHarness server;

  @BeforeAll
  void serve(@TempDir Path folder) throws Exception {
    models = folder;
    for (var type : Type.values()) {
      write(type.name(), mirror(type));
    }
    write("masked", masked());
    server = ServerHarness.start(models);
  }

  private void write(String name, SmallGraph graph) throws Exception {
    graph.write(Files.createDirectories(models.resolve(name).resolve("1")), "model.onnx");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** Answers the least of the type with its most, and so on; and what it has read, as int64. */
  private static SmallGraph mirror(Type type) {
    return new SmallGraph()
        .input("x", type.number, "rows", "steps")
        .output("y", type.number, "rows", "steps")
        .output("read", SmallGraph.INT64, "rows", "steps")
        .integers("sum", List.of(), type.least + type.most)
        .node("Cast", "x", "read", SmallGraph.number("to", SmallGraph.INT64))
        .node("Sub", "sum,read", "mirrored")
        .node("Cast", "mirrored", "y", SmallGraph.number("to", type.number));
  }

  /** Vectors where a mask is true, and zeros elsewhere. */
  private static SmallGraph masked() {
    return new SmallGraph()
        .input("x", SmallGraph.FLOAT32, "batch", "steps")
        .input("mask", SmallGraph.BOOL, "batch", "steps")
        .output("y", SmallGraph.FLOAT32, "batch", "steps")
        .output("negated", SmallGraph.BOOL, "batch", "steps")
        .weight("zero", List.of(), 0)
        .node("Where", "mask,x,zero", "y")
        .node("Not", "mask", "negated");
  }

  /** Three rows of two steps: both ends of the range, and numbers within. */
  private static long[] values(Type type) {
    long middle = (type.least + type.most) / 2;
    return new long[] {type.least, type.most, middle, type.most, type.most, type.least};
  }

  private static long[] mirrored(Type type) {
    return Arrays.stream(values(type)).map(value -> type.least + type.most - value).toArray();
  }

  @ParameterizedTest
  @EnumSource
  void rawRows_areAnsweredInTheirType(Type type) {
    var answer = server.triton().modelInfer(raw(type, values(type)).build());
    assertEquals(type.name(), answer.getOutputs(0).getDatatype());
    assertEquals(List.of(3L, (long) STEPS), answer.getOutputs(0).getShapeList());
    assertArrayEquals(mirrored(type), numbers(answer.getRawOutputContents(0), type));
    var read = answer.getRawOutputContents(1).asReadOnlyByteBuffer();
    var longs = new long[6];
    read.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(longs);
    assertArrayEquals(values(type), longs);
  }

  @ParameterizedTest
  @EnumSource
  void typedRows_areAnsweredInTheirType(Type type) {
    var answer = server.triton().modelInfer(typed(type, values(type)).build());
    assertEquals(type.name(), answer.getOutputs(0).getDatatype());
    assertArrayEquals(mirrored(type), numbers(answer.getOutputs(0).getContents(), type));
    assertArrayEquals(
        values(type),
        answer.getOutputs(1).getContents().getInt64ContentsList().stream()
            .mapToLong(Long::longValue)
            .toArray());
  }

  @ParameterizedTest
  @EnumSource
  void manyClientsAtOnce_getWhatEachGetsAlone(Type type) throws Exception {
    var calls = new ArrayList<Clients.Call>();
    for (int call = 0; call < 32; call++) {
      long value = type.least + call % (Math.min(30, type.most - type.least) + 1);
      calls.add(() -> {
        var request = typed(type, new long[] {value, type.most});
        var answer = server.triton().modelInfer(request.build());
        assertArrayEquals(
            new long[] {type.least + type.most - value, type.least},
            numbers(answer.getOutputs(0).getContents(), type));
      });
    }
    Clients.run(8, calls);
  }

  @ParameterizedTest
  @EnumSource
  void metadataAndConfiguration_tellTheType(Type type) {
    var metadata =
        server
            .triton()
            .modelMetadata(ModelMetadataRequest.newBuilder().setName(type.name()).build());
    assertEquals(type.name(), metadata.getInputs(0).getDatatype());
    assertEquals(type.name(), metadata.getOutputs(0).getDatatype());
    var config =
        server
            .triton()
            .modelConfig(ModelConfigRequest.newBuilder().setName(type.name()).build())
            .getConfig();
    assertEquals("TYPE_" + type, config.getInput(0).getDataType().name());
    assertEquals("TYPE_" + type, config.getOutput(0).getDataType().name());
    assertEquals(
        type.name().toLowerCase(java.util.Locale.ROOT),
        server.describe(type.name()).getInputs(0).getElementType());
  }

  @Test
  void valuesThatDoNotFit_areInvalidNamingThem() {
    assertInvalid(
        "inputs['x'] row 1 [0]",
        "id 300 is outside this model's [0, 255]: its input is uint8",
        () -> server.triton().modelInfer(typed(Type.UINT8, 1, 2, 300, 4).build()));
    assertInvalid(
        "inputs['x'] [1]",
        "id 2 is outside this model's [0, 1]: its input is bool",
        () -> server.triton().modelInfer(raw(Type.BOOL, 0, 2).build()));
    assertInvalid(
        "input.token_ids.ids[1]",
        "id 3000000000 is outside this model's [0, 2147483647]: its input is int32",
        () ->
            server
                .calls()
                .manyToMany(Requests.manyToMany("INT32", Requests.ids(1, 3_000_000_000L))));
  }

  @Test
  void maskOfANamedInput_isTakenRawTypedAndByTheOwnProtocol() {
    var floats = InferTensorContents.newBuilder().addAllFp32Contents(List.of(1f, 2f, 3f, 4f));
    var truths =
        InferTensorContents.newBuilder().addAllBoolContents(List.of(true, false, false, true));
    var request =
        ModelInferRequest.newBuilder()
            .setModelName("masked")
            .addInputs(tensor("x", "FP32", 2, 2).setContents(floats))
            .addInputs(tensor("mask", "BOOL", 2, 2).setContents(truths));
    var answer = server.triton().modelInfer(request.build());
    assertEquals(List.of(1f, 0f, 0f, 4f), answer.getOutputs(0).getContents().getFp32ContentsList());
    assertEquals(
        List.of(false, true, true, false),
        answer.getOutputs(1).getContents().getBoolContentsList());

    var own = server.calls().manyToMany(Requests.manyToMany("masked", named(0, 1)));
    assertEquals(List.of(0f, 6f), own.getOutputs(0).getVectors().getValuesList());
    assertEquals(List.of(1f, 0f), own.getOutputs(1).getVectors().getValuesList());
    assertInvalid(
        "inputs['mask'][1]",
        "is 2; this input is bool, which holds 0 to 1",
        () -> server.calls().manyToMany(Requests.manyToMany("masked", named(0, 2))));
  }

  private static Input named(long... mask) {
    var truths = Arrays.stream(mask).boxed().toList();
    return Input.newBuilder()
        .addTensors(
            NamedTensor.newBuilder().setName("x").addShape(2).addFloats(5).addFloats(6).build())
        .addTensors(NamedTensor.newBuilder().setName("mask").addShape(2).addAllIntegers(truths))
        .build();
  }

  private static ModelInferRequest.Builder raw(Type type, long... values) {
    var bytes = ByteBuffer.allocate(type.bytes * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      switch (type.bytes) {
        case 1 -> bytes.put((byte) value);
        case 2 -> bytes.putShort((short) value);
        default -> bytes.putInt((int) value);
      }
    }
    return ModelInferRequest.newBuilder()
        .setModelName(type.name())
        .addInputs(tensor("x", type.name(), values.length / STEPS, STEPS))
        .addRawInputContents(ByteString.copyFrom(bytes.flip()));
  }

  private static ModelInferRequest.Builder typed(Type type, long... values) {
    var contents = InferTensorContents.newBuilder();
    for (long value : values) {
      switch (type) {
        case BOOL -> contents.addBoolContents(value == 1);
        case UINT8 -> contents.addUintContents((int) value);
        default -> contents.addIntContents((int) value);
      }
    }
    return ModelInferRequest.newBuilder()
        .setModelName(type.name())
        .addInputs(tensor("x", type.name(), values.length / STEPS, STEPS).setContents(contents));
  }

  private static long[] numbers(ByteString raw, Type type) {
    var bytes = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    var numbers = new long[raw.size() / type.bytes];
    for (int place = 0; place < numbers.length; place++) {
      numbers[place] =
          switch (type.bytes) {
            case 1 -> type == Type.INT8 ? bytes.get() : bytes.get() & 0xff;
            case 2 -> bytes.getShort();
            default -> bytes.getInt();
          };
    }
    return numbers;
  }

  private static long[] numbers(InferTensorContents contents, Type type) {
    return switch (type) {
      case BOOL ->
          contents.getBoolContentsList().stream().mapToLong(truth -> truth ? 1 : 0).toArray();
      case UINT8 -> contents.getUintContentsList().stream().mapToLong(Integer::longValue).toArray();
      default -> contents.getIntContentsList().stream().mapToLong(Integer::longValue).toArray();
    };
  }
}
