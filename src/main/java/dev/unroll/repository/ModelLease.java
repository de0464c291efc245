package dev.unroll.repository;

import java.util.concurrent.atomic.AtomicBoolean;

/** A model held for one call. Close it when the call is over; closing it again is nothing. */
public final class ModelLease implements AutoCloseable {
  private final ServedModel model;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The model is already held for this lease. */
  ModelLease(ServedModel model) {
    this.model = model;
  }

  public ServedModel model() {
    return model;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      model.release();
    }
  }
}
