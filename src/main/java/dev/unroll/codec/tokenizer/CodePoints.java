package dev.unroll.codec.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** A text by its Unicode code points, as spans count them. */
public final class CodePoints {
  /** A run of code points, {@code [start, end)}. */
  public record Span(int start, int end) {}

  private final int[] points;

  public CodePoints(String text) {
    this.points = text.codePoints().toArray();
  }

  int length() {
    return points.length;
  }

  public String slice(int start, int end) {
    return new String(points, start, end - start);
  }

  boolean isWhiteSpace(int index) {
    int point = points[index];
    // Java's two notions together, and NEL: what Python calls space, with which models are trained.
    return Character.isWhitespace(point) || Character.isSpaceChar(point) || point == 0x85;
  }

  /** The span without white space around it; unchanged where it is nothing else. */
  Span trim(int start, int end) {
    int first = start;
    while (first < end && isWhiteSpace(first)) {
      first++;
    }
    if (first == end) {
      return new Span(start, end);
    }
    int last = end;
    while (isWhiteSpace(last - 1)) {
      last--;
    }
    return new Span(first, last);
  }

  /** The longest runs without white space, in order. */
  public List<Span> words() {
    var words = new ArrayList<Span>();
    int index = 0;
    while (index < points.length) {
      if (isWhiteSpace(index)) {
        index++;
        continue;
      }
      int start = index;
      while (index < points.length && !isWhiteSpace(index)) {
        index++;
      }
      words.add(new Span(start, index));
    }
    return words;
  }
}
