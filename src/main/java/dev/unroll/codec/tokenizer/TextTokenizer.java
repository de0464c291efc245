package dev.unroll.codec.tokenizer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Fault;
import dev.unroll.core.LoadException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;

/**
 * A tokenizer in Hugging Face's format, {@code tokenizer.json}. Safe for use by many threads; it
 * starts none of its own. Truncation and padding that the file asks for are not done: nothing is
 * cut silently and nothing is padded.
 *
 * <p>It speaks to DJL's native methods and not to DJL's own tokenizer class, which reports its use
 * to a server of its makers, gathers twice what is needed of every text, and frees the native
 * tokenizer under the feet of calls that still use it.
 */
public final class TextTokenizer implements AutoCloseable {
  /** What faults call the text of a request. */
  public static final String FIELD = "input.text";

  private static final long CLOSED = 0;

  private final Vocabulary vocabulary;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** The native tokenizer. Calls share the lock, closing excludes them. */
  @GuardedBy("lock")
  private long handle;

  private TextTokenizer(Vocabulary vocabulary, long handle) {
    this.vocabulary = vocabulary;
    this.handle = handle;
  }

  /**
   * Reads a file.
   *
   * @throws LoadException naming the file, where it is missing or no tokenizer, or where the native
   *     library cannot be loaded
   */
  public static TextTokenizer open(Path file) throws LoadException {
    var definition = TokenizerDefinition.read(file);
    NativeTokenizers.load();
    long handle;
    try {
      handle = NativeTokenizers.LIBRARY.createTokenizerFromString(definition.json());
    } catch (RuntimeException refused) {
      throw new LoadException(
          file + ": is no tokenizer that can be used: " + refused.getMessage(), refused);
    }
    NativeTokenizers.LIBRARY.disableTruncation(handle);
    NativeTokenizers.LIBRARY.disablePadding(handle);
    return new TextTokenizer(definition.vocabulary(), handle);
  }

  /**
   * The steps of a text, with the special tokens that the file puts around it.
   *
   * @param text without unpaired surrogates
   * @throws Fault INVALID_ARGUMENT where the tokenizer has no token for a piece of it
   */
  public Tokens encode(String text) {
    var points = new CodePoints(text);
    return withHandle(open -> {
      long encoding;
      try {
        encoding = NativeTokenizers.LIBRARY.encode(open, text, true);
      } catch (RuntimeException refused) {
        throw Fault.invalid(FIELD, "the model's tokenizer refuses it: " + refused.getMessage());
      }
      try {
        return tokens(encoding, points);
      } finally {
        NativeTokenizers.LIBRARY.deleteEncoding(encoding);
      }
    });
  }

  private static Tokens tokens(long encoding, CodePoints points) {
    var ids = NativeTokenizers.LIBRARY.getTokenIds(encoding);
    // Code points of the text as it was given; none for a token that was added around it.
    var spans = NativeTokenizers.LIBRARY.getTokenCharSpans(encoding);
    var starts = new int[ids.length];
    var ends = new int[ids.length];
    int contentSteps = 0;
    for (int step = 0; step < ids.length; step++) {
      var span = spans[step];
      if (span == null) {
        continue;
      }
      contentSteps++;
      var trimmed = points.trim(span.getStart(), span.getEnd());
      starts[step] = trimmed.start();
      ends[step] = trimmed.end();
    }
    return new Tokens(ids, starts, ends, contentSteps);
  }

  /** The text of ids; special tokens and ids that the vocabulary lacks add nothing. */
  public String decode(long[] ids) {
    // The native side takes the lower 32 bits, so a larger id would be taken for another token.
    var known = Arrays.stream(ids).filter(vocabulary::isText).toArray();
    return withHandle(open -> NativeTokenizers.LIBRARY.decode(open, known, true));
  }

  /** The id of a token by its exact name, {@code <s>}; empty where the vocabulary lacks it. */
  public OptionalLong idOf(String token) {
    return vocabulary.idOf(token);
  }

  /** One more than the highest id, added tokens included. */
  public int vocabularySize() {
    return vocabulary.size();
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

  /** Frees the native tokenizer once no call uses it. Idempotent. */
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
