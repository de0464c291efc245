package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.pem.PemFile;
import dev.unroll.pem.PemForms;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
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
    return make(folder, name, "-validity", "90");
  }

  /** The same, with these flags of keytool: {@code -startdate -400d -validity 30}. */
  public static Certificates make(Path folder, String name, String... more) throws Exception {
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
    process.command().addAll(List.of(more));
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

  /** Writes the key again, in the form in which cert-manager writes it: PKCS #1 or SEC 1. */
  public Certificates traditional() throws Exception {
    var publicKey = PemFile.read("", certificate).certificates().get(0).getPublicKey();
    var pair = new KeyPair(publicKey, PemFile.read("", key).privateKey());
    Files.writeString(key, PemForms.traditional(pair));
    return this;
  }

  private static Path write(Path folder, String name, String kind, byte[] bytes) throws Exception {
    return Files.writeString(folder.resolve(name), PemForms.block(kind, bytes));
  }
}
