package dev.unroll.codec;

/** The kinds of input. */
public enum InputKind {
  TEXT("text"),
  TOKEN_IDS("token ids"),
  VECTORS("vectors"),
  IMAGE("image"),
  TENSORS("named tensors");

  private final String label;

  InputKind(String label) {
    this.label = label;
  }

  /** Returns the name for messages. */
  public String label() {
    return label;
  }
}
