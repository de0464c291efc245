package dev.unroll.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Sequence;
import dev.unroll.plan.Disagreement;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.schedule.execution.DifferenceListener.WrongRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrongAnswerFilesTest {
  private static final Logger LOG = Logger.getLogger(WrongAnswerFiles.class.getName());

  @TempDir private Path root;

  private final TensorFacts facts =
      new TensorFacts("y", "float32", List.of(-1L, -1L), 0, 1, 1, false, "Add");

  /** It logs what it cannot keep, which is here on purpose. */
  @BeforeEach
  void beQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterEach
  void speakAgain() {
    LOG.setLevel(null);
  }

  private void keep(Path folder, String model, Sequence input) {
    var row =
        new WrongRow(
            new ModelKey(model, 3),
            input,
            Map.of("h", new float[] {0.5f}),
            List.of(new Output(facts, new float[] {1, Float.NaN}, 2)),
            List.of(new Output(facts, new float[] {1, 2}, 2)),
            new Disagreement("y", Double.POSITIVE_INFINITY, 2));
    new WrongAnswerFiles(folder, Runnable::run).differed(row);
  }

  @Test
  void row_isWrittenWithItsInputAndBothAnswers() throws Exception {
    var folder = root.resolve("made/when/needed");
    keep(folder, "tags", new Sequence.Ids(new long[] {4, 7}));
    assertEquals(
        """
        {"model":"tags","version":3,"finding":"output 'y' differed in its shape, or in which values\
         are finite, for a row of 2 steps","token_ids":[4,7],"states":{"h":[0.5]},\
        "answered":{"y":{"steps":2,"values":[1.0,"NaN"]}},\
        "alone":{"y":{"steps":2,"values":[1.0,2.0]}}}
        """,
        Files.readString(folder.resolve("tags-3.json")));
  }

  @Test
  void vectors_areWrittenWithTheirWidth() throws Exception {
    keep(root, "tags", new Sequence.Vectors(new float[] {1, 2, 3, 4}, 2));
    var text = Files.readString(root.resolve("tags-3.json"));
    assertTrue(text.contains("\"width\":2,\"vectors\":[1.0,2.0,3.0,4.0]"), text);
  }

  @Test
  void folder_thatIsFull_takesNoMore() throws Exception {
    for (int file = 0; file < WrongAnswerFiles.MOST_FILES; file++) {
      Files.writeString(root.resolve("old-" + file), "");
    }
    keep(root, "tags", new Sequence.Ids(new long[] {4}));
    assertTrue(Files.notExists(root.resolve("tags-3.json")));
  }

  @Test
  void folder_thatCannotBe_harmsNobody() throws Exception {
    var file = Files.writeString(root.resolve("file"), "");
    keep(file, "tags", new Sequence.Ids(new long[] {4}));
    assertEquals("", Files.readString(file));
  }
}
