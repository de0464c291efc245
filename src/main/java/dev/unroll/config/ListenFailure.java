package dev.unroll.config;

import dev.unroll.core.LoadException;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;

/** Says why a port cannot be opened, and which option to change. */
public final class ListenFailure {
  private ListenFailure() {}

  /**
   * Returns the failure of one port.
   *
   * @param what the kind of port, such as "gRPC port"
   */
  public static LoadException of(
      String what,
      String host,
      int port,
      Option<String> hostOption,
      Option<Integer> portOption,
      IOException thrown) {
    var cause = root(thrown);
    var reason = reason(cause);
    return new LoadException(
        what
            + " "
            + port
            + " on "
            + host
            + " cannot be opened: "
            + reason
            + wayOut(reason, cause, hostOption, portOption),
        thrown);
  }

  /** Returns the system's message, which libraries wrap. */
  private static Throwable root(Throwable thrown) {
    var cause = thrown.getCause();
    return cause == null ? thrown : root(cause);
  }

  private static String reason(Throwable cause) {
    return cause instanceof UnresolvedAddressException
            || cause instanceof UnknownHostException
            || String.valueOf(cause.getMessage()).startsWith("Unresolved address")
        ? "there is no such host"
        : String.valueOf(cause.getMessage());
  }

  private static String wayOut(
      String reason, Throwable cause, Option<String> hostOption, Option<Integer> portOption) {
    var words = reason.toLowerCase(Locale.ROOT);
    if (cause instanceof BindException && words.contains("in use")) {
      return "; stop what uses it, or choose another port with "
          + flag(portOption)
          + ", where 0 takes a free one";
    }
    if (words.contains("permission")) {
      return "; choose a port from 1024 on with " + flag(portOption);
    }
    return "; choose an address of this machine with " + flag(hostOption);
  }

  private static String flag(Option<?> option) {
    return option.flag() + " (" + option.variable() + ")";
  }
}
