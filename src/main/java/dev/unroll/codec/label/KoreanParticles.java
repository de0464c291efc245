package dev.unroll.codec.label;

import dev.unroll.codec.StepSpans;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.List;

/**
 * Particles of Korean that have two forms: one after a syllable that ends in a consonant, one after
 * a syllable that ends in a vowel. A word that is put before such a particle decides its form.
 */
public final class KoreanParticles {
  /** A particle after a consonant, and after a vowel. */
  private record Pair(String afterConsonant, String afterVowel) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair("을", "를"),
          new Pair("은", "는"),
          new Pair("이", "가"),
          new Pair("과", "와"),
          new Pair("으로", "로"),
          new Pair("이나", "나"),
          new Pair("이랑", "랑"),
          new Pair("아", "야"));

  /** The first Hangul syllable in Unicode, and the last. */
  private static final char FIRST_SYLLABLE = '가';

  private static final char LAST_SYLLABLE = '힣';

  /** Syllables differ by their last sound fastest: none, then 27 consonants. */
  private static final int LAST_SOUNDS = 28;

  /** Among the last sounds, the consonant after which 로 stays as after a vowel. */
  private static final int RIEUL = 8;

  private KoreanParticles() {}

  /** The text with a word in a step's place, and the particle right after it in its form. */
  public static String fill(StepSpans spans, int step, String word) {
    var before = spans.before(step);
    var after = spans.after(step);
    return before + word + agree(word, after);
  }

  /** What follows a word, its particle in the form that the word asks for. */
  static String agree(String word, String after) {
    var composed = Normalizer.normalize(word, Form.NFC);
    char last = composed.isEmpty() ? ' ' : composed.charAt(composed.length() - 1);
    if (last < FIRST_SYLLABLE || last > LAST_SYLLABLE) {
      return after;
    }
    var written = particle(after);
    var particle = Normalizer.normalize(written, Form.NFC);
    int sound = (last - FIRST_SYLLABLE) % LAST_SOUNDS;
    for (var pair : PAIRS) {
      if (particle.equals(pair.afterConsonant) || particle.equals(pair.afterVowel)) {
        boolean isVowel = sound == 0 || (sound == RIEUL && pair.afterVowel.equals("로"));
        var agreeing = isVowel ? pair.afterVowel : pair.afterConsonant;
        boolean isComposed = written.equals(particle);
        return (isComposed ? agreeing : Normalizer.normalize(agreeing, Form.NFD))
            + after.substring(written.length());
      }
    }
    return after;
  }

  /** The letters right after the blank: they are a particle only where nothing else follows. */
  private static String particle(String after) {
    int end = 0;
    while (end < after.length() && Character.isLetterOrDigit(after.charAt(end))) {
      end++;
    }
    return after.substring(0, end);
  }
}
