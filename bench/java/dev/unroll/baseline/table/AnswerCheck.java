package dev.unroll.baseline.table;

import dev.unroll.baseline.compute.Questions;
import dev.unroll.baseline.models.BenchModel;
import dev.unroll.core.Sequence;
import dev.unroll.v1.Generation;
import dev.unroll.v1.Input;
import dev.unroll.v1.ManyToManyRequest;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceBlockingStub;
import dev.unroll.v1.TokenIds;
import dev.unroll.v1.Vectors;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Asks servers the same and compares their answers, before anything is measured: a server that
 * computes something else may be as fast as it likes.
 */
final class AnswerCheck {
  /** Enough to share batches and slices, of lengths that differ. */
  private static final int QUESTIONS = 48;

  private static final int SHORTEST = 2;
  private static final int LONGEST = 60;
  private static final int GENERATED = 12;
  private static final double TOLERANCE = 1e-4;

  private AnswerCheck() {}

  /**
   * Compares all with the first.
   *
   * @throws BenchException naming the server whose answers differ
   */
  static void compare(List<ServerUnderTest> servers)
      throws IOException, InterruptedException, BenchException {
    var expected = ask(servers.get(0));
    for (var server : servers.subList(1, servers.size())) {
      var actual = ask(server);
      for (int question = 0; question < QUESTIONS; question++) {
        if (!same(expected.get(question), actual.get(question))) {
          throw server.failure(
              "answers question " + question + " otherwise than " + servers.get(0).name());
        }
      }
    }
  }

  static boolean same(List<Double> one, List<Double> other) {
    return one.size() == other.size()
        && IntStream.range(0, one.size())
            .allMatch(index -> Math.abs(one.get(index) - other.get(index)) <= TOLERANCE);
  }

  /** All questions at once, so that a server that batches does. */
  private static List<List<Double>> ask(ServerUnderTest server)
      throws IOException, InterruptedException, BenchException {
    var channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    var clients = Executors.newFixedThreadPool(QUESTIONS);
    try {
      var calls = SequenceInferenceGrpc.newBlockingStub(channel);
      var random = new Random(1);
      var asking = new ArrayList<Callable<List<Double>>>();
      for (int question = 0; question < QUESTIONS; question++) {
        var input = input(server.model(), random.nextInt(SHORTEST, LONGEST), random);
        asking.add(() -> ask(calls, server.model(), input));
      }
      var answers = new ArrayList<List<Double>>();
      for (var future : clients.invokeAll(asking)) {
        answers.add(future.get());
      }
      return answers;
    } catch (ExecutionException e) {
      throw server.failure("does not answer: " + e.getCause());
    } finally {
      clients.shutdown();
      channel.shutdownNow();
    }
  }

  private static List<Double> ask(
      SequenceInferenceBlockingStub calls, BenchModel model, Input input) {
    var selector = ModelSelector.newBuilder().setName(model.folder());
    if (model.shape() == BenchModel.Shape.MANY_TO_ONE) {
      var request = ManyToOneRequest.newBuilder().setModel(selector).setInput(input);
      return values(calls.manyToOne(request.build()).getOutputsList());
    }
    var request = ManyToManyRequest.newBuilder().setModel(selector).setInput(input);
    if (model.shape() == BenchModel.Shape.GENERATOR) {
      request.setGeneration(Generation.newBuilder().setMaxSteps(GENERATED));
      var generated = calls.manyToMany(request.build()).getGenerated();
      return generated.getTokenIdsList().stream().map(Long::doubleValue).toList();
    }
    return values(calls.manyToMany(request.build()).getOutputsList());
  }

  private static List<Double> values(List<NamedVectors> outputs) {
    return outputs.stream()
        .flatMap(output -> output.getVectors().getValuesList().stream())
        .map(Float::doubleValue)
        .toList();
  }

  private static Input input(BenchModel model, int steps, Random random) {
    var sequence = Questions.draw(model, steps, random).sequence();
    if (sequence instanceof Sequence.Vectors vectors) {
      var message = Vectors.newBuilder().setWidth(vectors.width());
      for (float value : vectors.values()) {
        message.addValues(value);
      }
      return Input.newBuilder().setVectors(message).build();
    }
    var message = TokenIds.newBuilder();
    for (long id : ((Sequence.Ids) sequence).ids()) {
      message.addIds(id);
    }
    return Input.newBuilder().setTokenIds(message).build();
  }
}
