package dev.unroll.codec;

import dev.unroll.codec.tokenizer.TextTokenizer;
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
    var encoded = inner.encode(rawInput);
    boolean inText = rawInput.kind() == InputKind.TEXT;
    var ids = ((Sequence.Ids) encoded.sequence()).ids();
    int step = blank.step(ids, inText ? TextTokenizer.FIELD : TokenIdsCodec.FIELD, inText);
    return new Encoded(encoded.sequence(), encoded.spans(), step);
  }

  @Override
  public void close() {
    inner.close();
  }
}
