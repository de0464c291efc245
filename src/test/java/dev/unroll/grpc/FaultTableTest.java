package dev.unroll.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import dev.unroll.core.Fault;
import dev.unroll.core.LogLines;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTableTest {
  @Test
  void outOfMemoryError_whereverItIsTheCause_isResourceExhaustedAndLogged() {
    var error = new OutOfMemoryError("Java heap space");
    for (var thrown : List.of(error, Fault.internal("model m/1 failed", error))) {
      try (var log = LogLines.of(FaultTable.class, Level.SEVERE)) {
        var status = FaultTable.status(thrown).getStatus();
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, status.getCode());
        assertEquals(List.of("SEVERE a call needed more memory than there is"), log.all());
      }
    }
  }

  @Test
  void shortFault_isGivenWhole() throws Exception {
    var status = FaultTable.status(Fault.invalid("input.text", "is empty"));
    assertEquals("input.text: is empty", status.getStatus().getDescription());
    assertEquals("input.text", violation(status).getField());
    assertEquals("is empty", violation(status).getDescription());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "한", "😀", "\u0001", "%"})
  void longFault_fitsIntoTheHeadersThatClientsTake(String letter) throws Exception {
    for (int letters : new int[] {100, 1_000, 5_000, 1_000_000}) {
      var status =
          FaultTable.status(
              Fault.invalid(
                  "inputs['" + letter.repeat(letters) + "']",
                  "is '" + letter.repeat(letters) + "'; allowed are letters"));
      var message = String.valueOf(status.getStatus().getDescription());
      assertTrue(message.startsWith("inputs['" + letter), message);
      assertTrue(message.endsWith("allowed are letters"), message);
      assertTrue(violation(status).getDescription().startsWith("is '" + letter));
      int bytes = URLEncoder.encode(message, StandardCharsets.UTF_8).length();
      for (var value : details(status)) {
        bytes += value.length * 4 / 3;
      }
      assertTrue(bytes < 7 << 10, letters + " letters take " + bytes + " bytes");
    }
  }

  private static BadRequest.FieldViolation violation(StatusRuntimeException status)
      throws InvalidProtocolBufferException {
    var details = Objects.requireNonNull(StatusProto.fromThrowable(status)).getDetails(0);
    return details.unpack(BadRequest.class).getFieldViolations(0);
  }

  private static Iterable<byte[]> details(StatusRuntimeException status) {
    var key = Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
    return Objects.requireNonNull(Objects.requireNonNull(status.getTrailers()).getAll(key));
  }
}
