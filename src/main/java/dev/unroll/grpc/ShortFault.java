package dev.unroll.grpc;

import dev.unroll.core.Excerpt;
import dev.unroll.core.Fault;
import java.nio.charset.StandardCharsets;

/**
 * The words of a fault, short enough for the headers that a status is sent in. Clients take 8 KiB
 * of headers, and report a transport error for more. So this is the last resort for words that show
 * what a client has sent, which may have megabytes.
 *
 * @param field the field, or empty
 * @param reason the message without the field
 * @param sentence the message, with the field before it if it is shown
 */
record ShortFault(String field, String reason, String sentence) {
  /** What the words may take; the rest is for the other headers. */
  private static final int MOST_HEADER_BYTES = 6 << 10;

  private static final int MOST_FIELD_CHARACTERS = 256;

  static ShortFault of(Fault fault) {
    var given = fault.field() == null ? "" : fault.field();
    var field = Excerpt.of(given, MOST_FIELD_CHARACTERS);
    boolean hasPrefix = fault.sentence().length() > fault.reason().length();
    int most = MOST_HEADER_BYTES;
    while (true) {
      var reason = Excerpt.of(fault.reason(), most);
      var words = new ShortFault(field, reason, hasPrefix ? field + ": " + reason : reason);
      if (words.headerBytes() <= MOST_HEADER_BYTES || most < 32) {
        return words;
      }
      most = most * 3 / 4;
    }
  }

  /**
   * Returns the bytes of the words in headers: the sentence with percent signs, and both the
   * sentence and the details in base 64.
   */
  private long headerBytes() {
    var message = sentence.getBytes(StandardCharsets.UTF_8);
    long bytes = 0;
    for (byte one : message) {
      bytes += one >= ' ' && one < '~' && one != '%' ? 1 : 3;
    }
    int details = message.length;
    if (!field.isEmpty()) {
      details += field.getBytes(StandardCharsets.UTF_8).length;
      details += reason.getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes + details * 4L / 3;
  }
}
