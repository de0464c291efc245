package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is said before any server is asked. */
class BenchCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--clients=0|--clients = '0': allowed is a whole number from 1 to 1000000",
        "--clients=-3|--clients = '-3': allowed is a whole number from 1 to 1000000",
        "--loop=open|--loop = 'open': needs --rate, calls per second",
        "--loop=open --rate=0|--rate = '0': allowed is a number over 0, at most 1000000000",
        "--loop=open --rate=-1.5|--rate = '-1.5': allowed is a number over 0, at most 1000000000",
        "--loop=open --rate=NaN|--rate = 'NaN': allowed is a number over 0, at most 1000000000",
        "--loop=open --rate=5 --clients=3|--clients = '3': is only for --loop closed",
        "--loop=opened|--loop = 'opened': allowed is closed or open",
        "--rate=5|--rate = '5': is only for --loop open",
        "--streams=0|--streams = '0': allowed is a whole number from 1 to 1000000",
        "--streams=3 --stream-rate=0|--stream-rate = '0': allowed is a number over 0, at most 1000000000",
        "--stream-rate=3|--stream-rate = '3': is only for --streams",
        "--streams=3 --loop=closed|--loop = 'closed': not for --streams, which do not wait for answers",
        "--duration=0s|--duration = '0s': allowed is a duration over 0s",
        "--duration=5|--duration = '5': allowed is a duration: 500ms, 10s, 2m",
        "--duration=999999999h|--duration = '999999999h': allowed is a duration: 500ms, 10s, 2m",
        "--warm-up=soon|--warm-up = 'soon': allowed is a duration: 500ms, 10s, 2m",
        "--deadline=-1s|--deadline = '-1s': allowed is a duration: 500ms, 10s, 2m",
        "--connections=0|--connections = '0': allowed is a whole number from 1 to 1000000",
        "--max-steps=0|--max-steps = '0': allowed is a whole number from 1 to 1000000",
        "--port=70000|--port = '70000': allowed is a port, 1 to 65535",
        "--ops=0|--ops = '0': allowed is a port, 1 to 65535",
        "--to=a:1 --port=2|give the server once: --to, or --host and --port",
        "--html=/nowhere/a.html|--html = '/nowhere/a.html': cannot be written there",
        "--json=/|--json = '/': is a folder; allowed is a file",
        "--rpc=x|'x' is not a call; allowed: one-to-many, many-to-one, many-to-many, stream",
        "--lenghts=fixed:1|unknown flag --lenghts; did you mean '--lengths'?"
      })
  void badFlag_isUsage_namingItsValueAndWhatIsAllowed(String flags, String complaint) {
    assertEquals(
        complaint, complaint(Stream.concat(Stream.of("--model=m"), Stream.of(flags.split(" ")))));
  }

  @Test
  void noModel_isUsage() {
    assertEquals("Missing required option: '--model=NAME'", complaint(Stream.of("--port=1")));
  }

  private static String complaint(Stream<String> flags) {
    var errors = new StringWriter();
    var words = Stream.concat(Stream.of("bench"), flags).toArray(String[]::new);
    assertEquals(
        2, Commands.commandLine(config -> 0).setErr(new PrintWriter(errors)).execute(words));
    return errors.toString().strip().replaceFirst("^unroll: ", "");
  }
}
