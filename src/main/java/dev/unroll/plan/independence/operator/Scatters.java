package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Places.Beside;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules for operators that write to a tensor by indices. */
public final class Scatters {
  private Scatters() {}

  /**
   * Handles ScatterElements: writes along one axis, with an index for each position of the other
   * axes.
   */
  public static List<Value> elements(Node node) {
    var data = node.input(0);
    var indices = node.input(1);
    var updates = node.input(2);
    if (data.axes() == null
        || indices.axes() == null
        || updates.axes() == null
        || data.axes().size() != indices.axes().size()
        || data.axes().size() != updates.axes().size()) {
      return node.unknown(node.label() + " writes to a tensor whose shape is unknown");
    }
    int axis = Node.axis(node.integer("axis", 0), data.axes().size());
    var over = new ArrayList<Axis>();
    for (int place = 0; place < data.axes().size(); place++) {
      var to = data.axes().get(place);
      var index = indices.axes().get(place);
      var update = updates.axes().get(place);
      if (place == axis || !to.equals(index) || !to.equals(update)) {
        over.addAll(List.of(to, index, update));
      }
    }
    return List.of(written(node, node.given(), over, data.axes()));
  }

  /** Handles ScatterND: writes by several indices at once. */
  public static List<Value> several(Node node) {
    var indices = node.input(1);
    var axes = indices.axes();
    if (axes == null || axes.isEmpty()) {
      return node.unknown(node.label() + " writes to a tensor whose shape is unknown");
    }
    var depth = axes.get(axes.size() - 1).size();
    return depth.isKnown()
        ? List.of(several(node, indices, (int) depth.factor(), -1))
        : node.unknown(node.label() + " writes to axes that are only known at run time");
  }

  /** Writes where each row writes to its own position; null where that is unknown. */
  static @Nullable Value own(Node node) {
    var data = node.input(0).axes();
    if (!(RowPlaces.places(node, 1) instanceof Beside beside)
        || data == null
        || beside.columns().size() > data.size()) {
      return null;
    }
    var index = RowPlaces.own(node, beside, data.subList(0, beside.columns().size()));
    return index == null ? null : several(node, index, beside.columns().size(), beside.own());
  }

  /**
   * @param depth the number of axes that are written to
   * @param own which index is the row's own position; -1 where there is none
   */
  private static Value several(Node node, Value indices, int depth, int own) {
    var data = data(node.raw(0), node.input(0));
    var updates = data(node.raw(2), node.input(2));
    var index = indices.axes();
    if (data.axes() == null
        || updates.axes() == null
        || index == null
        || depth > data.axes().size()) {
      return node.unknown(node.label() + " writes to a tensor whose shape is unknown").get(0);
    }
    int last = index.size() - 1;
    var made = new ArrayList<>(index.subList(0, last));
    made.addAll(data.axes().subList(depth, data.axes().size()));
    var over = new ArrayList<>(data.axes().subList(0, depth));
    var places = new ArrayList<>(index.subList(0, last));
    if (own >= 0) {
      places.remove(over.remove(own));
    }
    over.addAll(places);
    if (updates.fill() == null && !updates.axes().equals(made)) {
      over.addAll(updates.axes());
      over.addAll(made);
    }
    return written(node, List.of(data, indices, updates), over, data.axes());
  }

  private static Value data(@Nullable Value raw, Value data) {
    return raw != null && raw.fill() != null && raw.fill().isKnown() ? raw : data;
  }

  private static Value written(Node node, List<Value> values, List<Axis> over, List<Axis> axes) {
    var all = new Value(axes, Node.rowsObstacle(values), node.steps(values), null, null);
    return Products.over(node, all, over, axes);
  }
}
