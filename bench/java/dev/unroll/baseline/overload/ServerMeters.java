package dev.unroll.baseline.overload;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** What a server has used so far, by pages in the form of Prometheus. */
final class ServerMeters {
  private static final String PROCESS = "process_cpu_time_ns_total";
  private static final double NANOS_PER_SECOND = 1e9;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI metrics;
  private final URI threads;

  /**
   * @param opsPort of the server
   * @param threadsPort of the page of the CPU time of its threads
   */
  ServerMeters(int opsPort, int threadsPort) {
    metrics = page(opsPort);
    threads = page(threadsPort);
  }

  private static URI page(int port) {
    return URI.create("http://127.0.0.1:" + port + "/metrics");
  }

  /**
   * CPU time.
   *
   * @param process of the process, as it says itself
   * @param threads the same from outside, which the compiler's is compared with
   * @param compiler of the threads of the JVM's compiler
   */
  record CpuSeconds(double process, double threads, double compiler) {
    CpuSeconds since(CpuSeconds before) {
      return new CpuSeconds(
          process - before.process, threads - before.threads, compiler - before.compiler);
    }

    double compilerShare() {
      return threads == 0 ? 0 : compiler / threads;
    }
  }

  CpuSeconds read() throws IOException, InterruptedException {
    var seen = get(threads);
    return new CpuSeconds(
        seconds(get(metrics), PROCESS),
        seconds(seen, PROCESS),
        seconds(seen, "thread_cpu_time_ns_total{duty=\"JIT\"}"));
  }

  private String get(URI page) throws IOException, InterruptedException {
    var response = client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(page + " answers " + response.statusCode());
    }
    return response.body();
  }

  private static double seconds(String page, String name) throws IOException {
    return page.lines()
            .filter(line -> line.startsWith(name + " "))
            .mapToDouble(line -> Double.parseDouble(line.substring(name.length()).strip()))
            .findFirst()
            .orElseThrow(() -> new IOException("a page of metrics has no " + name))
        / NANOS_PER_SECOND;
  }
}
