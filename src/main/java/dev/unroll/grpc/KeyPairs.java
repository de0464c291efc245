package dev.unroll.grpc;

import dev.unroll.core.LoadException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/** Checks that a private key belongs to a certificate, by a signature. */
final class KeyPairs {
  private KeyPairs() {}

  /**
   * Checks a chain and its key. A renewal may have written only one of the files so far.
   *
   * @param names names both files
   * @throws LoadException if the key does not belong to the first certificate
   */
  static void check(String names, List<X509Certificate> chain, PrivateKey key)
      throws LoadException {
    for (int index = 0; index < chain.size(); index++) {
      if (fits(chain.get(index).getPublicKey(), key)) {
        if (index == 0) {
          return;
        }
        throw new LoadException(
            names
                + " belong to each other, but the certificate of the key is number "
                + (index + 1)
                + " in its file; it must be the first, and the authorities that signed it come"
                + " after it");
      }
    }
    throw new LoadException(
        names
            + " do not belong to each other: the certificate is for the "
            + chain.get(0).getPublicKey().getAlgorithm()
            + " key of "
            + chain.get(0).getSubjectX500Principal()
            + ", and the private key is another "
            + key.getAlgorithm()
            + " key");
  }

  private static boolean fits(PublicKey publicKey, PrivateKey key) {
    var algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    if (!publicKey.getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    try {
      var text = new byte[] {1, 2, 3};
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      var signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException differentKinds) {
      // Two curves, for example.
      return false;
    }
  }
}
