package dev.unroll.plan.independence.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Axis.Part;
import dev.unroll.plan.independence.value.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What a reshape calls rows is rows: held against the places of a concrete tensor. */
class RegroupingTest {
  private static final int ROWS = 7;
  private static final int STEPS = 11;

  @RepeatedTest(300)
  void regrouped_rowsAreRowsAndStepsAreSteps(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    var axes = axes(random);
    var regrouped = Regrouping.of(axes, sizes(random, axes));
    if (regrouped.isPresent()) {
      assertEquals(elements(axes), elements(regrouped.get()));
      assertEquals(flat(axes, Kind.ROWS), flat(regrouped.get(), Kind.ROWS));
      assertEquals(flat(axes, Kind.STEPS), flat(regrouped.get(), Kind.STEPS));
    }
  }

  @Test
  void regrouping_isOftenUnderstood() {
    int understood = 0;
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var axes = axes(random);
      understood += Regrouping.of(axes, sizes(random, axes)).isPresent() ? 1 : 0;
    }
    assertTrue(understood > 60, understood + " of 300");
  }

  /** Rows, steps and some plain axes, some of them joined. */
  private static List<Axis> axes(Random random) {
    var parts = new ArrayList<Axis>();
    parts.add(Axis.ROWS);
    if (random.nextBoolean()) {
      parts.add(Axis.STEPS);
    }
    for (int count = random.nextInt(4); count > 0; count--) {
      parts.add(Axis.plain(List.of(1L, 2L, 4L, 6L, 7L, 11L).get(random.nextInt(6))));
    }
    Collections.shuffle(parts, random);
    var axes = new ArrayList<Axis>();
    for (var part : parts) {
      int last = axes.size() - 1;
      if (last >= 0 && random.nextInt(4) == 0) {
        axes.set(last, axes.get(last).around(part));
      } else {
        axes.add(part);
      }
    }
    return axes;
  }

  /** The same product in other factors, in any order. */
  private static List<Size> sizes(Random random, List<Axis> axes) {
    var factors = new ArrayList<Size>();
    for (var axis : axes) {
      for (var part : axis.parts()) {
        long size = part.size().isKnown() ? part.size().factor() : 0;
        if (size == 0 || size % 2 != 0) {
          factors.add(part.size());
        } else {
          factors.add(Size.of(2));
          factors.add(Size.of(size / 2));
        }
      }
    }
    if (random.nextBoolean()) {
      Collections.shuffle(factors, random);
    }
    var sizes = new ArrayList<Size>();
    for (var factor : factors) {
      int last = sizes.size() - 1;
      if (last >= 0 && random.nextInt(3) == 0) {
        sizes.set(last, sizes.get(last).times(factor));
      } else {
        sizes.add(factor);
      }
    }
    return sizes;
  }

  private static int concrete(Part part) {
    return part.size().equals(Size.ROWS)
        ? ROWS
        : part.size().equals(Size.STEPS) ? STEPS : (int) part.size().factor();
  }

  private static List<Part> parts(List<Axis> axes) {
    return axes.stream().flatMap(axis -> axis.parts().stream()).toList();
  }

  private static int elements(List<Axis> axes) {
    return parts(axes).stream().mapToInt(RegroupingTest::concrete).reduce(1, (a, b) -> a * b);
  }

  /** For each element in the order of memory, at which place of that kind it is. */
  private static List<Integer> flat(List<Axis> axes, Kind kind) {
    var parts = parts(axes);
    var places = new Integer[elements(axes)];
    Arrays.fill(places, 0);
    for (int element = 0; element < places.length; element++) {
      int rest = element;
      for (int part = parts.size() - 1; part >= 0; part--) {
        int size = concrete(parts.get(part));
        if (parts.get(part).kind() == kind) {
          places[element] = rest % size;
        }
        rest /= size;
      }
    }
    return List.of(places);
  }

  @Test
  void rows_areNeverCut() {
    var pairs = List.of(Size.of(2), Size.ROWS);
    assertTrue(Regrouping.of(List.of(Axis.ROWS, Axis.plain(2)), pairs).isEmpty());
    var four = new Axis(List.of(new Part(Kind.ROWS, Size.of(4))));
    assertTrue(Regrouping.of(List.of(four), List.of(Size.of(2), Size.of(2))).isEmpty());
  }

  @Test
  void rowsAndStepsTurnedRound_areNotUnderstood() {
    var turned = List.of(Size.STEPS, Size.ROWS);
    assertTrue(Regrouping.of(List.of(Axis.ROWS, Axis.STEPS), turned).isEmpty());
  }

  @Test
  void joinedAndParted_isAsBefore() {
    var axes = List.of(Axis.ROWS, Axis.STEPS, Axis.plain(6));
    var joined = Regrouping.of(axes, List.of(Size.ROWS.times(Size.STEPS), Size.of(6))).get();
    var parted = Regrouping.of(joined, List.of(Size.ROWS, Size.STEPS, Size.of(6))).get();
    assertEquals(axes, parted);
    var heads = Regrouping.of(axes, List.of(Size.ROWS, Size.STEPS, Size.of(2), Size.of(3))).get();
    assertEquals(List.of(Axis.ROWS, Axis.STEPS, Axis.plain(2), Axis.plain(3)), heads);
  }

  @Test
  void whatDoesNotComeOutEven_isNotUnderstood() {
    assertTrue(Regrouping.of(List.of(Axis.ROWS), List.of(Size.ROWS, Size.of(2))).isEmpty());
    assertTrue(Regrouping.of(List.of(Axis.ROWS, Axis.plain(2)), List.of(Size.ROWS)).isEmpty());
    assertTrue(Regrouping.of(List.of(Axis.plain(6)), List.of(Size.of(4))).isEmpty());
  }
}
