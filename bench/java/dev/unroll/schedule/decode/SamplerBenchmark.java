package dev.unroll.schedule.decode;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs a lane to choose one token, beside what the decoder's step costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SamplerBenchmark {
  /** As many logit vectors as fit no first-level cache, as in a server with many rows. */
  private static final int VECTORS = 32;

  @Param("8000")
  private int vocabularySize;

  private final float[][] logits = new float[VECTORS][];
  private final Sampler greedy = new Sampler(Decoding.Sampling.GREEDY);
  private final Sampler topK = new Sampler(new Decoding.Sampling(1, 40, 1, 7));
  private int next;

  @Setup
  public void draw() {
    var random = new Random(1);
    for (int vector = 0; vector < VECTORS; vector++) {
      logits[vector] = new float[vocabularySize];
      for (int token = 0; token < vocabularySize; token++) {
        logits[vector][token] = (float) (3 * random.nextGaussian());
      }
    }
  }

  private float[] next() {
    next = (next + 1) % VECTORS;
    return logits[next];
  }

  @Benchmark
  public int greedy() {
    return choose(greedy);
  }

  @Benchmark
  public int topK40() {
    return choose(topK);
  }

  private int choose(Sampler chooser) {
    var next = next();
    return chooser.choose(next, Logits.likeliest(next));
  }
}
