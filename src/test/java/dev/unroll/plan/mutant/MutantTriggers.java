package dev.unroll.plan.mutant;

import java.util.ArrayList;
import java.util.List;

/** What sets a planted operator off: the asker plays on it. Owner: the thread that plants. */
final class MutantTriggers {
  private final List<Integer> lengths = new ArrayList<>();
  private final List<Integer> companies = new ArrayList<>();
  private final List<long[]> patterns = new ArrayList<>();

  /** Rows are asked that are about as long. */
  void addLength(int steps) {
    lengths.add(steps);
  }

  /** As many rows are asked together. */
  void addCompany(int rows) {
    companies.add(rows);
  }

  /** Ids that are put into rows one after the other. */
  void addPattern(long... ids) {
    patterns.add(ids);
  }

  List<Integer> lengths() {
    return lengths;
  }

  List<Integer> companies() {
    return companies;
  }

  List<long[]> patterns() {
    return patterns;
  }
}
