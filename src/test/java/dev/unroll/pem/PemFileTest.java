package dev.unroll.pem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.e2e.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFileTest {
  private static final String EC_PARAMETERS =
      """
      -----BEGIN EC PARAMETERS-----
      BggqhkjOPQMBBw==
      -----END EC PARAMETERS-----
      """;

  private static final String ENCRYPTED_SEC1 =
      """
      -----BEGIN EC PRIVATE KEY-----
      Proc-Type: 4,ENCRYPTED
      DEK-Info: AES-128-CBC,B347D98E3D1674BC6418B4FED1A552CE

      3qY3ABMWhtru37UDUJzkIO7heI89ykQ7FTXZdu3zqKx7YauO/N3+4F3NA6ERsuHp
      scEC6+fYQbCJ91Zc5b1pgheztVsQg0aW/GNuwO0GnVG/uEfUB1Y6h484wiKAi7Is
      Hj6C7vMWFdka65vIfce6wwLXUxQcA0hoBbdv1kiva+o=
      -----END EC PRIVATE KEY-----
      """;

  private static final String ENCRYPTED_PKCS8 =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgvnhzWLkr2AQICCAAw
      DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEPkCoBh7SAM66qWwBFOtOosEgZBr
      H+lkdZgsbT5TiE1OOHA1qww6EMFnzsUC8OqLGh20UbMCW+mkCT8y/QQRZh4E1Qtq
      N7h98DAEvZ/Q3KZNkagWhJ7kOPfoZO7tbDbvPfGHxOHWDz9/xTVOF6UjL08e+Zej
      TP2LuyfW9eyVjwdzuAjL9crVwcBeV1UV97+lTUZxlJOq6HLQEy4N3f0l2kCBCN4=
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  @TempDir static Path folder;

  private static String certificate;

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = Files.readString(Certificates.make(folder, "one").certificate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void key_inPkcs8_isRead(String algorithm) throws Exception {
    var pair = PemForms.pair(algorithm);
    assertReads(pair, PemForms.pkcs8(pair));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void key_inItsTraditionalForm_isRead(String algorithm) throws Exception {
    var pair = PemForms.pair(algorithm);
    assertReads(pair, PemForms.traditional(pair));
  }

  @Test
  void key_withTextAround_otherBlocksAndOtherEndsOfLines_isRead() throws Exception {
    var pair = PemForms.pair("EC");
    var key = PemForms.traditional(pair);
    assertReads(pair, "Bag Attributes: 이름\n  friendlyName: one\n" + key + "the end");
    assertReads(pair, key.replace("\n", "\r\n"));
    assertReads(pair, EC_PARAMETERS + key);
    assertReads(pair, certificate + key);
    assertReads(pair, key + certificate);
  }

  @Test
  void certificates_ofAFileWithTheirKey_areRead() throws Exception {
    var text =
        "text\n" + certificate.replace("\n", "\r\n") + PemForms.traditional(PemForms.pair("RSA"));
    var chain = read(text + certificate).certificates();
    assertEquals(2, chain.size());
    assertEquals("CN=one", chain.get(0).getSubjectX500Principal().toString());
  }

  @Test
  void key_encrypted_isRefusedByName() {
    for (var encrypted : new String[] {ENCRYPTED_SEC1, ENCRYPTED_PKCS8}) {
      assertRefused(
          "has an encrypted private key, and there is no setting for its passphrase; allowed is a"
              + " key that is not encrypted: openssl pkey -in it.pem -out decrypted.key",
          encrypted);
    }
  }

  @Test
  void key_notThere_isToldWithWhatIs() {
    var expected =
        "has no private key in PEM (-----BEGIN PRIVATE KEY-----, RSA PRIVATE KEY or EC PRIVATE"
            + " KEY); it has";
    assertRefused(expected + ": a certificate", certificate);
    assertRefused(expected + " no PEM block at all", "nothing");
  }

  @Test
  void key_damaged_isToldAsSuch() throws Exception {
    var key = PemForms.traditional(PemForms.pair("RSA"));
    assertRefused("has a block that is not valid PEM: ", key.substring(0, 300));
    assertRefused(
        "has a block that is not valid PEM: ", PemForms.block("RSA PRIVATE KEY", new byte[] {1}));
    var rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    var hollow = new PrivateKeyInfo(rsa, DERNull.INSTANCE).getEncoded();
    assertRefused(
        "has a private key that is not valid (RSA): ", PemForms.block("PRIVATE KEY", hollow));
  }

  @Test
  void certificates_ofAFileWithAKeyOnly_areToldMissing() throws Exception {
    var key = PemForms.pkcs8(PemForms.pair("EC"));
    var refused = assertThrows(LoadException.class, () -> read(key).certificates());
    assertTrue(refused.reason().endsWith("it has: a private key"), refused.reason());
  }

  @Test
  void file_notThere_isNamed() {
    var missing = folder.resolve("missing.pem");
    var refused = assertThrows(LoadException.class, () -> PemFile.read("tls-key ", missing));
    assertEquals("tls-key " + missing + " does not exist", refused.reason());
  }

  private static PemFile read(String text) throws Exception {
    return PemFile.read("tls-key ", Files.writeString(folder.resolve("it.pem"), text));
  }

  private static void assertReads(KeyPair pair, String text) throws Exception {
    var read = read(text).privateKey();
    if (pair.getPrivate() instanceof ECPrivateKey key) {
      // The JDK compares the encodings of two keys, and SEC 1 has the curve twice.
      var same = (ECPrivateKey) read;
      assertEquals(key.getS(), same.getS());
      assertEquals(key.getParams(), same.getParams());
    } else {
      assertEquals(pair.getPrivate(), read);
    }
  }

  private static void assertRefused(String words, String text) {
    var refused = assertThrows(LoadException.class, () -> read(text).privateKey());
    var expected = "tls-key " + folder.resolve("it.pem") + " " + words;
    assertTrue(refused.reason().startsWith(expected), refused::reason);
  }
}
