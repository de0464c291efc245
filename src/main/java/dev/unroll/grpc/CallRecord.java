package dev.unroll.grpc;

import dev.unroll.core.ModelKey;
import io.grpc.Context;
import org.jspecify.annotations.Nullable;

/**
 * What the interceptor learns from the service while a call runs: which model it is about.
 *
 * <p>The field is written once by the service's thread and read when the call ends.
 */
public final class CallRecord {
  static final Context.Key<CallRecord> KEY = Context.key("unroll-call");

  private volatile @Nullable ModelKey model;

  /** The call that runs on this thread is about that model. */
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
