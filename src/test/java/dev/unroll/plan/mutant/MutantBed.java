package dev.unroll.plan.mutant;

import dev.unroll.onnx.SmallGraph;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Where something is planted: the graph, the place, what the model was given, and chance. What a
 * kind draws here is noted, so that the asker plays on it.
 */
final class MutantBed {
  final MutantGraph graph;
  final MutantPlace place;
  final MutantInput input;
  final Random random;
  final MutantTriggers triggers;
  private final String value;

  MutantBed(
      MutantGraph graph,
      MutantPlace place,
      MutantInput input,
      Random random,
      MutantTriggers triggers,
      String value) {
    this.graph = graph;
    this.place = place;
    this.input = input;
    this.random = random;
    this.triggers = triggers;
    this.value = value;
  }

  /** The same place, planted into another graph. */
  MutantBed into(MutantGraph other) {
    return new MutantBed(other, place, input, random, triggers, value);
  }

  /** The tensor behind which it is planted. */
  String tensor() {
    return value;
  }

  /** A length that matters: mostly short ones, which cost little to ask. */
  int length() {
    int kind = random.nextInt(10);
    int steps = kind < 6 ? 3 + random.nextInt(30) : kind < 9 ? 33 + random.nextInt(70) : 600;
    triggers.addLength(steps);
    return steps;
  }

  /** An id that matters. */
  long id() {
    long id = input.integer() ? random.nextLong(input.vocabulary()) : 0;
    triggers.addPattern(id);
    return id;
  }

  private int rows() {
    return input.layout().batchAxis();
  }

  private int time() {
    return input.layout().timeAxis();
  }

  /** The size of the input's axis of steps, which a place without time has not. */
  String steps() {
    return graph.size(input.name(), time());
  }

  /** The number of rows. */
  String rowCount() {
    return graph.size(input.name(), rows());
  }

  /** A number for each step: a share of its id, or the vector's first feature. Input's order. */
  String content() {
    return input.integer()
        ? graph.times(graph.floats(input.name()), 1.0 / input.vocabulary())
        : graph.node("Gather", input.name() + "," + graph.integer(0), SmallGraph.number("axis", 2));
  }

  /** 1 where a step has that id, else 0; of vectors: where the first feature is large. */
  String is(long id) {
    var found =
        input.integer()
            ? graph.node("Equal", input.name() + "," + graph.integer(id))
            : graph.above(content(), MutantInputs.LARGE - 1);
    return graph.floats(found);
  }

  /** 1 where a step is not padding, which is id 0 or a vector of zeros; else 0. */
  String used() {
    if (!input.integer()) {
      var sizes = graph.reduceAway("ReduceSum", graph.node("Abs", input.name()), 2);
      return graph.floats(graph.above(sizes, 0));
    }
    var padding = graph.node("Equal", input.name() + "," + graph.integer(0));
    return graph.floats(graph.node("Not", padding));
  }

  /** Over the steps of each row; {@code value} is in the input's order, and keeps its axes. */
  String overTime(String operator, String value) {
    return graph.reduce(operator, value, time());
  }

  String overRows(String operator, String value) {
    return graph.reduce(operator, value, rows());
  }

  /** Of a number for each step, the running sum; in the input's order. */
  String soFar(String value) {
    return graph.node("CumSum", value + "," + graph.integer(time()));
  }

  /** Numbers of each step at the step after; in the input's order. */
  String stepBefore(String value) {
    return graph.before(value, time());
  }

  /** The numbers from 0 up for the steps; in the input's order. */
  String stepNumbers() {
    return graph.positions(input.name(), time(), 2);
  }

  String firstStep(String value) {
    return graph.slice(value, time(), 0, 1);
  }

  /** How many steps of each row are no padding; rank 2, in the input's order. */
  String usedSteps() {
    return overTime("ReduceSum", used());
  }

  /** The same as a list of integers. */
  String lengths(int type) {
    return graph.cast(graph.reduceAway("ReduceSum", used(), time()), type);
  }

  /** A number for each row and step of the input as one that can be added at the place. */
  String atPlace(String value) {
    if (!place.timed()) {
      var rowsOnly = graph.reduceAway("ReduceMax", value, time());
      return graph.unsqueeze(rowsOnly, place.rank(), place.rows());
    }
    boolean placeRowsFirst = place.rows() < place.time();
    var turned = placeRowsFirst == input.rowsFirst() ? value : graph.transpose(value, 1, 0);
    int first = Math.min(place.rows(), place.time());
    return graph.unsqueeze(turned, place.rank(), first, Math.max(place.rows(), place.time()));
  }

  /** The place's tensor of three axes as steps, rows, features, and back from there. */
  String timeMajor(String value) {
    return graph.transpose(value, place.time(), place.rows(), place.features());
  }

  String fromTimeMajor(String value) {
    var order = new long[3];
    order[place.time()] = 0;
    order[place.rows()] = 1;
    order[place.features()] = 2;
    return graph.transpose(value, order);
  }

  /** Takes the place's tensor of three axes through something as rows, features, steps. */
  String rowsFeaturesSteps(String value, UnaryOperator<String> through) {
    var turned = graph.transpose(value, place.rows(), place.features(), place.time());
    var made = through.apply(turned);
    return place.rows() == 0 ? graph.transpose(made, 0, 2, 1) : graph.transpose(made, 2, 0, 1);
  }

  /** Random weights of those sizes, small enough that what is planted does not grow. */
  String weights(long... sizes) {
    int count = 1;
    for (long size : sizes) {
      count *= (int) size;
    }
    var values = new float[count];
    for (int index = 0; index < count; index++) {
      values[index] =
          (float) (0.5 * random.nextGaussian() / Math.sqrt((double) sizes[sizes.length - 1]));
    }
    return graph.weights(java.util.Arrays.stream(sizes).boxed().toList(), values);
  }

  /** A random element. */
  <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
