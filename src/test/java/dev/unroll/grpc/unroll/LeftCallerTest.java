package dev.unroll.grpc.unroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.unroll.grpc.HandObserver;
import dev.unroll.grpc.OpenStreams;
import dev.unroll.grpc.ResponseSender;
import dev.unroll.inference.SmallEngine;
import dev.unroll.repository.Folders;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import io.grpc.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long text whose caller has left takes no turn to be tokenised, whichever call brought it. */
class LeftCallerTest {
  private static final String MODEL = "lstm2_each";
  private static final String LONG_TEXT = "the" + " ".repeat(40_000);

  @TempDir private Path folder;

  private SmallEngine engine;

  @BeforeEach
  void open() throws Exception {
    var model = Folders.zoo(folder, MODEL);
    Files.copy(
        Path.of("src/test/resources/tokenizers/word-level.json"), model.resolve("tokenizer.json"));
    Files.writeString(model.resolve("model.yaml"), "input: {text: {tokenizer: tokenizer.json}}");
    engine = SmallEngine.of(folder);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static void runCancelled(Runnable call) {
    var context = Context.ROOT.withCancellation();
    context.cancel(null);
    context.run(call);
  }

  @Test
  void call_isNotBegun_andHoldsNothing() {
    var streams = new OpenStreams(1, 1, Duration.ZERO, engine.ticker, engine.meter);
    var service = new SequenceInferenceService(engine.inference, streams, engine.meter);
    var observer = new HandObserver<ManyToManyResponse>();
    var request = Requests.manyToMany(MODEL, Requests.text(LONG_TEXT));
    runCancelled(() -> service.manyToMany(request, observer));
    assertEquals(List.of("CANCELLED"), observer.told());
    assertFalse(engine.isHeldWhenUnloaded(MODEL));
  }

  @Test
  void textOfAStream_isNotBegun_andHoldsNothing() {
    var streams = new OpenStreams(1, 1, Duration.ZERO, engine.ticker, engine.meter);
    var observer = new HandObserver<StreamManyToManyResponse>();
    var stream =
        StreamCall.open(engine.inference, engine.meter, streams, new ResponseSender<>(observer));
    stream.onNext(
        StreamManyToManyRequest.newBuilder()
            .setModel(Requests.model(MODEL))
            .setInput(Requests.text(LONG_TEXT))
            .build());
    runCancelled(stream::onCompleted);
    assertEquals(List.of("CANCELLED"), observer.told());
    assertFalse(engine.isHeldWhenUnloaded(MODEL));
  }
}
