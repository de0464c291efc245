package dev.unroll.grpc.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.inference.RequestMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {
  private final OpenConnections connections =
      new OpenConnections(
          new AdmissionLimits(1, 1, 1, 3, 2, 1, Duration.ZERO, Duration.ZERO), RequestMeter.NOOP);

  @Test
  void connection_beyondTheLimitOfItsAddress_isRefused_andOthersAreNot() {
    assertTrue(connections.enter("a"));
    assertTrue(connections.enter("a"));
    assertFalse(connections.enter("a"));
    assertTrue(connections.enter("b"));
    assertEquals(3, connections.count());
  }

  @Test
  void connection_beyondTheLimitOfAll_isRefused_untilOneLeaves() {
    assertTrue(connections.enter("a"));
    assertTrue(connections.enter("b"));
    assertTrue(connections.enter("c"));
    assertFalse(connections.enter("d"));
    connections.leave("a");
    assertTrue(connections.enter("d"));
    assertEquals(3, connections.count());
  }
}
