package dev.unroll.openinference;

import dev.unroll.codec.Labels;
import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.openinference.TensorSpec.Meaning;
import dev.unroll.plan.Layout;
import dev.unroll.plan.Output;
import dev.unroll.repository.ModelOutput;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Packs rows into one answer. Rows of unequal lengths become a padded tensor here, and only here:
 * nothing was computed for the padding.
 */
final class AnswerWriter {
  /** What padding may make of an answer; beyond it the client does better with smaller batches. */
  private static final long MOST_BYTES = 256L * 1024 * 1024;

  private static final long NOWHERE = -1;

  private final ModelKey model;
  private final ModelOutput meaning;
  private final Asked asked;
  private final List<RowAnswer> rows;
  private final TensorWriter tensors;

  private AnswerWriter(
      ModelKey model,
      ModelOutput meaning,
      Asked asked,
      List<RowAnswer> rows,
      ModelInferResponse.Builder response) {
    this.model = model;
    this.meaning = meaning;
    this.asked = asked;
    this.rows = rows;
    boolean hasTypes =
        asked.outputs().stream().allMatch(wanted -> wanted.spec().datatype().isTyped());
    this.tensors = new TensorWriter(response, asked.isRaw() || !hasTypes);
  }

  /**
   * The answer to a request.
   *
   * @param rows one for each of the request's, in its order
   * @throws Fault INVALID_ARGUMENT where it would become too large
   */
  static ModelInferResponse answer(
      ModelKey model,
      ModelOutput meaning,
      ModelInferRequest request,
      Asked asked,
      List<RowAnswer> rows) {
    var response = head(model, request);
    new AnswerWriter(model, meaning, asked, rows, response).write();
    return response.build();
  }

  /** An answer without tensors. */
  static ModelInferResponse.Builder head(ModelKey model, ModelInferRequest request) {
    var response =
        ModelInferResponse.newBuilder()
            .setModelName(model.name())
            .setModelVersion(Long.toString(model.version()))
            .setId(request.getId());
    var sequence = request.getParametersMap().get(SequenceControl.ID);
    if (sequence != null) {
      response.putParameters(SequenceControl.ID, sequence);
    }
    return response;
  }

  private void write() {
    for (var wanted : asked.outputs()) {
      var spec = wanted.spec();
      switch (spec.meaning()) {
        case GRAPH, STATE -> {
          if (wanted.classes() > 0) {
            classes(spec, wanted.classes());
          } else {
            graph(spec);
          }
        }
        case TAGS -> tags(spec);
        case SPANS, TOKEN_IDS -> paddedLongs(spec);
        case SCORE -> scores(spec);
        default ->
            tensors.texts(
                spec.name(), column(), rows.stream().map(row -> text(spec, row)).toList());
      }
    }
  }

  private long[] column() {
    return new long[] {rows.size(), 1};
  }

  private static String text(TensorSpec spec, RowAnswer row) {
    return switch (spec.meaning()) {
      case LABEL -> row.label() == null ? "" : row.label().label();
      case FILLED -> row.filled();
      default -> row.text();
    };
  }

  private void scores(TensorSpec spec) {
    var scores = new float[rows.size()];
    for (int row = 0; row < scores.length; row++) {
      var label = rows.get(row).label();
      scores[row] = label == null ? 0 : label.score();
    }
    tensors.floats(spec.name(), spec.datatype(), column(), scores);
  }

  private Output output(TensorSpec spec, RowAnswer row) {
    for (var output : row.outputs()) {
      if (output.facts().name().equals(spec.name())) {
        return output;
      }
    }
    throw new IllegalStateException(model + " gave no output '" + spec.name() + "'");
  }

  private void graph(TensorSpec spec) {
    int most = rows.stream().mapToInt(row -> output(spec, row).steps()).max().orElse(1);
    var first = output(spec, rows.get(0));
    int volume = first.values().length / Math.max(1, first.steps());
    boolean stacks = spec.stacks() && rows.size() > 1;
    var own = shape(spec, most, volume);
    var shape = stacks ? stacked(own) : own;
    var layout =
        stacks
            ? new Layout(0, spec.timeAxis() < 0 ? -1 : spec.timeAxis() + 1)
            : new Layout(spec.batchAxis(), spec.timeAxis());
    int size = size(spec, shape, spec.datatype().bytes());
    var values = new float[size];
    for (int row = 0; row < rows.size(); row++) {
      var output = output(spec, rows.get(row));
      layout.forEachRun(
          shape,
          row,
          output.steps(),
          (from, to, length) -> System.arraycopy(output.values(), from, values, to, length));
    }
    if (spec.datatype().isInteger()) {
      var longs = new long[size];
      for (int index = 0; index < size; index++) {
        longs[index] = (long) values[index];
      }
      tensors.longs(spec.name(), spec.datatype(), shape, longs);
    } else {
      tensors.floats(spec.name(), spec.datatype(), shape, values);
    }
  }

  private long[] stacked(long[] shape) {
    var stacked = new long[shape.length + 1];
    stacked[0] = rows.size();
    System.arraycopy(shape, 0, stacked, 1, shape.length);
    return stacked;
  }

  /** The graph's shape with what this answer has for sizes that it leaves open. */
  private long[] shape(TensorSpec spec, int steps, int volume) {
    var shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
    long known = 1;
    int open = -1;
    for (int axis = 0; axis < shape.length; axis++) {
      if (axis == spec.batchAxis()) {
        shape[axis] = rows.size();
      } else if (axis == spec.timeAxis()) {
        shape[axis] = steps;
      } else if (shape[axis] < 0) {
        open = axis;
      } else {
        known *= shape[axis];
      }
    }
    if (open >= 0) {
      shape[open] = volume / known;
    }
    return shape;
  }

  private int size(TensorSpec spec, long[] shape, int bytes) {
    long size = 1;
    for (long axis : shape) {
      size = Math.multiplyExact(size, axis);
    }
    if (size * bytes > MOST_BYTES) {
      throw Fault.invalidSentence(
          "outputs['" + spec.name() + "']",
          "the answer for '%s' of model '%s', padded to its longest row, would have %d bytes; at most %d: ask for fewer rows at once"
              .formatted(spec.name(), model.name(), size * bytes, MOST_BYTES));
    }
    return (int) size;
  }

  private void tags(TensorSpec spec) {
    int most = rows.stream().mapToInt(row -> row.tags().size()).max().orElse(0);
    var shape = new long[] {rows.size(), most};
    size(spec, shape, Integer.BYTES);
    var texts = new ArrayList<String>();
    for (var row : rows) {
      for (int index = 0; index < most; index++) {
        texts.add(index < row.tags().size() ? row.tags().get(index).tag() : "");
      }
    }
    tensors.texts(spec.name(), shape, texts);
  }

  private void paddedLongs(TensorSpec spec) {
    boolean isSpans = spec.meaning() == Meaning.SPANS;
    int width = isSpans ? 2 : 1;
    var each = rows.stream().map(row -> isSpans ? spans(row) : row.tokenIds()).toList();
    int most = each.stream().mapToInt(longs -> longs.length).max().orElse(0);
    var shape =
        isSpans ? new long[] {rows.size(), most / width, width} : new long[] {rows.size(), most};
    var values = new long[size(spec, shape, Long.BYTES)];
    java.util.Arrays.fill(values, NOWHERE);
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(each.get(row), 0, values, row * most, each.get(row).length);
    }
    tensors.longs(spec.name(), spec.datatype(), shape, values);
  }

  private static long[] spans(RowAnswer row) {
    return row.tags().stream()
        .flatMapToLong(tag -> java.util.stream.LongStream.of(tag.start(), tag.end()))
        .toArray();
  }

  private void classes(TensorSpec spec, int classes) {
    var names = names(spec);
    var texts = new ArrayList<String>();
    int most = 0;
    var each = new ArrayList<List<String>>();
    for (var row : rows) {
      var output = output(spec, row);
      var ranked =
          Classification.rank(output.values(), classes, names, spec.datatype().isInteger());
      most = Math.max(most, ranked.size());
      each.add(ranked);
    }
    for (var ranked : each) {
      for (int index = 0; index < most; index++) {
        texts.add(index < ranked.size() ? ranked.get(index) : "");
      }
    }
    tensors.texts(spec.name(), new long[] {rows.size(), most}, texts);
  }

  private Optional<Labels> names(TensorSpec spec) {
    if (spec.meaning() == Meaning.GRAPH) {
      if (meaning instanceof ModelOutput.Ranked ranked && ranked.place() == spec.place()) {
        return Optional.of(ranked.labels());
      }
      if (meaning instanceof ModelOutput.Tagged tagged && tagged.place() == spec.place()) {
        return Optional.of(tagged.labels());
      }
      if (meaning instanceof ModelOutput.Filled filled && filled.place() == spec.place()) {
        return Optional.of(filled.labels());
      }
    }
    return Optional.empty();
  }
}
