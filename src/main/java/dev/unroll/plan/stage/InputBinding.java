package dev.unroll.plan.stage;

import dev.unroll.plan.graph.Layout;
import java.util.List;

/** What a stage gives to one of its graph's inputs. */
public sealed interface InputBinding {
  /**
   * A channel of each row.
   *
   * @param channel its number
   * @param layout where the input keeps rows and steps
   * @param shape the input's sizes; those of the axes of rows and steps are filled in for each
   *     slice
   * @param extent which of the row's steps
   */
  record FromChannel(int channel, Layout layout, List<Long> shape, Extent extent)
      implements InputBinding {}

  /** How many steps each row has in this slice: ONNX's {@code sequence_lens}, shape [rows]. */
  record Lengths() implements InputBinding {}

  /** Which steps of a channel go into a slice. */
  enum Extent {
    /** It has no time. */
    NONE,
    /** The slice's own steps. */
    SLICE,
    /**
     * All that the row has, the same number for every row of the slice: a decoder's view of its
     * encoder.
     */
    ALL
  }
}
