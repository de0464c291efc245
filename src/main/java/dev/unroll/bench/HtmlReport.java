package dev.unroll.bench;

/** A report as one page that needs nothing else. */
public final class HtmlReport {
  private HtmlReport() {}

  /** The page. */
  public static String of(Report report) {
    return "<!doctype html><title>" + report.workload().model() + "</title>";
  }
}
