package dev.unroll.baseline.compute;

import dev.unroll.baseline.models.BenchModel;
import dev.unroll.core.Sequence;
import java.util.Random;

/** Random input. */
public final class Questions {
  private Questions() {}

  public static Question draw(BenchModel model, int steps, Random random) {
    return new Question(
        model.takesIds()
            ? new Sequence.Ids(random.longs(steps, 0, model.vocabularySize()).toArray())
            : vectors(steps, model.width(), random));
  }

  private static Sequence vectors(int steps, int width, Random random) {
    var values = new float[steps * width];
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) random.nextGaussian();
    }
    return new Sequence.Vectors(values, width);
  }
}
