package dev.unroll.plan.stage;

import dev.unroll.plan.graph.Layout;
import java.util.List;

/** The source of one of a stage's graph inputs. */
public sealed interface InputBinding {
  /**
   * A channel of each row.
   *
   * @param channel the channel's number
   * @param layout the positions of the input's axes of rows and steps
   * @param shape the input's sizes; those of the axes of rows and steps are set for each slice
   * @param extent which of the row's steps are read
   */
  record FromChannel(int channel, Layout layout, List<Long> shape, Extent extent)
      implements InputBinding {}

  /**
   * The number of steps of each row in this slice: ONNX's {@code sequence_lens}, shape {@code
   * [rows]}.
   */
  record Lengths() implements InputBinding {}

  /** Which steps of a channel go into a slice. */
  enum Extent {
    /** The channel has no axis of steps. */
    NONE,
    /** The slice's own steps. */
    SLICE,
    /**
     * All of the row's steps, as a decoder reads its encoder's outputs. All rows of the slice have
     * the same number of steps.
     */
    ALL
  }
}
