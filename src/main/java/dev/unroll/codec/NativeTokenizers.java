package dev.unroll.codec;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.unroll.core.LoadException;

/** The native library behind tokenizers. */
final class NativeTokenizers {
  /** Usable once {@link #library} has returned. */
  static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

  private NativeTokenizers() {}

  /** The library, unpacked and loaded on first use. */
  static TokenizersLibrary library() throws LoadException {
    try {
      LibUtils.checkStatus();
      return LIBRARY;
    } catch (RuntimeException | LinkageError failed) {
      throw new LoadException("the tokenizers' native library cannot be loaded: " + failed, failed);
    }
  }
}
