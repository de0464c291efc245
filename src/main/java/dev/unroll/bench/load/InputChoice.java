package dev.unroll.bench.load;

import dev.unroll.client.InputParser;
import dev.unroll.client.UsageException;
import dev.unroll.v1.Input;
import dev.unroll.v1.InputKind;
import dev.unroll.v1.Model;
import dev.unroll.v1.TensorInfo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The inputs that are sent to a model.
 *
 * @param lengths the lengths in the form of {@code --lengths}; null if the inputs are given
 */
public record InputChoice(Inputs inputs, @Nullable String lengths) {
  /** The largest length by default. */
  private static final int USUAL_LONGEST = 256;

  private static final int LARGEST_MESSAGE_VALUES = 1 << 28;

  /**
   * Chooses the inputs for a model and a workload.
   *
   * @throws UsageException if lengths do not fit the model, or its input is unknown
   */
  public static InputChoice of(Model model, Workload workload) throws UsageException {
    if (workload.inputFile() != null) {
      return given(workload, fromFile(model, workload.inputFile()));
    }
    var kinds = model.getInputKindsList();
    if (!model.getBlank().isEmpty() && model.hasExample()) {
      return given(workload, example(model, "the model's example with its blank"));
    }
    if (kinds.contains(InputKind.INPUT_KIND_TOKEN_IDS) && model.getVocabularySize() > 0) {
      var written = lengths(model, workload);
      return new InputChoice(
          new Inputs.Ids(parsed(written, model, workload), model.getVocabularySize()), written);
    }
    if (kinds.contains(InputKind.INPUT_KIND_IMAGE) && model.getExample().hasImage()) {
      return given(workload, example(model, "the model's example image"));
    }
    int width = model.getInputsCount() == 0 ? 0 : width(model.getInputs(0));
    if (kinds.contains(InputKind.INPUT_KIND_VECTORS) && width > 0) {
      var written = lengths(model, workload);
      var lengths = parsed(written, model, workload);
      return new InputChoice(
          vectors(lengths, width, new SplittableRandom(workload.seed())), written);
    }
    if (model.hasExample()) {
      return given(workload, example(model, "the model's example"));
    }
    throw new UsageException(
        "--model = '"
            + model.getName()
            + "': the server does not describe its input well enough; give one by --input FILE");
  }

  private static InputChoice given(Workload workload, Inputs.Given inputs) throws UsageException {
    if (workload.load() instanceof Load.Live) {
      throw new UsageException(
          "--streams: not for " + inputs.kind() + ", which cannot be sent step by step");
    }
    if (workload.lengths() != null) {
      throw new UsageException(
          "--lengths = '"
              + workload.lengths()
              + "': not for "
              + inputs.kind()
              + ", whose length is fixed");
    }
    return new InputChoice(inputs, null);
  }

  private static Inputs.Given example(Model model, String kind) {
    return new Inputs.Given(List.of(drawn(model.getExample())), kind);
  }

  private static Inputs vectors(Lengths lengths, int width, RandomGenerator random)
      throws UsageException {
    if ((long) lengths.longest() * width > LARGEST_MESSAGE_VALUES) {
      throw new UsageException(
          "--lengths: "
              + lengths.longest()
              + " steps of "
              + width
              + " values are more than a message can hold; allowed are "
              + LARGEST_MESSAGE_VALUES / width
              + " steps");
    }
    return new Inputs.RandomVectors(lengths, width, random);
  }

  /** Reads a file: each line is a text or ids; a file of vectors or an image is one input. */
  private static Inputs.Given fromFile(Model model, String file) throws UsageException {
    var kind = InputParser.kindFor(model);
    var parser = new InputParser(new BufferedReader(Reader.nullReader()));
    var words = "the input of '" + file + "'";
    if (kind == InputKind.INPUT_KIND_IMAGE || kind == InputKind.INPUT_KIND_VECTORS) {
      return new Inputs.Given(List.of(drawn(parser.parse(kind, file))), words);
    }
    var given = new ArrayList<Sample>();
    for (var line : lines(file)) {
      if (!line.isBlank()) {
        given.add(drawn(parser.parse(kind, line)));
      }
    }
    if (given.isEmpty()) {
      throw new UsageException("--input = '" + file + "': the file has no line with an input");
    }
    return new Inputs.Given(given, words);
  }

  private static List<String> lines(String file) throws UsageException {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException | UncheckedIOException | InvalidPathException unreadable) {
      throw new UsageException(
          "--input = '" + file + "': the file cannot be read as UTF-8 lines (" + unreadable + ")");
    }
  }

  private static Sample drawn(Input input) {
    int steps =
        switch (input.getKindCase()) {
          case TOKEN_IDS -> input.getTokenIds().getIdsCount();
          case IMAGE -> 1;
          case VECTORS ->
              input.getVectors().getWidth() == 0
                  ? 0
                  : input.getVectors().getValuesCount() / input.getVectors().getWidth();
          case TEXT, KIND_NOT_SET -> 0;
        };
    return new Sample(input, steps);
  }

  /** Returns the lengths of the workload, or those that the model takes. */
  private static String lengths(Model model, Workload workload) throws UsageException {
    boolean live = workload.load() instanceof Load.Live;
    if (workload.lengths() != null && live) {
      throw new UsageException(
          "--lengths = '" + workload.lengths() + "': not for --streams, which send single steps");
    }
    if (workload.lengths() != null) {
      return workload.lengths();
    }
    if (live) {
      return "fixed:1";
    }
    int shortest = Math.max(1, model.getMinSteps());
    int longest = Math.max(shortest, Math.min(USUAL_LONGEST, longest(model)));
    return shortest == longest ? "fixed:" + longest : "uniform:" + shortest + "-" + longest;
  }

  private static Lengths parsed(String written, Model model, Workload workload)
      throws UsageException {
    var lengths = LengthsParser.parse(written);
    int shortest = workload.load() instanceof Load.Live ? 1 : Math.max(1, model.getMinSteps());
    if (lengths.shortest() < shortest || lengths.longest() > longest(model)) {
      throw new UsageException(
          "--lengths = '"
              + written
              + "': '"
              + model.getName()
              + "' takes "
              + (shortest == longest(model)
                  ? "exactly " + shortest
                  : shortest + " to " + longest(model))
              + " steps");
    }
    return lengths;
  }

  private static int longest(Model model) {
    return model.getMaxSteps() > 0 ? model.getMaxSteps() : Integer.MAX_VALUE;
  }

  /** Returns the values per step, or 0 if the graph does not fix them. */
  private static int width(TensorInfo input) {
    long width = 1;
    for (int axis = 0; axis < input.getShapeCount(); axis++) {
      if (axis != input.getBatchAxis() && axis != input.getTimeAxis()) {
        width *= Math.max(0, input.getShape(axis));
      }
    }
    return width > LARGEST_MESSAGE_VALUES ? 0 : (int) width;
  }
}
