package dev.unroll.openinference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import dev.unroll.inference.GenerationSettings;
import dev.unroll.openinference.tensor.Parameters;
import dev.unroll.triton.InferParameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GenerationParametersTest {
  private static GenerationSettings settings(Map<String, InferParameter> parameters) {
    return GenerationParameters.settings(new Parameters(parameters));
  }

  private static InferParameter text(String value) {
    return InferParameter.newBuilder().setStringParam(value).build();
  }

  @Test
  void noParameters_leaveAllToTheModel() {
    var settings = settings(Map.of());
    assertEquals(OptionalLong.empty(), settings.maxSteps());
    assertEquals(Optional.empty(), settings.lengthPenalty());
    assertEquals(OptionalLong.empty(), settings.startId());
    assertEquals(List.of(), settings.stopIds());
    assertEquals(
        new GenerationSettings.Sampling(
            Optional.empty(), OptionalLong.empty(), Optional.empty(), 0),
        settings.sampling());
    assertEquals(
        new GenerationSettings.Beams(OptionalLong.empty(), OptionalLong.empty()), settings.beams());
  }

  @Test
  void everyParameter_becomesItsSetting() {
    var settings =
        settings(
            Map.of(
                "max_steps", OpenRequests.whole(11),
                "temperature", text("0.25"),
                "top_k", text("12"),
                "top_p", text("0.5"),
                "seed", OpenRequests.whole(Long.MIN_VALUE),
                "start_id", OpenRequests.whole(-13),
                "beam_width", text("16"),
                "length_penalty", text("0.75")));
    assertEquals(OptionalLong.of(11), settings.maxSteps());
    assertEquals(
        new GenerationSettings.Sampling(
            Optional.of(0.25f), OptionalLong.of(12), Optional.of(0.5f), Long.MIN_VALUE),
        settings.sampling());
    assertEquals(OptionalLong.of(-13), settings.startId());
    assertEquals(
        new GenerationSettings.Beams(OptionalLong.of(16), OptionalLong.empty()), settings.beams());
    assertEquals(Optional.of(0.75f), settings.lengthPenalty());
  }

  @Test
  void numbersBeyondAnInt_stayWhatTheyAre() {
    long large = 4_294_967_297L;
    var settings =
        settings(
            Map.of(
                "max_steps", OpenRequests.whole(large),
                "top_k", OpenRequests.whole(-large),
                "beam_width", OpenRequests.whole(large)));
    assertEquals(OptionalLong.of(large), settings.maxSteps());
    assertEquals(OptionalLong.of(-large), settings.sampling().topK());
    assertEquals(OptionalLong.of(large), settings.beams().width());
  }

  @Test
  void settings_areNamedAsParameters() {
    assertEquals("parameters['top_k']", settings(Map.of()).field().apply("top_k"));
  }

  @Test
  void parameterOfAnotherType_isInvalid() {
    for (var name : List.of("max_steps", "temperature", "top_k", "top_p", "seed", "start_id")) {
      var wrong = Map.of(name, OpenRequests.truth(true));
      var fault = assertThrows(Fault.class, () -> settings(wrong));
      assertEquals("parameters['" + name + "']", fault.field());
    }
  }
}
