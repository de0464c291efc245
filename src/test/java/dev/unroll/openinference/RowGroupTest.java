package dev.unroll.openinference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import dev.unroll.core.Sequence;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.schedule.RowListener;
import dev.unroll.schedule.RowTiming;
import dev.unroll.schedule.Urgency;
import dev.unroll.schedule.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowGroupTest {
  private static final RowAnswer ANSWER = RowAnswer.of(List.of(), new RowTiming(0, 0, 0, 0));
  private final Fault broken = Fault.internal("broken", null);

  @TempDir private Path folder;

  private final List<String> told = new ArrayList<>();
  private final List<RowEnd> ends = new ArrayList<>();

  /** What else happens while the request is told of its end. */
  private Runnable meanwhile = () -> {};

  private final RowGroup.Answering answering =
      new RowGroup.Answering() {
        @Override
        public void part(RowAnswer answer) {
          told.add("part");
        }

        @Override
        public void answer(List<RowAnswer> rows) {
          told.add("answer " + rows.size());
          meanwhile.run();
        }

        @Override
        public void fail(Throwable why) {
          told.add("fail " + ((Fault) why).reason());
          meanwhile.run();
        }
      };

  /** A row that ends when the test says so. */
  private RowGroup.Job job(OpenDesk desk, Runnable whenMade) {
    try (var lease = desk.models.lease(OpenDesk.MODEL, "")) {
      var model = (AnsweringModel) lease.model();
      var ids = new Sequence.Ids(new long[] {1, 2});
      return new RowGroup.Job(
          new Work.Answer(model.version(), ids),
          end -> {
            ends.add(end);
            whenMade.run();
            return new RowListener() {
              @Override
              public void onFault(Fault fault) {
                end.fail(fault);
              }

              @Override
              public void onGone() {
                end.gone();
              }
            };
          });
    }
  }

  private RowGroup submit(OpenDesk desk, List<RowGroup.Job> jobs) {
    var lease = desk.models.lease(OpenDesk.MODEL, "");
    return RowGroup.submit(desk.scheduler, lease, jobs, Urgency.by(Long.MAX_VALUE), answering);
  }

  private void submitTwo(OpenDesk desk) {
    var unused = submit(desk, List.of(job(desk, () -> {}), job(desk, () -> {})));
  }

  @Test
  void rowThatFails_whileTheNextIsRefused_isToldOnce() throws Exception {
    try (var desk = new OpenDesk(folder, 1, 1)) {
      Runnable meanwhileClosed =
          () -> {
            ends.get(0).fail(broken);
            desk.scheduler.close();
          };
      var jobs = List.of(job(desk, () -> {}), job(desk, meanwhileClosed));
      var unused = submit(desk, jobs);
      assertEquals(List.of("fail broken"), told);
    }
  }

  @Test
  void refusedRow_isThrown_andTheOthersTellNothing() throws Exception {
    try (var desk = new OpenDesk(folder, 1, 1)) {
      var jobs = List.of(job(desk, () -> {}), job(desk, () -> {}));
      assertThrows(Fault.class, () -> submit(desk, jobs));
      ends.get(0).fail(broken);
      assertEquals(List.of(), told);
    }
  }

  @Test
  void twoRowsThatFail_areToldOnce() throws Exception {
    try (var desk = new OpenDesk(folder, 10, 1)) {
      submitTwo(desk);
      meanwhile = () -> ends.get(1).fail(broken);
      ends.get(0).fail(broken);
      ends.get(1).fail(broken);
      assertEquals(List.of("fail broken"), told);
    }
  }

  @Test
  void rowThatFailsAfterItsAnswer_whileTheLastIsAnswered_isToldOnce() throws Exception {
    try (var desk = new OpenDesk(folder, 10, 1)) {
      submitTwo(desk);
      ends.get(0).whole(ANSWER);
      meanwhile = () -> ends.get(1).whole(ANSWER);
      ends.get(0).fail(broken);
      assertEquals(List.of("fail broken"), told);
    }
  }

  @Test
  void rowThatFails_afterTheLastIsAnswered_isNotTold() throws Exception {
    try (var desk = new OpenDesk(folder, 10, 1)) {
      submitTwo(desk);
      meanwhile = () -> ends.get(0).fail(broken);
      ends.get(0).whole(ANSWER);
      ends.get(1).whole(ANSWER);
      assertEquals(List.of("answer 2"), told);
    }
  }

  @Test
  void piece_afterTheEnd_isNotTold() throws Exception {
    try (var desk = new OpenDesk(folder, 10, 1)) {
      var unused = submit(desk, List.of(job(desk, () -> {})));
      ends.get(0).piece(ANSWER);
      meanwhile = () -> ends.get(0).piece(ANSWER);
      ends.get(0).whole(ANSWER);
      ends.get(0).piece(ANSWER);
      assertEquals(List.of("part", "answer 1"), told);
    }
  }

  @Test
  void cancelledRequest_isToldNothing() throws Exception {
    try (var desk = new OpenDesk(folder, 10, 1)) {
      var group = submit(desk, List.of(job(desk, () -> {}), job(desk, () -> {})));
      group.cancel();
      ends.forEach(end -> end.fail(broken));
      assertEquals(List.of(), told);
    }
  }
}
