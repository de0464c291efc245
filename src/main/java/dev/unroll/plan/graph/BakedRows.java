package dev.unroll.plan.graph;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.TensorProto;
import java.nio.ByteOrder;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds numbers of rows that a graph may require without declaring them: the exporter was told that
 * the axis is free, but first states or a reshape have the example's number of rows.
 */
public final class BakedRows {
  private static final int INT64 = 7;

  /** The axis of rows of a recurrent node's first states {@code [directions, rows, hidden]}. */
  private static final int STATE_ROWS = 1;

  private static final int STATE_AXES = 3;

  /** The largest constant that is read; larger ones are tables. */
  private static final int MOST_ELEMENTS = 8;

  private static final int MOST_ROWS = 1024;
  private static final int MOST_CANDIDATES = 32;

  private final TreeSet<Long> numbers = new TreeSet<>();

  private BakedRows() {}

  /** Returns the candidates, ascending, each more than one. */
  public static List<Integer> candidates(GraphProto graph) {
    var found = new BakedRows();
    found.look(graph);
    return found.numbers.stream()
        .filter(number -> number > 1 && number <= MOST_ROWS)
        .map(Long::intValue)
        .limit(MOST_CANDIDATES)
        .toList();
  }

  /** Returns the same graph with a fixed number of rows on an input's axis. */
  public static OnnxGraph told(OnnxGraph graph, String input, int axis, int rows) {
    var model = graph.model().toBuilder();
    for (int place = 0; place < model.getGraph().getInputCount(); place++) {
      if (model.getGraph().getInput(place).getName().equals(input)) {
        var type = model.getGraphBuilder().getInputBuilder(place).getTypeBuilder();
        var shape = type.getTensorTypeBuilder().getShapeBuilder();
        shape.getDimBuilder(axis).clearDimParam().setDimValue(rows);
      }
    }
    return graph.rewritten(model.build());
  }

  private void look(GraphProto graph) {
    graph.getInitializerList().forEach(this::look);
    graph.getNodeList().stream()
        .flatMap(node -> node.getAttributeList().stream())
        .filter(AttributeProto::hasT)
        .forEach(attribute -> look(attribute.getT()));
  }

  private void look(TensorProto tensor) {
    if (tensor.getDataType() != INT64) {
      if (tensor.getDimsCount() == STATE_AXES) {
        numbers.add(tensor.getDims(STATE_ROWS));
      }
      return;
    }
    if (tensor.getRawData().size() <= MOST_ELEMENTS * Long.BYTES) {
      var bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.remaining() >= Long.BYTES) {
        numbers.add(bytes.getLong());
      }
    }
    if (tensor.getInt64DataCount() <= MOST_ELEMENTS) {
      numbers.addAll(tensor.getInt64DataList());
    }
  }
}
