package dev.unroll.baseline.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.models.BenchModels;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Padding must not change an answer, or the comparison is with something that nobody would serve.
 */
class AnsweringRunnerTest {
  private static final int[] LENGTHS = {7, 1, 30, 2, 2, 19};

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(
      value = BenchModel.class,
      names = {"GRU64", "BILSTM256", "SIMPLERNN3", "GRU128LIVE"})
  void unequalSequences_padded_answerAsEachAlone(BenchModel model) throws Exception {
    BenchModels.write(model, folder);
    var random = new Random(3);
    var questions =
        IntStream.of(LENGTHS).mapToObj(steps -> Questions.draw(model, steps, random)).toList();
    try (var plain = Graph.load(BenchModels.graph(model, folder));
        var withLengths = Graph.load(BenchModels.graphWithLengths(model, folder))) {
      var alone = new AnsweringRunner(plain);
      var padded = new AnsweringRunner(withLengths);
      // Twice: what the larger block left in the buffers must not show.
      for (var some : List.of(questions, questions.subList(0, 2))) {
        var together = padded.run(some);
        assertEquals(some.size(), together.size());
        for (int row = 0; row < some.size(); row++) {
          assertSame(alone.run(some.subList(row, row + 1)).get(0), together.get(row));
        }
      }
    }
  }

  private static void assertSame(Answer expected, Answer actual) {
    var one = (Answer.Values) expected;
    var other = (Answer.Values) actual;
    assertEquals(one.width(), other.width());
    assertArrayEquals(one.values(), other.values(), 1e-5f);
  }

  @Test
  void unequalSequences_graphWithoutLengths_areRefused() throws Exception {
    BenchModels.write(BenchModel.SIMPLERNN3, folder);
    var random = new Random(3);
    var questions =
        List.of(
            Questions.draw(BenchModel.SIMPLERNN3, 2, random),
            Questions.draw(BenchModel.SIMPLERNN3, 3, random));
    try (var graph = Graph.load(BenchModels.graph(BenchModel.SIMPLERNN3, folder))) {
      var runner = new AnsweringRunner(graph);
      assertThrows(IllegalArgumentException.class, () -> runner.run(questions));
    }
  }

  @Test
  void answers_valueForEachStep_areCutToEachLength() {
    float[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    var answers = Block.answers(values, new long[] {2, 3, 2}, new int[] {3, 1});
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, ((Answer.Values) answers.get(0)).values());
    assertArrayEquals(new float[] {7, 8}, ((Answer.Values) answers.get(1)).values());
  }
}
