package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertInvalid;
import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.grpc.unroll.Requests.manyToOne;
import static dev.unroll.grpc.unroll.Requests.text;

import dev.unroll.repository.Folders;
import dev.unroll.triton.GRPCInferenceServiceGrpc;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelMetadataRequest;
import io.grpc.Status.Code;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Faults about long values that a client has sent: they arrive, with the value in part. */
class LongWordsTest {
  /** More than clients take as headers, even once. */
  private static final String LONG = "한국어".repeat(5_000);

  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    server = ServerHarness.start(Folders.bundled());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void label_unknown_isShownInPart() {
    assertInvalid(
        "among[0]",
        "', which is none of the model's 2 labels",
        () ->
            server
                .calls()
                .manyToOne(
                    manyToOne("sentiment-ko", text("좋아요")).toBuilder().addAmong(LONG).build()));
  }

  @Test
  void model_unknown_isShownInPart() {
    assertRefused(
        Code.NOT_FOUND,
        "does not exist; there are",
        () -> server.calls().manyToOne(manyToOne(LONG, text("a"))));
    var calls = GRPCInferenceServiceGrpc.newBlockingStub(server.channel());
    assertRefused(
        Code.NOT_FOUND,
        "Request for unknown model: '한국어",
        () -> calls.modelMetadata(ModelMetadataRequest.newBuilder().setName(LONG).build()));
  }

  @Test
  void tensor_unknown_isShownInPart() {
    var calls = GRPCInferenceServiceGrpc.newBlockingStub(server.channel());
    var request = ModelInferRequest.newBuilder().setModelName("sentiment-ko");
    request.addInputsBuilder().setName(LONG).setDatatype(LONG);
    assertRefused(
        Code.INVALID_ARGUMENT,
        "for model 'sentiment-ko'; it takes",
        () -> calls.modelInfer(request.build()));
    request.getInputsBuilder(0).setName("text");
    assertRefused(Code.INVALID_ARGUMENT, "한국어", () -> calls.modelInfer(request.build()));
  }
}
