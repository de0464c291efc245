package dev.unroll.openinference;

import dev.unroll.core.Fault;
import dev.unroll.triton.ModelInferResponse;
import java.util.ArrayList;
import java.util.List;

/** Remembers what a request was told. */
final class RecordingReply implements Reply {
  private final List<String> told = new ArrayList<>();

  @Override
  public void part(ModelInferResponse response) {
    told.add("part");
  }

  @Override
  public void answer(ModelInferResponse response) {
    told.add("answer");
  }

  @Override
  public void fail(Throwable why) {
    told.add(why instanceof Fault fault ? fault.kind().name() : why.toString());
  }

  List<String> told() {
    return List.copyOf(told);
  }
}
