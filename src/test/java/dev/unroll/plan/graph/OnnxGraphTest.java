package dev.unroll.plan.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.onnx.SmallGraph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxGraphTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;

  @Test
  void statesOfZooGraphs_areThoseThatTheyExpose() throws LoadException {
    assertEquals(1, zoo("gru_stateful/model.onnx").states().size());
    assertEquals(2, zoo("lstm_stateful/model.onnx").states().size());
    assertEquals(Map.of(), zoo("gru_last/model.onnx").states());
    // A cell that the exporter unrolled: no recurrent node, so no edge to follow, but names tell.
    assertEquals(Map.of("h", "h_out"), zoo("seq2seq_gru/decoder.onnx").states());
  }

  @Test
  void vocabularySizeOfZooGraphs_isTheEmbeddings() throws LoadException {
    var graph = zoo("gru_last/model.onnx");
    assertTrue(graph.vocabularySize(graph.inputs().get(0)).isPresent());
    var vectors = zoo("rnn_vectors_timemajor/model.onnx");
    assertFalse(vectors.vocabularySize(vectors.inputs().get(0)).isPresent());
  }

  @Test
  void statesOfTwoLayers_areFollowedThroughSliceAndConcat() {
    var graph = new SmallGraph().input("h", FLOAT32, 2, "rows", 4).output("next", FLOAT32);
    graph
        .node("Slice", "h,from0,to1", "h0")
        .node("Slice", "h,from1,to2", "h1")
        .node("GRU", "x,w,r,,,h0", "y0,n0")
        .node("Squeeze", "y0,axis", "x1")
        .node("GRU", "x1,w,r,,,h1", "y1,n1")
        .node("Concat", "n0,n1", "next");
    assertEquals(Map.of("h", "next"), new OnnxGraph(graph.model()).states());
  }

  @Test
  void stateThatIsGivenTwice_isPairedWithTheOutputOfItsOwnShape() {
    var graph = new SmallGraph().input("h", FLOAT32, 1, "rows", 4);
    graph.output("flat", FLOAT32, "rows", 4).output("wide", FLOAT32, 1, "rows", 8);
    graph.output("next", FLOAT32, 1, "rows", 4);
    graph
        .node("GRU", "x,w,r,,,h", "y,last")
        .node("Squeeze", "last,axis", "flat")
        .node("Concat", "last,last", "wide")
        .node("Identity", "last", "moved")
        .node("Identity", "moved", "next");
    assertEquals(Map.of("h", "next"), new OnnxGraph(graph.model()).states());
  }

  @Test
  void stateThatOnlyAnotherShapeFollows_isPairedWithTheNearest() {
    var graph = new SmallGraph().input("h", FLOAT32, 1, "rows", 4);
    graph.output("flat", FLOAT32, "rows", 4).node("GRU", "x,w,r,,,h", "y,last");
    graph.node("Squeeze", "last,axis", "flat");
    assertEquals(Map.of("h", "flat"), new OnnxGraph(graph.model()).states());
  }

  @Test
  void statesOfAnLstm_arePairedByTheirPlaces() {
    var graph = new SmallGraph().input("c", FLOAT32).input("h", FLOAT32);
    graph.output("a", FLOAT32).output("b", FLOAT32);
    graph.node("LSTM", "x,w,r,,,h,c", "y,b,a");
    assertEquals(Map.of("h", "b", "c", "a"), new OnnxGraph(graph.model()).states());
  }

  @Test
  void stateThatIsNotHandedOn_isNoState() {
    var graph = new SmallGraph().input("h", FLOAT32).output("y", FLOAT32);
    graph.node("GRU", "x,w,r,,,h", "y");
    assertEquals(Map.of(), new OnnxGraph(graph.model()).states());
    var changed = new SmallGraph().input("h", FLOAT32).output("y", FLOAT32);
    changed.node("GRU", "x,w,r,,,h", "all,n").node("Tanh", "n", "y");
    assertEquals(Map.of(), new OnnxGraph(changed.model()).states());
  }

  @Test
  void sequenceLengths_areFoundByTheirPlace() {
    var graph = new SmallGraph().input("n", SmallGraph.INT64).output("y", FLOAT32);
    graph.node("Cast", "n", "lengths").node("GRU", "x,w,r,,lengths", "y");
    var read = new OnnxGraph(graph.model());
    assertTrue(read.isSequenceLengths("n"));
    assertFalse(read.isSequenceLengths("x"));
  }

  @Test
  void vocabularySize_isTheWeightsOrTheConstants() {
    var weight = new SmallGraph().input("id", SmallGraph.INT64).output("y", FLOAT32);
    weight.weight("table", List.of(3L, 2L), 1, 2, 3, 4, 5, 6).node("Gather", "table,id", "y");
    assertEquals(OptionalLong.of(3), new OnnxGraph(weight.model()).vocabularySize("id"));

    var value = SmallGraph.tensor("value", SmallGraph.integerTensor("", List.of(5L, 1L)));
    var constant = new SmallGraph().input("id", SmallGraph.INT64).output("y", FLOAT32);
    constant
        .node("Constant", "", "table", value)
        .node("Transpose", "id", "turned")
        .node("Gather", "table,turned", "y");
    assertEquals(OptionalLong.of(5), new OnnxGraph(constant.model()).vocabularySize("id"));
  }

  @Test
  void vocabularySize_isWhatTheInputsTypeCanHold() {
    var graph = new SmallGraph().input("id", SmallGraph.INT8).output("y", FLOAT32);
    graph
        .weight("table", List.of(200L, 1L), new float[200])
        .node("Cast", "id", "wide", SmallGraph.number("to", SmallGraph.INT64))
        .node("Gather", "table,wide", "y");
    assertEquals(OptionalLong.of(128), new OnnxGraph(graph.model()).vocabularySize("id"));
  }

  @Test
  void lookupInSomethingComputed_tellsNoVocabularySize() {
    var graph = new SmallGraph().input("id", SmallGraph.INT64).output("y", FLOAT32);
    graph.node("Relu", "x", "table").node("Gather", "table,id", "y");
    assertEquals(OptionalLong.empty(), new OnnxGraph(graph.model()).vocabularySize("id"));
  }

  @Test
  void lastOperator_looksThroughWhatOnlyMoves() {
    var graph = new SmallGraph().input("x", FLOAT32).output("y", FLOAT32);
    graph.node("Softmax", "x", "s").node("Squeeze", "s,axes", "q").node("Identity", "q", "y");
    var read = new OnnxGraph(graph.model());
    assertEquals(Optional.of("Softmax"), read.lastOperator("y"));
    assertEquals(Optional.empty(), read.lastOperator("x"));
    assertEquals(Optional.empty(), read.lastOperator("nowhere"));
  }

  @Test
  void lastOperator_ofAConstantOrOfAMoverOfNothing_isNoCrash() {
    var graph = new SmallGraph().output("y", FLOAT32).output("z", FLOAT32);
    graph.node("Constant", "", "y").node("Identity", "", "z");
    var read = new OnnxGraph(graph.model());
    assertEquals(Optional.of("Constant"), read.lastOperator("y"));
    assertEquals(Optional.empty(), read.lastOperator("z"));
  }

  @Test
  void absentInputs_connectNothing() {
    // "" is how ONNX leaves an optional input or output out; two nodes with gaps are no neighbours.
    var graph = new SmallGraph().input("h", FLOAT32).output("next", FLOAT32);
    graph.node("Split", "h", ",part").node("GRU", "x,w,r,,,", "y,n").node("Identity", "n", "next");
    assertEquals(Map.of(), new OnnxGraph(graph.model()).states());
  }

  @Test
  void circles_endTheWalkAndNotTheServer() {
    var graph = new SmallGraph().input("x", FLOAT32).output("a", FLOAT32);
    graph.node("Identity", "b", "a").node("Concat", "a,x", "b").node("GRU", "b,w,r,,,b", "y,a");
    graph.node("Identity", "p", "q").node("Identity", "q", "p");
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          var read = new OnnxGraph(graph.model());
          assertEquals(Map.of("x", "a"), read.states());
          assertEquals(OptionalLong.empty(), read.vocabularySize("x"));
          assertFalse(read.isSequenceLengths("x"));
          assertEquals(Optional.of("GRU"), read.lastOperator("a"));
          assertEquals(Optional.empty(), read.lastOperator("q"));
        });
  }

  @Test
  void weightsAmongTheInputs_areNoInputs() {
    var graph = new SmallGraph().input("x", FLOAT32).input("w", FLOAT32, 1).output("y", FLOAT32);
    graph.weight("w", List.of(1L), 1).node("Mul", "x,w", "y");
    assertEquals(List.of("x"), new OnnxGraph(graph.model()).inputs());
  }

  @Test
  void fileWithoutAGraph_isNoModel(@TempDir Path folder) throws Exception {
    var empty = Files.write(folder.resolve("empty.onnx"), new byte[0]);
    var refusal = assertThrows(LoadException.class, () -> OnnxGraph.read(empty));
    assertEquals("empty.onnx is not an ONNX model: it holds no graph", refusal.reason());
    var missing = folder.resolve("missing.onnx");
    var absence = assertThrows(LoadException.class, () -> OnnxGraph.read(missing));
    assertTrue(absence.reason().startsWith("missing.onnx cannot be read"), absence.reason());
  }

  private static OnnxGraph zoo(String file) throws LoadException {
    return OnnxGraph.read(Path.of("src/test/resources/zoo").resolve(file));
  }
}
