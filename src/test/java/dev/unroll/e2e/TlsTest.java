package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cli.Commands;
import dev.unroll.core.LoadException;
import dev.unroll.repository.Folders;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * TLS over real sockets, with certificates of the JDK's own tool and the client of the command
 * line.
 */
class TlsTest {
  @TempDir static Path folder;

  private static Path models;
  private static Certificates server;
  private static Certificates client;
  private static Certificates stranger;

  private final StringWriter errors = new StringWriter();

  @BeforeAll
  static void makeCertificates() throws Exception {
    models = Files.createDirectory(folder.resolve("models"));
    Folders.zoo(models, "gru_last");
    server = Certificates.make(folder, "server");
    client = Certificates.make(folder, "client");
    stranger = Certificates.make(folder, "stranger");
  }

  @Test
  void call_withTheServersAuthority_isAnswered() throws Exception {
    try (var harness = start()) {
      assertEquals(0, run(harness, "call", "gru_last", "1,2,3", "--ca=" + server.certificate()));
    }
  }

  @Test
  void bench_withTheServersAuthority_isAnswered() throws Exception {
    try (var harness = start()) {
      assertEquals(
          0,
          run(
              harness,
              "bench",
              "--model=gru_last",
              "--duration=100ms",
              "--warm-up=0s",
              "--ca=" + server.certificate()));
    }
  }

  @Test
  void call_withAnotherAuthority_saysWhyAndWhichFlag() throws Exception {
    try (var harness = start()) {
      assertEquals(1, run(harness, "models", "--ca=" + stranger.certificate()));
      assertSays("unroll: UNAVAILABLE: no TLS with localhost:" + harness.port());
      assertSays("give the server's authority by --ca");
    }
  }

  @Test
  void call_withoutTls_isNotAnswered() throws Exception {
    try (var harness = start()) {
      assertEquals(1, run(harness, "models"));
    }
  }

  @Test
  void call_withTlsToAPlainServer_isNotAnswered() throws Exception {
    try (var harness = ServerHarness.start(models)) {
      assertEquals(1, run(harness, "models", "--tls"));
      assertSays("no TLS with localhost:" + harness.port());
    }
  }

  @Test
  void clientAuthority_letsInOnlyWhoHasItsCertificate() throws Exception {
    try (var harness = start("tls-client-ca", client.certificate().toString())) {
      var authority = "--ca=" + server.certificate();
      assertEquals(0, run(harness, "models", authority, own(client), key(client)));
      assertEquals(1, run(harness, "models", authority));
      assertEquals(1, run(harness, "models", authority, own(stranger), key(stranger)));
    }
  }

  @Test
  void keys_asCertManagerWritesThem_areReadByServerAndClient() throws Exception {
    var rsa = Certificates.make(folder, "rsa", "-keyalg", "RSA").traditional();
    // By name, since the JDK's own choice of a curve differs between releases.
    var ec = Certificates.make(folder, "ec", "-groupname", "secp256r1").traditional();
    var longer = Certificates.make(folder, "longer", "-groupname", "secp384r1").traditional();
    assertTrue(Files.readString(rsa.key()).startsWith("-----BEGIN RSA PRIVATE KEY-----"));
    assertTrue(Files.readString(ec.key()).startsWith("-----BEGIN EC PRIVATE KEY-----"));
    assertAnswers(rsa, ec);
    assertAnswers(ec, rsa);
    assertAnswers(longer, ec);
  }

  private void assertAnswers(Certificates serving, Certificates calling) throws Exception {
    try (var harness =
        ServerHarness.start(
            models,
            "tls-certificate",
            serving.certificate().toString(),
            "tls-key",
            serving.key().toString(),
            "tls-client-ca",
            calling.certificate().toString())) {
      var authority = "--ca=" + serving.certificate();
      assertEquals(0, run(harness, "models", authority, own(calling), key(calling)));
    }
  }

  @Test
  void certificate_ofAnotherKey_stopsTheStart() {
    assertFails(
        "tls-certificate " + server.certificate() + " and tls-key " + stranger.key(),
        "tls-certificate",
        server.certificate().toString(),
        "tls-key",
        stranger.key().toString());
  }

  @Test
  void clientAuthority_thatIsNone_stopsTheStart() throws Exception {
    var empty = Files.writeString(folder.resolve("empty.crt"), "nothing");
    assertFails(
        "tls-client-ca " + empty + " has no certificate in PEM",
        "tls-certificate",
        server.certificate().toString(),
        "tls-key",
        server.key().toString(),
        "tls-client-ca",
        empty.toString());
  }

  @Test
  void clientsFiles_thatAreNone_areNamedBeforeTheCall() {
    var key = server.key().toString();
    assertUsage("--ca = '/nowhere': allowed is a file that exists", "--ca=/nowhere");
    assertUsage("--ca = '" + key + "': allowed is certificates in PEM", "--ca=" + key);
    assertUsage("--certificate and --key go together", own(server));
    assertUsage(
        "--key = '" + server.certificate() + "': allowed is a private key in PEM",
        own(server),
        "--key=" + server.certificate());
  }

  private ServerHarness start(String... more) throws LoadException {
    var settings = new ArrayList<>(List.of("tls-certificate", server.certificate().toString()));
    settings.addAll(List.of("tls-key", server.key().toString()));
    settings.addAll(List.of(more));
    return ServerHarness.start(models, settings.toArray(String[]::new));
  }

  private static String own(Certificates one) {
    return "--certificate=" + one.certificate();
  }

  private static String key(Certificates one) {
    return "--key=" + one.key();
  }

  private int run(ServerHarness harness, String... arguments) {
    var words = new ArrayList<>(List.of(arguments));
    words.add("--to=localhost:" + harness.port());
    return run(words);
  }

  private int run(List<String> words) {
    return Commands.commandLine(config -> 0)
        .setErr(new PrintWriter(errors))
        .execute(words.toArray(String[]::new));
  }

  private void assertUsage(String expected, String... flags) {
    var words = new ArrayList<>(List.of("models"));
    words.addAll(List.of(flags));
    assertEquals(2, run(words));
    assertSays(expected);
  }

  private void assertSays(String expected) {
    assertTrue(errors.toString().contains(expected), errors::toString);
  }

  private void assertFails(String part, String... settings) {
    var thrown =
        assertThrows(LoadException.class, () -> ServerHarness.start(models, settings).close());
    assertTrue(thrown.reason().contains(part), thrown::reason);
  }
}
