package dev.unroll.baseline.models;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A model of the bench, and what a client has to know of it. */
public enum BenchModel {
  GRU64("gru64", Shape.MANY_TO_ONE, 8_000, 64, 10),
  GRU256("gru256", Shape.MANY_TO_ONE, 8_000, 256, 10),
  GRU512("gru512", Shape.MANY_TO_ONE, 8_000, 512, 10),
  BILSTM256("bilstm256", Shape.MANY_TO_MANY, 8_000, 128, 20),
  SEQ2SEQ8000("seq2seq8000", Shape.GENERATOR, 8_000, 256, 8_000),
  SIMPLERNN3("simplernn3", Shape.MANY_TO_ONE, 0, 5, 3),
  GRU128LIVE("gru128live", Shape.MANY_TO_MANY, 0, 16, 8);

  /** What comes out. */
  public enum Shape {
    MANY_TO_ONE,
    MANY_TO_MANY,
    /** Encoder and decoder. */
    GENERATOR
  }

  /** The longest input that any of them takes. */
  public static final int MAX_STEPS = 4096;

  /** Where each of them has its input and its output. */
  public static final String INPUT = "input";

  public static final String OUTPUT = "output";
  public static final String LENGTHS = "lengths";

  private final String folder;
  private final Shape shape;
  private final int vocabularySize;
  private final int width;
  private final int classes;

  BenchModel(String folder, Shape shape, int vocabularySize, int width, int classes) {
    this.folder = folder;
    this.shape = shape;
    this.vocabularySize = vocabularySize;
    this.width = width;
    this.classes = classes;
  }

  /** Its name on the wire, which is its folder's. */
  public String folder() {
    return folder;
  }

  public Shape shape() {
    return shape;
  }

  /** Ids are below it; 0: it takes vectors. */
  public int vocabularySize() {
    return vocabularySize;
  }

  public boolean takesIds() {
    return vocabularySize > 0;
  }

  /** Values a step: of the input, or of what ids are embedded in. */
  public int width() {
    return width;
  }

  /** Values that it gives, once or for each step; of a generator, its vocabulary. */
  public int classes() {
    return classes;
  }

  /**
   * The model of that name.
   *
   * @throws IllegalArgumentException naming the folder and those that there are
   */
  public static BenchModel of(String folder) {
    return Arrays.stream(values())
        .filter(model -> model.folder.equals(folder))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "model '"
                    + folder
                    + "': the bench has "
                    + Arrays.stream(values())
                        .map(BenchModel::folder)
                        .collect(Collectors.joining(", "))));
  }
}
