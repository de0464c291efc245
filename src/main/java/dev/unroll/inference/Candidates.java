package dev.unroll.inference;

import dev.unroll.core.Fault;
import java.util.List;

/**
 * The labels, words or outputs that a request chooses from.
 *
 * @param texts empty if the request does not limit the choice
 * @param field the request's name for the list, for errors
 */
public record Candidates(List<String> texts, String field) {
  /** The request does not limit the choice. */
  static final Candidates ALL = new Candidates(List.of(), "among");

  public Candidates {
    texts = List.copyOf(texts);
  }

  boolean isAll() {
    return texts.isEmpty();
  }

  /** Returns the request's name for one of them. */
  String element(int place) {
    return field + "[" + place + "]";
  }

  Fault wrong(String why) {
    return Fault.invalid(field, why);
  }
}
