package dev.unroll.codec;

import dev.unroll.codec.tokenizer.TextTokenizer;
import dev.unroll.core.Caller;
import dev.unroll.core.Sequence;
import java.util.Set;

/** Finds the blank in the sequence that another codec has encoded. */
record BlankCodec(InputCodec inner, Blank blank) implements InputCodec {
  @Override
  public Set<InputKind> kinds() {
    return inner.kinds();
  }

  @Override
  public Encoded encode(RawInput rawInput) {
    return encode(rawInput, Caller.PATIENT);
  }

  @Override
  public Encoded encode(RawInput rawInput, Caller caller) {
    boolean inText = rawInput.kind() == InputKind.TEXT;
    var encoded =
        inner.encode(
            rawInput instanceof RawInput.Text given ? normalised(given) : rawInput, caller);
    var ids = ((Sequence.Ids) encoded.sequence()).ids();
    int step = blank.step(ids, inText ? TextTokenizer.FIELD : TokenIdsCodec.FIELD, inText);
    return new Encoded(encoded.sequence(), encoded.spans(), step);
  }

  private RawInput normalised(RawInput.Text given) {
    // A text that is too long is refused as it is.
    return given.text().length() > RawInput.Text.MAX_CHARACTERS
        ? given
        : new RawInput.Text(blank.normalise(given.text()));
  }

  @Override
  public void close() {
    inner.close();
  }
}
