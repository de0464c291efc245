package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A certificate that signs itself and its key, in PEM, made by the JDK's keytool.
 *
 * @param certificate also the authority that whoever trusts it has to name
 */
public record Certificates(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";

  /** For {@code localhost}, in two files of the folder; those that are there are replaced. */
  public static Certificates make(Path folder, String name) throws Exception {
    var store = folder.resolve(name + ".p12");
    Files.deleteIfExists(store);
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var process =
        new ProcessBuilder(keytool, "-genkeypair", "-alias", "one", "-keyalg", "EC")
            .redirectErrorStream(true);
    process
        .command()
        .addAll(
            List.of(
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store.toString()));
    process.command().addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    var keytoolRun = process.start();
    var said = new String(keytoolRun.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytoolRun.waitFor(), said);

    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    return new Certificates(
        write(folder, name + ".crt", "CERTIFICATE", keys.getCertificate("one").getEncoded()),
        write(
            folder,
            name + ".key",
            "PRIVATE KEY",
            keys.getKey("one", PASSWORD.toCharArray()).getEncoded()));
  }

  private static Path write(Path folder, String name, String kind, byte[] bytes) throws Exception {
    var encoded = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, encoded, kind));
  }
}
