package dev.unroll.codec.tokenizer;

import dev.unroll.core.Fault;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds tokenizers that treat the two ways to write a character differently: composed (NFC, one
 * code point for "é" or "한") and decomposed (NFD, a code point for each part), which macOS often
 * produces. Readers cannot tell the two apart.
 */
public final class NormalForms {
  /** Tokens that are tried; most tokenizers treat all characters alike. */
  private static final int TRIALS = 64;

  private static final char NO_CHARACTER = '\uFFFD';

  private NormalForms() {}

  /** Returns a text that gets other ids when it is written decomposed; empty if none was found. */
  public static Optional<String> differing(TextTokenizer tokenizer) {
    return tokenizer
        .vocabulary()
        .idsBeyondAscii()
        .mapToObj(id -> tokenizer.decode(new long[] {id}).strip())
        .filter(text -> text.indexOf(NO_CHARACTER) < 0)
        .map(text -> Normalizer.normalize(text, Form.NFC))
        .filter(text -> !text.equals(Normalizer.normalize(text, Form.NFD)))
        .limit(TRIALS)
        .filter(text -> differs(tokenizer, text))
        .findFirst();
  }

  private static boolean differs(TextTokenizer tokenizer, String composed) {
    try {
      var decomposed = Normalizer.normalize(composed, Form.NFD);
      return !Arrays.equals(tokenizer.encode(composed).ids(), tokenizer.encode(decomposed).ids());
    } catch (Fault refused) {
      return true;
    }
  }
}
