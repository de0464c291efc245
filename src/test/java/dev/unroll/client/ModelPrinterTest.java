package dev.unroll.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.client.print.Screen;
import dev.unroll.v1.HiddenState;
import dev.unroll.v1.Model;
import dev.unroll.v1.Stage;
import dev.unroll.v1.State;
import dev.unroll.v1.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class ModelPrinterTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void printTable_modelsOfAServer_alignsThemAndGivesReasons() throws Exception {
    new ModelPrinter(out, Screen.PLAIN).printTable(models());
    assertEquals(
        """
        NAME          VERSION  STATE     TASK          PLAN       DEVICE  INPUTS     LABELS  PARAMETERS  OUTPUT
        broken        -        failed    -             -          -       -          -       -           -
        late          -        loading   -             -          -       -          -       -           -
        gone          -        unloaded  -             -          -       -          -       -           -
        caption-en    3        ready     one-to-many   generator  cpu     image      -       -           -
        pos-ko        3        ready     many-to-many  whole      cpu     text       1       -           -
        sentiment-ko  3        ready     many-to-one   whole      cpu     text, ids  2       1,430,530   -
        vectors       3        ready     many-to-one   whole      cpu     vectors    -       42          [8 rows, 3]

        broken: version 2: model.onnx: no such operator 'Foo'
        """,
        text());
  }

  @Test
  void print_oneModel_tellsEverything() throws Exception {
    var model =
        find("sentiment-ko").toBuilder()
            .setDescription("Is a review friendly?")
            .setVocabularySize(8000)
            .setPlan("staged")
            .addRefused("causal: a recurrent node runs in reverse\nat once")
            .addStages(
                Stage.newBuilder()
                    .setName("layer 0 reverse")
                    .setSliced(true)
                    .setReverse(true)
                    .addStates(HiddenState.newBuilder().setWidth(24))
                    .addStates(HiddenState.newBuilder().setWidth(24)))
            .addStages(
                Stage.newBuilder().setName("head").setSliced(true).addTakes("layer 0 reverse"))
            .addInputs(
                TensorInfo.newBuilder()
                    .setName("ids")
                    .setElementType("int64")
                    .addShape(-1)
                    .addShape(-1)
                    .setTimeAxis(1))
            .addOutputs(
                TensorInfo.newBuilder()
                    .setName("logits")
                    .setElementType("float32")
                    .addShape(-1)
                    .addShape(2)
                    .setTimeAxis(-1))
            .build();
    new ModelPrinter(out, Screen.PLAIN).print(model);
    assertEquals(
        """
        sentiment-ko  Is a review friendly?
          version     3
          state       ready
          task        many-to-one
          plan        staged, bit-identical in any batch
          stage       layer 0 reverse, backward in time, keeps 48 numbers per row
          stage       head, forward in time, takes layer 0 reverse
          excluded    causal: a recurrent node runs in reverse
          device      cpu
          parameters  1,430,530
          takes       text, ids, at most 256 steps
          vocabulary  8000 ids
          input       ids  int64 [rows, steps]
          output      logits  float32 [rows, 2]
          labels      negative positive
          example     it's fine
        """,
        text());
  }

  @Test
  void print_failedModel_tellsWhy() throws Exception {
    new ModelPrinter(out, Screen.PLAIN).print(find("broken"));
    assertEquals(
        """
        broken
          version     -
          state       failed
          reason      version 2: model.onnx: no such operator 'Foo'
        """,
        text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | the changed files of version 3: broken; the version is served as it was before the change",
        "4 | version 4: broken; version 3 is served",
        "0 | broken; version 3 is served"
      })
  void print_servedModelWithAFailure_tellsWhatIsServed(long failed, String told) {
    new ModelPrinter(out, Screen.PLAIN)
        .print(
            Model.newBuilder()
                .setName("m")
                .setVersion(3)
                .setState(State.STATE_READY)
                .setFailedVersion(failed)
                .setReason("broken")
                .build());
    var line = text().lines().filter(each -> each.startsWith("  failed")).findFirst().orElseThrow();
    assertEquals(told, line.substring("  failed      ".length()));
  }

  @Test
  void show_withoutAScreen_isAnObjectALine() throws Exception {
    try (var server = new FixedServer();
        var client = new ModelClient(server.target(), Duration.ofSeconds(20))) {
      ModelPrinter.show(client, null, null, out);
      assertEquals(7, text().lines().filter(line -> line.startsWith("{\"name\":")).count());
      ModelPrinter.show(client, "pos-ko", null, out);
      assertEquals(8, text().lines().count());
    }
  }

  private static Model find(String name) throws Exception {
    return models().stream()
        .filter(model -> model.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Model> models() throws Exception {
    try (var server = new FixedServer();
        var client = new ModelClient(server.target(), Duration.ofSeconds(20))) {
      return client.list();
    }
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
