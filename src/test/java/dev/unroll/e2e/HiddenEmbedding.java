package dev.unroll.e2e;

import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real export whose embedding's table goes through one more operator, so that nobody can read
 * from the graph how many ids it knows: an id beyond them fails inside ONNX Runtime.
 */
final class HiddenEmbedding {
  private HiddenEmbedding() {}

  /** Hides it in a model's graph. */
  static void hide(Path graph) throws IOException {
    var model = ModelProto.parseFrom(Files.readAllBytes(graph)).toBuilder();
    var nodes = model.getGraphBuilder();
    int place = 0;
    while (!nodes.getNode(place).getOpType().equals("Gather")) {
      place++;
    }
    var table = nodes.getNode(place).getInput(0);
    nodes.getNodeBuilder(place).setInput(0, "hidden_table");
    // Not Identity, which ONNX Runtime and the planner look through.
    nodes.addNode(
        0,
        NodeProto.newBuilder()
            .setOpType("Abs")
            .setName("hide")
            .addInput(table)
            .addOutput("hidden_table"));
    Files.write(graph, model.build().toByteArray());
  }
}
