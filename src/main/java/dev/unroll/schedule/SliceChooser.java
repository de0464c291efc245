package dev.unroll.schedule;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Chooses the next slice. A pure function of what waits.
 *
 * <p>The most urgent row decides the group, and takes with it others of the group. Not all of them:
 * what waits is shared among the lanes, down to {@link #FEW}, since on a CPU the cost of a row
 * falls until about four rows share a slice and hardly after; and a slice is bounded, so that a
 * newcomer never waits long behind it.
 */
final class SliceChooser {
  /** Rows that wait and could share a slice: the most urgent one, and how many. */
  record Group(SliceKey key, Row first, int size) {}

  /** The rows to take: that many, the most urgent ones of that group. */
  record Choice(SliceKey key, int rows) {}

  static final int FEW = 4;
  private static final int MOST_ROWS = 32;
  private static final int MOST_STEPS = 4096;

  private SliceChooser() {}

  /**
   * @param lanes how many lanes share the work
   */
  static Optional<Choice> choose(Collection<Group> groups, int lanes) {
    return groups.stream()
        .min(Comparator.comparing(Group::first))
        .map(group -> new Choice(group.key(), rows(group, lanes)));
  }

  private static int rows(Group group, int lanes) {
    int share = Math.max(FEW, (group.size() + lanes - 1) / lanes);
    int bound = Math.max(1, Math.min(MOST_ROWS, MOST_STEPS / group.key().steps()));
    return Math.min(Math.min(group.size(), share), Math.min(bound, group.key().stage().maxRows()));
  }
}
