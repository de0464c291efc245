package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for operators that pick elements of a tensor by indices. */
public final class Gathers {
  private Gathers() {}

  /** Handles Gather: an embedding, one step, one number of a shape. */
  public static List<Value> gather(Node node) {
    var data = node.raw(0);
    var indices = node.raw(1);
    if (data == null || indices == null || data.axes() == null || indices.axes() == null) {
      return node.unknown(node.label() + " picks from a tensor whose shape is unknown");
    }
    int rank = data.axes().size();
    int axis = Node.axis(node.integer("axis", 0), rank);
    if (axis < 0) {
      return node.unknown(node.label() + " picks from an axis that does not exist");
    }
    var numbers = picked(data, indices);
    var values = numbers == null ? node.given() : List.of(data, indices);
    var axes = new ArrayList<Axis>(data.axes().subList(0, axis));
    axes.addAll(indices.axes());
    axes.addAll(data.axes().subList(axis + 1, rank));
    var from = data.axes().get(axis);
    var place = indices.number();
    boolean isLast =
        from.equals(Axis.STEPS)
            && place != null
            && (place.is(-1) || place.equals(Size.STEPS.minus(Size.ONE)));
    if (isLast) {
      return List.of(Selections.last(node, node.input(0), axes));
    }
    var rows = Node.rowsObstacle(values);
    if (rows == null && from.has(Kind.ROWS)) {
      rows = node.label() + " picks some of the rows";
    }
    // The layers of a state may be picked one by one, but picking by a state is computing with it.
    var steps = values.get(1).isConstant() ? values.get(0).steps() : node.steps(values);
    if (!steps.is(Steps.Kind.MIXED) && from.has(Kind.STEPS)) {
      steps = Steps.mixed(node.label() + " picks some of the steps");
    }
    return List.of(
        Value.of(axes, rows, steps, node.label()).withNumbers(numbers).withFill(data.fill()));
  }

  private static @Nullable List<Size> picked(Value data, Value indices) {
    if (data.numbers() == null
        || indices.numbers() == null
        || data.axes() == null
        || data.axes().size() != 1) {
      return null;
    }
    var picked = new ArrayList<Size>();
    for (var index : indices.numbers()) {
      int place = index.isKnown() ? Node.axis(index.factor(), data.numbers().size()) : -1;
      if (place < 0) {
        return null;
      }
      picked.add(data.numbers().get(place));
    }
    return picked;
  }

  /**
   * Handles EmbedLayerNormalization: word, position and segment embeddings are added and
   * normalised.
   */
  public static List<Value> embedding(Node node) {
    var ids = node.input(0).axes();
    var words = node.input(2).axes();
    boolean hasOwnSegments = !node.has(1) || Objects.equals(node.input(1).axes(), ids);
    if (ids == null
        || ids.size() != 2
        || words == null
        || words.size() != 2
        || !hasOwnSegments
        || !node.isConstantFrom(2)) {
      return node.unknown(node.label() + " has inputs that the analysis does not cover");
    }
    var axes = List.of(ids.get(0), ids.get(1), words.get(1));
    var values = node.given();
    var all = new Value(axes, Node.rowsObstacle(values), node.steps(values), null, null);
    return List.of(Products.over(node, all, List.of(ids.get(1)), axes));
  }

  /**
   * Handles GatherElements: picks along one axis, with an index for each position of the other
   * axes.
   */
  public static List<Value> gatherElements(Node node) {
    var data = node.input(0);
    var indices = node.input(1);
    if (data.axes() == null
        || indices.axes() == null
        || data.axes().size() != indices.axes().size()) {
      return node.unknown(node.label() + " picks from a tensor whose shape is unknown");
    }
    int axis = Node.axis(node.integer("axis", 0), data.axes().size());
    boolean isLast = RowPlaces.isLast(data.axes().get(axis), indices.fill());
    var picking = new ArrayList<Axis>();
    for (int place = 0; place < data.axes().size(); place++) {
      var from = data.axes().get(place);
      if (place != axis) {
        pair(picking, from, indices.axes().get(place));
      } else if (!isLast) {
        picking.add(from);
      }
    }
    return List.of(picked(node, picking, indices.axes(), isLast));
  }

  /** Handles GatherND: picks by several indices at once. */
  public static List<Value> gatherNd(Node node) {
    var data = node.input(0);
    var indices = node.input(1);
    int batch = (int) node.integer("batch_dims", 0);
    if (data.axes() == null || indices.axes() == null || indices.axes().isEmpty()) {
      return node.unknown(node.label() + " picks from a tensor whose shape is unknown");
    }
    int last = indices.axes().size() - 1;
    var depth = indices.axes().get(last).size();
    if (!depth.isKnown() || batch > last || batch + depth.factor() > data.axes().size()) {
      return node.unknown(node.label() + " picks from axes that are only known at run time");
    }
    int picked = batch + (int) depth.factor();
    boolean isLast =
        picked == batch + 1 && RowPlaces.isLast(data.axes().get(batch), indices.fill());
    var picking = new ArrayList<Axis>();
    for (int place = 0; place < picked; place++) {
      if (place < batch) {
        pair(picking, data.axes().get(place), indices.axes().get(place));
      } else if (!isLast) {
        picking.add(data.axes().get(place));
      }
    }
    var axes =
        Stream.concat(
                indices.axes().subList(0, last).stream(),
                data.axes().subList(picked, data.axes().size()).stream())
            .toList();
    return List.of(picked(node, picking, axes, isLast));
  }

  /** Where indices pick at their own position of an axis, both must have the same axis there. */
  private static void pair(List<Axis> picking, Axis from, Axis index) {
    if (!from.equals(index)) {
      picking.add(from);
      picking.add(index);
    }
  }

  /**
   * @param isLast whether the last step is picked; the axis of steps is then not in {@code picking}
   */
  private static Value picked(Node node, List<Axis> picking, List<Axis> axes, boolean isLast) {
    if (isLast) {
      var last = Selections.last(node, node.input(0), axes);
      return Products.over(node, last, picking, axes);
    }
    var values = node.given();
    var all = new Value(axes, Node.rowsObstacle(values), node.steps(values), null, null);
    return Products.over(node, all, picking, axes);
  }
}
