package dev.unroll.codec.label;

import dev.unroll.codec.StepSpans;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Particles of Korean that have two forms: one after a syllable that ends in a consonant, one after
 * a syllable that ends in a vowel. A word that is put before such a particle decides its form.
 * Where the text leaves the form open, as textbooks do (을(를), 을/를, (으)로), one form takes the place
 * of both.
 */
public final class KoreanParticles {
  /** A particle after a consonant, and after a vowel. */
  private record Pair(String afterConsonant, String afterVowel) {
    boolean has(String form) {
      return form.equals(afterConsonant) || form.equals(afterVowel);
    }

    /** Whether a text is both forms: 을(를), 를(을), 을/를 or (으)로, 을 in brackets and 를 behind. */
    boolean leavesOpen(String text) {
      int more = afterConsonant.length() - afterVowel.length();
      return isBoth(text, afterConsonant, afterVowel)
          || isBoth(text, afterVowel, afterConsonant)
          || (more > 0 && text.equals("(" + afterConsonant.substring(0, more) + ")" + afterVowel));
    }

    /** The form after a syllable's last sound, composed or decomposed as the text has it. */
    String after(int sound, String text) {
      boolean isVowel = sound == 0 || (sound == RIEUL && afterVowel.startsWith("로"));
      var agreeing = isVowel ? afterVowel : afterConsonant;
      return Normalizer.isNormalized(text, Form.NFC)
          ? agreeing
          : Normalizer.normalize(agreeing, Form.NFD);
    }

    private static boolean isBoth(String text, String first, String second) {
      return text.equals(first + "(" + second + ")")
          || text.equals("(" + first + ")" + second)
          || text.equals(first + "/" + second);
    }
  }

  /** Particles that begin with another one are pairs of their own: 와의, 으로는. */
  private static final List<Pair> PAIRS =
      List.of(
          new Pair("을", "를"),
          new Pair("은", "는"),
          new Pair("은커녕", "는커녕"),
          new Pair("이", "가"),
          new Pair("과", "와"),
          new Pair("과는", "와는"),
          new Pair("과도", "와도"),
          new Pair("과의", "와의"),
          new Pair("으로", "로"),
          new Pair("으로는", "로는"),
          new Pair("으로도", "로도"),
          new Pair("으로만", "로만"),
          new Pair("으로부터", "로부터"),
          new Pair("으로서", "로서"),
          new Pair("으로써", "로써"),
          new Pair("이나", "나"),
          new Pair("이라고", "라고"),
          new Pair("이라는", "라는"),
          new Pair("이라도", "라도"),
          new Pair("이란", "란"),
          new Pair("이랑", "랑"),
          new Pair("아", "야"));

  /** A particle in both forms, with no letter behind it. */
  private static final Pattern BOTH_FORMS =
      Pattern.compile(
          "(?:\\p{L}++\\(\\p{L}++\\)|\\(\\p{L}++\\)\\p{L}++|\\p{L}++/\\p{L}++)(?![\\p{L}\\p{N}])");

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
    int sound = (last - FIRST_SYLLABLE) % LAST_SOUNDS;
    var both = BOTH_FORMS.matcher(after);
    var open = both.lookingAt() ? both.group() : "";
    var one = letters(after);
    for (var pair : PAIRS) {
      if (pair.leavesOpen(Normalizer.normalize(open, Form.NFC))) {
        return pair.after(sound, open) + after.substring(open.length());
      }
      if (open.isEmpty() && pair.has(Normalizer.normalize(one, Form.NFC))) {
        return pair.after(sound, one) + after.substring(one.length());
      }
    }
    return after;
  }

  /** The letters right after the blank: they are a particle only where nothing else follows. */
  private static String letters(String after) {
    int end = 0;
    while (end < after.length() && Character.isLetterOrDigit(after.charAt(end))) {
      end++;
    }
    return after.substring(0, end);
  }
}
