package dev.unroll.inference;

import dev.unroll.core.Fault;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told; what else happens at the end is up to the test. */
public final class RecordingListener implements PredictionListener {
  private final List<String> told = new ArrayList<>();
  private Runnable atTheEnd = () -> {};

  /** What happens while it is told of the end. */
  void atTheEnd(Runnable then) {
    atTheEnd = then;
  }

  /** What it throws, once, when it is told of the end. */
  public void throwsAtTheEnd(Throwable failure) {
    atTheEnd =
        () -> {
          atTheEnd = () -> {};
          if (failure instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) failure;
        };
  }

  @Override
  public void onToken(GeneratedToken token) {
    told.add("token");
  }

  @Override
  public void onPredictions(List<Prediction> predictions) {
    told.add("predictions " + predictions.size());
    atTheEnd.run();
  }

  @Override
  public void onFailure(Throwable why) {
    told.add(why instanceof Fault fault ? fault.kind().name() : String.valueOf(why.getMessage()));
    atTheEnd.run();
  }

  public List<String> told() {
    return List.copyOf(told);
  }
}
