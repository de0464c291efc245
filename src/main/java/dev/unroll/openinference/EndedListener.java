package dev.unroll.openinference;

import dev.unroll.core.Fault;
import dev.unroll.schedule.RowListener;

/** A row's listener that tells of its end. */
interface EndedListener extends RowListener {
  RowEnd end();

  @Override
  default void onFault(Fault fault) {
    end().fail(fault);
  }

  @Override
  default void onGone() {
    end().gone();
  }
}
