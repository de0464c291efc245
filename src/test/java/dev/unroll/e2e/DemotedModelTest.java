package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToMany;
import static dev.unroll.openinference.OpenRequests.raw;
import static dev.unroll.openinference.OpenRequests.truth;
import static dev.unroll.openinference.OpenRequests.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Sequence;
import dev.unroll.repository.Folders;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.RepositoryModelUnloadRequest;
import io.grpc.Status.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that is found wrong while it is served, as its clients and its operators see it. */
class DemotedModelTest {
  private static final String MODEL = "lstm2_each";
  private static final Sequence INPUT = new Sequence.Ids(new long[] {5, 6, 7});

  private static final Logger LOG = Logger.getLogger("dev.unroll.schedule.Verifier");

  @TempDir private Path models;
  @TempDir private Path kept;
  private ServerHarness server;

  @BeforeEach
  void start() throws Exception {
    LOG.setLevel(Level.OFF);
    Folders.zoo(models, MODEL);
    server = ServerHarness.start(models, "verify-keep", kept.toString());
  }

  @AfterEach
  void stop() {
    server.close();
    LOG.setLevel(null);
  }

  private List<Float> ask() {
    var answer = server.calls().manyToMany(manyToMany(MODEL, ids(5, 6, 7)));
    return answer.getOutputs(0).getVectors().getValuesList();
  }

  private void demote() {
    server.plantWrongAnswer(MODEL, INPUT);
    // The lane that answers has nothing to do after it.
    Await.until(
        "it is found wrong",
        () -> !ask().isEmpty() && server.describe(MODEL).getPlan().equals("alone"));
  }

  @Test
  void answers_goOn_andTheModelSaysThatItsRowsRunAlone() {
    assertEquals("causal", server.describe(MODEL).getPlan());
    var before = ask();
    demote();
    var after = ask();
    assertEquals(before.size(), after.size());
    for (int place = 0; place < before.size(); place++) {
      assertEquals(before.get(place), after.get(place), 1e-5);
    }
    var model = server.describe(MODEL);
    assertTrue(model.getBatchInvariant());
    assertEquals(1, model.getStagesCount());
    var last = model.getRefused(model.getRefusedCount() - 1);
    assertTrue(last.startsWith("causal: found while serving: output '"), last);
    assertTrue(last.endsWith(" for a row of 3 steps"), last);
  }

  @Test
  void metrics_tellUntilTheFilesChange_andItIsProvenAnew() throws Exception {
    demote();
    Await.until(
        "it is told",
        () -> server.meter("unroll_model_demoted", "model=\"" + MODEL, "version=\"1\"") == 1);
    assertEquals(1, server.meter("unroll_model_info", "plan=\"alone\"", "batch_invariant=\"true"));
    assertEquals(0, server.meter("unroll_model_info", "plan=\"causal\""));
    Await.until(
        "it is counted",
        () -> server.meter("unroll_verified_rows_total", "result=\"different\"") == 1);
    Await.until("it is kept", () -> Files.exists(kept.resolve(MODEL + "-1.json")));

    var graph = models.resolve(MODEL).resolve("1/model.onnx");
    Files.setLastModifiedTime(graph, FileTime.fromMillis(1_000_000));
    server.reload();
    assertEquals("causal", server.describe(MODEL).getPlan());
    assertEquals(0, server.meter("unroll_model_demoted"));
    assertEquals(1, server.meter("unroll_model_info", "plan=\"causal\""));
    Await.until("the old one is freed", () -> server.meter("unroll_model_versions", MODEL) == 1);
  }

  @Test
  void liveStream_thatIsUnderWay_isAborted_andANewOneIsAnsweredAtItsEnd() throws Throwable {
    var stream = StreamClient.open(server, MODEL, ids(5));
    stream.next();
    demote();
    assertRefused(Code.ABORTED, "found while serving", stream::answers);
    var gathered = StreamClient.open(server, MODEL, ids(5, 6));
    gathered.send(ids(7));
    assertEquals(3, LiveAnswers.end(gathered.finish()).getTiming().getSteps());
  }

  private void inferStep(boolean start) {
    ModelInferRequest request =
        raw(MODEL, INPUT, false)
            .putParameters("sequence_id", whole(1))
            .putParameters("sequence_start", truth(start))
            .build();
    var unused = server.triton().modelInfer(request);
  }

  @Test
  void sequence_thatIsKept_isOver_andNoneIsKeptAnyMore() {
    inferStep(true);
    inferStep(false);
    demote();
    var words = "its plan is alone (found while serving";
    assertRefused(Code.FAILED_PRECONDITION, words, () -> inferStep(false));
    assertRefused(Code.FAILED_PRECONDITION, words, () -> inferStep(true));
    Await.until("its row is gone", () -> server.meter("unroll_sequences", MODEL) == 0);
  }

  @Test
  void unloadedModel_isFreed_thoughASampleWaits() {
    server.plantWrongAnswer(MODEL, INPUT);
    var unload = RepositoryModelUnloadRequest.newBuilder().setModelName(MODEL).build();
    var unused = server.triton().repositoryModelUnload(unload);
    Await.until("it is freed", () -> server.meter("unroll_model_versions", MODEL) == 0);
  }
}
