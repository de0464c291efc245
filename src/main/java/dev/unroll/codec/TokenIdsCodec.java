package dev.unroll.codec;

import dev.unroll.core.Sequence;
import java.util.Set;

/** Checks token ids. */
record TokenIdsCodec(SequenceChecks checks) implements InputCodec {
  static final String FIELD = "input.token_ids.ids";

  @Override
  public Set<InputKind> kinds() {
    return InputKinds.of(InputKind.TOKEN_IDS);
  }

  @Override
  public Encoded encode(RawInput rawInput) {
    if (rawInput instanceof RawInput.TokenIds ids) {
      checks.ids(ids.ids(), FIELD);
      return new Encoded(new Sequence.Ids(ids.ids()), null);
    }
    throw InputKinds.refused(rawInput, kinds());
  }

  @Override
  public void close() {}
}
