package dev.unroll.openinference;

import dev.unroll.core.Fault;
import dev.unroll.triton.ModelInferResponse;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told. */
final class RecordingReply implements ResponseSink {
  private final List<String> told = new ArrayList<>();
  private final List<ModelInferResponse> responses = new ArrayList<>();

  @Override
  public void part(ModelInferResponse response) {
    told.add("part");
    responses.add(response);
  }

  @Override
  public void answer(ModelInferResponse response) {
    told.add("answer");
    responses.add(response);
  }

  @Override
  public void fail(Throwable why) {
    told.add(why instanceof Fault fault ? fault.kind().name() : String.valueOf(why.getMessage()));
  }

  List<String> told() {
    return List.copyOf(told);
  }

  /** Parts and the answer. */
  List<ModelInferResponse> responses() {
    return List.copyOf(responses);
  }
}
