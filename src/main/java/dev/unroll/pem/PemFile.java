package dev.unroll.pem;

import dev.unroll.core.LoadException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMParser;

/**
 * The blocks of a PEM file. A file may have text before, between and after its blocks, ends of
 * lines of any kind, and blocks that were not asked for, such as the key beside its certificates.
 *
 * <p>Every {@link LoadException} names the file and says what is wrong with it.
 */
public final class PemFile {
  /** What errors call the file. */
  private final String name;

  private final Path file;
  private final List<Object> blocks;

  private PemFile(String name, Path file, List<Object> blocks) {
    this.name = name;
    this.file = file;
    this.blocks = blocks;
  }

  /**
   * Reads all blocks of a file.
   *
   * @param setting what named the file, with a space behind it, such as "tls-key "
   * @throws LoadException if it cannot be read, or if a block is damaged
   */
  public static PemFile read(String setting, Path file) throws LoadException {
    var name = setting + file;
    var blocks = new ArrayList<Object>();
    // Latin-1 has a character for each byte, so no text around the blocks is malformed.
    try (var reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
        var parser = new PEMParser(reader)) {
      for (var block = parser.readObject(); block != null; block = parser.readObject()) {
        blocks.add(block);
      }
    } catch (NoSuchFileException missing) {
      throw new LoadException(name + " does not exist", missing);
    } catch (AccessDeniedException denied) {
      throw new LoadException(name + " cannot be read: permission denied", denied);
    } catch (IOException | RuntimeException damaged) {
      // Bouncy Castle throws both for blocks that it cannot decode.
      throw new LoadException(
          name + " has a block that is not valid PEM: " + damaged.getMessage(), damaged);
    }
    return new PemFile(name, file, blocks);
  }

  /**
   * Returns the certificates in their order, at least one.
   *
   * @throws LoadException if there is none, or one is invalid
   */
  public List<X509Certificate> certificates() throws LoadException {
    var certificates = new ArrayList<X509Certificate>();
    for (var block : blocks) {
      if (block instanceof X509CertificateHolder holder) {
        certificates.add(certificate(holder));
      }
    }
    if (certificates.isEmpty()) {
      throw new LoadException(
          name + " has no certificate in PEM (-----BEGIN CERTIFICATE-----); " + contents());
    }
    return List.copyOf(certificates);
  }

  private X509Certificate certificate(X509CertificateHolder holder) throws LoadException {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate)
          factory.generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
    } catch (IOException | CertificateException e) {
      throw new LoadException(name + " has an invalid certificate: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the first private key: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC).
   *
   * @throws LoadException if there is none, or if it is encrypted
   */
  public PrivateKey privateKey() throws LoadException {
    for (var block : blocks) {
      var key = PrivateKeys.read(name, file, block);
      if (key.isPresent()) {
        return key.get();
      }
    }
    throw new LoadException(
        name
            + " has no private key in PEM (-----BEGIN PRIVATE KEY-----, RSA PRIVATE KEY or EC"
            + " PRIVATE KEY); "
            + contents());
  }

  private String contents() {
    return blocks.isEmpty()
        ? "it has no PEM block at all"
        : "it has: "
            + blocks.stream().map(PrivateKeys::kind).distinct().collect(Collectors.joining(", "));
  }
}
