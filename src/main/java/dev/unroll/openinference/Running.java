package dev.unroll.openinference;

/** A request that is being computed. */
interface Running {
  /** Nobody waits for it any more: it is over as soon as can be, with or without a reply. */
  void cancel();
}
