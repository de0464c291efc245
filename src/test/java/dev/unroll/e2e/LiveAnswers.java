package dev.unroll.e2e;

import dev.unroll.v1.End;
import dev.unroll.v1.Span;
import dev.unroll.v1.StreamManyToManyResponse;
import dev.unroll.v1.StreamManyToManyResponse.PartCase;
import dev.unroll.v1.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All answers of one stream, joined: what one call with all of the input gives in one message. */
record LiveAnswers(
    List<Tag> tags, List<Span> entities, Map<String, List<Float>> outputs, List<Long> firstSteps) {
  static LiveAnswers of(List<StreamManyToManyResponse> answers) {
    var tags = new ArrayList<Tag>();
    var entities = new ArrayList<Span>();
    var outputs = new TreeMap<String, List<Float>>();
    var firstSteps = new ArrayList<Long>();
    for (var answer : answers) {
      if (answer.getPartCase() == PartCase.ALIGNED) {
        tags.addAll(answer.getAligned().getTagsList());
        entities.addAll(answer.getAligned().getEntitiesList());
        firstSteps.add(answer.getAligned().getFirstStep());
        for (var output : answer.getAligned().getOutputsList()) {
          outputs
              .computeIfAbsent(output.getName(), name -> new ArrayList<>())
              .addAll(output.getVectors().getValuesList());
        }
      }
    }
    return new LiveAnswers(tags, entities, outputs, firstSteps);
  }

  /** The only output's values. */
  List<Float> values() {
    return outputs.values().iterator().next();
  }

  static End end(List<StreamManyToManyResponse> answers) {
    return answers.get(answers.size() - 1).getEnd();
  }
}
