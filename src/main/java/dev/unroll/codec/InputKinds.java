package dev.unroll.codec;

import dev.unroll.core.Fault;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Creates the fault for a kind of input that a model does not take. */
final class InputKinds {
  private InputKinds() {}

  static Set<InputKind> of(InputKind first, InputKind... rest) {
    return Collections.unmodifiableSet(EnumSet.of(first, rest));
  }

  static Fault refused(RawInput rawInput, Set<InputKind> taken) {
    return Fault.invalid(
        "input",
        "this model takes "
            + taken.stream().map(InputKind::label).collect(Collectors.joining(" or "))
            + ", not "
            + rawInput.kind().label());
  }
}
