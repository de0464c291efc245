package dev.unroll.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.client.print.Screen;
import io.grpc.Status;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String TIMING = "queue 0.1 ms, compute 1.2 ms, 14 steps\n";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private FixedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FixedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void run_text_callsWhatSuitsTheTaskAndDrawsBars() throws Exception {
    assertTrue(run(call("sentiment-ko", "좋다"), Screen.PLAIN));
    assertEquals(
        """
        좋다      ████████████▎   0.872
        negative  █▊              0.128
        """
            + TIMING,
        text(out));
  }

  @Test
  void run_nameOfAFileAsText_isUsage() throws Exception {
    var refused =
        assertThrows(
            UsageException.class, () -> run(call("sentiment-ko", "pom.xml"), Screen.PLAIN));
    assertEquals(
        "'pom.xml' is a file; to send each of its lines, write - < pom.xml; to send the name itself,"
            + " write --text pom.xml",
        refused.getMessage());
  }

  @Test
  void run_withoutInput_sendsTheExampleAndShowsIt() throws Exception {
    assertTrue(run(call("pos-ko", null), Screen.PLAIN));
    assertEquals("> 서울 간다\n서울\nNOUN\n" + TIMING, text(out));
  }

  @Test
  void run_captions_joinsThePieces() throws Exception {
    assertTrue(run(call("caption-en", null), Screen.PLAIN));
    assertEquals("> PNG image, 4 bytes\na red ball\n" + TIMING, text(out));
  }

  @Test
  void run_json_isOneObjectALineWithZeroesPresent() throws Exception {
    assertTrue(run(call("sentiment-ko", "x"), null));
    assertEquals(1, text(out).lines().count());
    assertTrue(text(out).contains("{\"label\":\"negative\",\"score\":0.128,\"index\":0}"));
  }

  @Test
  void run_lines_answersInOrderThoughTheFirstComesLast() throws Exception {
    assertTrue(run(call("sentiment-ko", "-"), Screen.PLAIN, "hold\nmiddle\n\nrelease\n"));
    assertEquals(
        "> hold hold > middle middle > release release",
        String.join(
            " ",
            text(out)
                .lines()
                .filter(line -> !line.startsWith("negative") && !line.startsWith("queue"))
                .map(line -> line.startsWith(">") ? line : line.substring(0, line.indexOf(' ')))
                .toList()));
  }

  @Test
  void run_moreLinesThanMayBeInFlight_answersAll() throws Exception {
    assertTrue(run(call("sentiment-ko", "-"), null, "line\n".repeat(500)));
    assertEquals(500, text(out).lines().count());
  }

  @Test
  void run_oneBadLine_isNamedAndTheOthersAreAnswered() throws Exception {
    assertFalse(run(call("sentiment-ko", "-"), null, "a\nbad\nb\n"));
    assertEquals(2, text(out).lines().count());
    assertEquals("unroll: line 2: INVALID_ARGUMENT: input.text: too long\n", text(errors));
  }

  @Test
  void run_malformedLineOfIds_isNamedAndTheOthersAreAnswered() throws Exception {
    var given = GivenInput.ids("-");
    var call = new Call("sentiment-ko", 0, null, given, CallSettings.DEFAULT);
    assertFalse(run(call, null, "1,2\n1,x\n3\n"));
    assertEquals(2, text(out).lines().count());
    assertEquals(
        "unroll: line 2: ids: 'x' is not a whole number; write them as 1,2,3\n", text(errors));
  }

  @Test
  void run_streamOfLines_sendsEachAsAPart() throws Exception {
    var call = new Call("pos-ko", 0, Rpc.STREAM, GivenInput.bare("-"), CallSettings.DEFAULT);
    assertTrue(run(call, Screen.PLAIN, "하나\n둘\n"));
    assertEquals("하나\nNOUN\n둘\nNOUN\n" + TIMING, text(out));
  }

  @Test
  void run_streamOfVectors_takesAStepOrSeveralALineAndCountsThem() throws Exception {
    var given = GivenInput.vectors("-");
    var call = new Call("vectors", 0, Rpc.STREAM, given, CallSettings.DEFAULT);
    assertTrue(run(call, Screen.PLAIN, "[1, 2]\n\n[[3, 4], [5, 6]]\n[7, 8]\n"));
    assertEquals(
        """
        echo  1 step x 2
            0     1.0000     2.0000
        echo  2 steps x 2
            1     3.0000     4.0000
            2     5.0000     6.0000
        echo  1 step x 2
            3     7.0000     8.0000
        """
            + TIMING,
        text(out));
  }

  @Test
  void run_streamWithAMalformedLine_saysWhatIsWrongWithIt() {
    var given = GivenInput.ids("-");
    var call = new Call("pos-ko", 0, Rpc.STREAM, given, CallSettings.DEFAULT);
    assertEquals(
        "CANCELLED: ids: 'x' is not a whole number; write them as 1,2,3",
        assertThrows(CallFailure.class, () -> run(call, Screen.PLAIN, "1,2\nx\n")).getMessage());
  }

  @Test
  void run_streamOfOneInput_isSentWhole() throws Exception {
    var call = new Call("pos-ko", 0, Rpc.STREAM, GivenInput.bare("하나"), CallSettings.DEFAULT);
    assertTrue(run(call, Screen.PLAIN));
    assertEquals("하나\nNOUN\n" + TIMING, text(out));
  }

  @Test
  void run_badField_namesItOnce() {
    assertFault("INVALID_ARGUMENT: input.text: too long", call("sentiment-ko", "bad"));
  }

  @Test
  void run_fullServer_saysWhenToTryAgain() {
    assertFault(
        "RESOURCE_EXHAUSTED: too much is waiting; try again in 1.5 s",
        call("sentiment-ko", "full"));
  }

  @Test
  void run_unknownModel_isNotFound() {
    assertFault("NOT_FOUND: no model 'x'", call("x", "a"));
  }

  @Test
  void run_modelThatFailed_saysWhy() {
    assertFault(
        "UNAVAILABLE: 'broken' is not being served: model.onnx: no such operator 'Foo'",
        call("broken", "a"));
  }

  @Test
  void run_modelThatIsLoading_saysSo() {
    assertFault("UNAVAILABLE: 'late' is still being loaded", call("late", "a"));
  }

  @Test
  void run_modelThatWasUnloaded_saysSo() {
    assertFault("UNAVAILABLE: 'gone' has been unloaded", call("gone", "a"));
  }

  @Test
  void run_noAnswerInTime_namesTheDeadline() {
    var failure =
        assertThrows(
            CallFailure.class,
            () -> run(call("sentiment-ko", "never"), null, "", Duration.ofMillis(300)));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failure.code());
    assertEquals(
        "DEADLINE_EXCEEDED: no answer from "
            + server.target()
            + " before the deadline (--deadline)",
        failure.getMessage());
  }

  @Test
  void run_noServer_namesItAndSaysHowToStartOne() {
    server.close();
    var failure = assertThrows(CallFailure.class, () -> run(call("x", "a"), null));
    assertTrue(failure.isUnreachable());
    assertTrue(
        String.valueOf(failure.getMessage())
            .matches(
                "UNAVAILABLE: no server answers at 127\\.0\\.0\\.1:\\d+ \\(.+\\); start one with:"
                    + " java -jar target/unroll.jar serve --models DIR"),
        failure.getMessage());
  }

  @Test
  void run_optionOfAnotherCall_isRefusedBeforeTheCall() {
    var settings = new CallSettings(3, List.of("a", "b"), false, GenerationFields.DEFAULT);
    var call = new Call("pos-ko", 0, null, GivenInput.NONE, settings);
    assertEquals(
        "--top-k is for many-to-one; this call is many-to-many",
        assertThrows(UsageException.class, () -> run(call, null)).getMessage());
  }

  @Test
  void run_modelWithoutExample_asksForAnInput() {
    assertEquals(
        "'vectors' has no example; give an input: --vectors \"[[0.1,0.2],[0.3,0.4]]\"",
        assertThrows(UsageException.class, () -> run(call("vectors", null), null)).getMessage());
  }

  private static Call call(String model, @Nullable String input) {
    return new Call(
        model,
        0,
        null,
        input == null ? GivenInput.NONE : GivenInput.bare(input),
        CallSettings.DEFAULT);
  }

  private void assertFault(String expected, Call call) {
    assertEquals(
        expected, assertThrows(CallFailure.class, () -> run(call, Screen.PLAIN)).getMessage());
  }

  private boolean run(Call call, @Nullable Screen screen) throws UsageException, CallFailure {
    return run(call, screen, "");
  }

  private boolean run(Call call, @Nullable Screen screen, String lines)
      throws UsageException, CallFailure {
    return run(call, screen, lines, DEADLINE);
  }

  private boolean run(Call call, @Nullable Screen screen, String lines, Duration deadline)
      throws UsageException, CallFailure {
    try (var client = new ModelClient(server.target(), deadline)) {
      var reader = new BufferedReader(new StringReader(lines));
      return new Caller(client, reader, stream(out), stream(errors)).run(call, screen);
    }
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void run_amongOfAStream_isRefusedBeforeTheCall() {
    var settings = new CallSettings(0, List.of("a", "b"), false, GenerationFields.DEFAULT);
    var call = new Call("pos-ko", 0, Rpc.STREAM, GivenInput.NONE, settings);
    assertEquals(
        "--among is not for streams; leave out --rpc",
        assertThrows(UsageException.class, () -> run(call, null)).getMessage());
  }
}
