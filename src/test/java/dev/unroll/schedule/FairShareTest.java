package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Priority;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** One model's crowd, and the others. */
class FairShareTest {
  private static final ModelKey HOT = new ModelKey("hot", 1);

  private final Desk desk = new Desk();

  @Test
  void oneHotAndNineCold_nobodyStarves_andColdOnesDoNotWaitBehindTheCrowd() {
    var hot = new ScriptedStage("hot");
    var crowd = new ArrayList<RecordingListener>();
    for (int row = 0; row < 5000; row++) {
      crowd.add(submit(HOT, hot));
    }
    var cold = new ArrayList<RecordingListener>();
    for (int model = 0; model < 9; model++) {
      cold.add(submit(new ModelKey("cold" + model, 1), new ScriptedStage("cold" + model)));
    }
    int slices = 0;
    while (cold.stream().anyMatch(listener -> !listener.isEnded())) {
      assertTrue(desk.step());
      slices++;
    }
    assertTrue(slices <= 20, slices + " slices until the cold ones were done");
    desk.stepToTheEnd();
    crowd.forEach(listener -> assertNotNull(listener.answer()));
  }

  @Test
  void coldModelThatBecomesHot_doesNotStarveTheOther() {
    var first = new ScriptedStage("first");
    var second = new ScriptedStage("second");
    for (int row = 0; row < 3000; row++) {
      submit(HOT, first);
    }
    for (int row = 0; row < 3000; row++) {
      submit(new ModelKey("second", 1), second);
    }
    for (int slice = 0; slice < 30; slice++) {
      desk.step();
    }
    assertTrue(!first.slices().isEmpty() && !second.slices().isEmpty());
    int before = second.slices().size();
    int beforeFirst = first.slices().size();
    for (int slice = 0; slice < 60; slice++) {
      desk.step();
    }
    assertTrue(second.slices().size() > before + 10, "the second has its share");
    assertTrue(first.slices().size() > beforeFirst + 10, "and so has the first");
  }

  @Test
  void crowd_isPutBackByNoMoreThanTheBound() {
    var share = new FairShare(1);
    for (int row = 0; row < 1000; row++) {
      share.turnNanos(HOT, 1e9, 5, 0);
    }
    assertEquals(FairShare.MOST_NANOS, share.turnNanos(HOT, 1, 5, 0));
    assertEquals(7, share.turnNanos(new ModelKey("cold", 1), 1, 5, 7));
  }

  @Test
  void modelThatHadNoRows_startsAfresh() {
    var share = new FairShare(1);
    share.turnNanos(HOT, 500, 1, 0);
    assertEquals(500, share.turnNanos(HOT, 0, 1, 100));
    share.forget(HOT);
    assertEquals(100, share.turnNanos(HOT, 0, 1, 100));
  }

  private RecordingListener submit(ModelKey model, ScriptedStage stage) {
    var listener = new RecordingListener();
    var progress = ScriptedProgress.whole(stage, 20);
    var unused = desk.scheduler.submit(model, progress, Priority.by(Long.MAX_VALUE), listener);
    return listener;
  }
}
