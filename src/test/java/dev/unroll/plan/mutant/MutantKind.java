package dev.unroll.plan.mutant;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One thing that can be planted behind a tensor.
 *
 * @param harmless whether the answers of each row and step still follow from that row and its steps
 *     so far, as the zoo's graph has them: whatever may be cut before may be cut after
 * @param fits where it can be planted
 */
record MutantKind(String name, boolean harmless, Predicate<MutantPlace> fits, Planting planting) {
  /** Adds nodes behind {@code value}; returns the name of what takes its place, of equal shape. */
  @FunctionalInterface
  interface Planting {
    String plant(MutantBed bed, String value);
  }

  static final Predicate<MutantPlace> ANYWHERE = place -> true;
  static final Predicate<MutantPlace> TIMED = MutantPlace::timed;
  static final Predicate<MutantPlace> FLOATS = place -> !place.ids();
  static final Predicate<MutantPlace> SEQUENCE = MutantPlace::isSequence;
  static final Predicate<MutantPlace> FEATURES = MutantPlace::hasFeaturesLast;

  static MutantKind harmful(String name, Predicate<MutantPlace> fits, Planting planting) {
    return new MutantKind(name, false, fits, planting);
  }

  static MutantKind harmless(String name, Predicate<MutantPlace> fits, Planting planting) {
    return new MutantKind(name, true, fits, planting);
  }

  /** All of them. */
  static List<MutantKind> all() {
    return Stream.of(
            MutantKindsOfTime.ALL,
            MutantKindsOfRows.ALL,
            MutantKindsOfContent.ALL,
            MutantKindsInDisguise.ALL,
            MutantKindsOfCells.ALL,
            MutantKindsOfSequences.ALL,
            MutantKindsOfPlaces.ALL,
            MutantKindsHarmless.ALL)
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
