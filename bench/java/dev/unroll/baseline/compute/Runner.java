package dev.unroll.baseline.compute;

import ai.onnxruntime.OrtException;
import java.util.List;

/** Computes some sequences in one go. Has buffers of its own: for one thread at a time. */
public interface Runner {
  /** One answer for each question, in their order. */
  List<Answer> run(List<Question> questions) throws OrtException;
}
