package dev.unroll.e2e;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.MessageLite;
import dev.unroll.v1.Input;
import dev.unroll.v1.SequenceInferenceGrpc;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random bursts of calls of every kind of plan, of any length, some of which are cancelled, some of
 * which have no time, and some of which fail inside ONNX Runtime in the middle of a slice: each
 * call ends once and in a way that it may, each answer is the one that its input gets alone, and at
 * the end nothing is left inside.
 *
 * <p>Runs for {@code -Dstress.seconds=600}; shorter in the test suite.
 */
class StressIT {
  private static final int SECONDS = Integer.getInteger("stress.seconds", 15);
  private static final int MOST_IN_FLIGHT = 400;
  private static final int QUESTIONS = 200;

  /** What is meant to become of a call. */
  private enum Fate {
    ANSWERED,
    CANCELLED,
    OUT_OF_TIME,
    FAILED;

    Set<Code> allowed() {
      return switch (this) {
        case ANSWERED -> Set.of(Code.OK);
        case CANCELLED -> Set.of(Code.OK, Code.CANCELLED);
        case OUT_OF_TIME -> Set.of(Code.OK, Code.DEADLINE_EXCEEDED, Code.RESOURCE_EXHAUSTED);
        case FAILED -> Set.of(Code.INTERNAL);
      };
    }
  }

  private record Question(StressModel model, Input input, SoakAnswer alone) {}

  private final Map<Fate, AtomicLong> ends = new EnumMap<>(Fate.class);
  private final Queue<ListenableFuture<?>> doomed = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Semaphore free = new Semaphore(MOST_IN_FLIGHT);

  @Test
  void anyCalls_endOnceAndRight_andNoneIsLost(@TempDir Path models, @TempDir Path logs)
      throws Exception {
    long seed = new Random().nextLong();
    System.out.println("stress: " + SECONDS + " s, seed " + seed);
    var random = new Random(seed);
    for (var model : StressModel.values()) {
      model.place(models);
    }
    for (var fate : Fate.values()) {
      ends.put(fate, new AtomicLong());
    }
    try (var server = ServerProcess.serve(logs, models)) {
      var channel = ServerHarness.channelTo(server.port());
      var stub = SequenceInferenceGrpc.newFutureStub(channel);
      var questions = questions(random, stub);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      long sent = 0;
      while (System.nanoTime() < end && wrong.size() < 10) {
        int burst = 1 + random.nextInt(random.nextInt(5) == 0 ? MOST_IN_FLIGHT / 2 : 20);
        free.acquire(burst);
        for (int call = 0; call < burst; call++) {
          send(random, stub, questions);
        }
        sent += burst;
        // Some time or other, while other calls come and go.
        if (random.nextInt(3) == 0) {
          doomed.forEach(call -> call.cancel(true));
          doomed.clear();
        }
      }
      doomed.forEach(call -> call.cancel(true));
      assertTrue(free.tryAcquire(MOST_IN_FLIGHT, 60, TimeUnit.SECONDS), "calls without an end");
      System.out.println("stress: " + sent + " calls ended: " + ends);
      assertEquals(List.of(), List.copyOf(wrong), "seed " + seed);
      assertEquals(sent, ends.values().stream().mapToLong(AtomicLong::get).sum());
      ends.forEach((fate, count) -> assertTrue(count.get() > 0, fate + " never happened"));
      Await.until(
          "no row is left", () -> ServerHarness.meter(server.opsPort(), "unroll_rows") == 0);
      assertEquals(0, ServerHarness.meter(server.opsPort(), "unroll_backlog_seconds"), 1e-9);
      channel.shutdownNow();
    }
  }

  /** Each asked once before, alone. */
  private static List<Question> questions(
      Random random, SequenceInferenceGrpc.SequenceInferenceFutureStub stub) throws Exception {
    var models = List.of(StressModel.values());
    var questions = new ArrayList<Question>();
    for (int number = 0; number < QUESTIONS; number++) {
      var model = models.get(number % models.size());
      var input = StressModel.input(random, false);
      questions.add(new Question(model, input, StressModel.answer(model.ask(stub, input).get())));
    }
    return questions;
  }

  private void send(
      Random random,
      SequenceInferenceGrpc.SequenceInferenceFutureStub stub,
      List<Question> questions) {
    int draw = random.nextInt(10);
    var question = questions.get(random.nextInt(questions.size()));
    if (draw == 0) {
      watch(Fate.FAILED, question, StressModel.FAILING.ask(stub, StressModel.input(random, true)));
    } else if (draw == 1) {
      var hurried = stub.withDeadlineAfter(1 + random.nextInt(100), TimeUnit.MILLISECONDS);
      watch(Fate.OUT_OF_TIME, question, question.model.ask(hurried, question.input));
    } else if (draw <= 3) {
      var call = question.model.ask(stub, question.input);
      doomed.add(call);
      watch(Fate.CANCELLED, question, call);
    } else {
      watch(Fate.ANSWERED, question, question.model.ask(stub, question.input));
    }
  }

  private void watch(Fate fate, Question question, ListenableFuture<? extends MessageLite> call) {
    call.addListener(
        () -> {
          check(fate, question, call);
          requireNonNull(ends.get(fate)).incrementAndGet();
          free.release();
        },
        Runnable::run);
  }

  private void check(Fate fate, Question question, ListenableFuture<? extends MessageLite> call) {
    var code = Code.OK;
    try {
      if (call.isCancelled()) {
        code = Code.CANCELLED;
      } else {
        var answer = StressModel.answer(call.get());
        if (fate != Fate.FAILED && !answer.equalsWithinTolerance(question.alone)) {
          wrong.add(question.model + ": " + answer + ", alone " + question.alone);
        }
      }
    } catch (ExecutionException e) {
      code = Status.fromThrowable(e).getCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!fate.allowed().contains(code)) {
      wrong.add(fate + " of " + question.model + " ended with " + code);
    }
  }
}
