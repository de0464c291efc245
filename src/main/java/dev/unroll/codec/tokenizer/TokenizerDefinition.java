package dev.unroll.codec.tokenizer;

import dev.unroll.core.LoadException;
import dev.unroll.settings.ForeignJson;
import dev.unroll.settings.TextFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code tokenizer.json}. The native library has no methods for the vocabulary.
 *
 * @param json the whole file
 * @param vocabulary its tokens
 */
record TokenizerDefinition(String json, Vocabulary vocabulary) {
  /** Files with millions of tokens are smaller than this. */
  private static final long MAX_BYTES = 256L << 20;

  /** The parts of the file that are needed here. */
  record File(
      @Nullable Model model, @Nullable List<AddedToken> addedTokens, @Nullable Decoder decoder) {}

  /**
   * The vocabulary maps tokens to ids; for {@code Unigram} it lists tokens with scores. The unknown
   * token stands for text that has no other.
   */
  record Model(@Nullable Object vocab, @Nullable String unkToken, @Nullable Long unkId) {}

  record AddedToken(long id, String content, boolean special) {}

  record Decoder(@Nullable String type, @Nullable List<Decoder> decoders) {
    boolean fallsBackToBytes() {
      return "ByteFallback".equals(type)
          || (decoders != null && decoders.stream().anyMatch(Decoder::fallsBackToBytes));
    }
  }

  static TokenizerDefinition read(Path path) throws LoadException {
    var json = TextFile.read(path, MAX_BYTES);
    var document = ForeignJson.read(path.toString(), json);
    TokenizerPatterns.check(path.toString(), document.texts("Regex"));
    var file = document.bind(File.class);
    var idOfToken = new HashMap<String, Long>();
    if (file.model() != null) {
      modelTokens(file.model().vocab(), idOfToken);
    }
    var special = new HashSet<Long>();
    for (var added : file.addedTokens() == null ? List.<AddedToken>of() : file.addedTokens()) {
      idOfToken.put(added.content(), added.id());
      if (added.special()) {
        special.add(added.id());
      }
    }
    if (idOfToken.isEmpty()) {
      throw new LoadException(path + ": is not a tokenizer: it has no model.vocab");
    }
    for (var entry : idOfToken.entrySet()) {
      if (entry.getValue() < 0 || entry.getValue() >= Integer.MAX_VALUE) {
        throw new LoadException(
            path + ": token '" + entry.getKey() + "' has id " + entry.getValue());
      }
    }
    boolean bytes = file.decoder() != null && file.decoder().fallsBackToBytes();
    return new TokenizerDefinition(
        json, new Vocabulary(idOfToken, special, unknownId(file.model(), idOfToken), bytes));
  }

  private static @Nullable Long unknownId(@Nullable Model model, Map<String, Long> idOfToken) {
    if (model == null) {
      return null;
    }
    return model.unkToken() == null ? model.unkId() : idOfToken.get(model.unkToken());
  }

  private static void modelTokens(@Nullable Object vocab, Map<String, Long> idOfToken) {
    if (vocab instanceof Map<?, ?> map) {
      map.forEach((token, id) -> {
        if (id instanceof Number number) {
          idOfToken.put(String.valueOf(token), number.longValue());
        }
      });
    } else if (vocab instanceof List<?> list) {
      for (int id = 0; id < list.size(); id++) {
        if (list.get(id) instanceof List<?> pair && !pair.isEmpty()) {
          idOfToken.put(String.valueOf(pair.get(0)), (long) id);
        }
      }
    }
  }
}
