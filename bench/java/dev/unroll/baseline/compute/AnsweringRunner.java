package dev.unroll.baseline.compute;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.unroll.baseline.models.BenchModel;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/**
 * Computes sequences in one call: as they are if they are equally long, else padded to the longest,
 * their lengths beside them.
 */
public final class AnsweringRunner implements Runner {
  private final Graph graph;
  private final Block block = new Block();

  public AnsweringRunner(Graph graph) {
    this.graph = graph;
  }

  @Override
  public List<Answer> run(List<Question> questions) throws OrtException {
    var rows = questions.stream().map(Question::sequence).toList();
    var lengths = Block.lengths(rows);
    var feeds = new HashMap<String, OnnxTensor>();
    try {
      feeds.put(BenchModel.INPUT, block.tensor(graph, rows));
      if (graph.takes(BenchModel.LENGTHS)) {
        feeds.put(BenchModel.LENGTHS, lengths(lengths));
      } else {
        checkEqual(lengths);
      }
      try (var result = graph.run(feeds)) {
        var output = (OnnxTensor) result.get(0);
        return Block.answers(output.getFloatBuffer().array(), output.getInfo().getShape(), lengths);
      }
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor lengths(int[] lengths) throws OrtException {
    return OnnxTensor.createTensor(
        graph.environment(), IntBuffer.wrap(lengths), new long[] {lengths.length});
  }

  private static void checkEqual(int[] lengths) {
    if (Arrays.stream(lengths).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "sequences of "
              + Arrays.toString(lengths)
              + " steps for a graph without lengths; allowed are equally long ones");
    }
  }
}
