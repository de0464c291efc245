package dev.unroll.openinference.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.unroll.codec.RawInput;
import dev.unroll.inference.Prediction;
import dev.unroll.inference.SmallEngine;
import dev.unroll.openinference.OpenRequests;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.HalfFloat;
import dev.unroll.schedule.execution.RowTiming;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferRequest.InferInputTensor;
import dev.unroll.triton.ModelInferResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written and read again is the same, and so is a batch that is cut and packed again. */
class TensorLawsTest {
  private static final int ROUNDS = 200;
  private static final int MOST_STEPS = 5;
  private static final int WIDTH = 3;

  @TempDir private Path folder;

  private final Random random = new Random(1);

  /** A tensor of an answer as one of a request. */
  private static InferInputTensor input(ModelInferResponse response, int place) {
    var output = response.getOutputs(place);
    var tensor =
        OpenRequests.tensor(output.getName(), output.getDatatype())
            .addAllShape(output.getShapeList());
    return (output.hasContents() ? tensor.setContents(output.getContents()) : tensor).build();
  }

  private static TensorElements again(ModelInferResponse.Builder response, Datatype datatype) {
    var built = response.build();
    var raw = built.getRawOutputContentsCount() > 0 ? built.getRawOutputContents(0) : null;
    var tensor = input(built, 0);
    assertEquals(datatype.name(), tensor.getDatatype());
    var shape = tensor.getShapeList().stream().mapToLong(Long::longValue).toArray();
    return new TensorReader("m", tensor, raw).elements(datatype, shape);
  }

  private long[] shape() {
    return random.longs(1 + random.nextInt(3), 1, 4).toArray();
  }

  private static int size(long[] shape) {
    return (int) java.util.Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  @ParameterizedTest
  @EnumSource(names = {"FP16", "FP32", "FP64"})
  void floats_writtenAndRead_areTheSame(Datatype datatype) {
    for (int round = 0; round < ROUNDS; round++) {
      var shape = shape();
      var values = new float[size(shape)];
      for (int index = 0; index < values.length; index++) {
        values[index] =
            datatype == Datatype.FP16
                ? HalfFloat.toFloat((short) random.nextInt())
                : Float.intBitsToFloat(random.nextInt());
      }
      for (boolean isRaw :
          datatype.isTyped() ? new boolean[] {true, false} : new boolean[] {true}) {
        var response = ModelInferResponse.newBuilder();
        new TensorWriter(response, isRaw).floats("x", datatype, shape, values);
        assertArrayEquals(values, ((TensorElements.Floats) again(response, datatype)).values());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BOOL", "UINT8", "INT8", "INT16", "INT32", "INT64"})
  void integers_writtenAndRead_areTheSame(Datatype datatype) {
    for (int round = 0; round < ROUNDS; round++) {
      var shape = shape();
      var type = datatype.elementType().orElseThrow();
      var numbers =
          datatype == Datatype.INT64 ? random.longs() : random.longs(type.least(), type.most() + 1);
      var values = numbers.limit(size(shape)).toArray();
      for (boolean isRaw : new boolean[] {true, false}) {
        var response = ModelInferResponse.newBuilder();
        new TensorWriter(response, isRaw).longs("x", datatype, shape, values);
        assertArrayEquals(values, ((TensorElements.Longs) again(response, datatype)).values());
      }
    }
  }

  @Test
  void texts_writtenAndRead_areTheSame() {
    for (int round = 0; round < ROUNDS; round++) {
      var shape = shape();
      var texts =
          Stream.generate(() -> "새 cat\0😀".substring(0, random.nextInt(6)))
              .limit(size(shape))
              .toList();
      for (boolean isRaw : new boolean[] {true, false}) {
        var response = ModelInferResponse.newBuilder();
        new TensorWriter(response, isRaw).texts("x", shape, texts);
        var read = ((TensorElements.Texts) again(response, Datatype.BYTES)).values();
        assertEquals(texts, read.stream().map(ByteString::toStringUtf8).toList());
      }
    }
  }

  /** The ways that inputs keep rows and steps, and hidden states their rows. */
  private static List<TensorSpec> specs() {
    return List.of(
        spec(Datatype.FP32, List.of(-1L, -1L, (long) WIDTH), 0, 1, Meaning.GRAPH),
        spec(Datatype.FP64, List.of(-1L, -1L, (long) WIDTH), 1, 0, Meaning.GRAPH),
        spec(Datatype.INT64, List.of(-1L, -1L), 0, 1, Meaning.GRAPH),
        spec(Datatype.INT32, List.of(-1L, -1L), 1, 0, Meaning.GRAPH),
        spec(Datatype.FP32, List.of(-1L, (long) WIDTH), 0, -1, Meaning.GRAPH),
        spec(Datatype.FP32, List.of(2L, -1L, (long) WIDTH), 1, -1, Meaning.STATE));
  }

  private static TensorSpec spec(
      Datatype datatype, List<Long> shape, int batchAxis, int timeAxis, Meaning meaning) {
    return new TensorSpec("x", datatype, shape, batchAxis, timeAxis, meaning, 0, false);
  }

  @Test
  void batch_packedAndCutAgain_givesTheSameRows() throws Exception {
    try (var engine = new SmallEngine(folder, 1, 1)) {
      var model = engine.model(SmallEngine.MODEL);
      for (int round = 0; round < ROUNDS; round++) {
        for (var spec : specs()) {
          var rows = rows(spec, 1 + random.nextInt(4));
          var parsedRequest =
              new ParsedRequest(
                  List.of(),
                  List.of(),
                  List.of(new ParsedRequest.Wanted(spec, 0)),
                  round % 2 == 0,
                  Optional.empty());
          var request = ModelInferRequest.getDefaultInstance();
          var batch = AnswerWriter.answer(model, request, parsedRequest, predictions(rows));
          var read = RequestReader.read(tensors(spec), request(spec, batch, rows));
          assertEquals(rows.size(), read.rows().size());
          for (int row = 0; row < rows.size(); row++) {
            assertArrayEquals(rows.get(row).values(), values(spec, read, row), spec::toString);
          }
        }
      }
    }
  }

  private List<Output> rows(TensorSpec spec, int count) {
    int volume = 1;
    for (int axis = 0; axis < spec.shape().size(); axis++) {
      volume *=
          axis == spec.batchAxis() || axis == spec.timeAxis()
              ? 1
              : (int) (long) spec.shape().get(axis);
    }
    var facts =
        new TensorFacts(
            "x", "float32", spec.shape(), spec.batchAxis(), spec.timeAxis(), volume, false, "");
    var rows = new ArrayList<Output>();
    for (int row = 0; row < count; row++) {
      int steps = spec.timed() ? 1 + random.nextInt(MOST_STEPS) : 1;
      var values = new float[steps * volume];
      for (int index = 0; index < values.length; index++) {
        values[index] = random.nextInt(1000) - 500;
      }
      rows.add(new Output(facts, values, steps));
    }
    return rows;
  }

  private static List<Prediction> predictions(List<Output> rows) {
    var timing = new RowTiming(0, 0, 0, 0);
    return rows.stream()
        .<Prediction>map(row -> new Prediction.Tensors(List.of(row), timing))
        .toList();
  }

  /** A model that takes the tensor, and ids beside it where that is a hidden state. */
  private static ModelTensors tensors(TensorSpec spec) {
    var ids =
        new TensorSpec("ids", Datatype.INT64, List.of(-1L, -1L), 0, 1, Meaning.GRAPH, 0, false);
    var lengths =
        new TensorSpec("lengths", Datatype.INT64, List.of(-1L), 0, -1, Meaning.LENGTHS, 0, true);
    return new ModelTensors("m", List.of(spec, ids), List.of(lengths), List.of(), 0, 10, false);
  }

  private static ModelInferRequest request(
      TensorSpec spec, ModelInferResponse batch, List<Output> rows) {
    boolean isRaw = batch.getRawOutputContentsCount() > 0;
    var request = ModelInferRequest.newBuilder().addInputs(input(batch, 0));
    var response = ModelInferResponse.newBuilder();
    var writer = new TensorWriter(response, isRaw);
    if (spec.timed()) {
      var lengths = rows.stream().mapToLong(Output::steps).toArray();
      writer.longs("lengths", Datatype.INT64, new long[] {rows.size()}, lengths);
    } else if (spec.meaning() == Meaning.STATE) {
      writer.longs("ids", Datatype.INT64, new long[] {rows.size(), 1}, new long[rows.size()]);
    }
    var more = response.build();
    for (int place = 0; place < more.getOutputsCount(); place++) {
      request.addInputs(input(more, place));
    }
    return request
        .addAllRawInputContents(batch.getRawOutputContentsList())
        .addAllRawInputContents(more.getRawOutputContentsList())
        .build();
  }

  private static float[] values(TensorSpec spec, ParsedRequest parsedRequest, int row) {
    if (spec.meaning() == Meaning.STATE) {
      return parsedRequest.states(row).getOrDefault("x", new float[0]);
    }
    if (parsedRequest.rows().get(row).rawInput() instanceof RawInput.TokenIds ids) {
      var values = new float[ids.ids().length];
      for (int index = 0; index < values.length; index++) {
        values[index] = ids.ids()[index];
      }
      return values;
    }
    return ((RawInput.VectorValues) parsedRequest.rows().get(row).rawInput()).values();
  }
}
