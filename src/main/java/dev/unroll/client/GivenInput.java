package dev.unroll.client;

import dev.unroll.v1.InputKind;
import org.jspecify.annotations.Nullable;

/** What the caller wrote as the input, and what it was said to be. */
public final class GivenInput {
  /** Nothing: the model's own example is meant. */
  public static final GivenInput NONE = new GivenInput(null, null);

  private static final String LINES = "-";

  private final @Nullable InputKind kind;
  private final @Nullable String written;

  private GivenInput(@Nullable InputKind kind, @Nullable String written) {
    this.kind = kind;
    this.written = written;
  }

  /** Whatever the model takes; {@code -} for each line of standard input. */
  public static GivenInput bare(String written) {
    return new GivenInput(null, written);
  }

  /** A text; {@code -} for each line of standard input. */
  public static GivenInput text(String written) {
    return new GivenInput(InputKind.INPUT_KIND_TEXT, written);
  }

  /** Token ids, {@code 1,2,3}; {@code -} for each line of standard input. */
  public static GivenInput ids(String written) {
    return new GivenInput(InputKind.INPUT_KIND_TOKEN_IDS, written);
  }

  /**
   * Vectors as JSON, or the file that holds it; {@code -} for all of standard input, which a stream
   * sends line by line.
   */
  public static GivenInput vectors(String written) {
    return new GivenInput(InputKind.INPUT_KIND_VECTORS, written);
  }

  /** An image's file; {@code -} for a file name on each line of standard input. */
  public static GivenInput image(String written) {
    return new GivenInput(InputKind.INPUT_KIND_IMAGE, written);
  }

  /** Whether each line of standard input is an input, or for a stream a part of it. */
  public boolean isLines(@Nullable Rpc rpc) {
    return LINES.equals(written) && (kind != InputKind.INPUT_KIND_VECTORS || rpc == Rpc.STREAM);
  }

  /** Null where it was not said. */
  @Nullable InputKind kind() {
    return kind;
  }

  /** Null where nothing was. */
  @Nullable String written() {
    return written;
  }
}
