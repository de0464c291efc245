package dev.unroll.baseline.table;

import java.io.IOException;

/** One line of the table, or some that are seen together. */
interface Workload {
  /** By which it is asked for. */
  String name();

  /**
   * Runs it, and leaves what it saw in the site's report.
   *
   * @throws BenchException where a server failed or answered wrongly
   */
  void run(Site site) throws IOException, InterruptedException, BenchException;
}
