package dev.unroll.rpc;

import io.grpc.ServerServiceDefinition;
import java.time.Duration;

/** Another protocol than our own, served on the same port. */
public interface OtherProtocol {
  ServerServiceDefinition service();

  /** How long something of it may be idle; zero: for ever. */
  Duration idleTimeout();

  /** Ends what has been idle for too long. Called ten times in that time, about. */
  void endIdle();
}
