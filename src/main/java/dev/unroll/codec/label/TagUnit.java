package dev.unroll.codec.label;

/** The unit that gets a tag. */
public enum TagUnit {
  /** Each step that stands for text. */
  STEP,
  /** Each word, which is a run without white space. Its tag is that of its last step. */
  WORD
}
