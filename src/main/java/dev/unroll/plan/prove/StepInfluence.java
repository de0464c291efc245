package dev.unroll.plan.prove;

import dev.unroll.core.Sequence;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.Proof;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Finds steps that no answer depends on, by changing one step at a time. Some exporters write a
 * graph that accepts any number of steps but reads only as many as its example had. It runs without
 * any error.
 *
 * <p>The rows of one run are copies of one sequence; the rows of the next run are the same, each
 * with another step changed. A row is compared with the copy at its own position, because the last
 * bits may depend on the position. In a network that forgets, the influence of steps fades to zero,
 * which is not a fault; so only a sharp end counts ({@link UnreadSteps}). An answer may stay the
 * same by chance, so several sequences with smaller and smaller values are tried. A graph may drop
 * a remainder that depends on the length, so the finding must hold for a sequence twice as long.
 */
public final class StepInfluence {
  private static final int STEPS = 12;
  private static final int MORE_THAN_LEAST = 5;

  /** Graphs of a longer fixed length are not tried; they were made for it on purpose. */
  private static final int LONGEST = 64;

  private static final int DRAWS = 4;

  /** Large values may saturate a gate, so that no single step changes it. */
  private static final float SHRINKING = 0.25f;

  private final ProbedStage whole;
  private final int shortest;
  private final RandomInputs randomInputs;
  private final Workspace workspace = new Workspace();

  public StepInfluence(ProbedStage whole) {
    this.whole = whole;
    int more = whole.minSteps() + MORE_THAN_LEAST;
    int free = whole.proofBudget().draws() == 1 ? more : Math.max(STEPS, more);
    this.shortest = whole.fixedSteps() > 0 ? whole.fixedSteps() : free;
    var input = whole.input();
    this.randomInputs = new RandomInputs(input.integer(), whole.vocabularySize(), input.volume());
  }

  /**
   * Returns a warning for the model's owner; empty where each step matters or the graph was not
   * tried.
   */
  public Optional<String> warning() {
    boolean isTried = whole.input().timed() && shortest <= LONGEST + MORE_THAN_LEAST && isExact();
    if (!isTried) {
      return Optional.empty();
    }
    try {
      var unread = unread(shortest);
      if (unread.isNothing() || whole.fixedSteps() > 0) {
        return unread.words(true);
      }
      return unread.and(longer(unread)).words(false);
    } catch (GraphException | RuntimeException e) {
      // The graph fails on this input or returns other shapes, so nothing is known.
      return Optional.empty();
    }
  }

  /**
   * Returns whether small changes can show; an output of integers, such as a best class, mostly
   * stays the same.
   */
  private boolean isExact() {
    return whole.outputChannels().stream()
        .anyMatch(channel -> !whole.channels().get(channel).type().isInteger());
  }

  private UnreadSteps longer(UnreadSteps found) throws GraphException {
    try {
      return unread(2 * shortest);
    } catch (GraphException e) {
      return found;
    }
  }

  private UnreadSteps unread(int steps) throws GraphException {
    var influence = new double[steps];
    boolean varies = false;
    List<double[]> previous = List.of();
    float size = 1;
    for (int round = 0; round < DRAWS; round++, size *= SHRINKING) {
      var base = sequence(steps, size);
      var found = influence(base, steps, size);
      for (int step = 0; step < steps; step++) {
        influence[step] = Math.max(influence[step], found[step]);
      }
      if (Arrays.stream(influence).allMatch(moved -> moved > 0)) {
        break;
      }
      var answers = answers(run(List.of(base), steps).get(0));
      varies |=
          !previous.isEmpty() && largestMoves(previous, answers).stream().anyMatch(m -> m > 0);
      previous = answers;
    }
    // Answers that differ between sequences, but that no single step changes, depend on a
    // threshold.
    boolean isSilent = Arrays.stream(influence).allMatch(moved -> moved == 0);
    boolean isUnknown = varies || (whole.input().integer() && whole.vocabularySize() == 0);
    return isSilent && isUnknown ? UnreadSteps.none(steps) : UnreadSteps.of(influence);
  }

  /**
   * Returns how much each step changes the answers, relative to the step that changes an answer
   * most.
   *
   * @return shape {@code [steps]}
   */
  private double[] influence(Sequence base, int steps, float size) throws GraphException {
    var other = sequence(steps, size);
    var moves = new ArrayList<List<Double>>();
    int most = Math.min(steps, whole.stage().maxRows());
    for (int first = 0; first < steps; first += most) {
      int count = Math.min(most, steps - first);
      var changed = new ArrayList<Sequence>();
      for (int step = first; step < first + count; step++) {
        changed.add(changed(base, other, step));
      }
      var copies = run(Collections.nCopies(count, base), steps);
      var rows = run(changed, steps);
      for (int row = 0; row < count; row++) {
        moves.add(largestMoves(answers(copies.get(row)), answers(rows.get(row))));
      }
    }
    var influence = new double[steps];
    for (int answer = 0; answer < moves.get(0).size(); answer++) {
      int place = answer;
      double largest = moves.stream().mapToDouble(move -> move.get(place)).max().orElse(0);
      for (int step = 0; step < steps && largest > 0; step++) {
        influence[step] = Math.max(influence[step], moves.get(step).get(place) / largest);
      }
    }
    return influence;
  }

  private List<RowMemory> run(List<Sequence> sequences, int steps) throws GraphException {
    var rows = sequences.stream().map(whole::begin).toList();
    whole.stage().advance(workspace, rows, steps);
    return rows;
  }

  /** Returns all of a row's channels except its input: its answers and its hidden states. */
  private List<double[]> answers(RowMemory row) {
    var answers = new ArrayList<double[]>();
    for (int channel = 0; channel < whole.channels().size(); channel++) {
      if (channel != whole.inputChannel()) {
        boolean integer = whole.channels().get(channel).type().isInteger();
        answers.add(Proof.numbers(row, channel, integer));
      }
    }
    return answers;
  }

  private static List<Double> largestMoves(List<double[]> one, List<double[]> other) {
    var moves = new ArrayList<Double>();
    for (int place = 0; place < one.size(); place++) {
      moves.add(largestMove(one.get(place), other.get(place)));
    }
    return moves;
  }

  private static double largestMove(double[] one, double[] other) {
    if (one.length != other.length) {
      return Float.MAX_VALUE;
    }
    double largest = 0;
    for (int index = 0; index < one.length; index++) {
      // Zeros of either sign are equal, and NaN equals NaN.
      boolean isSame =
          one[index] == other[index] || (Double.isNaN(one[index]) && Double.isNaN(other[index]));
      double move = isSame ? 0 : Math.abs(one[index] - other[index]);
      largest = Math.max(largest, Double.isFinite(move) ? move : Float.MAX_VALUE);
    }
    return largest;
  }

  private Sequence sequence(int steps, float size) {
    var drawn = randomInputs.sequence(steps);
    if (drawn instanceof Sequence.Vectors vectors) {
      var values = vectors.values().clone();
      for (int place = 0; place < values.length; place++) {
        values[place] *= size;
      }
      return new Sequence.Vectors(values, vectors.width());
    }
    var ids = ((Sequence.Ids) drawn).ids().clone();
    for (int place = 0; place < ids.length; place++) {
      ids[place] = Math.max(ids[place], firstId());
    }
    return new Sequence.Ids(ids);
  }

  private long firstId() {
    return whole.vocabularySize() > 2 * RandomInputs.FIRST_PLAIN_ID
        ? RandomInputs.FIRST_PLAIN_ID
        : 0;
  }

  /** Returns the base with one step of the other sequence. */
  private Sequence changed(Sequence base, Sequence other, int step) {
    int width = whole.input().volume();
    int place = step * width;
    if (base instanceof Sequence.Vectors vectors) {
      var changed = vectors.values().clone();
      System.arraycopy(((Sequence.Vectors) other).values(), place, changed, place, width);
      return new Sequence.Vectors(changed, width);
    }
    var changed = ((Sequence.Ids) base).ids().clone();
    System.arraycopy(((Sequence.Ids) other).ids(), place, changed, place, width);
    // Where both sequences have the same id, the next id is taken.
    long last = Math.max(2, whole.vocabularySize()) - 1;
    for (int index = place; index < place + width; index++) {
      if (changed[index] == ((Sequence.Ids) base).ids()[index]) {
        changed[index] = changed[index] < last ? changed[index] + 1 : firstId();
      }
    }
    return new Sequence.Ids(changed);
  }
}
