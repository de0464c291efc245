package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules for windows that move over the axes of {@code [rows, channels, positions...]}. Rows are
 * independent. Each result comes from a window, which covers more than one step unless its size is
 * 1.
 */
public final class Convolutions {
  private Convolutions() {}

  /** Weights {@code [channels out, channels in, window...]}. */
  public static List<Value> convolution(Node node) {
    var weights = node.input(1);
    if (weights.axes() == null || weights.axes().isEmpty() || !hasConstantWeights(node)) {
      return node.unknown(node.label() + " has weights that are computed from the input");
    }
    var window = weights.axes().subList(2, weights.axes().size()).stream().map(Axis::size).toList();
    return moved(node, weights.axes().get(0), window, true);
  }

  /** Handles FusedConv: a convolution and a tensor that is added to its result. */
  public static List<Value> fused(Node node) {
    if (!node.has(3)) {
      return convolution(node);
    }
    var alone = new Node(node.proto(), node.opset(), node.inputs().subList(0, 3), node.run());
    return List.of(Broadcasting.of(node, List.of(convolution(alone).get(0), node.input(3))));
  }

  /**
   * Returns whether weights and bias are constant. The zero points of ConvInteger may be computed.
   */
  private static boolean hasConstantWeights(Node node) {
    return node.input(1).isConstant()
        && (node.operator().equals("ConvInteger") || node.isConstantFrom(2));
  }

  public static List<Value> transposed(Node node) {
    var weights = node.input(1);
    if (weights.axes() == null || weights.axes().size() < 2 || !hasConstantWeights(node)) {
      return node.unknown(node.label() + " has weights that are computed from the input");
    }
    var channels = weights.axes().get(1).size().times(Size.of(node.integer("group", 1)));
    return moved(node, Axis.plain(channels), null, true);
  }

  /** Handles the maximum or the mean of each window. */
  public static List<Value> pool(Node node) {
    var window = node.integers("kernel_shape").stream().map(Size::of).toList();
    return moved(node, null, window, false);
  }

  /** Handles the maximum or the mean over all positions. */
  public static List<Value> globalPool(Node node) {
    var value = node.input(0);
    if (value.axes() == null || value.axes().size() < 2) {
      return List.of(value);
    }
    var axes = new ArrayList<>(value.axes().subList(0, 2));
    var places = value.axes().subList(2, value.axes().size());
    places.forEach(place -> axes.add(Axis.ONE));
    return List.of(Products.over(node, value, places, axes));
  }

  /**
   * @param channels the channels of the result; null for those of the input
   * @param window the sizes of the window; null where they are not followed
   * @param mixesChannels whether each result comes from all channels
   */
  private static List<Value> moved(
      Node node, @Nullable Axis channels, @Nullable List<Size> window, boolean mixesChannels) {
    var value = node.input(0);
    if (value.axes() == null || value.axes().size() < 2) {
      return node.unknown(node.label() + " runs over a tensor whose shape is unknown");
    }
    var in = value.axes();
    var axes = new ArrayList<Axis>();
    axes.add(in.get(0));
    axes.add(channels == null ? in.get(1) : channels);
    var over = new ArrayList<Axis>();
    if (mixesChannels) {
      over.add(in.get(1));
    }
    for (int place = 0; place + 2 < in.size(); place++) {
      var axis = in.get(place + 2);
      var reach = window == null || place >= window.size() ? null : window.get(place);
      var size = reach == null ? null : size(node, place, axis.size(), reach);
      boolean stays = number(node.integers("strides"), place, 1) == 1;
      boolean isPointwise = stays && reach != null && reach.is(1) && axis.size().equals(size);
      if (!isPointwise) {
        over.add(axis);
      }
      boolean keeps = axis.size().equals(size);
      axes.add(
          keeps
              ? axis
              : Axis.plain(size != null ? size : made(node, place, axis.size(), Size.ONE)));
    }
    var values = node.given();
    var all = new Value(axes, Node.rowsObstacle(values), node.steps(values), null, null);
    return List.of(Products.over(node, all, over, axes));
  }

  /** Returns the size of the result along an axis. */
  private static Size size(Node node, int place, Size size, Size reach) {
    long stride = number(node.integers("strides"), place, 1);
    long dilation = number(node.integers("dilations"), place, 1);
    var pads = node.integers("pads");
    long padded = pads.isEmpty() ? 0 : pads.get(place) + pads.get(pads.size() / 2 + place);
    var auto = node.text("auto_pad", "NOTSET");
    if (!reach.isKnown() || node.integer("ceil_mode", 0) == 1) {
      return made(node, place, size, reach);
    }
    long lost = dilation * (reach.factor() - 1) - padded;
    if (auto.startsWith("SAME")) {
      lost = 0;
    } else if (auto.equals("VALID")) {
      lost = dilation * (reach.factor() - 1);
    }
    var left = size.minus(Size.of(lost));
    if (stride == 1) {
      return left;
    }
    return left.isKnown()
        ? Size.of(Math.floorDiv(left.factor() - 1, stride) + 1)
        : left.computed(" in windows by ", Size.of(stride));
  }

  /** Returns a symbol for a size that only this node computes from that axis. */
  private static Size made(Node node, int place, Size size, Size reach) {
    return size.computed(" by " + node.unique() + " at " + place + " with ", reach);
  }

  private static long number(List<Long> numbers, int place, long absent) {
    return place < numbers.size() ? numbers.get(place) : absent;
  }

  /** Returns whether the attributes ask for a kind of resizing that is not followed. */
  private static boolean isPeculiar(Node node) {
    return !node.integers("axes").isEmpty()
        || !node.text("keep_aspect_ratio_policy", "stretch").equals("stretch")
        || node.text("coordinate_transformation_mode", "").equals("tf_crop_and_resize");
  }

  /** Handles Resize; axes that keep their size stay what they are. */
  public static List<Value> resize(Node node) {
    var value = node.input(0);
    var sizes = node.numbers(3);
    var scales = node.raw(2);
    boolean isKnown = sizes != null || (scales != null && node.isConstantFrom(1));
    if (value.axes() == null || !isKnown || isPeculiar(node)) {
      return node.unknown(node.label() + " resizes in a way that the analysis does not cover");
    }
    var axes = new ArrayList<Axis>();
    var over = new ArrayList<Axis>();
    for (int place = 0; place < value.axes().size(); place++) {
      var axis = value.axes().get(place);
      boolean keeps = sizes != null && place < sizes.size() && axis.size().equals(sizes.get(place));
      if (!keeps) {
        over.add(axis);
      }
      axes.add(
          keeps
              ? axis
              : Axis.plain(
                  sizes != null && place < sizes.size()
                      ? sizes.get(place)
                      : made(node, place, axis.size(), Size.ONE)));
    }
    return List.of(Products.over(node, value, over, axes));
  }
}
