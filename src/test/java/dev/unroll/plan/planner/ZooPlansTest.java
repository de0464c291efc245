package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.LoadException;
import dev.unroll.plan.PlanRunner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZooPlansTest {
  private final Planner planner = new Planner(runtime());

  private static OnnxRuntime runtime() {
    try {
      return OnnxRuntime.open(DeviceChoice.parse("cpu"));
    } catch (LoadException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bilstm_tagger, staged",
    "gru_batch_first_node, staged",
    "gru_conv_front, whole",
    "gru_hidden_head, causal",
    "gru_last, causal",
    "gru_last_dynamo, causal",
    "gru_mean_pool, whole",
    "gru_norm_softmax_each, causal",
    "gru_stateful, causal",
    "keras_birnn, whole",
    "keras_deep_birnn4, staged",
    "keras_deep_rnn, causal",
    "keras_simple_rnn, whole",
    "keras_simple_rnn_batch8, whole",
    "keras_simple_rnn_exported, whole",
    "keras_simple_rnn_sequences, whole",
    "lstm2_each, causal",
    "lstm_stateful, causal",
    "rnn_vectors_timemajor, causal",
  })
  void export_isPlannedAsFarAsItCanBeCut(String name, String label) throws Exception {
    var zoo = ZooCase.of(name);
    try (var plan = planner.plan(zoo.folder(), Map.of())) {
      assertEquals(label, plan.facts().label(), () -> plan.facts().refused().toString());
      var workspace = new Workspace();
      for (var example : zoo.examples()) {
        var outputs =
            PlanRunner.together(plan, workspace, java.util.List.of(example.input()), 2).get(0);
        for (int place = 0; place < outputs.size(); place++) {
          assertArrayEquals(example.outputs().get(place), outputs.get(place).values(), 1e-4f);
        }
      }
    }
  }
}
