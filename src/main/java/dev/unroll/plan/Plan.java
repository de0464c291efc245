package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import java.util.List;

/** The stages of a model, in order. Closing it frees its graphs; no stage may be running. */
public sealed interface Plan extends AutoCloseable permits AnswerPlan, GeneratorPlan {
  PlanFacts facts();

  /** In the order in which a row goes through them; a generator's last one once for each step. */
  List<Stage> stages();

  /** The channels of a new row whose input is that sequence. The sequence fits {@link #facts}. */
  RowMemory begin(Sequence input);

  /** Bytes of memory that a row of that many steps of input comes to hold, about. */
  long rowBytes(int steps);

  @Override
  void close();
}
