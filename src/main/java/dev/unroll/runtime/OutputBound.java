package dev.unroll.runtime;

import java.util.Arrays;

/**
 * The most that one run's outputs may take on the heap if their shapes are known only afterwards. A
 * graph may compute a shape from its input, so a short request could ask for any size. Such outputs
 * are in ONNX Runtime's memory first, and are measured before they are copied.
 */
record OutputBound(long mostBytes) {
  /** An output is copied about four times until it is sent, and other calls need room too. */
  private static final long SHARE_OF_HEAP = 8;

  static OutputBound ofHeap() {
    return new OutputBound(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /**
   * Returns the bytes that an output takes.
   *
   * @param before the bytes of the outputs before it
   * @throws GraphException if all of them together take too much
   */
  double check(String graph, Port port, long[] shape, double before) throws GraphException {
    double bytes = port.type().bytes();
    for (long size : shape) {
      bytes *= size;
    }
    if (before + bytes > mostBytes) {
      throw GraphException.ofMemory(
          "%s: output '%s' has the shape %s for this input, which takes %.0f bytes; the outputs of a run may take %d bytes, an eighth of the heap: send a shorter sequence, or have the heap raised (-Xmx)"
              .formatted(graph, port.name(), Arrays.toString(shape), bytes, mostBytes),
          null);
    }
    return bytes;
  }
}
