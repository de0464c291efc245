package dev.unroll.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.core.Sequence;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.RowTiming;
import dev.unroll.schedule.execution.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallRowsTest {
  private static final Prediction DONE =
      new Prediction.Tensors(List.of(), new RowTiming(0, 0, 0, 0));
  private static final GeneratedToken TOKEN = new GeneratedToken(0, 1, Float.NaN, "");
  private final Fault broken = Fault.internal("broken", null);

  @TempDir private Path folder;

  private final RecordingListener listener = new RecordingListener();
  private final List<CallRows.Member> members = new ArrayList<>();

  /** A row that ends when the test says so. */
  private CallRows.Job job(SmallEngine engine, Runnable whenMade) {
    try (var call = engine.inference.call(SmallEngine.MODEL, 0)) {
      var model = (AnsweringModel) call.model();
      var ids = new Sequence.Ids(new long[] {1, 2});
      return new CallRows.Job(
          new Work.Answer(model.version(), ids),
          member -> {
            members.add(member);
            whenMade.run();
            return new RowListener() {
              @Override
              public void onFault(Fault fault) {
                member.fail(fault);
              }

              @Override
              public void onGone() {
                member.gone();
              }
            };
          });
    }
  }

  private CallRows submit(SmallEngine engine, List<CallRows.Job> jobs) {
    var call = engine.inference.call(SmallEngine.MODEL, 0);
    call.handOver();
    return CallRows.submit(
        engine.scheduler, call.lease(), jobs, Priority.by(Long.MAX_VALUE), listener);
  }

  private void submitTwo(SmallEngine engine) {
    var unused = submit(engine, List.of(job(engine, () -> {}), job(engine, () -> {})));
  }

  @Test
  void rowThatFails_whileTheNextIsRefused_isToldOnce() throws Exception {
    try (var engine = new SmallEngine(folder, 1, 1)) {
      Runnable meanwhileClosed =
          () -> {
            members.get(0).fail(broken);
            engine.scheduler.close();
          };
      var jobs = List.of(job(engine, () -> {}), job(engine, meanwhileClosed));
      var unused = submit(engine, jobs);
      assertEquals(List.of("INTERNAL"), listener.told());
    }
  }

  @Test
  void refusedRow_isThrown_andTheOthersTellNothing() throws Exception {
    try (var engine = new SmallEngine(folder, 1, 1)) {
      var jobs = List.of(job(engine, () -> {}), job(engine, () -> {}));
      assertThrows(Fault.class, () -> submit(engine, jobs));
      members.get(0).fail(broken);
      assertEquals(List.of(), listener.told());
    }
  }

  @Test
  void twoRowsThatFail_areToldOnce() throws Exception {
    try (var engine = new SmallEngine(folder, 10, 1)) {
      submitTwo(engine);
      listener.atTheEnd(() -> members.get(1).fail(broken));
      members.get(0).fail(broken);
      members.get(1).fail(broken);
      assertEquals(List.of("INTERNAL"), listener.told());
    }
  }

  @Test
  void rowThatFailsAfterItsAnswer_whileTheLastIsAnswered_isToldOnce() throws Exception {
    try (var engine = new SmallEngine(folder, 10, 1)) {
      submitTwo(engine);
      members.get(0).done(DONE);
      listener.atTheEnd(() -> members.get(1).done(DONE));
      members.get(0).fail(broken);
      assertEquals(List.of("INTERNAL"), listener.told());
    }
  }

  @Test
  void rowThatFails_afterTheLastIsAnswered_isNotTold() throws Exception {
    try (var engine = new SmallEngine(folder, 10, 1)) {
      submitTwo(engine);
      listener.atTheEnd(() -> members.get(0).fail(broken));
      members.get(0).done(DONE);
      members.get(1).done(DONE);
      assertEquals(List.of("predictions 2"), listener.told());
    }
  }

  @Test
  void token_afterTheEnd_isNotTold() throws Exception {
    try (var engine = new SmallEngine(folder, 10, 1)) {
      var unused = submit(engine, List.of(job(engine, () -> {})));
      members.get(0).token(TOKEN);
      listener.atTheEnd(() -> members.get(0).token(TOKEN));
      members.get(0).done(DONE);
      members.get(0).token(TOKEN);
      assertEquals(List.of("token", "predictions 1"), listener.told());
    }
  }

  @Test
  void cancelledRequest_isToldNothing() throws Exception {
    try (var engine = new SmallEngine(folder, 10, 1)) {
      var group = submit(engine, List.of(job(engine, () -> {}), job(engine, () -> {})));
      group.cancel();
      members.forEach(member -> member.fail(broken));
      assertEquals(List.of(), listener.told());
    }
  }

  @Test
  void listenerThatFailsAtTheEnd_isToldSo() throws Exception {
    assertToldOfItsOwnFailure(new IllegalStateException("no room for the answer"));
  }

  @Test
  void listenerThatFailsAtTheEndByAnError_isToldSo() throws Exception {
    assertToldOfItsOwnFailure(new StackOverflowError("no room for the answer"));
  }

  private void assertToldOfItsOwnFailure(Throwable failure) throws Exception {
    try (var engine = new SmallEngine(folder, 10, 1)) {
      var unused = submit(engine, List.of(job(engine, () -> {})));
      listener.throwsAtTheEnd(failure);
      members.get(0).done(DONE);
      assertEquals(List.of("predictions 1", "no room for the answer"), listener.told());
    }
  }
}
