package dev.unroll.plan.prove;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Tensor;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.ElementType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomTensorsTest {
  private static final int ROWS = 20;

  @ParameterizedTest
  @EnumSource(names = {"INT64", "INT32", "INT16", "INT8", "UINT8", "BOOL"})
  void drawnIntegers_fitTheTypeOfTheirInput(ElementType type) {
    var inputs =
        List.of(
            new TensorFacts("values", type.label(), List.of(-1L, -1L), 0, -1, 0, true, ""),
            new TensorFacts("one", type.label(), List.of(), -1, -1, 1, true, ""));
    for (var integers : RandomTensors.Integers.values()) {
      for (var scalar : List.of(List.<Long>of(), List.of(100_000L), List.of(-100_000L))) {
        var draws = new RandomTensors(inputs, Map.of(), integers, scalar);
        for (int row = 0; row < ROWS; row++) {
          draws
              .row(1024)
              .byName()
              .forEach((name, tensor) -> {
                for (long value : ((Tensor.Integers) tensor).values()) {
                  assertTrue(type.holds(value), () -> name + " of " + type + " has " + value);
                }
              });
        }
      }
    }
  }
}
