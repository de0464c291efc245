package dev.unroll.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import dev.unroll.core.Fault;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** Maps faults to gRPC statuses, and logs those that are the server's fault. */
public final class FaultTable {
  private static final System.Logger LOG = System.getLogger(FaultTable.class.getName());

  private FaultTable() {}

  /**
   * Returns the status that the client gets for an exception. Logs it if it is the server's fault,
   * so call it once.
   */
  public static StatusRuntimeException status(Throwable thrown) {
    if (thrown instanceof Fault fault && !isOutOfMemory(fault)) {
      return status(fault);
    }
    if (isOutOfMemory(thrown)) {
      LOG.log(Level.ERROR, "a call needed more memory than there is", thrown);
      return status(
          Fault.exhausted("the server has no memory left for this call: " + thrown.getMessage()));
    }
    return status(Fault.internal("the server failed: " + thrown, thrown));
  }

  private static boolean isOutOfMemory(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private static StatusRuntimeException status(Fault fault) {
    var code = code(fault.kind());
    var words = ShortFault.of(fault);
    if (fault.kind() == Fault.Kind.INTERNAL) {
      LOG.log(Level.ERROR, fault.reason(), fault.getCause() == null ? fault : fault.getCause());
    }
    var status =
        com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage(words.sentence());
    for (var detail : details(fault, words)) {
      status.addDetails(Any.pack(detail));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  private static Status.Code code(Fault.Kind kind) {
    return switch (kind) {
      case INVALID_ARGUMENT -> Status.Code.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.Code.NOT_FOUND;
      case FAILED_PRECONDITION -> Status.Code.FAILED_PRECONDITION;
      case UNAVAILABLE -> Status.Code.UNAVAILABLE;
      case RESOURCE_EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
      case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
      case ABORTED -> Status.Code.ABORTED;
      case CANCELLED -> Status.Code.CANCELLED;
      case UNIMPLEMENTED -> Status.Code.UNIMPLEMENTED;
      case INTERNAL -> Status.Code.INTERNAL;
    };
  }

  private static List<Message> details(Fault fault, ShortFault words) {
    var details = new ArrayList<Message>();
    if (fault.field() != null) {
      details.add(
          BadRequest.newBuilder()
              .addFieldViolations(
                  BadRequest.FieldViolation.newBuilder()
                      .setField(words.field())
                      .setDescription(words.reason()))
              .build());
    }
    var retryAfter = fault.retryAfter();
    if (retryAfter != null) {
      details.add(
          RetryInfo.newBuilder()
              .setRetryDelay(
                  com.google.protobuf.Duration.newBuilder()
                      .setSeconds(retryAfter.getSeconds())
                      .setNanos(retryAfter.getNano()))
              .build());
    }
    return details;
  }
}
