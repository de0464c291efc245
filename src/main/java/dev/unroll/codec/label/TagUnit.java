package dev.unroll.codec.label;

/** What a tag is for. */
public enum TagUnit {
  /** Each step that stands for text. */
  STEP,
  /** Each word, a run without white space; its tag is the one of its last step. */
  WORD
}
