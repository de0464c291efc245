package dev.unroll.codec.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.codec.Tokenizers;
import dev.unroll.core.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LongTextsTest {
  @Test
  void longTexts_runAsManyAtOnceAsThereAreCores_andOthersAreRefused() throws Exception {
    var longTexts = new LongTexts(2);
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
              return longTexts.inTurn(() -> {
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
    assertEquals("next", longTexts.inTurn(() -> "next"));
  }

  @Test
  void shortText_isTokenisedThoughLongOnesFillAllPlaces() {
    var longTexts = new LongTexts(1);
    try (var tokenizer = Tokenizers.open("word-level")) {
      var tokens = longTexts.inTurn(() -> longTexts.encode(tokenizer, "the", 4));
      assertEquals(1, tokens.ids().length);
    }
  }

  @Test
  void failure_givesThePlaceBack() {
    var longTexts = new LongTexts(1);
    for (int round = 0; round < 20; round++) {
      assertThrows(
          IllegalStateException.class,
          () ->
              longTexts.inTurn(() -> {
                throw new IllegalStateException();
              }));
    }
    assertTrue(longTexts.inTurn(() -> true));
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
