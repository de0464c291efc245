package dev.unroll.openinference;

import dev.unroll.core.Fault;

/** Where a row's answer goes. Calls come one at a time; {@link #gone} comes last, always. */
interface RowEnd {
  /** A step more of generated output. */
  void piece(RowAnswer answer);

  void whole(RowAnswer answer);

  void fail(Fault fault);

  void gone();
}
