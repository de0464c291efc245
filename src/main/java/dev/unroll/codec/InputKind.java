package dev.unroll.codec;

/** What a model can be given. */
public enum InputKind {
  TEXT("text"),
  TOKEN_IDS("token ids"),
  VECTORS("vectors"),
  IMAGE("image");

  private final String label;

  InputKind(String label) {
    this.label = label;
  }

  /** The name for people, in messages. */
  public String label() {
    return label;
  }
}
