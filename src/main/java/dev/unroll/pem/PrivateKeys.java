package dev.unroll.pem;

import dev.unroll.core.LoadException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Turns what Bouncy Castle reads into keys of the JDK, which its TLS can use. */
final class PrivateKeys {
  /** The JDK's names of the algorithms whose keys TLS can use. */
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "1.2.840.113549.1.1.1", "RSA",
          "1.2.840.113549.1.1.10", "RSASSA-PSS",
          "1.2.840.10045.2.1", "EC",
          "1.3.101.112", "EdDSA",
          "1.3.101.113", "EdDSA");

  private PrivateKeys() {}

  /**
   * Returns the private key of a block; empty if the block is something else.
   *
   * @throws LoadException if the key is encrypted, or of a kind that TLS cannot use
   */
  static Optional<PrivateKey> read(String name, Path file, Object block) throws LoadException {
    if (block instanceof PEMEncryptedKeyPair || block instanceof PKCS8EncryptedPrivateKeyInfo) {
      throw new LoadException(
          name
              + " has an encrypted private key, and there is no setting for its passphrase; allowed"
              + " is a key that is not encrypted: openssl pkey -in "
              + file.getFileName()
              + " -out decrypted.key");
    }
    if (block instanceof PEMKeyPair pair) {
      return Optional.of(key(name, pair.getPrivateKeyInfo()));
    }
    return block instanceof PrivateKeyInfo info ? Optional.of(key(name, info)) : Optional.empty();
  }

  private static PrivateKey key(String name, PrivateKeyInfo info) throws LoadException {
    var identifier = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
    var algorithm = ALGORITHMS.get(identifier);
    if (algorithm == null) {
      throw new LoadException(
          name
              + " has a private key of algorithm "
              + identifier
              + "; allowed are RSA, EC and EdDSA");
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    } catch (IOException | GeneralSecurityException e) {
      throw new LoadException(
          name + " has a private key that is not valid (" + algorithm + "): " + e.getMessage(), e);
    }
  }

  /** Returns what a block is, for an error that was looking for something else. */
  static String kind(Object block) {
    if (block instanceof X509CertificateHolder) {
      return "a certificate";
    }
    return block instanceof PEMKeyPair || block instanceof PrivateKeyInfo
        ? "a private key"
        : "a block of another kind (" + block.getClass().getSimpleName() + ")";
  }
}
