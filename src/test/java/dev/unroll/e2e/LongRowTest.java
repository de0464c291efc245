package dev.unroll.e2e;

import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToOne;
import static dev.unroll.grpc.unroll.Requests.sameIds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.repository.Folders;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.SequenceInferenceGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document of a hundred thousand steps beside sentences. */
class LongRowTest {
  private static final int STEPS = 100_000;

  @TempDir private Path models;

  @Test
  void veryLongRow_andShortOnesBesideIt_getTheAnswersThatTheyGetAlone() throws Exception {
    var folder = Folders.zoo(models, "gru_last", "m", 1);
    Files.writeString(
        folder.resolve("model.yaml"), "input:\n  tokens: {max_steps: " + STEPS + "}\n");
    try (var server = ServerHarness.start(models, "lanes", "1")) {
      var document = manyToOne("m", sameIds(STEPS, 3));
      var sentence = manyToOne("m", ids(1, 2, 3));
      var documentAlone = server.calls().manyToOne(document);
      var sentenceAlone = server.calls().manyToOne(sentence);
      var stub = SequenceInferenceGrpc.newFutureStub(server.channel());
      var documentBeside = stub.manyToOne(document);
      var sentences = new ArrayList<Future<ManyToOneResponse>>();
      for (int call = 0; call < 50; call++) {
        sentences.add(stub.manyToOne(sentence));
      }
      for (var answer : sentences) {
        assertEquals(sentenceAlone.getOutputsList(), answer.get().getOutputsList());
      }
      assertEquals(documentAlone.getOutputsList(), documentBeside.get().getOutputsList());
      assertEquals(STEPS, documentBeside.get().getTiming().getSteps());
    }
  }
}
