package dev.unroll.plan.independence;

import dev.unroll.core.LoadException;
import dev.unroll.plan.independence.InputFacts.Role;
import dev.unroll.plan.independence.OperatorCase.Content;
import dev.unroll.plan.independence.OperatorCase.Feed;
import dev.unroll.runtime.Block;
import dev.unroll.runtime.ElementType;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a case's graph on rows whose content sets off what only some content sets off. */
final class CaseRunner implements AutoCloseable {
  /** How many kinds of rows there are. */
  private static final int KINDS = 8;

  /** All steps that a row has. */
  static final int STEPS = 6;

  /** A tensor's numbers in the order of memory. */
  record Tensor(long[] shape, double[] numbers) {}

  private final OperatorCase one;
  private final GraphSession session;
  private final Workspace workspace = new Workspace();

  CaseRunner(OnnxRuntime runtime, OperatorCase one) throws LoadException {
    this.one = one;
    this.session =
        runtime.load(
            one.toString(), one.graph.model().toByteArray(), Path.of(".").toAbsolutePath());
  }

  boolean isReverse() {
    return one.isReverse;
  }

  /** What it says of some rows, from one step to another, in one run. */
  Map<String, Tensor> run(int draw, List<Integer> rows, int from, int to) throws GraphException {
    return run(draw, rows, from, to, Map.of());
  }

  private Map<String, Tensor> run(
      int draw, List<Integer> rows, int from, int to, Map<String, Tensor> states)
      throws GraphException {
    var blocks = new ArrayList<Block>();
    for (int place = 0; place < session.inputs().size(); place++) {
      var name = session.inputs().get(place).name();
      var feed = one.feeds.stream().filter(any -> any.name().equals(name)).findFirst().get();
      blocks.add(block(place, feed, states.get(feed.state()), draw, rows, from, to));
    }
    var open = session.outputs().stream().map(port -> new long[0]).toList();
    var made = session.run(workspace, blocks, open);
    var answers = new LinkedHashMap<String, Tensor>();
    for (int place = 0; place < made.size(); place++) {
      answers.put(session.outputs().get(place).name(), tensor(made.get(place)));
    }
    return answers;
  }

  private static Tensor tensor(Block block) {
    var numbers = new double[block.data().remaining()];
    for (int place = 0; place < numbers.length; place++) {
      numbers[place] =
          block.type() == ElementType.INT64
              ? block.longs().get(place)
              : block.type() == ElementType.INT32
                  ? block.ints().get(place)
                  : block.floats().get(place);
    }
    return new Tensor(block.shape(), numbers);
  }

  /** What each of the runs says that take a sequence's slices, states handed on. */
  List<Map<String, Tensor>> sliced(int draw, List<Integer> rows, List<Integer> cuts)
      throws GraphException {
    var answers = new ArrayList<Map<String, Tensor>>();
    Map<String, Tensor> states = new HashMap<>();
    for (int slice = 0; slice + 1 < cuts.size(); slice++) {
      int place = one.isReverse ? cuts.size() - 2 - slice : slice;
      var made = run(draw, rows, cuts.get(place), cuts.get(place + 1), states);
      states = made;
      answers.add(one.isReverse ? 0 : answers.size(), made);
    }
    return answers;
  }

  private Block block(
      int place,
      Feed feed,
      @Nullable Tensor state,
      int draw,
      List<Integer> rows,
      int from,
      int to) {
    var sizes = feed.sizes();
    var shape = new long[sizes.size()];
    int count = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] =
          switch (sizes.get(axis)) {
            case "b", "B" -> rows.size();
            case "t", "T" -> to - from;
            default -> Long.parseLong(sizes.get(axis));
          };
      count *= (int) shape[axis];
    }
    var type = session.inputs().get(place).type();
    var block = workspace.input(place, type, shape);
    var facts = feed.facts();
    for (int element = 0; element < count; element++) {
      int rest = element;
      int row = 0;
      int step = -1;
      int plain = 0;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        int at = (int) (rest % shape[axis]);
        rest /= (int) shape[axis];
        if (axis == facts.batchAxis()) {
          row = rows.get(at);
        } else if (axis == facts.timeAxis()) {
          step = from + at;
        } else {
          plain = plain * 31 + at;
        }
      }
      double number =
          state != null
              ? state.numbers()[element]
              : feed.content() == Content.LENGTHS
                  ? to - from
                  : feed.role() == Role.ZERO_STATE ? 0 : content(feed, draw, row, step, plain);
      switch (type) {
        case INT64 -> block.longs().put(element, (long) number);
        case INT32 -> block.ints().put(element, (int) number);
        default -> block.floats().put(element, (float) number);
      }
    }
    return block;
  }

  /** Zeros, padded tails, large numbers, rows that are equal, rows that are not. */
  private static double content(Feed feed, int draw, int row, int step, int plain) {
    int kind = (row + draw) % KINDS;
    // The fifth kind is the first once more.
    int like = kind == 4 || kind == 2 ? (row + KINDS - kind) % KINDS : row;
    double random = noise(feed.name().hashCode(), draw, like, step, plain);
    if (feed.content() == Content.IDS) {
      return switch (kind) {
        case 1 -> 0;
        case 2 -> step >= STEPS / 2 ? 0 : Math.floor(random * 4);
        case 3 -> 3;
        default -> Math.floor(random * 4);
      };
    }
    double centred = 2 * random - 1;
    return switch (kind) {
      case 1 -> 0;
      case 2 -> step >= STEPS / 2 ? 0 : centred;
      case 3 -> 20 * centred;
      case 6 -> -3 * random;
      case 7 -> 1;
      default -> centred;
    };
  }

  private static double noise(int... parts) {
    long mixed = 0x9E3779B97F4A7C15L;
    for (int part : parts) {
      mixed = (mixed ^ part) * 0xBF58476D1CE4E5B9L;
      mixed ^= mixed >>> 29;
    }
    return (mixed >>> 11) * 0x1.0p-53;
  }

  @Override
  public void close() {
    session.close();
  }
}
