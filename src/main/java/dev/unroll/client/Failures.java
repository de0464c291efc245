package dev.unroll.client;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import dev.unroll.client.print.Columns;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Converts gRPC's exceptions to messages of one line. */
public final class Failures {
  private final Target target;

  public Failures(Target target) {
    this.target = target;
  }

  /** Returns the failure of a call to the target. */
  public CallFailure of(Throwable thrown) {
    var status = Status.fromThrowable(thrown);
    var unreachable = unreachable(status);
    var message =
        status.getCode()
            + ": "
            + unreachable.orElseGet(() -> explanation(status, thrown) + retryHint(thrown));
    return new CallFailure(status.getCode(), message, unreachable.isPresent(), thrown);
  }

  /** Returns the message for an unreachable server: only then does a status have a cause. */
  private Optional<String> unreachable(Status status) {
    if (status.getCode() != Status.Code.UNAVAILABLE || status.getCause() == null) {
      return Optional.empty();
    }
    var root = rootOf(status.getCause());
    if (tlsFailed(status.getCause())) {
      return Optional.of(
          "no TLS with "
              + target
              + " ("
              + Columns.printable(String.valueOf(root.getMessage()))
              + "); give the server's authority by --ca, and your certificate by --certificate and --key");
    }
    var why =
        root instanceof UnknownHostException
            ? "no such host"
            : root instanceof IOException && root.getMessage() != null
                ? root.getMessage()
                : root.getClass().getSimpleName();
    return Optional.of(
        "no server answers at "
            + target
            + " ("
            + Columns.printable(why)
            + "); start one with: java -jar target/unroll.jar serve --models DIR");
  }

  private String explanation(Status status, Throwable thrown) {
    var fields = detail(thrown, BadRequest.class);
    if (fields != null && fields.getFieldViolationsCount() > 0) {
      return fields.getFieldViolationsList().stream()
          .map(violation -> field(violation.getField()) + violation.getDescription())
          .map(Columns::printable)
          .collect(Collectors.joining("; "));
    }
    if (status.getCause() instanceof UsageException ours) {
      return String.valueOf(ours.getMessage());
    }
    var description = status.getDescription();
    if (description == null) {
      return "the call to " + target + " failed without a reason";
    }
    if (description.contains("http2 exception")) {
      return target
          + " does not speak gRPC; it may be the operations port of a server (8002 by default);"
          + " give the gRPC port (8001 by default) by --to";
    }
    // gRPC's own message is about its options and not about the call.
    return description.contains("CallOptions deadline")
        ? "no answer from " + target + " before the deadline (--deadline)"
        : Columns.printable(description);
  }

  private static String field(String name) {
    return name.isEmpty() ? "" : name + ": ";
  }

  private static String retryHint(Throwable thrown) {
    var retry = detail(thrown, RetryInfo.class);
    return retry == null ? "" : "; try again in " + seconds(retry.getRetryDelay());
  }

  private static String seconds(Duration delay) {
    return String.format(Locale.ROOT, "%.1f s", delay.getSeconds() + delay.getNanos() / 1e9);
  }

  private static <T extends com.google.protobuf.Message> @Nullable T detail(
      Throwable thrown, Class<T> kind) {
    var status = StatusProto.fromThrowable(thrown);
    if (status == null) {
      return null;
    }
    for (var detail : status.getDetailsList()) {
      if (detail.is(kind)) {
        try {
          return detail.unpack(kind);
        } catch (InvalidProtocolBufferException malformed) {
          return null;
        }
      }
    }
    return null;
  }

  private static boolean tlsFailed(Throwable thrown) {
    for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  private static Throwable rootOf(Throwable thrown) {
    var root = thrown;
    for (var cause = root.getCause(); cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return root;
  }
}
