package dev.unroll.plan.planner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.core.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real export with the answers that its own framework gave, one sequence at a time. */
public record ZooCase(String name, Path folder, JsonNode facts) {
  /** One row: what goes in, and what each output must be. */
  public record Example(Sequence input, List<float[]> outputs) {}

  public static ZooCase of(String name) {
    var folder = Path.of("src/test/resources/zoo", name);
    try {
      return new ZooCase(
          name, folder, new ObjectMapper().readTree(folder.resolve("case.json").toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every case, by name. */
  public static Stream<ZooCase> all() {
    try (var folders = Files.list(Path.of("src/test/resources/zoo"))) {
      return folders
          .map(folder -> of(folder.getFileName().toString()))
          .sorted(java.util.Comparator.comparing(ZooCase::name))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every case whose graph is one file. */
  public static Stream<ZooCase> singleGraphs() {
    return all().filter(zoo -> Files.exists(zoo.folder().resolve("model.onnx")));
  }

  /** The examples, each cut into its rows. */
  public List<Example> examples() {
    var examples = new ArrayList<Example>();
    boolean timeMajor = facts.path("layout").asText().equals("time-major");
    for (var example : facts.get("examples")) {
      var input = example.get("inputs").get("input");
      int rows = timeMajor ? 1 : input.get("shape").get(0).asInt();
      for (int row = 0; row < rows; row++) {
        var outputs = new ArrayList<float[]>();
        for (var output : example.get("outputs")) {
          outputs.add(part(output.get("data"), row, rows));
        }
        examples.add(new Example(sequence(input, row, rows), outputs));
      }
    }
    return examples;
  }

  private static Sequence sequence(JsonNode input, int row, int rows) {
    var values = part(input.get("data"), row, rows);
    if (input.get("dtype").asText().startsWith("int")) {
      var ids = new long[values.length];
      for (int step = 0; step < ids.length; step++) {
        ids[step] = (long) values[step];
      }
      return new Sequence.Ids(ids);
    }
    var shape = input.get("shape");
    return new Sequence.Vectors(values, shape.get(shape.size() - 1).asInt());
  }

  private static float[] part(JsonNode data, int row, int rows) {
    int size = data.size() / rows;
    var part = new float[size];
    for (int index = 0; index < size; index++) {
      part[index] = (float) data.get(row * size + index).asDouble();
    }
    return part;
  }

  @Override
  public String toString() {
    return name;
  }
}
