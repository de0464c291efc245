package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.v1.Input;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients at once on the real server, with inputs of mixed length and all three shapes of
 * task: each answer must be the one that the same input got alone, and native memory must not grow.
 *
 * <p>Runs for {@code -Dsoak.seconds=60} with {@code -Dsoak.clients=64}; shorter in the test suite.
 */
class SoakIT {
  private static final int SECONDS = Integer.getInteger("soak.seconds", 15);
  private static final int CLIENTS = Integer.getInteger("soak.clients", 64);
  private static final int WARM_UP_SECONDS = 10;
  private static final long ALLOWED_GROWTH_BYTES = 64L << 20;
  private static final String SYLLABLES = "이 영화는 정말 재미있고 배우들 연기도 좋았다 시간 낭비 다시 보고 싶지 않은 최고 ";

  @Test
  void manyClientsAtOnce_getTheAnswersThatTheyWouldGetAlone(@TempDir Path logs) throws Exception {
    long seed = new Random().nextLong();
    System.out.println("soak: " + CLIENTS + " clients, " + SECONDS + " s, seed " + seed);
    try (var server = ServerProcess.serve(logs, Path.of("models"))) {
      var channels = new ArrayList<ManagedChannel>();
      for (int number = 0; number < 4; number++) {
        channels.add(
            NettyChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build());
      }
      var questions = questions(new Random(seed));
      var alone = new ArrayList<SoakAnswer>();
      for (var question : questions) {
        alone.add(SoakAnswer.ask(channels.get(0), question));
      }
      var wrong = new ConcurrentLinkedQueue<String>();
      var answered = new AtomicLong();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      var clients = Executors.newFixedThreadPool(CLIENTS);
      for (int client = 0; client < CLIENTS; client++) {
        var channel = channels.get(client % channels.size());
        var random = new Random(seed + client);
        clients.execute(() -> {
          while (System.nanoTime() < end && wrong.size() < 10) {
            int number = random.nextInt(questions.size());
            try {
              var answer = SoakAnswer.ask(channel, questions.get(number));
              if (!answer.equalsWithinTolerance(alone.get(number))) {
                wrong.add(questions.get(number) + ": " + answer + ", alone " + alone.get(number));
              }
              answered.incrementAndGet();
            } catch (RuntimeException e) {
              wrong.add(questions.get(number) + ": " + e);
            }
          }
        });
      }
      clients.shutdown();
      var residentBytes = new ArrayList<Long>();
      while (!clients.awaitTermination(1, TimeUnit.SECONDS)) {
        residentBytes.add(server.residentBytes());
      }
      report(answered.get(), residentBytes);
      assertEquals(List.of(), List.copyOf(wrong));
      assertTrue(answered.get() > questions.size(), "only " + answered + " answers");
      if (residentBytes.size() > 2 * WARM_UP_SECONDS) {
        long growth =
            residentBytes.get(residentBytes.size() - 1) - residentBytes.get(WARM_UP_SECONDS);
        assertTrue(growth < ALLOWED_GROWTH_BYTES, "resident memory grew by " + growth + " bytes");
      }
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  private static void report(long answered, List<Long> residentBytes) {
    System.out.println("soak: " + answered + " answers, " + answered / SECONDS + " a second");
    var megabytes = residentBytes.stream().map(bytes -> bytes >> 20).toList();
    System.out.println("soak: resident MiB of the server, each second: " + megabytes);
  }

  private static List<SoakQuestion> questions(Random random) throws Exception {
    var questions = new ArrayList<SoakQuestion>();
    for (int number = 0; number < 150; number++) {
      questions.add(new SoakQuestion("sentiment-ko", text(random, 1, 140)));
      questions.add(new SoakQuestion("pos-ko", text(random, 1, 200)));
    }
    var picture = ByteString.copyFrom(Files.readAllBytes(Path.of("models/caption-en/example.png")));
    questions.add(new SoakQuestion("caption-en", Input.newBuilder().setImage(picture).build()));
    return questions;
  }

  private static Input text(Random random, int fewest, int most) {
    // Lengths as people's are: many short, some long.
    int length =
        (int) Math.min(most, Math.max(fewest, Math.exp(2.8 + 0.9 * random.nextGaussian())));
    var text = new StringBuilder("봄");
    while (text.length() < length) {
      text.append(SYLLABLES.charAt(random.nextInt(SYLLABLES.length())));
    }
    return Input.newBuilder().setText(text.toString()).build();
  }
}
