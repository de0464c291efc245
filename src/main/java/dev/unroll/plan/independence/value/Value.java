package dev.unroll.plan.independence.value;

import dev.unroll.plan.independence.value.Axis.Kind;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the abstract run knows about a tensor or a sequence of tensors.
 *
 * <p>Rows: where there is no obstacle, each element at a position of the rows depends on that row
 * alone, and a tensor without an axis of rows depends on no row. Neither depends on the number of
 * rows. Time: see {@link Steps}.
 *
 * <p>A sequence is represented by the stacked tensor of its elements: its first axis runs over its
 * positions. So all elements have one shape, and what is known about one holds for all. An empty
 * sequence has no other axes.
 *
 * @param axes the axes; null where their number is unknown, and then there are obstacles for both
 *     rows and time
 * @param rowsObstacle why rows are not known to be independent; null where they are
 * @param steps how it depends on time
 * @param numbers the elements of a small tensor of integers or booleans in memory order, where they
 *     are known; they may be symbolic, such as those of a shape; else null
 * @param fill the value of every element where all are equal; it may be symbolic; else null
 * @param isSequence whether it is a sequence of tensors
 * @param places what its integers say about the positions of rows, or null. The other components
 *     describe it as data and hold as well
 */
public record Value(
    @Nullable List<Axis> axes,
    @Nullable String rowsObstacle,
    Steps steps,
    @Nullable List<Size> numbers,
    @Nullable Size fill,
    boolean isSequence,
    @Nullable Places places) {

  /** The largest tensor whose elements are followed: shapes and indices are not larger. */
  public static final int MOST_NUMBERS = 256;

  /** A tensor. */
  public Value(
      @Nullable List<Axis> axes,
      @Nullable String rowsObstacle,
      Steps steps,
      @Nullable List<Size> numbers,
      @Nullable Size fill) {
    this(axes, rowsObstacle, steps, numbers, fill, false);
  }

  /** A tensor, or a sequence of tensors. */
  public Value(
      @Nullable List<Axis> axes,
      @Nullable String rowsObstacle,
      Steps steps,
      @Nullable List<Size> numbers,
      @Nullable Size fill,
      boolean isSequence) {
    this(axes, rowsObstacle, steps, numbers, fill, isSequence, null);
  }

  /**
   * Returns a tensor with these facts and with the obstacles that follow from its axes.
   *
   * @param what the operator that computes it, for the obstacles
   */
  public static Value of(List<Axis> axes, @Nullable String rowsObstacle, Steps steps, String what) {
    var rows = rowsObstacle;
    var time = steps;
    if (rows == null && Axis.count(axes, Kind.ROWS) > 1) {
      rows = what + " mixes rows";
    }
    if (rows == null && axes.stream().anyMatch(axis -> axis.isPlain() && axis.size().ofRows())) {
      rows = what + " makes an axis whose size changes with the number of rows";
    }
    if (!time.is(Steps.Kind.MIXED)
        && axes.stream().anyMatch(axis -> axis.isPlain() && axis.size().ofSteps())) {
      time = Steps.mixed(what + " makes an axis whose size changes with the number of steps");
    }
    int stepAxes = Axis.count(axes, Kind.STEPS);
    if (stepAxes > 1 && !time.is(Steps.Kind.CONSTANT)) {
      time = Steps.mixed(what + " mixes steps");
    }
    boolean noStep = time.is(Steps.Kind.EACH) && stepAxes == 0;
    boolean spread =
        stepAxes > 0
            && (time.is(Steps.Kind.LAST) || time.is(Steps.Kind.END) || time.is(Steps.Kind.START));
    if (noStep || spread) {
      time =
          Steps.mixed(
              what + (noStep ? " drops the axis of steps" : " copies one step to all steps"));
    }
    return new Value(List.copyOf(axes), rows, time, null, null);
  }

  /**
   * Returns a sequence with these facts and with the obstacles that follow from its axes.
   *
   * @param axes the axis of its positions, then the axes of each element
   */
  public static Value sequence(
      List<Axis> axes, @Nullable String rowsObstacle, Steps steps, String what) {
    var stacked = of(axes, rowsObstacle, steps, what);
    return new Value(stacked.axes, stacked.rowsObstacle, stacked.steps, null, null, true);
  }

  /** Returns a tensor about which nothing is known. */
  public static Value unknown(String obstacle) {
    return new Value(null, obstacle, Steps.mixed(obstacle), null, null);
  }

  /** Returns a tensor that is the same in every run and for every row. */
  public static Value constant(List<Axis> axes) {
    return new Value(List.copyOf(axes), null, Steps.CONSTANT, null, null);
  }

  public Value withNumbers(@Nullable List<Size> newNumbers) {
    if (newNumbers == null || newNumbers.size() > MOST_NUMBERS || !fits(newNumbers.size())) {
      return new Value(axes, rowsObstacle, steps, null, fill, isSequence);
    }
    boolean alike = !newNumbers.isEmpty() && newNumbers.stream().distinct().count() == 1;
    var all = alike ? newNumbers.get(0) : fill;
    return new Value(axes, rowsObstacle, steps, List.copyOf(newNumbers), all, isSequence);
  }

  /**
   * Returns whether the count matches the axes: broadcasting can give more numbers than either
   * input has.
   */
  private boolean fits(int count) {
    return axes != null && Size.product(axes.stream().map(Axis::size).toList()).is(count);
  }

  public Value withFill(@Nullable Size newFill) {
    return new Value(axes, rowsObstacle, steps, numbers, newFill, isSequence);
  }

  public Value withSteps(Steps newSteps) {
    return new Value(axes, rowsObstacle, newSteps, numbers, fill, isSequence);
  }

  public Value withRowsObstacle(@Nullable String newObstacle) {
    return new Value(axes, newObstacle, steps, numbers, fill, isSequence);
  }

  /** Returns the value with these obstacles added, where it has none of its own. */
  public Value withObstacles(@Nullable String rows, Steps mixed) {
    boolean isMore = mixed.is(Steps.Kind.MIXED) && !steps.is(Steps.Kind.MIXED);
    var time = isMore ? mixed : steps;
    var all = rowsObstacle == null ? rows : rowsObstacle;
    return new Value(axes, all, time, numbers, fill, isSequence);
  }

  /**
   * Returns the value as data instead of a shape: symbolic numbers then depend on the number of
   * rows or steps.
   */
  public Value asData(String what) {
    if (numbers == null && fill == null) {
      return this;
    }
    var rows = rowsObstacle;
    var time = steps;
    if (rows == null && tells(Size::ofRows)) {
      rows = what + " computes with the number of rows";
    }
    if (!time.is(Steps.Kind.MIXED) && tells(Size::ofSteps)) {
      time = Steps.mixed(what + " computes with the number of steps");
    }
    return new Value(axes, rows, time, numbers, fill, isSequence);
  }

  private boolean tells(Predicate<Size> what) {
    return (fill != null && what.test(fill))
        || (numbers != null && numbers.stream().anyMatch(what));
  }

  public Value withPlaces(@Nullable Places newPlaces) {
    return newPlaces == null && places == null
        ? this
        : new Value(axes, rowsObstacle, steps, numbers, fill, isSequence, newPlaces);
  }

  boolean has(Kind kind) {
    return axes == null || axes.stream().anyMatch(axis -> axis.has(kind));
  }

  /** Returns whether it holds no row's content. It may still depend on the number of steps. */
  public boolean isSameForAllRows() {
    return rowsObstacle == null && !has(Kind.ROWS);
  }

  /** Returns whether it is the same in every run, whatever the rows and steps are. */
  public boolean isConstant() {
    return isSameForAllRows() && steps.is(Steps.Kind.CONSTANT);
  }

  /**
   * Returns a number repeated that many times; null where the number or the count is unknown or the
   * count is too large.
   */
  static @Nullable public List<Size> repeated(@Nullable Size number, Size count) {
    boolean isSmall = count.isKnown() && count.factor() <= MOST_NUMBERS;
    return number != null && isSmall ? Size.all((int) count.factor(), number) : null;
  }

  /** Returns its number where it has exactly one known number; else null. */
  @Nullable
  public Size number() {
    return numbers != null && numbers.size() == 1 ? numbers.get(0) : null;
  }

  public boolean isFilledWith(long number) {
    return fill != null && fill.is(number);
  }
}
