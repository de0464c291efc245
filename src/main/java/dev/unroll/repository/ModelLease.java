package dev.unroll.repository;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Holds a model for one call. It must be closed when the call is over; closing it again has no
 * effect.
 */
public final class ModelLease implements AutoCloseable {
  private final ServedModel model;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The caller must have retained the model for this lease. */
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
