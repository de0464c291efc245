package dev.unroll.metrics;

import java.time.Duration;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** Bounds of histogram buckets, about three per decade. */
final class Buckets {
  private Buckets() {}

  /** Returns bounds from 50 us to 60 s. */
  static Duration[] seconds() {
    return LongStream.of(
            50,
            100,
            200,
            500,
            1_000,
            2_000,
            5_000,
            10_000,
            20_000,
            50_000,
            100_000,
            200_000,
            500_000,
            1_000_000,
            2_000_000,
            5_000_000,
            10_000_000,
            30_000_000,
            60_000_000)
        .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
        .toArray(Duration[]::new);
  }

  /** Returns bounds for a prediction in percent of the measured time; 100 is exact. */
  static double[] percents() {
    return DoubleStream.of(10, 25, 50, 70, 80, 90, 100, 110, 125, 150, 200, 400, 1000).toArray();
  }

  static double[] rows() {
    return DoubleStream.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256).toArray();
  }

  static double[] steps() {
    return DoubleStream.iterate(1, steps -> steps <= 8192, steps -> steps * 2).toArray();
  }
}
