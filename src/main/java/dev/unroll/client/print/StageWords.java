package dev.unroll.client.print;

import dev.unroll.v1.HiddenState;
import dev.unroll.v1.Stage;
import java.util.ArrayList;

/** Describes a plan's stages in words. */
public final class StageWords {
  private StageWords() {}

  /** Returns {@code head, forward in time, keeps 48 numbers per row, takes layer 0 reverse}. */
  public static String of(Stage stage) {
    var words = new ArrayList<String>();
    words.add(stage.getName());
    if (stage.getSliced()) {
      words.add(stage.getReverse() ? "backward in time" : "forward in time");
    }
    int kept = stage.getStatesList().stream().mapToInt(HiddenState::getWidth).sum();
    if (kept > 0) {
      words.add("keeps " + kept + " numbers per row");
    }
    if (stage.getTakesCount() > 0) {
      words.add("takes " + String.join(" and ", stage.getTakesList()));
    }
    return Columns.printable(String.join(", ", words));
  }

  /** Returns why a better plan was rejected: the first line of the reason. */
  public static String refusal(String refused) {
    return Columns.printable(refused.lines().findFirst().orElse(refused));
  }
}
