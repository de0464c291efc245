package dev.unroll.runtime;

import java.util.List;

/** An input or an output of a graph. */
public record Port(String name, ElementType type, List<Dimension> dimensions) {
  public Port {
    dimensions = List.copyOf(dimensions);
  }

  public int rank() {
    return dimensions.size();
  }

  /** Returns the name, type and shape, such as "input int64[batch, time]". */
  @Override
  public String toString() {
    return name + " " + type.label() + dimensions;
  }
}
