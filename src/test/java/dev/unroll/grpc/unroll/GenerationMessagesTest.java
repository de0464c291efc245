package dev.unroll.grpc.unroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.ModelKey;
import dev.unroll.inference.GenerationSettings;
import dev.unroll.inference.Prediction.Generated;
import dev.unroll.inference.Prediction.GeneratedText;
import dev.unroll.schedule.decode.StopReason;
import dev.unroll.schedule.execution.RowTiming;
import dev.unroll.v1.Alternative;
import dev.unroll.v1.End;
import dev.unroll.v1.Generation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GenerationMessagesTest {
  private static final long LARGEST_UNSIGNED = 4_294_967_295L;

  private static GenerationSettings settings(Generation.Builder generation) {
    return GenerationMessages.settings(generation.build());
  }

  @Test
  void emptyMessage_leavesAllToTheModel() {
    var settings = settings(Generation.newBuilder());
    assertEquals(OptionalLong.of(0), settings.maxSteps());
    assertEquals(Optional.empty(), settings.lengthPenalty());
    assertEquals(OptionalLong.empty(), settings.startId());
    assertEquals(List.of(), settings.stopIds());
    assertEquals(Optional.empty(), settings.sampling().temperature());
    assertEquals(OptionalLong.empty(), settings.sampling().topK());
    assertEquals(Optional.empty(), settings.sampling().topP());
    assertEquals(0, settings.sampling().seed());
    assertEquals(OptionalLong.empty(), settings.beams().width());
    assertEquals(OptionalLong.empty(), settings.beams().best());
  }

  @Test
  void everyField_becomesItsSetting() {
    var settings =
        settings(
            Generation.newBuilder()
                .setMaxSteps(11)
                .setTemperature(0.25f)
                .setTopK(12)
                .setTopP(0.5f)
                .setSeed(Long.MIN_VALUE)
                .setStartId(-13)
                .addStopIds(14)
                .addStopIds(-15)
                .setBeamWidth(16)
                .setLengthPenalty(0.75f)
                .setNBest(17));
    assertEquals(OptionalLong.of(11), settings.maxSteps());
    assertEquals(Optional.of(0.25f), settings.sampling().temperature());
    assertEquals(OptionalLong.of(12), settings.sampling().topK());
    assertEquals(Optional.of(0.5f), settings.sampling().topP());
    assertEquals(Long.MIN_VALUE, settings.sampling().seed());
    assertEquals(OptionalLong.of(-13), settings.startId());
    assertEquals(List.of(14L, -15L), settings.stopIds());
    assertEquals(OptionalLong.of(16), settings.beams().width());
    assertEquals(Optional.of(0.75f), settings.lengthPenalty());
    assertEquals(OptionalLong.of(17), settings.beams().best());
  }

  @Test
  void zeroThatIsSet_isNotAbsent() {
    var settings =
        settings(
            Generation.newBuilder()
                .setTemperature(0)
                .setTopK(0)
                .setTopP(0)
                .setStartId(0)
                .setBeamWidth(0)
                .setLengthPenalty(0)
                .setNBest(0));
    assertEquals(Optional.of(0f), settings.sampling().temperature());
    assertEquals(OptionalLong.of(0), settings.sampling().topK());
    assertEquals(Optional.of(0f), settings.sampling().topP());
    assertEquals(OptionalLong.of(0), settings.startId());
    assertEquals(OptionalLong.of(0), settings.beams().width());
    assertEquals(Optional.of(0f), settings.lengthPenalty());
    assertEquals(OptionalLong.of(0), settings.beams().best());
  }

  @Test
  void unsignedNumbers_areWhatTheClientWrote() {
    var settings =
        settings(Generation.newBuilder().setMaxSteps(-1).setTopK(-1).setBeamWidth(-1).setNBest(-1));
    assertEquals(OptionalLong.of(LARGEST_UNSIGNED), settings.maxSteps());
    assertEquals(OptionalLong.of(LARGEST_UNSIGNED), settings.sampling().topK());
    assertEquals(OptionalLong.of(LARGEST_UNSIGNED), settings.beams().width());
    assertEquals(OptionalLong.of(LARGEST_UNSIGNED), settings.beams().best());
  }

  @Test
  void settings_areNamedAsFieldsOfTheMessage() {
    var fields = Generation.getDescriptor();
    var settings = settings(Generation.newBuilder());
    for (var name : List.of("max_steps", "temperature", "top_k", "top_p", "start_id", "stop_ids")) {
      assertTrue(fields.findFieldByName(name) != null, name);
      assertEquals("generation." + name, settings.field().apply(name));
    }
  }

  @Test
  void end_hasTheBestOutput_itsTimingAndItsModel() {
    var best = new GeneratedText(0, "a b", new long[] {4, 5}, StopReason.STOP_ID, -1.5, -0.5);
    var end = end(new Generated(best, "", List.of(), new RowTiming(1, 2, 3, 4)));
    assertEquals("a b", end.getText());
    assertEquals(List.of(4L, 5L), end.getTokenIdsList());
    assertEquals(dev.unroll.v1.StopReason.STOP_REASON_STOP_ID, end.getReason());
    assertEquals(3, end.getTiming().getSteps());
    assertEquals("m", end.getModel().getName());
    assertEquals(7, end.getModel().getVersion());
    assertEquals(List.of(), end.getAlternativesList());
  }

  @Test
  void end_namesAllAlternatives_theBestAmongThem() {
    var best = new GeneratedText(0, "a", new long[] {4}, StopReason.MAX_STEPS, -1.5, -0.5);
    var other = new GeneratedText(2, "b", new long[] {}, StopReason.STOP_ID, -3, -0.75);
    var end = end(new Generated(best, "", List.of(best, other), new RowTiming(0, 0, 0, 0)));
    assertEquals(dev.unroll.v1.StopReason.STOP_REASON_MAX_STEPS, end.getReason());
    var first =
        Alternative.newBuilder()
            .setText("a")
            .addTokenIds(4)
            .setReason(dev.unroll.v1.StopReason.STOP_REASON_MAX_STEPS)
            .setScore(-1.5f)
            .setNormalisedScore(-0.5f);
    var second =
        Alternative.newBuilder()
            .setText("b")
            .setReason(dev.unroll.v1.StopReason.STOP_REASON_STOP_ID)
            .setScore(-3)
            .setNormalisedScore(-0.75f)
            .setIndex(2);
    assertEquals(List.of(first.build(), second.build()), end.getAlternativesList());
  }

  private static End end(Generated generated) {
    return GenerationMessages.end(generated, OutputMessages.model(new ModelKey("m", 7)));
  }
}
