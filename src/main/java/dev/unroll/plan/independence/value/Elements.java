package dev.unroll.plan.independence.value;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rearranges the known numbers of a small tensor, as exporters do with the pads of a Pad. */
public final class Elements {
  private Elements() {}

  /** Returns the sizes of a tensor's axes; null where one is unknown. */
  private static int @Nullable [] sizes(Value value) {
    if (value.axes() == null || value.numbers() == null) {
      return null;
    }
    var sizes = new int[value.axes().size()];
    long count = 1;
    for (int axis = 0; axis < sizes.length; axis++) {
      var size = value.axes().get(axis).size();
      if (!size.isKnown()) {
        return null;
      }
      sizes[axis] = (int) size.factor();
      count *= sizes[axis];
    }
    return count == value.numbers().size() ? sizes : null;
  }

  /** Returns the numbers with their axes in another order; null where they are unknown. */
  static @Nullable public List<Size> transposed(Value value, List<Integer> order) {
    var sizes = sizes(value);
    if (sizes == null || value.numbers() == null) {
      return null;
    }
    var turned = new int[sizes.length];
    for (int place = 0; place < turned.length; place++) {
      turned[place] = sizes[order.get(place)];
    }
    var numbers = new ArrayList<Size>();
    var at = new int[sizes.length];
    for (int element = 0; element < value.numbers().size(); element++) {
      int rest = element;
      for (int place = turned.length - 1; place >= 0; place--) {
        at[order.get(place)] = rest % turned[place];
        rest /= turned[place];
      }
      numbers.add(value.numbers().get(place(sizes, at)));
    }
    return numbers;
  }

  /** Returns the numbers at some positions of one axis; null where they are unknown. */
  static @Nullable public List<Size> picked(Value value, int axis, List<Integer> places) {
    var sizes = sizes(value);
    if (sizes == null || value.numbers() == null) {
      return null;
    }
    int inner = 1;
    for (int later = axis + 1; later < sizes.length; later++) {
      inner *= sizes[later];
    }
    int outer = value.numbers().size() / Math.max(1, inner * sizes[axis]);
    var numbers = new ArrayList<Size>();
    for (int before = 0; before < outer; before++) {
      for (int place : places) {
        int from = (before * sizes[axis] + place) * inner;
        numbers.addAll(value.numbers().subList(from, from + inner));
      }
    }
    return numbers;
  }

  private static int place(int[] sizes, int[] at) {
    int place = 0;
    for (int axis = 0; axis < sizes.length; axis++) {
      place = place * sizes[axis] + at[axis];
    }
    return place;
  }
}
