package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** What is at fault with a request, where it is found out. */
public final class Faults {
  private Faults() {}

  /** Asserts that a field is at fault, and that the sentence has that part. */
  public static void assertInvalid(String field, String part, Executable call) {
    var sentence = invalid(field, call).sentence();
    assertTrue(sentence.contains(part), () -> "'" + part + "' is not in: " + sentence);
  }

  /** Asserts that a field is at fault, and what is said of it. */
  public static void assertSaid(String field, String sentence, Executable call) {
    assertEquals(sentence, invalid(field, call).sentence());
  }

  private static Fault invalid(String field, Executable call) {
    var fault = assertThrows(Fault.class, call);
    assertEquals(Fault.Kind.INVALID_ARGUMENT, fault.kind(), fault::sentence);
    assertEquals(field, fault.field(), fault::sentence);
    return fault;
  }
}
