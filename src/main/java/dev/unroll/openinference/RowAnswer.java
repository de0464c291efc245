package dev.unroll.openinference;

import dev.unroll.codec.ScoredLabel;
import dev.unroll.codec.Tag;
import dev.unroll.plan.Output;
import dev.unroll.schedule.RowTiming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has become of one row.
 *
 * @param outputs of the graph, the row's alone
 * @param label the best, of a model with labels
 * @param filled the text with the best word in its blank
 * @param tags of a tagger
 * @param text what was generated
 * @param tokenIds the same in ids
 */
record RowAnswer(
    List<Output> outputs,
    @Nullable ScoredLabel label,
    String filled,
    List<Tag> tags,
    String text,
    long[] tokenIds,
    RowTiming timing) {
  private static final long[] NONE = {};

  /** Of a graph whose numbers mean nothing here. */
  static RowAnswer of(List<Output> outputs, RowTiming timing) {
    return new RowAnswer(outputs, null, "", List.of(), "", NONE, timing);
  }

  static RowAnswer labelled(
      List<Output> outputs, ScoredLabel label, String filled, RowTiming timing) {
    return new RowAnswer(outputs, label, filled, List.of(), "", NONE, timing);
  }

  static RowAnswer tagged(List<Output> outputs, List<Tag> tags, RowTiming timing) {
    return new RowAnswer(outputs, null, "", tags, "", NONE, timing);
  }

  static RowAnswer generated(String text, long[] tokenIds, RowTiming timing) {
    return new RowAnswer(List.of(), null, "", List.of(), text, tokenIds, timing);
  }
}
