package dev.unroll.codec.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.codec.Tokenizers;
import dev.unroll.core.Caller;
import dev.unroll.core.Fault;
import dev.unroll.core.HandCaller;
import dev.unroll.core.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LongTextsTest {
  @Test
  void longTexts_runAsManyAtOnceAsThereAreCores_andOthersAreRefused() throws Exception {
    var longTexts = new LongTexts(2, Ticker.system());
    var pool = Executors.newFixedThreadPool(16);
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var mayEnd = new CountDownLatch(1);
    var refused = new CountDownLatch(8);
    var works = new ArrayList<Future<String>>();
    for (int work = 0; work < 16; work++) {
      works.add(
          pool.submit(() -> {
            try {
              return longTexts.inTurn(
                  Caller.PATIENT,
                  () -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    await(mayEnd);
                    running.decrementAndGet();
                    return "done";
                  });
            } catch (Fault fault) {
              refused.countDown();
              return fault.kind() + " " + fault.retryAfter();
            }
          }));
    }
    // Of sixteen, two run and six wait.
    refused.await();
    mayEnd.countDown();
    var results = results(works);
    pool.shutdown();
    assertEquals(2, most.get());
    assertEquals(8, results.stream().filter("done"::equals).count());
    assertEquals(8, results.stream().filter("RESOURCE_EXHAUSTED PT1S"::equals).count());
    assertEquals("next", longTexts.inTurn(Caller.PATIENT, () -> "next"));
  }

  @Test
  void shortText_isTokenisedThoughLongOnesFillAllPlaces() {
    var longTexts = new LongTexts(1, Ticker.system());
    try (var tokenizer = Tokenizers.open("word-level")) {
      var tokens =
          longTexts.inTurn(
              Caller.PATIENT, () -> longTexts.encode(tokenizer, "the", 4, Caller.PATIENT));
      assertEquals(1, tokens.ids().length);
    }
  }

  @Test
  void failure_givesThePlaceBack() {
    var longTexts = new LongTexts(1, Ticker.system());
    for (int round = 0; round < 20; round++) {
      assertThrows(
          IllegalStateException.class,
          () ->
              longTexts.inTurn(
                  Caller.PATIENT,
                  () -> {
                    throw new IllegalStateException();
                  }));
    }
    assertTrue(longTexts.inTurn(Caller.PATIENT, () -> true));
  }

  @Test
  void caller_thatLeavesWhileItWaits_takesNoTurn_andTheNextOneDoes() throws Exception {
    var longTexts = new LongTexts(1, () -> 0);
    var pool = Executors.newFixedThreadPool(3);
    var mayEnd = new CountDownLatch(1);
    var order = new ConcurrentLinkedQueue<String>();
    var first = pool.submit(() -> turn(longTexts, Caller.PATIENT, "first", order, mayEnd));
    awaitUntil(() -> order.contains("first"));
    var leaving = new HandCaller();
    var second = pool.submit(() -> turn(longTexts, leaving, "second", order, mayEnd));
    awaitUntil(() -> longTexts.waiting() == 1);
    var third = pool.submit(() -> turn(longTexts, Caller.PATIENT, "third", order, mayEnd));
    awaitUntil(() -> longTexts.waiting() == 2);
    leaving.leave();
    // It goes while the first still runs.
    assertEquals("CANCELLED", second.get());
    assertEquals(1, longTexts.waiting());
    mayEnd.countDown();
    assertEquals("done", first.get());
    assertEquals("done", third.get());
    pool.shutdown();
    assertEquals(List.of("first", "third"), List.copyOf(order));
    assertEquals(0, leaving.watches());
  }

  @Test
  void place_ofACallerThatLeft_isFreeForAnother() throws Exception {
    var longTexts = new LongTexts(1, () -> 0);
    var pool = Executors.newCachedThreadPool();
    var mayEnd = new CountDownLatch(1);
    var order = new ConcurrentLinkedQueue<String>();
    var works = new ArrayList<Future<String>>();
    works.add(pool.submit(() -> turn(longTexts, Caller.PATIENT, "runs", order, mayEnd)));
    awaitUntil(() -> order.contains("runs"));
    var callers = new ArrayList<HandCaller>();
    for (int place = 0; place < LongTexts.MOST_WAITING; place++) {
      var caller = new HandCaller();
      callers.add(caller);
      works.add(pool.submit(() -> turn(longTexts, caller, "waits", order, mayEnd)));
    }
    awaitUntil(() -> longTexts.waiting() == LongTexts.MOST_WAITING);
    assertEquals("RESOURCE_EXHAUSTED", turn(longTexts, Caller.PATIENT, "late", order, mayEnd));
    callers.get(3).leave();
    awaitUntil(() -> longTexts.waiting() == LongTexts.MOST_WAITING - 1);
    works.add(pool.submit(() -> turn(longTexts, Caller.PATIENT, "again", order, mayEnd)));
    awaitUntil(() -> longTexts.waiting() == LongTexts.MOST_WAITING);
    mayEnd.countDown();
    var results = results(works);
    pool.shutdown();
    assertEquals(1, results.stream().filter("CANCELLED"::equals).count());
    assertEquals(LongTexts.MOST_WAITING + 1, results.stream().filter("done"::equals).count());
  }

  @Test
  void caller_whoseDeadlinePassesWhileItWaits_takesNoTurn() throws Exception {
    var longTexts = new LongTexts(1, () -> 0);
    var pool = Executors.newFixedThreadPool(2);
    var mayEnd = new CountDownLatch(1);
    var order = new ConcurrentLinkedQueue<String>();
    var first = pool.submit(() -> turn(longTexts, Caller.PATIENT, "first", order, mayEnd));
    awaitUntil(() -> order.contains("first"));
    var late = new HandCaller();
    // It looks again after a millisecond.
    late.hasNanosLeft(1_000_000);
    var second = pool.submit(() -> turn(longTexts, late, "second", order, mayEnd));
    awaitUntil(() -> longTexts.waiting() == 1 || second.isDone());
    late.hasNanosLeft(0);
    assertEquals("DEADLINE_EXCEEDED", second.get());
    mayEnd.countDown();
    assertEquals("done", first.get());
    pool.shutdown();
    assertEquals(List.of("first"), List.copyOf(order));
  }

  @Test
  void caller_thatHasLeftBefore_takesNoTurnThoughOneIsFree() {
    var longTexts = new LongTexts(1, () -> 0);
    var gone = new HandCaller();
    gone.leave();
    var order = new ConcurrentLinkedQueue<String>();
    assertEquals("CANCELLED", turn(longTexts, gone, "gone", order, new CountDownLatch(0)));
    assertEquals(List.of(), List.copyOf(order));
  }

  @Test
  void caller_thatWaitsForTooLong_isRefused() throws Exception {
    var now = new AtomicLong();
    var longTexts = new LongTexts(1, now::get);
    var pool = Executors.newFixedThreadPool(2);
    var mayEnd = new CountDownLatch(1);
    var order = new ConcurrentLinkedQueue<String>();
    var first = pool.submit(() -> turn(longTexts, Caller.PATIENT, "first", order, mayEnd));
    awaitUntil(() -> order.contains("first"));
    var caller = new HandCaller();
    caller.hasNanosLeft(1_000_000);
    var second = pool.submit(() -> turn(longTexts, caller, "second", order, mayEnd));
    awaitUntil(() -> longTexts.waiting() == 1);
    now.set(LongTexts.PATIENCE.toNanos());
    assertEquals("RESOURCE_EXHAUSTED", second.get());
    mayEnd.countDown();
    assertEquals("done", first.get());
    pool.shutdown();
  }

  /** Says how it ended. */
  private static String turn(
      LongTexts longTexts, Caller caller, String name, Queue<String> order, CountDownLatch mayEnd) {
    try {
      return longTexts.inTurn(
          caller,
          () -> {
            order.add(name);
            await(mayEnd);
            return "done";
          });
    } catch (Fault fault) {
      return fault.kind().name();
    }
  }

  private static void awaitUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> results(List<Future<String>> works)
      throws InterruptedException, ExecutionException {
    var results = new ArrayList<String>();
    for (var work : works) {
      results.add(work.get());
    }
    return results;
  }
}
