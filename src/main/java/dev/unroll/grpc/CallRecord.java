package dev.unroll.grpc;

import dev.unroll.core.ModelKey;
import io.grpc.Context;
import org.jspecify.annotations.Nullable;

/**
 * Passes the model of a call from the service to the interceptor.
 *
 * <p>The field is written once by the service's thread and read when the call ends.
 */
public final class CallRecord {
  static final Context.Key<CallRecord> KEY = Context.key("unroll-call");

  private volatile @Nullable ModelKey model;

  /** Sets the model of the call that runs on this thread. */
  public static void found(ModelKey model) {
    var call = KEY.get();
    if (call != null) {
      call.model = model;
    }
  }

  @Nullable ModelKey model() {
    return model;
  }
}
