package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToOne;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.plan.planner.StatefulGraphs;
import dev.unroll.repository.Folders;
import dev.unroll.triton.DataType;
import dev.unroll.triton.ModelConfig;
import dev.unroll.triton.ModelConfigRequest;
import dev.unroll.triton.ModelMetadataRequest;
import dev.unroll.triton.ModelRepositoryParameter;
import dev.unroll.triton.RepositoryIndexRequest;
import dev.unroll.triton.RepositoryModelLoadRequest;
import dev.unroll.triton.RepositoryModelUnloadRequest;
import dev.unroll.v1.State;
import io.grpc.Status.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository as Triton has them, seen by a client of Triton. */
class TritonRepositoryWireTest {
  private static final String STATEFUL =
      """
      backend: "onnxruntime"
      max_batch_size: 8
      sequence_batching {
        max_sequence_idle_microseconds: 5000000
        oldest { max_candidate_sequences: 1024 }
        control_input [
          { name: "START" control [ { kind: CONTROL_SEQUENCE_START int32_false_true: [ 0, 1 ] } ] },
          { name: "READY" control [ { kind: CONTROL_SEQUENCE_READY int32_false_true: [ 0, 1 ] } ] }
        ]
        state [
          { input_name: "HIDDEN_IN" output_name: "HIDDEN_OUT" data_type: TYPE_FP32 dims: [ 3 ] },
          { input_name: "CELL_IN" output_name: "CELL_OUT" data_type: TYPE_FP32 dims: [ 3 ] }
        ]
      }
      """;

  @TempDir private Path models;

  private static ModelConfig config(ServerHarness server, String name) {
    return server
        .triton()
        .modelConfig(ModelConfigRequest.newBuilder().setName(name).build())
        .getConfig();
  }

  private void stateful(String name) throws Exception {
    var version = Files.createDirectories(models.resolve(name).resolve("1"));
    StatefulGraphs.triton().write(version, "model.onnx");
    Files.writeString(models.resolve(name).resolve("config.pbtxt"), STATEFUL);
  }

  @Test
  void configOfAStatefulModel_hidesItsStatesAndControls() throws Exception {
    stateful("m");
    try (var server = ServerHarness.start(models)) {
      var config = config(server, "m");
      assertEquals("m", config.getName());
      assertEquals("onnxruntime_onnx", config.getPlatform());
      assertEquals(8, config.getMaxBatchSize());
      assertEquals(1, config.getInputCount());
      assertEquals("INPUT", config.getInput(0).getName());
      assertEquals(DataType.TYPE_FP32, config.getInput(0).getDataType());
      assertEquals(List.of(-1L, 2L), config.getInput(0).getDimsList());
      assertFalse(config.getInput(0).getOptional());
      assertEquals(1, config.getOutputCount());
      assertEquals(List.of(-1L, 3L), config.getOutput(0).getDimsList());
      assertTrue(config.hasSequenceBatching());
      assertFalse(config.hasDynamicBatching());
      assertFalse(config.getModelTransactionPolicy().getDecoupled());
      var batching = config.getSequenceBatching();
      assertEquals(5_000_000, batching.getMaxSequenceIdleMicroseconds());
      assertEquals("CELL_OUT", batching.getState(1).getOutputName());
      assertEquals("READY", batching.getControlInput(1).getName());

      var metadata =
          server.triton().modelMetadata(ModelMetadataRequest.newBuilder().setName("m").build());
      assertEquals(1, metadata.getInputsCount());
      assertEquals(List.of(-1L, -1L, 2L), metadata.getInputs(0).getShapeList());
    }
  }

  @Test
  void configOfAModelWithoutOne_isWhatTheGraphShows() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    Folders.zoo(models, "lstm_stateful", "s", 1);
    try (var server = ServerHarness.start(models)) {
      var config = config(server, "m");
      assertTrue(config.hasDynamicBatching());
      assertEquals(1024, config.getMaxBatchSize());
      assertEquals(List.of(-1L), config.getInput(0).getDimsList());

      var stateful = config(server, "s");
      assertEquals(0, stateful.getMaxBatchSize());
      assertEquals("h", stateful.getInput(1).getName());
      assertTrue(stateful.getInput(1).getOptional());
      assertEquals(List.of(1L, -1L, 24L), stateful.getInput(1).getDimsList());
    }
  }

  @Test
  void index_namesWhatIsServed_whatIsNot_andWhy() throws Exception {
    Folders.zoo(models, "gru_last", "good", 1);
    Folders.truncated(models, "gru_last", "good", 2);
    Folders.zoo(models, "gru_last", "gone", 1);
    try (var server = ServerHarness.start(models)) {
      server.triton().repositoryModelUnload(unload("gone").build());
      var all = server.triton().repositoryIndex(RepositoryIndexRequest.getDefaultInstance());
      var lines =
          all.getModelsList().stream()
              .map(model -> model.getName() + " " + model.getVersion() + " " + model.getState())
              .toList();
      assertEquals(List.of("gone  UNAVAILABLE", "good 1 READY", "good 2 UNAVAILABLE"), lines);
      assertEquals("unloaded", all.getModels(0).getReason());
      assertTrue(all.getModels(2).getReason().startsWith("model.onnx"), all::toString);
      var ready =
          server
              .triton()
              .repositoryIndex(RepositoryIndexRequest.newBuilder().setReady(true).build());
      assertEquals(1, ready.getModelsCount());
    }
  }

  @Test
  void unloadedModel_answersNobody_untilItIsLoaded() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var server = ServerHarness.start(models)) {
      server
          .triton()
          .repositoryModelUnload(
              unload("m")
                  .putParameters(
                      "unload_dependents",
                      ModelRepositoryParameter.newBuilder().setBoolParam(true).build())
                  .build());
      assertRefused(
          Code.UNAVAILABLE,
          "has no available versions",
          () -> server.calls().manyToOne(manyToOne("m", ids(1))));
      assertRefused(Code.UNAVAILABLE, "has no available versions", () -> config(server, "m"));
      assertEquals(State.STATE_UNLOADED, server.describe("m").getState());
      assertEquals("NOT_SERVING", server.health("m"));
      assertEquals("NOT_SERVING", server.health(""));
      server.reload();
      assertEquals(State.STATE_UNLOADED, server.describe("m").getState());

      server.triton().repositoryModelLoad(load("m").build());
      assertEquals("SERVING", server.health("m"));
      assertEquals("SERVING", server.health(""));
      assertTrue(server.calls().manyToOne(manyToOne("m", ids(1))).getOutputsCount() > 0);
    }
  }

  @Test
  void load_takesAConfigurationAsJson() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var server = ServerHarness.start(models)) {
      server.triton().repositoryModelLoad(load("m", "config", "{\"max_batch_size\": 7}"));
      assertEquals(7, config(server, "m").getMaxBatchSize());
      server.triton().repositoryModelLoad(load("m").build());
      assertEquals(1024, config(server, "m").getMaxBatchSize());
    }
  }

  @Test
  void badLoads_areRefused_andChangeNothing() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var server = ServerHarness.start(models)) {
      var triton = server.triton();
      assertRefused(
          Code.NOT_FOUND,
          "failed to load 'n': model 'n' does not exist",
          () -> triton.repositoryModelLoad(load("n").build()));
      assertRefused(
          Code.NOT_FOUND,
          "failed to unload 'n': model 'n' does not exist",
          () -> triton.repositoryModelUnload(unload("n").build()));
      assertRefused(
          Code.INVALID_ARGUMENT,
          "model_name: is missing",
          () -> triton.repositoryModelLoad(load("").build()));
      assertRefused(
          Code.FAILED_PRECONDITION,
          "failed to load 'm': the configuration that was given: 'name': is 'other'",
          () -> triton.repositoryModelLoad(load("m", "config", "{\"name\": \"other\"}")));
      assertRefused(
          Code.INVALID_ARGUMENT,
          "'file:1/model.onnx' is refused: a model's files can only come from the models folder",
          () -> triton.repositoryModelLoad(load("m", "file:1/model.onnx", "")));
      assertRefused(
          Code.INVALID_ARGUMENT,
          "unrecognized load parameter 'konfig'",
          () -> triton.repositoryModelLoad(load("m", "konfig", "")));
      assertRefused(
          Code.INVALID_ARGUMENT,
          "invalid value type for load parameter 'config', expected string_param",
          () ->
              triton.repositoryModelLoad(
                  load("m")
                      .putParameters(
                          "config", ModelRepositoryParameter.newBuilder().setInt64Param(1).build())
                      .build()));
      assertRefused(
          Code.INVALID_ARGUMENT,
          "'repository_name' specification is not supported",
          () -> triton.repositoryModelLoad(load("m").setRepositoryName("r").build()));
      assertEquals(State.STATE_READY, server.describe("m").getState());
      assertEquals("", server.describe("m").getReason());
    }
  }

  @Test
  void modelControlOff_refusesLoadsAndUnloads() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var server = ServerHarness.start(models, "model-control", "false")) {
      assertRefused(
          Code.UNAVAILABLE,
          "explicit model load / unload is not allowed",
          () -> server.triton().repositoryModelUnload(unload("m").build()));
      assertRefused(
          Code.UNAVAILABLE,
          "explicit model load / unload is not allowed",
          () -> server.triton().repositoryModelLoad(load("m").build()));
      assertEquals(State.STATE_READY, server.describe("m").getState());
    }
  }

  private static RepositoryModelLoadRequest.Builder load(String name) {
    return RepositoryModelLoadRequest.newBuilder().setModelName(name);
  }

  private static RepositoryModelLoadRequest load(String name, String parameter, String value) {
    return load(name)
        .putParameters(
            parameter, ModelRepositoryParameter.newBuilder().setStringParam(value).build())
        .build();
  }

  private static RepositoryModelUnloadRequest.Builder unload(String name) {
    return RepositoryModelUnloadRequest.newBuilder().setModelName(name);
  }
}
