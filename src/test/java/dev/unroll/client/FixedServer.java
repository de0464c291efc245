package dev.unroll.client;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.unroll.v1.Aligned;
import dev.unroll.v1.DescribeModelRequest;
import dev.unroll.v1.DescribeModelResponse;
import dev.unroll.v1.End;
import dev.unroll.v1.Input;
import dev.unroll.v1.InputKind;
import dev.unroll.v1.Label;
import dev.unroll.v1.ListModelsRequest;
import dev.unroll.v1.ListModelsResponse;
import dev.unroll.v1.ManyToManyRequest;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.Model;
import dev.unroll.v1.ModelsGrpc;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.OneToManyRequest;
import dev.unroll.v1.OneToManyResponse;
import dev.unroll.v1.Piece;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.State;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import dev.unroll.v1.Tag;
import dev.unroll.v1.Task;
import dev.unroll.v1.TensorInfo;
import dev.unroll.v1.Timing;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A real server on a real socket whose answers are written down here. */
public final class FixedServer implements AutoCloseable {
  public static final Timing TIMING =
      Timing.newBuilder()
          .setQueueNanos(100_000)
          .setComputeNanos(1_200_000)
          .setSteps(14)
          .setSlices(1)
          .build();

  private final Server server;
  private final Target target;

  FixedServer() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new FixedModels())
            .addService(new FixedInference())
            .build()
            .start();
    target = new Target("127.0.0.1", server.getPort());
  }

  Target target() {
    return target;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static List<Model> models() {
    return List.of(
        Model.newBuilder()
            .setName("broken")
            .setState(State.STATE_FAILED)
            .setFailedVersion(2)
            .setReason("model.onnx: no such operator 'Foo'")
            .build(),
        Model.newBuilder().setName("late").setState(State.STATE_LOADING).build(),
        Model.newBuilder().setName("gone").setState(State.STATE_UNLOADED).build(),
        ready("caption-en", Task.TASK_ONE_TO_MANY, "generator", InputKind.INPUT_KIND_IMAGE)
            .setExample(Input.newBuilder().setImage(ByteString.copyFromUtf8("\u0001PNG")))
            .build(),
        ready("pos-ko", Task.TASK_MANY_TO_MANY, "whole", InputKind.INPUT_KIND_TEXT)
            .addLabels("NOUN")
            .setExample(Input.newBuilder().setText("서울 간다"))
            .build(),
        ready("sentiment-ko", Task.TASK_MANY_TO_ONE, "whole", InputKind.INPUT_KIND_TEXT)
            .addInputKinds(InputKind.INPUT_KIND_TOKEN_IDS)
            .addLabels("negative")
            .addLabels("positive")
            .setMaxSteps(256)
            .setBatchInvariant(true)
            .setExample(Input.newBuilder().setText("it's fine"))
            .setParameters(1_430_530)
            .build(),
        ready("vectors", Task.TASK_MANY_TO_ONE, "whole", InputKind.INPUT_KIND_VECTORS)
            .setParameters(42)
            .addOutputs(TensorInfo.newBuilder().addShape(8).addShape(3).setTimeAxis(-1))
            .build());
  }

  private static Model.Builder ready(String name, Task task, String plan, InputKind kind) {
    return Model.newBuilder()
        .setName(name)
        .setVersion(3)
        .setState(State.STATE_READY)
        .setTask(task)
        .setPlan(plan)
        .setDevice("cpu")
        .addInputKinds(kind);
  }

  private static RuntimeException fault(Code code, String message, com.google.protobuf.Message at) {
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(message)
            .addDetails(Any.pack(at))
            .build());
  }

  private static final class FixedModels extends ModelsGrpc.ModelsImplBase {
    @Override
    public void list(ListModelsRequest request, StreamObserver<ListModelsResponse> answer) {
      answer.onNext(ListModelsResponse.newBuilder().addAllModels(models()).build());
      answer.onCompleted();
    }

    @Override
    public void describe(
        DescribeModelRequest request, StreamObserver<DescribeModelResponse> answer) {
      var found =
          models().stream().filter(model -> model.getName().equals(request.getName())).findFirst();
      if (found.isEmpty()) {
        answer.onError(
            io.grpc.Status.NOT_FOUND
                .withDescription("no model '" + request.getName() + "'")
                .asRuntimeException());
        return;
      }
      answer.onNext(DescribeModelResponse.newBuilder().setModel(found.get()).build());
      answer.onCompleted();
    }
  }

  private static final class FixedInference
      extends SequenceInferenceGrpc.SequenceInferenceImplBase {
    private final CompletableFuture<Void> held = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    @Override
    public void oneToMany(OneToManyRequest request, StreamObserver<OneToManyResponse> answer) {
      for (var text : List.of("a ", "red ", "ball")) {
        answer.onNext(
            OneToManyResponse.newBuilder().setPiece(Piece.newBuilder().setText(text)).build());
      }
      answer.onNext(
          OneToManyResponse.newBuilder()
              .setEnd(End.newBuilder().setText("a red ball").setTiming(TIMING))
              .build());
      answer.onCompleted();
    }

    /** The text says what becomes of the call. */
    @Override
    public void manyToOne(ManyToOneRequest request, StreamObserver<ManyToOneResponse> answer) {
      switch (request.getInput().getText()) {
        case "bad" ->
            answer.onError(
                fault(
                    Code.INVALID_ARGUMENT,
                    "input.text: too long",
                    BadRequest.newBuilder()
                        .addFieldViolations(
                            BadRequest.FieldViolation.newBuilder()
                                .setField("input.text")
                                .setDescription("too long"))
                        .build()));
        case "full" ->
            answer.onError(
                fault(
                    Code.RESOURCE_EXHAUSTED,
                    "too much is waiting",
                    RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder().setSeconds(1).setNanos(500_000_000))
                        .build()));
        case "never" -> {}
        // "hold" is answered after "release", whichever of the two comes first.
        case "hold" -> {
          var unused = released.thenRun(() -> end(request, answer));
          held.complete(null);
        }
        case "release" -> {
          var unused =
              held.thenRun(() -> {
                end(request, answer);
                released.complete(null);
              });
        }
        default -> end(request, answer);
      }
    }

    private static void end(ManyToOneRequest request, StreamObserver<ManyToOneResponse> answer) {
      answer.onNext(
          ManyToOneResponse.newBuilder()
              .addLabels(label(request.getInput().getText(), 0.872f, 1))
              .addLabels(label("negative", 0.128f, 0))
              .setTiming(TIMING)
              .build());
      answer.onCompleted();
    }

    /** The first label is the input, so that answers can be told apart. */
    private static Label label(String name, float score, int index) {
      return Label.newBuilder().setLabel(name).setScore(score).setIndex(index).build();
    }

    @Override
    public void manyToMany(ManyToManyRequest request, StreamObserver<ManyToManyResponse> answer) {
      answer.onNext(
          ManyToManyResponse.newBuilder().addTags(tag("서울", "NOUN")).setTiming(TIMING).build());
      answer.onCompleted();
    }

    @Override
    public StreamObserver<StreamManyToManyRequest> streamManyToMany(
        StreamObserver<StreamManyToManyResponse> answer) {
      return new StreamObserver<>() {
        private long steps;

        @Override
        public void onNext(StreamManyToManyRequest part) {
          if (part.getInput().hasVectors()) {
            var vectors = part.getInput().getVectors();
            var output = NamedVectors.newBuilder().setName("echo").setVectors(vectors);
            answer.onNext(
                StreamManyToManyResponse.newBuilder()
                    .setAligned(Aligned.newBuilder().setFirstStep(steps).addOutputs(output))
                    .build());
            steps += vectors.getValuesCount() / vectors.getWidth();
          } else if (part.hasInput()) {
            var tag = tag(part.getInput().getText().strip(), "NOUN");
            answer.onNext(
                StreamManyToManyResponse.newBuilder()
                    .setAligned(Aligned.newBuilder().addTags(tag))
                    .build());
          }
        }

        @Override
        public void onError(Throwable thrown) {}

        @Override
        public void onCompleted() {
          answer.onNext(
              StreamManyToManyResponse.newBuilder()
                  .setEnd(End.newBuilder().setTiming(TIMING))
                  .build());
          answer.onCompleted();
        }
      };
    }

    private static Tag tag(String text, String tag) {
      return Tag.newBuilder().setText(text).setTag(tag).setScore(0.9f).build();
    }
  }
}
