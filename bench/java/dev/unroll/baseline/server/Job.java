package dev.unroll.baseline.server;

import dev.unroll.baseline.compute.Answer;
import dev.unroll.baseline.compute.Question;

/** A question on its way, and where its answer goes. */
interface Job {
  Question question();

  /** Whether nobody waits for it any more. */
  boolean isCancelled();

  /** On a lane's thread. */
  void answered(Answer answer);

  /** Instead, where ONNX Runtime fails. */
  void failed(Exception failure);
}
