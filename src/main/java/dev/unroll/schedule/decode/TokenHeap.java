package dev.unroll.schedule.decode;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A heap of tokens that removes the one with the largest weight first; of equal weights, the
 * smaller id. Building it takes time linear in the vocabulary, and each removal logarithmic time.
 * Sampling needs a few dozen of thousands of tokens, so sorting all of them would dominate a step.
 */
final class TokenHeap {
  private final double[] weights;
  private final int[] heap;
  private int size;

  /** Makes a heap of all tokens; {@code weights[token]} is a token's weight. */
  TokenHeap(double[] weights) {
    this(weights, IntStream.range(0, weights.length).toArray());
    for (int place = size / 2 - 1; place >= 0; place--) {
      sink(place);
    }
  }

  /** Makes a heap of tokens that are already in heap order. */
  private TokenHeap(double[] weights, int[] ordered) {
    this.weights = weights;
    this.heap = ordered;
    this.size = ordered.length;
  }

  int size() {
    return size;
  }

  /** Returns the sum of the weights of the tokens in the heap. */
  double total() {
    return Arrays.stream(heap, 0, size).mapToDouble(token -> weights[token]).sum();
  }

  /** Removes and returns the token with the largest weight. */
  int remove() {
    int heaviest = heap[0];
    size--;
    heap[0] = heap[size];
    sink(0);
    return heaviest;
  }

  /** Removes that many tokens with the largest weights and returns them as a heap. */
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
