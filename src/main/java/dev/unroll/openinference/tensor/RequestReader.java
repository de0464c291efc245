package dev.unroll.openinference.tensor;

import com.google.protobuf.ByteString;
import dev.unroll.codec.RawInput;
import dev.unroll.core.Excerpt;
import dev.unroll.core.Fault;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferRequest.InferInputTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's tensors. A batch is split into its sequences: each becomes a row of its own,
 * without padding.
 */
public final class RequestReader {
  private final ModelTensors model;
  private final ModelInferRequest request;
  private final boolean isRaw;

  private @Nullable InputTensor sequences;
  private @Nullable InputTensor lengths;
  private final List<InputTensor> states = new ArrayList<>();

  /** The graph's inputs, if the model takes each by its name. */
  private final List<InputTensor> named = new ArrayList<>();

  private RequestReader(ModelTensors model, ModelInferRequest request) {
    this.model = model;
    this.request = request;
    this.isRaw = request.getRawInputContentsCount() > 0;
  }

  /**
   * Reads a request and checks it against its model.
   *
   * @throws Fault INVALID_ARGUMENT naming the tensor that does not fit the model, and what is
   *     allowed
   */
  public static ParsedRequest read(ModelTensors model, ModelInferRequest request) {
    return new RequestReader(model, request).parsedRequest();
  }

  private ParsedRequest parsedRequest() {
    checkRaw();
    var names = new HashSet<String>();
    for (int place = 0; place < request.getInputsCount(); place++) {
      var tensor = request.getInputs(place);
      if (!names.add(tensor.getName())) {
        throw wrong(tensor, "input '%s' is given twice for model '%s'");
      }
      take(tensor, read(tensor, place));
    }
    if (model.namesInputs()) {
      var tensors = new NamedTensors(named);
      return new ParsedRequest(
          tensors.rows(),
          initialStates(tensors.count()),
          WantedOutputs.of(model, request),
          isRaw,
          Optional.empty());
    }
    if (sequences == null) {
      throw Fault.invalidSentence(
          "inputs",
          "expected 1 inputs but got 0 inputs for model '%s'; '%s' is missing"
              .formatted(model.model(), model.inputs().get(0).name()));
    }
    var wanted = WantedOutputs.of(model, request);
    var steps = steps(sequences);
    return new ParsedRequest(
        rows(sequences, steps),
        initialStates(sequences.rows()),
        wanted,
        isRaw,
        lengths == null
            ? Optional.empty()
            : Optional.of(
                new ParsedRequest.Padding(
                    sequences.steps(), Arrays.stream(steps).boxed().toList())));
  }

  private void checkRaw() {
    if (isRaw && request.getRawInputContentsCount() != request.getInputsCount()) {
      throw Fault.invalidSentence(
          "raw_input_contents",
          "expected number of raw_input_contents entries (%d) to match inputs (%d)"
              .formatted(request.getRawInputContentsCount(), request.getInputsCount()));
    }
  }

  private void take(InferInputTensor tensor, InputTensor read) {
    switch (read.spec().meaning()) {
      case LENGTHS -> lengths = read;
      case STATE -> states.add(read);
      default -> {
        if (model.namesInputs()) {
          named.add(read);
          return;
        }
        if (sequences != null) {
          throw wrong(
              tensor,
              "input '%s' for model '%s' has the same meaning as '"
                  + sequences.spec().name()
                  + "'; give one of them");
        }
        sequences = read;
      }
    }
  }

  private InputTensor read(InferInputTensor tensor, int place) {
    Parameters.refuseSharedMemory(tensor.getName(), tensor.getParametersMap());
    if (isRaw && tensor.hasContents()) {
      throw wrong(
          tensor,
          "contents field must not be specified when using raw_input_contents for '%s' for model"
              + " '%s'");
    }
    var spec = spec(tensor);
    var reader =
        new TensorReader(model.model(), tensor, isRaw ? request.getRawInputContents(place) : null);
    var shape = reader.shape(shaped(spec, tensor));
    int rows =
        spec.batchAxis() < 0 ? 1 : (int) Math.min(Integer.MAX_VALUE, shape[spec.batchAxis()]);
    if (rows > model.mostRows()) {
      throw Fault.invalidSentence(
          field(tensor) + ".shape",
          "inference request batch-size must be <= %d for '%s'; input '%s' has %d rows"
              .formatted(model.mostRows(), model.model(), Excerpt.of(tensor.getName()), rows));
    }
    return new InputTensor(
        spec,
        isNumber(spec, tensor) ? new long[0] : shape,
        reader.elements(spec.datatype(), shape));
  }

  /** Returns whether a tensor of shape [1] stands for a single number without axes. */
  private static boolean isNumber(TensorSpec spec, InferInputTensor tensor) {
    return spec.shape().isEmpty() && tensor.getShapeList().equals(List.of(1L));
  }

  /** Accepts the shapes [rows] and [rows, 1] for a tensor with one number a row. */
  private static TensorSpec shaped(TensorSpec spec, InferInputTensor tensor) {
    if (isNumber(spec, tensor)) {
      return spec.shaped(List.of(1L));
    }
    boolean isColumn =
        spec.meaning() == Meaning.LENGTHS && tensor.getShapeCount() == 2 && tensor.getShape(1) == 1;
    return isColumn ? spec.shaped(List.of(-1L, 1L)) : spec;
  }

  private TensorSpec spec(InferInputTensor tensor) {
    var named = model.inputsNamed(tensor.getName());
    if (named.isEmpty()) {
      throw wrong(
          tensor,
          "unexpected inference input '%s' for model '%s'; it takes "
              + String.join(", ", model.inputs().stream().map(TensorSpec::name).toList()));
    }
    for (var spec : named) {
      if (spec.datatype().name().equals(tensor.getDatatype())) {
        return spec;
      }
    }
    var expected = named.stream().map(spec -> "'" + spec.datatype() + "'").toList();
    throw Fault.invalidSentence(
        field(tensor) + ".datatype",
        "inference input '%s' data-type is '%s', but model '%s' expects %s"
            .formatted(
                Excerpt.of(tensor.getName()),
                Excerpt.of(tensor.getDatatype()),
                model.model(),
                String.join(" or ", expected)));
  }

  /** Returns the steps of each row, without padding. */
  private int[] steps(InputTensor tensor) {
    int rows = tensor.rows();
    if (lengths == null) {
      var steps = new int[rows];
      Arrays.fill(steps, tensor.steps());
      return steps;
    }
    if (!tensor.spec().timed()) {
      throw Fault.invalid(
          "inputs['" + lengths.spec().name() + "']",
          "is for padded batches; '" + tensor.spec().name() + "' has no steps");
    }
    return lengths.lengths(rows, tensor.steps());
  }

  private static List<ParsedRequest.Row> rows(InputTensor tensor, int[] steps) {
    var asked = new ArrayList<ParsedRequest.Row>(steps.length);
    for (int row = 0; row < steps.length; row++) {
      asked.add(new ParsedRequest.Row(tensor.spec().name(), given(tensor, row, steps[row])));
    }
    return asked;
  }

  private static RawInput given(InputTensor tensor, int row, int steps) {
    return switch (tensor.spec().meaning()) {
      case TEXT -> new RawInput.Text(text(tensor, row));
      case IMAGE -> new RawInput.Image(tensor.bytes(row).toByteArray());
      default ->
          tensor.elements() instanceof TensorElements.Longs
              ? new RawInput.TokenIds(tensor.longs(row, steps))
              : new RawInput.VectorValues(tensor.floats(row, steps), 0);
    };
  }

  private static String text(InputTensor tensor, int row) {
    ByteString bytes = tensor.bytes(row);
    if (!bytes.isValidUtf8()) {
      throw Fault.invalid(
          "inputs['" + tensor.spec().name() + "'][" + row + "]", "is text, but not valid UTF-8");
    }
    return bytes.toStringUtf8();
  }

  private List<Map<String, float[]>> initialStates(int rows) {
    var initial = new ArrayList<Map<String, float[]>>();
    for (int row = 0; row < rows && !states.isEmpty(); row++) {
      var ofRow = new LinkedHashMap<String, float[]>();
      for (var state : states) {
        if (state.rows() != rows) {
          throw Fault.invalid(
              "inputs['" + state.spec().name() + "']",
              "has "
                  + state.rows()
                  + " rows; it must have one for each sequence, which is "
                  + rows);
        }
        ofRow.put(state.spec().name(), state.state(row));
      }
      initial.add(ofRow);
    }
    return initial;
  }

  private static String field(InferInputTensor tensor) {
    return "inputs['" + Excerpt.of(tensor.getName()) + "']";
  }

  /**
   * @param words a format with placeholders for the names of the tensor and of the model
   */
  private Fault wrong(InferInputTensor tensor, String words) {
    return Fault.invalidSentence(
        field(tensor), words.formatted(Excerpt.of(tensor.getName()), model.model()));
  }
}
