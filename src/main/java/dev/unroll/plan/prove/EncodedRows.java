package dev.unroll.plan.prove;

import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.List;

/** Rows of an encoder's outputs, on which its decoder is tried. They are the same for each load. */
public final class EncodedRows {
  private static final int STEPS = 2;
  private static final int MORE_STEPS = 5;

  private final ProbedStage encoder;
  private final Workspace workspace;

  public EncodedRows(ProbedStage encoder, Workspace workspace) {
    this.encoder = encoder;
    this.workspace = workspace;
  }

  /**
   * Returns the lengths of input to try a decoder on: two where it reads the encoder's steps and
   * the encoder takes any length; else one.
   */
  public List<Integer> lengths(boolean remembersSteps) {
    if (!encoder.input().timed()) {
      return List.of(1);
    }
    if (encoder.fixedSteps() > 0) {
      return List.of(encoder.fixedSteps());
    }
    return remembersSteps
        ? List.of(encoder.minSteps() + STEPS, encoder.minSteps() + MORE_STEPS)
        : List.of(encoder.minSteps() + STEPS);
  }

  /**
   * Draws rows and runs the encoder over them.
   *
   * @param steps the number of steps of each row's input
   * @param channels the number of channels of the encoder and the decoder together
   */
  public List<RowMemory> draw(int rows, int steps, int channels) throws GraphException {
    var input = encoder.input();
    var randomInputs = new RandomInputs(input.integer(), encoder.vocabularySize(), input.volume());
    var memories = new ArrayList<RowMemory>();
    for (int row = 0; row < rows; row++) {
      var memory = new RowMemory(channels);
      memory.put(encoder.inputChannel(), randomInputs.sequence(steps));
      encoder.stage().advance(workspace, List.of(memory), steps);
      memories.add(memory);
    }
    return memories;
  }
}
