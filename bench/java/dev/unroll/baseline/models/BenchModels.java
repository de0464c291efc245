package dev.unroll.baseline.models;

import dev.unroll.baseline.models.TorchGraph.Recurrent;
import dev.unroll.onnx.SmallGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the bench's models as a repository that any of the servers serves. */
public final class BenchModels {
  private static final int LIVE_HIDDEN = 128;

  private BenchModels() {}

  /**
   * Writes a model into the {@link #repository}, and its variant for those that pad beside that.
   */
  public static void write(BenchModel model, Path folder) throws IOException {
    Files.createDirectories(graph(model, folder).getParent());
    if (model.shape() == BenchModel.Shape.GENERATOR) {
      Files.write(encoder(model, folder), encoderGraph(model));
      Files.write(decoder(model, folder), decoderGraph(model));
      WordTokenizer.write(model.classes(), repository(folder).resolve(model.folder()));
    } else {
      Files.write(graph(model, folder), answering(model, false));
      Files.createDirectories(graphWithLengths(model, folder).getParent());
      Files.write(graphWithLengths(model, folder), answering(model, true));
    }
  }

  /** The folder to serve. */
  public static Path repository(Path folder) {
    return folder.resolve("models");
  }

  public static Path graph(BenchModel model, Path folder) {
    return version(model, folder).resolve("model.onnx");
  }

  /** The same graph with an input of lengths, for those that pad. */
  public static Path graphWithLengths(BenchModel model, Path folder) {
    return folder.resolve("padded").resolve(model.folder()).resolve("model.onnx");
  }

  public static Path encoder(BenchModel model, Path folder) {
    return version(model, folder).resolve("encoder.onnx");
  }

  public static Path decoder(BenchModel model, Path folder) {
    return version(model, folder).resolve("decoder.onnx");
  }

  private static Path version(BenchModel model, Path folder) {
    return repository(folder).resolve(model.folder()).resolve("1");
  }

  private static long seed(BenchModel model) {
    return model.folder().hashCode();
  }

  private static byte[] answering(BenchModel model, boolean withLengths) {
    var graph = new TorchGraph(seed(model));
    var steps =
        model.takesIds()
            ? graph.embeddedIds(model.vocabularySize(), model.width())
            : graph.vectors(model.width());
    if (withLengths) {
      graph.withLengths();
    }
    var layer = layer(model, graph, steps);
    if (model.shape() == BenchModel.Shape.MANY_TO_MANY) {
      var scores = graph.linear(graph.each(layer), layer.width(), model.classes());
      return graph.output(scores, BenchModel.OUTPUT, "batch", "time", model.classes()).bytes();
    }
    var state = graph.last(layer);
    // A vanilla RNN of three is its own answer.
    var scores =
        layer.width() == model.classes()
            ? state
            : graph.linear(state, layer.width(), model.classes());
    return graph.output(scores, BenchModel.OUTPUT, "batch", model.classes()).bytes();
  }

  private static Recurrent layer(BenchModel model, TorchGraph graph, String steps) {
    int width = model.width();
    return switch (model) {
      case GRU64, GRU256, GRU512 -> graph.recurrent("GRU", steps, width, width, 1);
      case BILSTM256 -> graph.recurrent("LSTM", steps, width, 2 * width, 2);
      case SIMPLERNN3 -> graph.recurrent("RNN", steps, width, model.classes(), 1);
      case GRU128LIVE -> graph.recurrent("GRU", steps, width, LIVE_HIDDEN, 1);
      case SEQ2SEQ8000 -> throw new IllegalArgumentException(model + " is two graphs");
    };
  }

  private static byte[] encoderGraph(BenchModel model) {
    var graph = new TorchGraph(seed(model));
    var steps = graph.embeddedIds(model.vocabularySize(), model.width());
    var layer = graph.recurrent("GRU", steps, model.width(), model.width(), 1);
    return graph.output(graph.last(layer), "h", "batch", model.width()).bytes();
  }

  private static byte[] decoderGraph(BenchModel model) {
    int width = model.width();
    var graph = new TorchGraph(seed(model) + 1);
    graph.input("token", SmallGraph.INT64, "batch").input("h", SmallGraph.FLOAT32, "batch", width);
    var token = graph.unsqueezed(graph.embedded("token", model.classes(), width));
    var layer = graph.recurrent("GRU", token, width, width, 1, graph.unsqueezed("h"));
    var state = graph.last(layer);
    return graph
        .output(graph.linear(state, width, model.classes()), "logits", "batch", model.classes())
        .output(state, "h_out", "batch", width)
        .bytes();
  }
}
