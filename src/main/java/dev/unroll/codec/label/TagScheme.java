package dev.unroll.codec.label;

/** What tags mean together. */
public enum TagScheme {
  /** Nothing. */
  PLAIN,
  /** {@code B-X} begins a thing of type X, {@code I-X} goes on with it, any other is outside. */
  BIO
}
