package dev.unroll.baseline.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.models.BenchModels;
import dev.unroll.triton.GRPCInferenceServiceGrpc;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.v1.DescribeModelRequest;
import dev.unroll.v1.Input;
import dev.unroll.v1.ManyToManyRequest;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.ModelsGrpc;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.TokenIds;
import dev.unroll.v1.Vectors;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineServerTest {
  private static final ManyToOneRequest VECTORS =
      ManyToOneRequest.newBuilder()
          .setInput(
              Input.newBuilder()
                  .setVectors(
                      Vectors.newBuilder()
                          .setWidth(5)
                          .addAllValues(List.of(1f, 2f, 3f, 4f, 5f, -1f, -2f, -3f, -4f, -5f))))
          .build();

  @TempDir private Path folder;

  private interface Asking {
    void ask(ManagedChannel channel) throws Exception;
  }

  private void serve(Policy policy, BenchModel model, Asking asking) throws Exception {
    BenchModels.write(model, folder);
    try (var server = BaselineServer.start(policy, model, folder)) {
      var channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
      try {
        asking.ask(channel);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static ManyToOneResponse ask(ManagedChannel channel) {
    return SequenceInferenceGrpc.newBlockingStub(channel).manyToOne(VECTORS);
  }

  @Test
  void policies_sameCall_answerWithMessagesOfTheSameSize() throws Exception {
    serve(
        Policy.ALONE,
        BenchModel.SIMPLERNN3,
        alone -> {
          var expected = ask(alone);
          assertEquals(3, expected.getOutputs(0).getVectors().getValuesCount());
          serve(
              Policy.PADDED_16,
              BenchModel.SIMPLERNN3,
              padded -> assertEquals(expected, ask(padded)));
          serve(
              Policy.ECHO,
              BenchModel.SIMPLERNN3,
              echo -> assertEquals(expected.getSerializedSize(), ask(echo).getSerializedSize()));
        });
  }

  @Test
  void echo_askedInTheOpenProtocol_answersWithAsManyValues() throws Exception {
    serve(
        Policy.ECHO,
        BenchModel.SIMPLERNN3,
        channel -> {
          var answer =
              GRPCInferenceServiceGrpc.newBlockingStub(channel)
                  .modelInfer(ModelInferRequest.newBuilder().setModelName("simplernn3").build());
          assertEquals("simplernn3", answer.getModelName());
          assertEquals(List.of(1L, 3L), answer.getOutputs(0).getShapeList());
          assertEquals(3 * Float.BYTES, answer.getRawOutputContents(0).size());
        });
  }

  @Test
  void model_described_saysWhatTheGeneratorAsks() throws Exception {
    serve(
        Policy.ALONE,
        BenchModel.BILSTM256,
        channel -> {
          var request = DescribeModelRequest.newBuilder().setName("bilstm256").build();
          var model = ModelsGrpc.newBlockingStub(channel).describe(request).getModel();
          assertEquals(8_000, model.getVocabularySize());
          assertEquals(4_096, model.getMaxSteps());
          var ids = TokenIds.newBuilder().addAllIds(List.of(1L, 2L, 3L));
          var answer =
              SequenceInferenceGrpc.newBlockingStub(channel)
                  .manyToMany(
                      ManyToManyRequest.newBuilder()
                          .setInput(Input.newBuilder().setTokenIds(ids))
                          .build());
          assertEquals(20 * 3, answer.getOutputs(0).getVectors().getValuesCount());
        });
  }

  @Test
  void input_ofAnotherKind_isRefused() throws Exception {
    serve(
        Policy.ALONE,
        BenchModel.SIMPLERNN3,
        channel -> {
          var calls = SequenceInferenceGrpc.newBlockingStub(channel);
          var request =
              ManyToOneRequest.newBuilder().setInput(Input.newBuilder().setText("no")).build();
          var refused = assertThrows(StatusRuntimeException.class, () -> calls.manyToOne(request));
          assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
        });
  }
}
