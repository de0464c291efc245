package dev.unroll.baseline.table;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.baseline.limit.Limit;
import dev.unroll.baseline.limit.LimitReport;
import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.models.BenchModels;
import dev.unroll.baseline.server.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where workloads are run: starts what they need, measures, and keeps what came of it.
 *
 * @param folder for models, logs and reports
 * @param seconds how long a measurement is
 * @param warmUpSeconds load before each
 * @param rounds how often each is repeated
 */
record Site(Path folder, int seconds, int warmUpSeconds, int rounds, Report report) {
  ServerUnderTest unroll(BenchModel model)
      throws IOException, InterruptedException, BenchException {
    return unroll(model, List.of());
  }

  /** The same, behind what its command line begins with. */
  ServerUnderTest unroll(BenchModel model, List<String> before)
      throws IOException, InterruptedException, BenchException {
    return ServerUnderTest.unroll(model, models(model), folder, before);
  }

  ServerUnderTest baseline(Policy policy, BenchModel model)
      throws IOException, InterruptedException, BenchException {
    return ServerUnderTest.baseline(policy, model, models(model), folder);
  }

  /** Loads a server for as long as a measurement, so that what is measured later is compiled. */
  void settle(String workload, ServerUnderTest server, Load load)
      throws IOException, InterruptedException, BenchException {
    System.err.println(workload + ", settling: " + server.name() + ", " + load.words());
    var run = workload + "-" + server.name() + "-settling";
    new LoadGenerator(folder).measure(server, workload, run, load, seconds, 0);
  }

  /** What a server does under a load, in the report as well. */
  Measurement measure(String workload, ServerUnderTest server, Load load, int round)
      throws IOException, InterruptedException, BenchException {
    return measure(workload, server, load, round, seconds);
  }

  /** The same for longer or shorter. */
  Measurement measure(
      String workload, ServerUnderTest server, Load load, int round, int measureSeconds)
      throws IOException, InterruptedException, BenchException {
    var run = workload + "-" + server.name() + "-" + report.measurements().size();
    System.err.println(
        workload
            + ", round "
            + round
            + " of "
            + rounds
            + ": "
            + server.name()
            + ", "
            + load.words());
    var measurement =
        new LoadGenerator(folder)
            .measure(server, workload, run, load, measureSeconds, warmUpSeconds);
    report.add(measurement);
    return measurement;
  }

  /** What the machine could do. */
  LimitReport limit(String workload, BenchModel model, String lengths)
      throws IOException, InterruptedException, BenchException {
    System.err.println(workload + ": limit");
    var printed =
        Started.run(
            "limit-" + workload,
            Java.bench(
                Limit.class,
                List.of(
                    model.folder(), models(model).toString(), lengths, Integer.toString(seconds))),
            folder);
    return new ObjectMapper().readValue(printed, LimitReport.class);
  }

  /** A folder for each model, so that a server loads what it is asked for and no more. */
  private Path models(BenchModel model) throws IOException {
    var models = folder.resolve(model.folder());
    BenchModels.write(model, models);
    return models;
  }
}
