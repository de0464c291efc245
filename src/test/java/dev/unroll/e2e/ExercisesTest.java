package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled model answers as many exercises of a textbook's kind as its card says. */
class ExercisesTest {
  private static final Path EXERCISES = Path.of("src/test/resources/exercises/blank-ko.tsv");
  private static final Path CARD = Folders.bundled().resolve("blank-ko/MODEL_CARD.md");
  private static final Pattern FIGURE = Pattern.compile("\\*\\*(\\d+ of \\d+)\\*\\*\\s+exercises");
  private static final int AT_LEAST = 50;

  private record Exercise(String sentence, String answer, List<String> candidates) {
    static Exercise read(String line) {
      var columns = line.split("\t", -1);
      assertEquals(3, columns.length, line);
      var candidates = List.of(columns[2].split(",", -1));
      assertEquals(3, candidates.stream().distinct().count(), line);
      assertTrue(candidates.contains(columns[1]), line);
      return new Exercise(columns[0], columns[1], candidates);
    }
  }

  private static List<Exercise> exercises() throws Exception {
    var lines = Files.readAllLines(EXERCISES);
    return lines.stream().filter(line -> !line.startsWith("#")).map(Exercise::read).toList();
  }

  @Test
  void exercises_answered_areAsManyAsTheCardSays(@TempDir Path models) throws Exception {
    Folders.copy(Folders.bundled().resolve("blank-ko"), models.resolve("blank-ko"));
    var exercises = exercises();
    assertTrue(exercises.size() >= AT_LEAST);
    var wrong = new ArrayList<String>();
    try (var server = ServerHarness.start(models)) {
      for (var exercise : exercises) {
        var answer = answer(server, exercise);
        if (!answer.equals(exercise.answer)) {
          wrong.add(exercise.sentence + " -> " + answer + ", not " + exercise.answer);
        }
      }
    }
    var measured = (exercises.size() - wrong.size()) + " of " + exercises.size();
    var figure = FIGURE.matcher(Files.readString(CARD));
    assertTrue(figure.find(), () -> "write into " + CARD + ": **" + measured + "** exercises");
    assertEquals(measured, figure.group(1), () -> CARD + " is wrong; wrong answers: " + wrong);
  }

  private static String answer(ServerHarness server, Exercise exercise) {
    var labels =
        server
            .calls()
            .manyToOne(
                Requests.manyToOne("blank-ko", Requests.text(exercise.sentence)).toBuilder()
                    .addAllAmong(exercise.candidates)
                    .build())
            .getLabelsList();
    assertEquals(3, labels.size());
    return labels.get(0).getLabel();
  }

  @Test
  void textbooksExercise_isAmongThem() throws Exception {
    var textbooks =
        new Exercise("운동을 열심히 하는 것은 [        ]을 늘리는데 효과적이다", "근육", List.of("근육", "지방", "스트레스"));
    assertTrue(exercises().contains(textbooks));
  }
}
