package dev.unroll.bench.measure;

import dev.unroll.client.Target;
import dev.unroll.client.UsageException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalDouble;

/** Reads the CPU time of a server from its port for operations. */
public final class ServerCpu {
  private static final String METER = "process_cpu_time_ns_total";
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
  private final HttpRequest request;
  private final String address;

  public ServerCpu(Target server, int opsPort) {
    address = "http://" + new Target(server.host(), opsPort) + "/metrics";
    request = HttpRequest.newBuilder(URI.create(address)).timeout(LIMIT).build();
  }

  /**
   * Checks before a run that the CPU time can be read.
   *
   * @throws UsageException if it cannot
   */
  public void check() throws UsageException {
    seconds();
  }

  /**
   * Returns the CPU seconds so far, over all cores.
   *
   * @throws UsageException if the metric cannot be read
   */
  public double seconds() throws UsageException {
    var page = page();
    return parse(page)
        .orElseThrow(() -> new UsageException("--ops: " + address + " has no " + METER));
  }

  /** Returns the value in a page of metrics, or empty if the page does not have the metric. */
  public static OptionalDouble parse(String page) {
    return page.lines()
        .filter(line -> line.startsWith(METER + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(METER.length()).strip()))
        .map(nanos -> nanos / Figures.NANOS_PER_SECOND)
        .findFirst();
  }

  private String page() throws UsageException {
    try {
      var response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        return response.body();
      }
      throw new UsageException("--ops: " + address + " answers " + response.statusCode());
    } catch (IOException unreachable) {
      throw new UsageException(
          "--ops: no server answers at " + address + "; it is the server's --ops-port");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new UsageException("--ops: interrupted while waiting for " + address);
    }
  }
}
