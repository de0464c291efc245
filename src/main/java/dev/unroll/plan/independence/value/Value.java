package dev.unroll.plan.independence.value;

import dev.unroll.plan.independence.value.Axis.Kind;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that the abstract run knows of a tensor, or of a sequence of tensors.
 *
 * <p>Rows: where there is no obstacle, each element at a place of the rows' part of an axis depends
 * on that row alone, and a tensor without such a part depends on no row at all; neither depends on
 * how many rows there are. Time: see {@link Steps}.
 *
 * <p>A sequence is known as the tensor that its elements would be on top of each other: its first
 * axis runs over its places. So all of its elements are of one shape, and what is known of one is
 * known of all. One of no places has no other axes.
 *
 * @param axes what lies along each axis; null where not even their number is known, and then there
 *     are obstacles for both rows and time
 * @param rowsObstacle why rows are not known to be independent; null: they are
 * @param steps what it has to do with time
 * @param numbers the elements of a small tensor of integers or truth values, in the order of
 *     memory, where they are known; they may be symbolic, such as a shape's; else null
 * @param fill what every element is, where all are alike; it may be symbolic; else null
 * @param isSequence whether it is a sequence of tensors
 * @param places where its integers say where rows stand, which is no row's content, how they do;
 *     what is said of it as data holds as well; null: they do not
 */
public record Value(
    @Nullable List<Axis> axes,
    @Nullable String rowsObstacle,
    Steps steps,
    @Nullable List<Size> numbers,
    @Nullable Size fill,
    boolean isSequence,
    @Nullable Places places) {

  /** Shapes, indices and the like are not longer. */
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
   * A tensor of which this much is known; obstacles that its axes show are added.
   *
   * @param what the operator that makes it, for the obstacles
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
   * The same of a sequence.
   *
   * @param axes that of its places, and those that each of its elements has
   */
  public static Value sequence(
      List<Axis> axes, @Nullable String rowsObstacle, Steps steps, String what) {
    var stacked = of(axes, rowsObstacle, steps, what);
    return new Value(stacked.axes, stacked.rowsObstacle, stacked.steps, null, null, true);
  }

  /** A tensor of which nothing is known. */
  public static Value unknown(String obstacle) {
    return new Value(null, obstacle, Steps.mixed(obstacle), null, null);
  }

  /** The same in every run and for every row. */
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

  /** Two lists of numbers that meet crosswise make more numbers than either has. */
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

  /** With these obstacles too, where there are any. */
  public Value withObstacles(@Nullable String rows, Steps mixed) {
    boolean isMore = mixed.is(Steps.Kind.MIXED) && !steps.is(Steps.Kind.MIXED);
    var time = isMore ? mixed : steps;
    var all = rowsObstacle == null ? rows : rowsObstacle;
    return new Value(axes, all, time, numbers, fill, isSequence);
  }

  /** As data, not as a shape: symbolic numbers then tell how many rows or steps there are. */
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

  /** Whether no row's content is in it. It may still depend on the number of steps. */
  public boolean isSameForAllRows() {
    return rowsObstacle == null && !has(Kind.ROWS);
  }

  /** Whether it is the same in every run, whatever the rows and steps. */
  public boolean isConstant() {
    return isSameForAllRows() && steps.is(Steps.Kind.CONSTANT);
  }

  /** One number so often; null where that is not known, or too often. */
  static @Nullable public List<Size> repeated(@Nullable Size number, Size count) {
    boolean isSmall = count.isKnown() && count.factor() <= MOST_NUMBERS;
    return number != null && isSmall ? Size.all((int) count.factor(), number) : null;
  }

  /** The one number that it is, where it is one and known. */
  @Nullable
  public Size number() {
    return numbers != null && numbers.size() == 1 ? numbers.get(0) : null;
  }

  public boolean isFilledWith(long number) {
    return fill != null && fill.is(number);
  }
}
