package dev.unroll.schedule.decode;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Tokens of which the heaviest comes off first, of equals the one with the smaller id. Making it
 * costs one pass over the vocabulary and each removal a logarithm: drawing looks at a few dozen of
 * thousands of tokens, and sorting all of them was most of a step.
 */
final class TokenHeap {
  private final double[] weights;
  private final int[] heap;
  private int size;

  /** All tokens: {@code weights[token]} is a token's weight. */
  TokenHeap(double[] weights) {
    this(weights, IntStream.range(0, weights.length).toArray());
    for (int place = size / 2 - 1; place >= 0; place--) {
      sink(place);
    }
  }

  /** Of tokens that are in order. */
  private TokenHeap(double[] weights, int[] ordered) {
    this.weights = weights;
    this.heap = ordered;
    this.size = ordered.length;
  }

  int size() {
    return size;
  }

  /** The weights of all tokens that are in, together. */
  double total() {
    return Arrays.stream(heap, 0, size).mapToDouble(token -> weights[token]).sum();
  }

  /** Removes the heaviest. */
  int remove() {
    int heaviest = heap[0];
    size--;
    heap[0] = heap[size];
    sink(0);
    return heaviest;
  }

  /** Removes that many of the heaviest; they are a heap of their own. */
  TokenHeap first(int count) {
    var tokens = new int[count];
    for (int place = 0; place < count; place++) {
      tokens[place] = remove();
    }
    return new TokenHeap(weights, tokens);
  }

  private void sink(int from) {
    int place = from;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && precedes(heap[child + 1], heap[child])) {
        child++;
      }
      if (!precedes(heap[child], heap[place])) {
        return;
      }
      int token = heap[place];
      heap[place] = heap[child];
      heap[child] = token;
      place = child;
    }
  }

  private boolean precedes(int token, int other) {
    return weights[token] > weights[other] || (weights[token] == weights[other] && token < other);
  }
}
