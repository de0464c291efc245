package dev.unroll.codec.tokenizer;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A tokenizer's tokens, and which of them are text, special or bytes. */
final class Vocabulary {
  private static final int LAST_ASCII = 0x7F;

  private final Map<String, Long> idOfToken;
  private final Map<Long, String> tokenOfId;
  private final Set<Long> specialIds;
  private final boolean bytesFallBack;
  private final int size;

  /**
   * Creates a vocabulary.
   *
   * @param idOfToken the id of each token, with added tokens
   * @param specialIds the ids that decoding skips
   * @param bytesFallBack whether tokens {@code <0x00>} to {@code <0xFF>} stand for bytes
   */
  Vocabulary(Map<String, Long> idOfToken, Set<Long> specialIds, boolean bytesFallBack) {
    this.idOfToken = Map.copyOf(idOfToken);
    this.tokenOfId =
        idOfToken.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey, (a, b) -> b));
    this.specialIds = Set.copyOf(specialIds);
    this.bytesFallBack = bytesFallBack;
    this.size = (int) (idOfToken.values().stream().mapToLong(Long::longValue).max().orElse(-1) + 1);
  }

  OptionalLong idOf(String token) {
    var id = idOfToken.get(token);
    return id == null ? OptionalLong.empty() : OptionalLong.of(id);
  }

  int size() {
    return size;
  }

  /** Returns whether decoding uses this id. */
  boolean isText(long id) {
    return tokenOfId.containsKey(id) && !specialIds.contains(id);
  }

  /** Returns the ids of text whose tokens have characters outside ASCII, in ascending order. */
  LongStream idsBeyondAscii() {
    return tokenOfId.entrySet().stream()
        .filter(token -> !specialIds.contains(token.getKey()))
        .filter(token -> token.getValue().chars().anyMatch(character -> character > LAST_ASCII))
        .mapToLong(Map.Entry::getKey)
        .sorted();
  }

  /** Returns whether this id stands for a single byte, whose text depends on its neighbours. */
  boolean isByte(long id) {
    var token = tokenOfId.get(id);
    return bytesFallBack
        && token != null
        && token.length() == 6
        && token.startsWith("<0x")
        && token.endsWith(">");
  }
}
