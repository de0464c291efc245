package dev.unroll.codec;

import dev.unroll.codec.tokenizer.LongTexts;
import dev.unroll.codec.tokenizer.TextTokenizer;
import dev.unroll.core.Caller;
import dev.unroll.core.Fault;
import dev.unroll.core.Sequence;
import java.util.Set;

/** Encodes text with a tokenizer, and takes ids unchanged. */
final class TextCodec implements InputCodec {
  private final TextTokenizer tokenizer;
  private final LongTexts longTexts;
  private final SequenceChecks checks;
  private final TokenIdsCodec ids;

  /** The most characters of a text. */
  private final int mostCharacters;

  TextCodec(TextTokenizer tokenizer, SequenceChecks checks, LongTexts longTexts) {
    this.tokenizer = tokenizer;
    this.longTexts = longTexts;
    this.checks = checks;
    this.mostCharacters =
        Math.min(
            RawInput.Text.MAX_CHARACTERS, tokenizer.mostCharacters(checks.bounds().maxSteps()));
    this.ids = new TokenIdsCodec(checks);
  }

  @Override
  public Set<InputKind> kinds() {
    return InputKinds.of(InputKind.TEXT, InputKind.TOKEN_IDS);
  }

  @Override
  public Encoded encode(RawInput rawInput) {
    return encode(rawInput, Caller.PATIENT);
  }

  @Override
  public Encoded encode(RawInput rawInput, Caller caller) {
    if (rawInput instanceof RawInput.Text text) {
      return encode(text.text(), caller);
    }
    if (rawInput instanceof RawInput.TokenIds) {
      return ids.encode(rawInput);
    }
    throw InputKinds.refused(rawInput, kinds());
  }

  private Encoded encode(String text, Caller caller) {
    checkCharacters(text);
    var tokens = longTexts.encode(tokenizer, text, checks.bounds().maxSteps(), caller);
    if (tokens.contentSteps() == 0) {
      throw Fault.invalid(
          TextTokenizer.FIELD, "is empty after the model's tokenizer has normalised it");
    }
    checks.steps(tokens.ids().length, TextTokenizer.FIELD);
    checkVocabulary(tokens.ids());
    return new Encoded(
        new Sequence.Ids(tokens.ids()), new StepSpans(text, tokens.starts(), tokens.ends()));
  }

  private void checkCharacters(String text) {
    if (text.isEmpty()) {
      throw Fault.invalid(TextTokenizer.FIELD, "is empty; a sequence has at least one step");
    }
    if (text.length() > mostCharacters) {
      throw Fault.invalid(
          TextTokenizer.FIELD,
          "has "
              + text.length()
              + " characters; at most "
              + mostCharacters
              + " are allowed, since this model takes at most "
              + SequenceChecks.count(checks.bounds().maxSteps()));
    }
    int unpaired = unpairedSurrogate(text);
    if (unpaired >= 0) {
      throw Fault.invalid(
          TextTokenizer.FIELD,
          "has an unpaired surrogate at character " + unpaired + "; text must be valid Unicode");
    }
  }

  private static int unpairedSurrogate(String text) {
    int point;
    for (int index = 0; index < text.length(); index += Character.charCount(point)) {
      point = text.codePointAt(index);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        return index;
      }
    }
    return -1;
  }

  /** Checks the ids, because a manifest may name a tokenizer with more ids than the graph has. */
  private void checkVocabulary(long[] tokenIds) {
    long last = checks.bounds().lastId();
    for (int step = 0; step < tokenIds.length; step++) {
      if (tokenIds[step] > last) {
        throw Fault.invalid(
            TextTokenizer.FIELD,
            "step "
                + step
                + " is id "
                + tokenIds[step]
                + " for the tokenizer, outside this model's [0, "
                + last
                + "]");
      }
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
