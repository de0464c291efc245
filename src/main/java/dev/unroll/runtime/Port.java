package dev.unroll.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import dev.unroll.core.LoadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** An input or an output of a graph. */
public record Port(String name, ElementType type, List<Dimension> dimensions) {
  public Port {
    dimensions = List.copyOf(dimensions);
  }

  /**
   * Returns the inputs or the outputs of a graph, in its order.
   *
   * @throws LoadException if one is no tensor, or has elements of a type that is not supported
   */
  static List<Port> all(String graph, Map<String, NodeInfo> infos) throws LoadException {
    var ports = new ArrayList<Port>();
    for (var info : infos.values()) {
      if (!(info.getInfo() instanceof TensorInfo tensor)) {
        throw new LoadException(
            graph + ": '" + info.getName() + "' is not a tensor but " + info.getInfo());
      }
      var type = ElementType.of(tensor.onnxType);
      if (type.isEmpty()) {
        throw new LoadException(
            graph
                + ": '"
                + info.getName()
                + "' has elements of type "
                + label(tensor)
                + "; the server supports "
                + ElementType.labels());
      }
      var sizes = tensor.getShape();
      var names = tensor.getDimensionNames();
      var dimensions = new ArrayList<Dimension>();
      for (int axis = 0; axis < sizes.length; axis++) {
        dimensions.add(new Dimension(sizes[axis], sizes[axis] < 0 ? names[axis] : ""));
      }
      ports.add(new Port(info.getName(), type.get(), dimensions));
    }
    return List.copyOf(ports);
  }

  /** Returns ONNX's name of a type that is not supported. */
  private static String label(TensorInfo tensor) {
    var name = tensor.onnxType.name();
    return name.substring(name.lastIndexOf('_') + 1).toLowerCase(Locale.ROOT);
  }

  /** Returns the axes whose sizes the graph leaves free. */
  public List<Integer> freeAxes() {
    return IntStream.range(0, rank())
        .filter(axis -> dimensions.get(axis).isFree())
        .boxed()
        .toList();
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
