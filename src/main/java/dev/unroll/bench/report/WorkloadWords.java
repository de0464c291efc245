package dev.unroll.bench.report;

import dev.unroll.bench.load.Load;
import dev.unroll.bench.measure.Figures;
import dev.unroll.bench.measure.StepClass;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/** Describes a workload and its problems in words. */
final class WorkloadWords {
  private final Report report;

  WorkloadWords(Report report) {
    this.report = report;
  }

  /** Returns two lines: the target, and the load. */
  List<String> lines() {
    return List.of(what(), how());
  }

  private String what() {
    var subject = report.subject();
    var workload = report.workload();
    return workload.model()
        + "/"
        + subject.version()
        + " at "
        + workload.target()
        + ", "
        + subject.rpc().label()
        + ", "
        + subject.inputs()
        + (subject.lengths() == null || report.isLive() ? "" : ", " + subject.lengths());
  }

  private String how() {
    var workload = report.workload();
    var parts = new ArrayList<String>();
    parts.add(load(workload.load()));
    if (workload.connections() > 1) {
      parts.add(workload.connections() + " connections");
    }
    if (!workload.deadline().isZero()) {
      parts.add("deadline " + Figures.time(workload.deadline().toNanos()));
    }
    if (workload.maxSteps() != null) {
      parts.add("at most " + workload.maxSteps() + " steps of output");
    }
    parts.add(
        Figures.seconds(report.durationSeconds())
            + " after "
            + Figures.time(workload.warmUp().toNanos())
            + " of warm-up");
    parts.add("seed " + workload.seed());
    return String.join(", ", parts);
  }

  private static String load(Load load) {
    if (load instanceof Load.Closed closed) {
      return "closed loop of "
          + closed.clients()
          + (closed.clients() == 1 ? " client" : " clients");
    }
    if (load instanceof Load.Open open) {
      return "open loop, " + Figures.rate(open.callsPerSecond()) + " calls/s";
    }
    if (load instanceof Load.Live live) {
      return live.streams()
          + " live streams, "
          + Figures.rate(live.stepsPerSecond())
          + " steps/s each";
    }
    throw new IllegalStateException("no words for " + load);
  }

  /** Returns one line per status code, with its first problem. */
  List<String> problems() {
    var lines = new ArrayList<String>();
    report
        .measurement()
        .problems()
        .forEach((code, first) -> {
          boolean wrong = code == Status.Code.OK;
          long count =
              wrong
                  ? report.measurement().wrong()
                  : report.measurement().codes().getOrDefault(code, 0L);
          lines.add(
              (wrong ? "WRONG" : code.name())
                  + " "
                  + Figures.count(count)
                  + (count == 1 ? " time: " : " times, first: ")
                  + (first.startsWith(code + ": ")
                      ? first.substring(code.name().length() + 2)
                      : first));
        });
    return lines;
  }

  static String range(StepClass stepClass) {
    return stepClass.from() == stepClass.to()
        ? Figures.count(stepClass.from())
        : Figures.count(stepClass.from()) + "–" + Figures.count(stepClass.to());
  }
}
