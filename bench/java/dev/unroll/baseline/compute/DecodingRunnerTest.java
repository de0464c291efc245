package dev.unroll.baseline.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.models.BenchModels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodingRunnerTest {
  @TempDir private Path folder;

  @Test
  void sequence_decodedFurther_beginsAsBefore() throws Exception {
    BenchModels.write(BenchModel.SEQ2SEQ8000, folder);
    var random = new Random(5);
    var one = Questions.draw(BenchModel.SEQ2SEQ8000, 9, random).sequence();
    var other = Questions.draw(BenchModel.SEQ2SEQ8000, 4, random).sequence();
    try (var encoder = Graph.load(BenchModels.encoder(BenchModel.SEQ2SEQ8000, folder));
        var decoder = Graph.load(BenchModels.decoder(BenchModel.SEQ2SEQ8000, folder))) {
      var runner = new DecodingRunner(encoder, decoder);
      var answers =
          runner.run(
              List.of(new Question(one, 4, 0), new Question(other, 6, 0), new Question(one, 6, 0)));
      var few = ((Answer.Ids) answers.get(0)).ids();
      var between = ((Answer.Ids) answers.get(1)).ids();
      var more = ((Answer.Ids) answers.get(2)).ids();
      assertEquals(6, more.length);
      assertArrayEquals(few, Arrays.copyOf(more, 4));
      assertFalse(Arrays.equals(between, more));
    }
  }
}
