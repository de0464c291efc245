package dev.unroll.client;

import dev.unroll.v1.InputKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The input as the user wrote it, and its kind if the user gave one. */
public final class GivenInput {
  /** No input: the model's example is sent. */
  public static final GivenInput NONE = new GivenInput(null, null, List.of());

  private static final String LINES = "-";

  private final @Nullable InputKind kind;
  private final @Nullable String written;
  private final List<String> tensors;

  private GivenInput(@Nullable InputKind kind, @Nullable String written, List<String> tensors) {
    this.kind = kind;
    this.written = written;
    this.tensors = List.copyOf(tensors);
  }

  /** Returns named tensors, each NAME=JSON or NAME=FILE. */
  public static GivenInput tensors(List<String> written) {
    return new GivenInput(InputKind.INPUT_KIND_TENSORS, null, written);
  }

  /** Returns an input of the model's kind; {@code -} stands for each line of standard input. */
  public static GivenInput bare(String written) {
    return new GivenInput(null, written, List.of());
  }

  /** Returns a text; {@code -} stands for each line of standard input. */
  public static GivenInput text(String written) {
    return new GivenInput(InputKind.INPUT_KIND_TEXT, written, List.of());
  }

  /** Returns token ids, {@code 1,2,3}; {@code -} stands for each line of standard input. */
  public static GivenInput ids(String written) {
    return new GivenInput(InputKind.INPUT_KIND_TOKEN_IDS, written, List.of());
  }

  /**
   * Returns vectors as JSON, or the file that holds it; {@code -} stands for all of standard input,
   * which a stream sends line by line.
   */
  public static GivenInput vectors(String written) {
    return new GivenInput(InputKind.INPUT_KIND_VECTORS, written, List.of());
  }

  /** Returns an image's file; {@code -} stands for a file name on each line of standard input. */
  public static GivenInput image(String written) {
    return new GivenInput(InputKind.INPUT_KIND_IMAGE, written, List.of());
  }

  /** Returns whether each line of standard input is an input, or a part of a stream's input. */
  public boolean isLines(@Nullable Rpc rpc) {
    return LINES.equals(written) && (kind != InputKind.INPUT_KIND_VECTORS || rpc == Rpc.STREAM);
  }

  /** Returns the kind, or null if the user gave none. */
  @Nullable InputKind kind() {
    return kind;
  }

  /** Returns the input as written, or null if there is none. */
  @Nullable String written() {
    return written;
  }

  /** Returns the named tensors as written; none for other kinds of input. */
  List<String> tensors() {
    return tensors;
  }
}
