package dev.unroll.plan;

import dev.unroll.core.Sequence;

/** The stages of a model, in order. Closing it frees its graphs; no stage may be running. */
public sealed interface Plan extends AutoCloseable permits AnswerPlan, GeneratorPlan {
  PlanFacts facts();

  /** The channels of a new row whose input is that sequence. The sequence fits {@link #facts}. */
  RowMemory begin(Sequence input);

  @Override
  void close();
}
