package dev.unroll.baseline.compute;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.unroll.core.Sequence;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Sequences beside each other in one tensor, the shorter ones filled up with zeros. */
final class Block {
  private ByteBuffer memory = ByteBuffer.allocateDirect(0);

  /** Their lengths. */
  static int[] lengths(List<Sequence> rows) {
    return rows.stream().mapToInt(Sequence::steps).toArray();
  }

  /**
   * All of them, {@code [rows, longest]} or {@code [rows, longest, width]}; holds until the next
   * call.
   */
  OnnxTensor tensor(Graph graph, List<Sequence> rows) throws OrtException {
    int longest = Arrays.stream(lengths(rows)).max().orElseThrow();
    return rows.get(0) instanceof Sequence.Vectors first
        ? vectors(graph, rows, longest, first.width())
        : ids(graph, rows, longest);
  }

  private OnnxTensor ids(Graph graph, List<Sequence> rows, int longest) throws OrtException {
    var numbers = room(Long.BYTES * rows.size() * longest).asLongBuffer();
    for (var row : rows) {
      var ids = ((Sequence.Ids) row).ids();
      numbers.put(ids);
      for (int step = ids.length; step < longest; step++) {
        numbers.put(0);
      }
    }
    return OnnxTensor.createTensor(
        graph.environment(), numbers.flip(), new long[] {rows.size(), longest});
  }

  private OnnxTensor vectors(Graph graph, List<Sequence> rows, int longest, int width)
      throws OrtException {
    var numbers = room(Float.BYTES * rows.size() * longest * width).asFloatBuffer();
    for (var row : rows) {
      var values = ((Sequence.Vectors) row).values();
      numbers.put(values);
      for (int index = values.length; index < longest * width; index++) {
        numbers.put(0);
      }
    }
    return OnnxTensor.createTensor(
        graph.environment(), numbers.flip(), new long[] {rows.size(), longest, width});
  }

  private ByteBuffer room(int bytes) {
    if (memory.capacity() < bytes) {
      memory = ByteBuffer.allocateDirect(2 * bytes).order(ByteOrder.nativeOrder());
    }
    return memory.clear();
  }

  /**
   * Takes a tensor apart again, without what was filled up.
   *
   * @param shape {@code [rows, width]}, or {@code [rows, longest, width]} where there is a value
   *     for each step
   */
  static List<Answer> answers(float[] values, long[] shape, int[] lengths) {
    int width = (int) shape[shape.length - 1];
    int steps = shape.length == 3 ? (int) shape[1] : 1;
    var answers = new Answer[lengths.length];
    for (int row = 0; row < lengths.length; row++) {
      int from = row * steps * width;
      int count = (shape.length == 3 ? lengths[row] : 1) * width;
      answers[row] = new Answer.Values(Arrays.copyOfRange(values, from, from + count), width);
    }
    return List.of(answers);
  }
}
