package dev.unroll.openinference.tensor;

import dev.unroll.codec.label.ScoredLabel;
import dev.unroll.core.Fault;
import dev.unroll.inference.Prediction;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.repository.ServedModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The outputs of a request that gives candidates: all of them in each row, the best first, and
 * their scores. They are not in the model's metadata, since only such a request gets them.
 */
public final class CandidateOutputs {
  /** The request's parameter with the candidates. */
  public static final String PARAMETER = "among";

  /** The most candidates of all rows together; each is an object while the answer is made. */
  static final int MOST = 256 * 1024;

  /** The bytes before each text in a response. */
  private static final int TEXT_HEAD = Integer.BYTES;

  private static final List<Meaning> RANKED = List.of(Meaning.LABEL, Meaning.TEXT);

  private record Candidate(String text, float score) {}

  private CandidateOutputs() {}

  /** Returns a model's outputs for candidates; empty if it cannot rank any. */
  static List<TensorSpec> of(ModelTensors model) {
    if (model.outputs().stream().noneMatch(spec -> RANKED.contains(spec.meaning()))) {
      return List.of();
    }
    return List.of(
        spec(model, "candidates", Datatype.BYTES, Meaning.CANDIDATES),
        spec(model, "candidate_scores", Datatype.FP32, Meaning.CANDIDATE_SCORES));
  }

  private static TensorSpec spec(
      ModelTensors model, String name, Datatype datatype, Meaning meaning) {
    var free = model.output(name).isPresent() ? ModelTensors.CLASH_PREFIX + name : name;
    return new TensorSpec(free, datatype, List.of(-1L, -1L), 0, -1, meaning, 0, false);
  }

  /** Whether a request gets these outputs. */
  public static boolean areWanted(ParsedRequest parsedRequest) {
    return parsedRequest.wants(Meaning.CANDIDATES) || parsedRequest.wants(Meaning.CANDIDATE_SCORES);
  }

  /**
   * Checks that all candidates of all rows fit into a response.
   *
   * @throws Fault INVALID_ARGUMENT
   */
  public static void check(ParsedRequest parsedRequest, int candidates) {
    int rows = parsedRequest.rows().size();
    if (areWanted(parsedRequest) && (long) rows * candidates > MOST) {
      throw Fault.invalid(
          "parameters['" + PARAMETER + "']",
          "has %d candidates, for each of %d rows; allowed are at most %d in all: send fewer rows in a request"
              .formatted(candidates, rows, MOST));
    }
  }

  /** Writes one of the outputs for all rows. */
  static void write(
      ServedModel model, TensorSpec spec, List<Prediction> rows, TensorWriter tensors) {
    var each = rows.stream().map(CandidateOutputs::candidates).toList();
    int most = each.stream().mapToInt(List::size).max().orElse(0);
    var shape = new long[] {rows.size(), most};
    if (spec.meaning() == Meaning.CANDIDATES) {
      texts(model, spec, shape, each, tensors);
      return;
    }
    var scores = new float[rows.size() * most];
    for (int row = 0; row < each.size(); row++) {
      for (int place = 0; place < each.get(row).size(); place++) {
        scores[row * most + place] = each.get(row).get(place).score();
      }
    }
    tensors.floats(spec.name(), spec.datatype(), shape, scores);
  }

  private static void texts(
      ServedModel model,
      TensorSpec spec,
      long[] shape,
      List<List<Candidate>> each,
      TensorWriter tensors) {
    var texts = new ArrayList<String>();
    long bytes = 0;
    for (var candidates : each) {
      for (var candidate : candidates) {
        bytes += TEXT_HEAD + candidate.text().getBytes(StandardCharsets.UTF_8).length;
        AnswerWriter.checkSize(model, spec, bytes);
        texts.add(candidate.text());
      }
    }
    tensors.texts(spec.name(), shape, texts);
  }

  private static List<Candidate> candidates(Prediction row) {
    if (row instanceof Prediction.Labels labels) {
      return labels(labels.labels());
    }
    if (row instanceof Prediction.Filled filled) {
      return labels(filled.words());
    }
    return row instanceof Prediction.Generated generated
        ? generated.alternatives().stream()
            .map(output -> new Candidate(output.text(), (float) output.normalisedScore()))
            .toList()
        : List.of();
  }

  private static List<Candidate> labels(List<ScoredLabel> labels) {
    return labels.stream().map(label -> new Candidate(label.label(), label.score())).toList();
  }
}
