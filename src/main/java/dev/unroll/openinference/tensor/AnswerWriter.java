package dev.unroll.openinference.tensor;

import dev.unroll.codec.label.ScoredLabel;
import dev.unroll.codec.label.Tag;
import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.inference.Prediction;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.plan.stage.Output;
import dev.unroll.repository.ServedModel;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Packs the answers of rows into one response. Rows of unequal lengths are padded only here, so
 * nothing was computed for the padding.
 */
public final class AnswerWriter {
  /** The largest response after padding; a client with a larger one should send smaller batches. */
  private static final long MOST_BYTES = 256L * 1024 * 1024;

  private static final long NOWHERE = -1;

  private static final Text NONE = new Text("", new long[0]);

  private final ServedModel model;
  private final ParsedRequest parsedRequest;
  private final List<Prediction> rows;
  private final List<Text> texts;
  private final TensorWriter tensors;

  /** Generated output of a row, complete or a part. */
  public record Text(String text, long[] ids) {}

  private AnswerWriter(
      ServedModel model,
      ParsedRequest parsedRequest,
      List<Prediction> rows,
      List<Text> texts,
      ModelInferResponse.Builder response) {
    this.model = model;
    this.parsedRequest = parsedRequest;
    this.rows = rows;
    this.texts = texts;
    boolean hasTypes =
        parsedRequest.outputs().stream().allMatch(wanted -> wanted.spec().datatype().isTyped());
    this.tensors = new TensorWriter(response, parsedRequest.isRaw() || !hasTypes);
  }

  /**
   * Returns the response to a request.
   *
   * @param rows the predictions of the request's rows, in its order
   * @throws Fault INVALID_ARGUMENT if it would be too large
   */
  public static ModelInferResponse answer(
      ServedModel model,
      ModelInferRequest request,
      ParsedRequest parsedRequest,
      List<Prediction> rows) {
    var response = head(model.key(), request);
    var texts = rows.stream().map(AnswerWriter::generated).toList();
    new AnswerWriter(model, parsedRequest, rows, texts, response).write();
    return response.build();
  }

  /**
   * Returns a response with a piece of one row's generated output.
   *
   * @param row the row's prediction, for the last piece; no other has the candidates
   */
  public static ModelInferResponse part(
      ServedModel model,
      ModelInferRequest request,
      ParsedRequest parsedRequest,
      Text text,
      Optional<Prediction> row) {
    var response = head(model.key(), request);
    new AnswerWriter(model, parsedRequest, row.stream().toList(), List.of(text), response).write();
    return response.build();
  }

  private static Text generated(Prediction row) {
    return row instanceof Prediction.Generated generated
        ? new Text(generated.best().text(), generated.best().ids())
        : NONE;
  }

  /** Returns a response without tensors. */
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
    for (var wanted : parsedRequest.outputs()) {
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
        case LABEL ->
            texts(
                spec,
                rows.stream().map(row -> best(row).map(ScoredLabel::label).orElse("")).toList());
        case CANDIDATES, CANDIDATE_SCORES -> {
          if (!rows.isEmpty()) {
            CandidateOutputs.write(model, spec, rows, tensors);
          }
        }
        case FILLED -> texts(spec, rows.stream().map(AnswerWriter::filled).toList());
        default -> texts(spec, texts.stream().map(Text::text).toList());
      }
    }
  }

  private void texts(TensorSpec spec, List<String> each) {
    tensors.texts(spec.name(), new long[] {each.size(), 1}, each);
  }

  private static Optional<ScoredLabel> best(Prediction row) {
    if (row instanceof Prediction.Labels labels) {
      return Optional.of(labels.labels().get(0));
    }
    return row instanceof Prediction.Filled filled
        ? Optional.of(filled.words().get(0))
        : Optional.empty();
  }

  private static String filled(Prediction row) {
    return row instanceof Prediction.Filled filled ? filled.text() : "";
  }

  private static List<Tag> tags(Prediction row) {
    return row instanceof Prediction.Tags tags ? tags.tagging().tags() : List.of();
  }

  private void scores(TensorSpec spec) {
    var scores = new float[rows.size()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = best(rows.get(row)).map(ScoredLabel::score).orElse(0f);
    }
    tensors.floats(spec.name(), spec.datatype(), new long[] {rows.size(), 1}, scores);
  }

  private Output output(TensorSpec spec, Prediction row) {
    for (var output : row.outputs()) {
      if (output.facts().name().equals(spec.name())) {
        return output;
      }
    }
    throw new IllegalStateException(model.key() + " gave no output '" + spec.name() + "'");
  }

  private void graph(TensorSpec spec) {
    var outputs = rows.stream().map(row -> output(spec, row)).toList();
    var packed =
        new BatchResponse(
            spec, outputs, parsedRequest.leastSteps(outputs.stream().map(Output::steps).toList()));
    int size = size(spec, packed.shape(), spec.datatype().bytes());
    if (spec.datatype().isInteger()) {
      tensors.longs(spec.name(), spec.datatype(), packed.shape(), packed.longs(size));
    } else if (spec.datatype() == Datatype.FP64) {
      tensors.doubles(spec.name(), packed.shape(), packed.doubles(size));
    } else {
      tensors.floats(spec.name(), spec.datatype(), packed.shape(), packed.floats(size));
    }
  }

  private int size(TensorSpec spec, long[] shape, int bytes) {
    long size = 1;
    for (long axis : shape) {
      size = Math.multiplyExact(size, axis);
    }
    checkSize(model, spec, size * bytes);
    return (int) size;
  }

  static void checkSize(ServedModel model, TensorSpec spec, long bytes) {
    if (bytes > MOST_BYTES) {
      throw Fault.invalidSentence(
          "outputs['" + spec.name() + "']",
          "the answer for '%s' of model '%s', padded to its longest row, would have %d bytes; the limit is %d: send fewer rows in a request"
              .formatted(spec.name(), model.key().name(), bytes, MOST_BYTES));
    }
  }

  private void tags(TensorSpec spec) {
    int most = mostTags();
    var shape = new long[] {rows.size(), most};
    size(spec, shape, Integer.BYTES);
    var names = new ArrayList<String>();
    for (var row : rows) {
      for (int index = 0; index < most; index++) {
        names.add(index < tags(row).size() ? tags(row).get(index).tag() : "");
      }
    }
    tensors.texts(spec.name(), shape, names);
  }

  /** Returns the tags of the longest row, or the steps of a padded batch with a tag for each. */
  private int mostTags() {
    var counts = rows.stream().map(row -> tags(row).size()).toList();
    int most = counts.stream().mapToInt(Integer::intValue).max().orElse(0);
    return Math.max(most, parsedRequest.leastSteps(counts));
  }

  private void paddedLongs(TensorSpec spec) {
    boolean isSpans = spec.meaning() == Meaning.SPANS;
    int width = isSpans ? 2 : 1;
    var each =
        isSpans
            ? rows.stream().map(AnswerWriter::spans).toList()
            : texts.stream().map(Text::ids).toList();
    int most =
        isSpans
            ? width * mostTags()
            : each.stream().mapToInt(longs -> longs.length).max().orElse(0);
    var shape =
        isSpans ? new long[] {each.size(), most / width, width} : new long[] {each.size(), most};
    var values = new long[size(spec, shape, Long.BYTES)];
    Arrays.fill(values, NOWHERE);
    for (int row = 0; row < each.size(); row++) {
      System.arraycopy(each.get(row), 0, values, row * most, each.get(row).length);
    }
    tensors.longs(spec.name(), spec.datatype(), shape, values);
  }

  private static long[] spans(Prediction row) {
    return tags(row).stream().flatMapToLong(tag -> LongStream.of(tag.start(), tag.end())).toArray();
  }

  private void classes(TensorSpec spec, int classes) {
    var names = Classification.names(model.output(), spec);
    var flat = new ArrayList<String>();
    int most = 0;
    var each = new ArrayList<List<String>>();
    for (var row : rows) {
      var output = output(spec, row);
      var ranked = Classification.rank(output, classes, names, spec.datatype().isInteger());
      most = Math.max(most, ranked.size());
      each.add(ranked);
    }
    for (var ranked : each) {
      for (int index = 0; index < most; index++) {
        flat.add(index < ranked.size() ? ranked.get(index) : "");
      }
    }
    tensors.texts(spec.name(), new long[] {rows.size(), most}, flat);
  }
}
