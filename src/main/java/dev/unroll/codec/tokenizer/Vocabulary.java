package dev.unroll.codec.tokenizer;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A tokenizer's tokens, and which of them are text, special or bytes. */
final class Vocabulary {
  private static final int LAST_ASCII = 0x7F;

  private final Map<String, Long> idOfToken;
  private final Map<Long, String> tokenOfId;
  private final Set<Long> specialIds;
  private final @Nullable Long unknownId;
  private final boolean bytesFallBack;
  private final int size;

  /**
   * Creates a vocabulary.
   *
   * @param idOfToken the id of each token, with added tokens
   * @param specialIds the ids that decoding skips
   * @param unknownId the id of text that has no other; null if there is none
   * @param bytesFallBack whether tokens {@code <0x00>} to {@code <0xFF>} stand for bytes
   */
  Vocabulary(
      Map<String, Long> idOfToken,
      Set<Long> specialIds,
      @Nullable Long unknownId,
      boolean bytesFallBack) {
    this.idOfToken = Map.copyOf(idOfToken);
    this.tokenOfId =
        idOfToken.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey, (a, b) -> b));
    this.specialIds = Set.copyOf(specialIds);
    this.unknownId = unknownId;
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

  /** Returns the number of characters of the longest token. */
  int longestToken() {
    return idOfToken.keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  /** Returns whether decoding uses this id. */
  boolean isText(long id) {
    return tokenOfId.containsKey(id) && !specialIds.contains(id);
  }

  /** Returns whether this id stands for its own text, and not for any unknown one. */
  boolean isWritten(long id) {
    return isText(id) && (unknownId == null || unknownId != id);
  }

  /** Returns the tokens that stand for their own text, without the mark of a word's beginning. */
  Set<String> plainTokens() {
    return idOfToken.entrySet().stream()
        .filter(entry -> isWritten(entry.getValue()))
        .map(Map.Entry::getKey)
        .map(token -> token.startsWith("\u2581") ? token.substring(1) : token)
        .collect(Collectors.toSet());
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
