package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.junit.jupiter.api.function.Executable;

/** What a client sees of a call that was refused. */
final class Refusals {
  private Refusals() {}

  /** Asserts the status, and that the message has that part. */
  static StatusRuntimeException assertRefused(Code code, String part, Executable call) {
    var thrown = assertThrows(StatusRuntimeException.class, call);
    assertEquals(code, thrown.getStatus().getCode(), thrown::toString);
    var message = String.valueOf(thrown.getStatus().getDescription());
    assertTrue(message.contains(part), () -> "'" + part + "' is not in: " + message);
    return thrown;
  }

  /** Asserts INVALID_ARGUMENT with a BadRequest of that one field. */
  static void assertInvalid(String field, String part, Executable call) {
    assertEquals(field, field(assertRefused(Code.INVALID_ARGUMENT, part, call)));
  }

  /** The field that the status' BadRequest names, or nothing. */
  static String field(StatusRuntimeException thrown) {
    var status = StatusProto.fromThrowable(thrown);
    try {
      for (var detail :
          status == null ? java.util.List.<com.google.protobuf.Any>of() : status.getDetailsList()) {
        if (detail.is(BadRequest.class)) {
          var violations = detail.unpack(BadRequest.class).getFieldViolationsList();
          assertEquals(1, violations.size());
          return violations.get(0).getField();
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    return "";
  }
}
