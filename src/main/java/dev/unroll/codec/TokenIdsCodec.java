package dev.unroll.codec;

import dev.unroll.core.Sequence;
import java.util.Set;

/** Checks token ids. */
record TokenIdsCodec(SequenceChecks checks) implements InputCodec {
  static final String FIELD = "input.token_ids.ids";

  @Override
  public Set<InputKind> kinds() {
    return Kinds.of(InputKind.TOKEN_IDS);
  }

  @Override
  public Encoded encode(Given given) {
    if (given instanceof Given.TokenIds ids) {
      checks.ids(ids.ids(), FIELD);
      return new Encoded(new Sequence.Ids(ids.ids()), null);
    }
    throw Kinds.refused(given, kinds());
  }

  @Override
  public void close() {}
}
