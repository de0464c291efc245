package dev.unroll.pem;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Private keys as cert-manager, OpenSSL and Go write them. */
public final class PemForms {
  private PemForms() {}

  /** A new key of a kind that the JDK can make: RSA, EC (P-256), Ed25519. */
  public static KeyPair pair(String algorithm) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("RSA")) {
      generator.initialize(2048);
    } else if (algorithm.equals("EC")) {
      generator.initialize(256);
    }
    return generator.generateKeyPair();
  }

  /** PKCS #8, with cert-manager's {@code encoding: PKCS8}. */
  public static String pkcs8(KeyPair pair) {
    return block("PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  /** PKCS #1 or SEC 1, which is what cert-manager writes unless it is told otherwise. */
  public static String traditional(KeyPair pair) throws IOException {
    var info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
    if (pair.getPrivate() instanceof ECPrivateKey key) {
      ASN1BitString point =
          SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()).getPublicKeyData();
      var form =
          new org.bouncycastle.asn1.sec.ECPrivateKey(
              key.getParams().getOrder().bitLength(),
              key.getS(),
              new DERBitString(point.getBytes()),
              info.getPrivateKeyAlgorithm().getParameters());
      return block("EC PRIVATE KEY", form.getEncoded());
    }
    return block("RSA PRIVATE KEY", info.parsePrivateKey().toASN1Primitive().getEncoded());
  }

  /** One block of PEM. */
  public static String block(String kind, byte[] bytes) {
    var encoded = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, encoded, kind);
  }
}
