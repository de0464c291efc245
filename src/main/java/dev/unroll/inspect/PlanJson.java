package dev.unroll.inspect;

import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.StageFacts;
import dev.unroll.plan.stage.TensorFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plan as one JSON object. The names follow those of `models --json`. */
public final class PlanJson {
  private PlanJson() {}

  public static String of(Inspection found) {
    var facts = found.facts();
    var object = new LinkedHashMap<String, Object>();
    object.put("files", found.files().stream().map(PlanJson::file).toList());
    object.put("parameters", facts.parameters());
    object.put("plan", facts.label());
    object.put("device", facts.device());
    object.put("vocabularySize", facts.vocabularySize());
    object.put("minSteps", facts.minSteps());
    object.put("fixedSteps", facts.fixedSteps());
    object.put("inputs", List.of(tensor(facts.input())));
    object.put("outputs", facts.outputs().stream().map(PlanJson::tensor).toList());
    object.put("stages", stages(found));
    object.put("refused", facts.refused());
    object.put("warnings", facts.warnings());
    object.put("proof", proof(facts));
    object.put("loadMillis", found.loadMillis());
    return JsonText.of(object);
  }

  private static Map<String, Object> file(Inspection.GraphFile file) {
    var object = new LinkedHashMap<String, Object>();
    object.put("path", file.path());
    object.put("bytes", file.bytes());
    return object;
  }

  private static Map<String, Object> tensor(TensorFacts tensor) {
    var object = new LinkedHashMap<String, Object>();
    object.put("name", tensor.name());
    object.put("elementType", tensor.elementType());
    object.put("shape", tensor.shape());
    object.put("batchAxis", tensor.batchAxis());
    object.put("timeAxis", tensor.timeAxis());
    return object;
  }

  private static List<Map<String, Object>> stages(Inspection found) {
    var stages = new ArrayList<Map<String, Object>>();
    for (int place = 0; place < found.facts().stages().size(); place++) {
      stages.add(stage(found.facts().stages().get(place), found.costs().get(place)));
    }
    return stages;
  }

  private static Map<String, Object> stage(StageFacts stage, List<StageCost> costs) {
    var object = new LinkedHashMap<String, Object>();
    object.put("name", stage.name());
    object.put("sliced", stage.sliced());
    object.put("reverse", stage.reverse());
    object.put("operators", stage.operators());
    object.put("states", stage.states().stream().map(PlanJson::state).toList());
    object.put("takes", stage.takes());
    object.put("costs", costs.stream().map(PlanJson::cost).toList());
    return object;
  }

  private static Map<String, Object> state(StageFacts.StateFacts state) {
    var object = new LinkedHashMap<String, Object>();
    object.put("name", state.name());
    object.put("width", state.width());
    return object;
  }

  private static Map<String, Object> cost(StageCost cost) {
    var object = new LinkedHashMap<String, Object>();
    object.put("rows", cost.rows());
    object.put("steps", cost.steps());
    object.put("microsPerStep", cost.microsPerStep());
    return object;
  }

  private static Map<String, Object> proof(PlanFacts facts) {
    var object = new LinkedHashMap<String, Object>();
    object.put("rowsCompared", facts.proof().comparisons());
    object.put("largestDifference", facts.proof().largestDifference());
    object.put("bitIdentical", facts.proof().bitIdentical());
    return object;
  }
}
