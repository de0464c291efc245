package dev.unroll.plan.independence;

import dev.unroll.plan.independence.CaseRunner.Tensor;
import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.runtime.GraphException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a permission says, held against ONNX Runtime: each row gets in company what it gets alone,
 * and slices of time together say what the whole says.
 */
final class IndependenceLaw {
  private static final double TOLERANCE = 1e-6;
  private static final int DRAWS = 8;
  private static final List<Integer> COMPANIES = List.of(2, 3, 8);
  private static final List<List<Integer>> CUTS =
      List.of(List.of(0, 1, 2, 3, 4, 5, 6), List.of(0, 2, 6), List.of(0, 5, 6));

  private final CaseRunner runner;
  private final String output;
  private final List<Axis> axes;

  /**
   * @param axes what the output's axes are called
   */
  IndependenceLaw(CaseRunner runner, String output, List<Axis> axes) {
    this.runner = runner;
    this.output = output;
    this.axes = axes;
  }

  /** Axes by letters, as in {@link OperatorCase.Feed}. */
  static List<Axis> axes(String layout) {
    return Arrays.stream(layout.isEmpty() ? new String[0] : layout.split(" ", -1))
        .map(size ->
            switch (size) {
              case "b" -> Axis.ROWS;
              case "t", "T" -> Axis.STEPS;
              case "bt" -> Axis.ROWS.around(Axis.STEPS);
              case "tb" -> Axis.STEPS.around(Axis.ROWS);
              case "B" -> new Axis(List.of(new Axis.Part(Kind.ROWS, Size.of(4))));
              default -> Axis.plain(Long.parseLong(size));
            })
        .toList();
  }

  /** How many rows the graph insists on; 0: any number. */
  private int fixedRows() {
    return axes.stream()
        .flatMap(axis -> axis.parts().stream())
        .filter(part -> part.kind() == Kind.ROWS && part.size().isKnown())
        .mapToInt(part -> (int) part.size().factor())
        .findFirst()
        .orElse(0);
  }

  /**
   * Where a row gets something else in company than alone; empty: nowhere.
   *
   * @param fixed how many rows the graph insists on; 0: any number
   */
  String rowsViolation(int fixed) throws GraphException {
    int insisted = Math.max(fixed, fixedRows());
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int company : insisted > 0 ? List.of(insisted) : COMPANIES) {
        var rows = IntStream.range(0, company).boxed().toList();
        var together = keyed(runner.run(draw, rows, 0, CaseRunner.STEPS), company);
        if (together == null) {
          return "a shape that was not expected for " + company + " rows";
        }
        for (int row = 0; row < company; row++) {
          int copies = Math.max(1, insisted);
          var lone = runner.run(draw, Collections.nCopies(copies, row), 0, CaseRunner.STEPS);
          var alone = keyed(lone, copies);
          if (alone == null) {
            return "a shape that was not expected of one row";
          }
          var differing = differing(alone.ofRow(0), together.ofRow(row));
          if (!differing.isEmpty()) {
            return "draw " + draw + ", row " + row + " of " + company + ": " + differing;
          }
        }
      }
    }
    return "";
  }

  /**
   * Where slices say something else than the whole; empty: nowhere.
   *
   * @param isLast whether only the run that comes last has to be right
   */
  String stepsViolation(boolean isLast, int rows) throws GraphException {
    for (int draw = 0; draw < DRAWS; draw++) {
      var company = IntStream.range(0, rows).boxed().toList();
      var whole = keyed(runner.run(draw, company, 0, CaseRunner.STEPS), rows);
      if (whole == null) {
        return "a shape that was not expected of the whole";
      }
      for (var cuts : CUTS) {
        var slices = runner.sliced(draw, company, cuts);
        int last = runner.isReverse() ? 0 : slices.size() - 1;
        for (int slice = 0; slice < slices.size(); slice++) {
          if (isLast && slice != last) {
            continue;
          }
          int first = cuts.get(slice);
          int count = cuts.get(slice + 1) - first;
          var part = keyed(slices.get(slice), rows, count);
          if (part == null) {
            return "a shape that was not expected of a slice";
          }
          var differing = differing(whole.ofSteps(first, count), part.numbers);
          if (!differing.isEmpty()) {
            return "draw " + draw + ", steps from " + first + " of " + cuts + ": " + differing;
          }
        }
      }
    }
    return "";
  }

  private static String differing(Map<List<Integer>, Double> one, Map<List<Integer>, Double> two) {
    if (!one.keySet().equals(two.keySet())) {
      return one.size() + " numbers, and " + two.size();
    }
    double largest = 1;
    for (double number : one.values()) {
      largest = Double.isFinite(number) ? Math.max(largest, Math.abs(number)) : largest;
    }
    for (var entry : one.entrySet()) {
      double left = entry.getValue();
      double right = Objects.requireNonNull(two.get(entry.getKey()));
      boolean same = Double.compare(left, right) == 0;
      if (!same && !(Math.abs(left - right) <= TOLERANCE * largest)) {
        return left + " is " + right + " at " + entry.getKey();
      }
    }
    return "";
  }

  /**
   * A tensor's numbers by row, step and place; the row is 0 and the step is 0 where there are none.
   */
  private record Keyed(Map<List<Integer>, Double> numbers, boolean hasRows, boolean hasSteps) {
    Map<List<Integer>, Double> ofRow(int row) {
      return hasRows ? some(0, row, 1) : numbers;
    }

    Map<List<Integer>, Double> ofSteps(int first, int count) {
      return hasSteps ? some(1, first, count) : numbers;
    }

    private Map<List<Integer>, Double> some(int part, int first, int count) {
      var some = new HashMap<List<Integer>, Double>();
      numbers.forEach((key, number) -> {
        int at = key.get(part) - first;
        if (at >= 0 && at < count) {
          var moved = new ArrayList<>(key);
          moved.set(part, at);
          some.put(moved, number);
        }
      });
      return some;
    }
  }

  private @Nullable Keyed keyed(Map<String, Tensor> made, int rows) {
    return keyed(made, rows, CaseRunner.STEPS);
  }

  /** Null where the tensor does not have these axes. */
  private @Nullable Keyed keyed(Map<String, Tensor> made, int rows, int steps) {
    var tensor = Objects.requireNonNull(made.get(output));
    var shape = tensor.shape();
    if (shape.length != axes.size()) {
      return null;
    }
    var sizes = new ArrayList<int[]>();
    for (int axis = 0; axis < shape.length; axis++) {
      var own = sizes(axes.get(axis), (int) shape[axis], rows, steps);
      if (own == null) {
        return null;
      }
      sizes.add(own);
    }
    var numbers = new HashMap<List<Integer>, Double>();
    for (int element = 0; element < tensor.numbers().length; element++) {
      numbers.put(key(element, sizes), tensor.numbers()[element]);
    }
    return new Keyed(numbers, Axis.count(axes, Kind.ROWS) > 0, Axis.count(axes, Kind.STEPS) > 0);
  }

  private List<Integer> key(int element, List<int[]> sizes) {
    int rest = element;
    int row = 0;
    int step = 0;
    var key = new ArrayList<Integer>();
    for (int axis = axes.size() - 1; axis >= 0; axis--) {
      var parts = axes.get(axis).parts();
      for (int part = parts.size() - 1; part >= 0; part--) {
        int size = sizes.get(axis)[part];
        int at = rest % size;
        rest /= size;
        switch (parts.get(part).kind()) {
          case ROWS -> row = at;
          case STEPS -> step = at;
          case PLAIN -> key.add(at);
        }
      }
    }
    key.add(0, step);
    key.add(0, row);
    return key;
  }

  private static int @Nullable [] sizes(Axis axis, int whole, int rows, int steps) {
    var sizes = new int[axis.parts().size()];
    int rest = whole;
    int open = -1;
    for (int part = 0; part < sizes.length; part++) {
      var size = axis.parts().get(part).size();
      sizes[part] = concrete(size, rows, steps);
      if (sizes[part] < 0) {
        if (open >= 0) {
          return null;
        }
        open = part;
      } else if (sizes[part] == 0 || rest % sizes[part] != 0) {
        return sizes[part] == 0 && whole == 0 ? sizes : null;
      } else {
        rest /= sizes[part];
      }
    }
    if (open >= 0) {
      sizes[open] = rest;
      rest = 1;
    }
    return rest == 1 ? sizes : null;
  }

  /** The size in numbers; -1 where it cannot be said. */
  private static int concrete(Size size, int rows, int steps) {
    long number = size.factor();
    for (var unknown : size.unknowns()) {
      if (unknown.equals(Size.ROWS.unknowns().get(0))) {
        number *= rows;
      } else if (unknown.equals(Size.STEPS.unknowns().get(0))) {
        number *= steps;
      } else {
        return -1;
      }
    }
    return (int) number;
  }
}
