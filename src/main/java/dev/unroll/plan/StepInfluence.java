package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds steps that an answer does not depend on, by changing each by itself. Some exporters write a
 * graph that reads the steps which it was traced with and takes any number; it runs, and its owner
 * hears nothing. A network may also happen not to move, so this only ever warns.
 */
final class StepInfluence {
  private static final int STEPS = 12;
  private static final int MORE_THAN_LEAST = 5;

  /** A graph of a longer fixed length was made for it on purpose. */
  private static final int LONGEST = 64;

  /** Each with another base; only steps that have not mattered yet are tried again. */
  private static final int DRAWS = 4;

  /** Ids below are often padding or ends, behind which nothing is read. */
  private static final long FIRST_PLAIN_ID = 4;

  private static final float FAR = 3;

  private final StageFindings whole;
  private final int steps;
  private final Draw draw;
  private final Workspace workspace = new Workspace();

  StepInfluence(StageFindings whole, Effort effort) {
    this.whole = whole;
    var input = whole.input();
    boolean isLarge = effort.draws() == 1;
    int free = isLarge ? whole.minSteps() + MORE_THAN_LEAST : STEPS;
    this.steps =
        whole.fixedSteps() > 0
            ? whole.fixedSteps()
            : Math.max(free, whole.minSteps() + MORE_THAN_LEAST);
    this.draw = new Draw(input.integer(), whole.vocabularySize(), input.volume());
  }

  /** What its owner should know; empty where each step matters, or that was not tried. */
  Optional<String> warning() {
    if (!whole.input().timed() || steps > LONGEST + MORE_THAN_LEAST) {
      return Optional.empty();
    }
    var unread = new BitSet();
    unread.set(0, steps);
    try {
      for (int round = 0; round < DRAWS && !unread.isEmpty(); round++) {
        unread.andNot(moving(unread));
      }
    } catch (GraphException | RuntimeException e) {
      // It does not like this input, or gives other shapes; nothing is known, so nothing is said.
      return Optional.empty();
    }
    return unread.isEmpty() ? Optional.empty() : Optional.of(words(unread));
  }

  /** Those of the steps that move an answer when they change. */
  private BitSet moving(BitSet tried) throws GraphException {
    var base = plain(draw.sequence(steps));
    var rows = new ArrayList<RowMemory>();
    rows.add(whole.begin(base));
    var places = tried.stream().boxed().toList();
    for (int step : places) {
      rows.add(whole.begin(changed(base, step)));
    }
    int most = Math.min(rows.size(), whole.stage().maxRows());
    for (int from = 0; from < rows.size(); from += most) {
      var together = rows.subList(from, Math.min(rows.size(), from + most));
      whole.stage().advance(workspace, together, steps);
    }
    var expected = whole.answers(rows.get(0));
    var moving = new BitSet();
    for (int place = 0; place < places.size(); place++) {
      if (differ(expected, whole.answers(rows.get(place + 1)))) {
        moving.set(places.get(place));
      }
    }
    return moving;
  }

  private static boolean differ(List<Output> one, List<Output> other) {
    for (int place = 0; place < one.size(); place++) {
      var values = one.get(place).values();
      var others = other.get(place).values();
      if (values.length != others.length) {
        return true;
      }
      for (int index = 0; index < values.length; index++) {
        // Zeros of either sign are the same answer, and what is no number stays none.
        boolean isNone = Float.isNaN(values[index]) && Float.isNaN(others[index]);
        if (values[index] != others[index] && !isNone) {
          return true;
        }
      }
    }
    return false;
  }

  private Sequence plain(Sequence sequence) {
    if (sequence instanceof Sequence.Ids ids && whole.vocabularySize() > 2 * FIRST_PLAIN_ID) {
      var plain = ids.ids().clone();
      for (int place = 0; place < plain.length; place++) {
        plain[place] = Math.max(plain[place], FIRST_PLAIN_ID);
      }
      return new Sequence.Ids(plain);
    }
    return sequence;
  }

  private Sequence changed(Sequence base, int step) {
    int width = whole.input().volume();
    if (base instanceof Sequence.Ids ids) {
      var changed = ids.ids().clone();
      long size = Math.max(2, whole.vocabularySize());
      long first = size > 2 * FIRST_PLAIN_ID ? FIRST_PLAIN_ID : 0;
      for (int place = step * width; place < (step + 1) * width; place++) {
        long next = changed[place] + (size - first) / 2;
        changed[place] = first + (next - first) % (size - first);
      }
      return new Sequence.Ids(changed);
    }
    var changed = ((Sequence.Vectors) base).values().clone();
    for (int place = step * width; place < (step + 1) * width; place++) {
      changed[place] = FAR - changed[place];
    }
    return new Sequence.Vectors(changed, width);
  }

  private String words(BitSet unread) {
    int first = unread.nextSetBit(0);
    int read = steps - unread.cardinality();
    if (read == 0) {
      return "its answers do not seem to change with the input at all";
    }
    boolean isEnd = unread.nextClearBit(first) == steps;
    var which =
        unread.stream()
            .mapToObj(step -> Integer.toString(step + 1))
            .collect(Collectors.joining(", "));
    var said = "its answers do not seem to change with step " + which + " of " + steps;
    if (!isEnd) {
      return first == 0 && unread.length() == unread.cardinality()
          ? said + ": it reads the last " + read + " steps only"
          : said;
    }
    return said
        + ": it seems to be made for "
        + (read == 1 ? "1 step" : read + " steps")
        + (whole.fixedSteps() > 0 ? "" : ", although it takes any number")
        + ". Exporters that trace a loop over the steps write such graphs (torch.onnx.export of a loop"
        + " over cells, Keras' own export with the torch backend): export a GRU, LSTM or RNN layer"
        + " instead, or fix the number of steps";
  }
}
