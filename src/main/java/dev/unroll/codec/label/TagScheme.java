package dev.unroll.codec.label;

/** How tags form entities. */
public enum TagScheme {
  /** Tags form no entities. */
  PLAIN,
  /** {@code B-X} begins an entity of type X, {@code I-X} continues it; others are outside. */
  BIO
}
