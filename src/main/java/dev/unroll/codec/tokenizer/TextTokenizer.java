package dev.unroll.codec.tokenizer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Fault;
import dev.unroll.core.LoadException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;

/**
 * A tokenizer in Hugging Face's format, {@code tokenizer.json}. Thread-safe; it starts no threads.
 * It ignores the file's settings for truncation and padding, so nothing is cut silently.
 *
 * <p>It calls DJL's native methods directly. DJL's own tokenizer class sends usage reports to its
 * makers, collects more of each text than is needed, and frees the native tokenizer while calls
 * still use it.
 */
public final class TextTokenizer implements AutoCloseable {
  /** The field that a fault about a text names. */
  public static final String FIELD = "input.text";

  /** A text of so many characters is taken however few steps the model takes. */
  private static final int LEAST_BOUND = 1024;

  /** More than the longest words and the widest gaps between them. */
  private static final int LEAST_CHARACTERS_PER_STEP = 64;

  private static final long CLOSED = 0;

  private final Vocabulary vocabulary;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** The native tokenizer. Calls hold the read lock, and closing holds the write lock. */
  @GuardedBy("lock")
  private long handle;

  private TextTokenizer(Vocabulary vocabulary, long handle) {
    this.vocabulary = vocabulary;
    this.handle = handle;
  }

  /**
   * Reads a file.
   *
   * @throws LoadException if the file is missing or not a tokenizer, or if the native library
   *     cannot be loaded
   */
  public static TextTokenizer open(Path file) throws LoadException {
    var definition = TokenizerDefinition.read(file);
    NativeTokenizers.load();
    long handle;
    try {
      handle = NativeTokenizers.LIBRARY.createTokenizerFromString(definition.json());
    } catch (RuntimeException refused) {
      throw new LoadException(
          file + ": cannot be used as a tokenizer: " + refused.getMessage(), refused);
    }
    NativeTokenizers.LIBRARY.disableTruncation(handle);
    NativeTokenizers.LIBRARY.disablePadding(handle);
    return new TextTokenizer(definition.vocabulary(), handle);
  }

  /**
   * Returns the tokens of a text, with the special tokens that the tokenizer adds.
   *
   * @param text without unpaired surrogates
   * @throws Fault INVALID_ARGUMENT if the tokenizer has no token for a part of the text
   */
  public Tokens encode(String text) {
    return encode(text, Integer.MAX_VALUE);
  }

  /**
   * Returns the tokens of a text, without their spans if there are more than {@code most}: each
   * span costs more memory than its token, and a text of too many steps will be refused.
   */
  Tokens encode(String text, int most) {
    return encode(text, true, FIELD, most);
  }

  /**
   * Returns the tokens of a text.
   *
   * @param addsSpecial whether the special tokens that the tokenizer adds are among them
   * @param field the name of the text in faults
   */
  Tokens encode(String text, boolean addsSpecial, String field) {
    return encode(text, addsSpecial, field, Integer.MAX_VALUE);
  }

  private Tokens encode(String text, boolean addsSpecial, String field, int most) {
    var points = new CodePoints(text);
    return withHandle(open -> {
      long encoding;
      try {
        encoding = NativeTokenizers.LIBRARY.encode(open, text, addsSpecial);
      } catch (RuntimeException refused) {
        throw Fault.invalid(field, "the model's tokenizer refuses it: " + refused.getMessage());
      }
      try {
        return tokens(encoding, points, most);
      } finally {
        NativeTokenizers.LIBRARY.deleteEncoding(encoding);
      }
    });
  }

  private static Tokens tokens(long encoding, CodePoints points, int most) {
    var ids = NativeTokenizers.LIBRARY.getTokenIds(encoding);
    if (ids.length > most) {
      return new Tokens(ids, new int[0], new int[0], ids.length);
    }
    // Spans count code points of the original text; an added token has none.
    var spans = NativeTokenizers.LIBRARY.getTokenCharSpans(encoding);
    var starts = new int[ids.length];
    var ends = new int[ids.length];
    var covered = new BitSet(points.length());
    int contentSteps = 0;
    for (int step = 0; step < ids.length; step++) {
      var span = spans[step];
      if (span == null) {
        continue;
      }
      contentSteps++;
      covered.set(span.getStart(), span.getEnd());
      var trimmed = points.trim(span.getStart(), span.getEnd());
      starts[step] = trimmed.start();
      ends[step] = trimmed.end();
    }
    completeCharacters(starts, ends, covered, points);
    return new Tokens(ids, starts, ends, contentSteps);
  }

  /**
   * Extends spans to the end of their last character. If a normalizer composes a character of
   * several code points, the native library counts only the first of them.
   */
  private static void completeCharacters(
      int[] starts, int[] ends, BitSet covered, CodePoints points) {
    for (int step = 0; step < ends.length; step++) {
      while (ends[step] > starts[step]
          && ends[step] < points.length()
          && points.continuesCharacter(ends[step])
          && !covered.get(ends[step])) {
        ends[step]++;
      }
    }
  }

  /** Returns the text of ids. Special tokens and ids that are not in the vocabulary are skipped. */
  public String decode(long[] ids) {
    // The native library uses the lower 32 bits, so a larger id would become another token.
    var known = Arrays.stream(ids).filter(vocabulary::isText).toArray();
    return withHandle(open -> NativeTokenizers.LIBRARY.decode(open, known, true));
  }

  /** Returns the id of a token, such as {@code <s>}; empty if it is not in the vocabulary. */
  public OptionalLong idOf(String token) {
    return vocabulary.idOf(token);
  }

  /** Returns the highest id plus 1, with added tokens. */
  public int vocabularySize() {
    return vocabulary.size();
  }

  /**
   * Returns the most characters of a text that may have so few steps: what has more is refused
   * before it is tokenised, since the tokenizer takes much memory for each character. It is more
   * than people write, wide gaps included.
   */
  public int mostCharacters(int maxSteps) {
    long bound = (long) maxSteps * Math.max(LEAST_CHARACTERS_PER_STEP, vocabulary.longestToken());
    return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_BOUND, bound));
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  private <T> T withHandle(LongFunction<T> use) {
    lock.readLock().lock();
    try {
      if (handle == CLOSED) {
        throw Fault.unavailable("the model's tokenizer is closed");
      }
      return use.apply(handle);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Waits for running calls, then frees the native tokenizer. Idempotent. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (handle != CLOSED) {
        NativeTokenizers.LIBRARY.deleteTokenizer(handle);
        handle = CLOSED;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
