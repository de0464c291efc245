package dev.unroll.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long the certificates of one file are valid. Of several it is the one that expires first: a
 * chain is valid as long as all its certificates are. Thread-safe.
 */
public final class CertificateValidity {
  private static final System.Logger LOG = System.getLogger(CertificateValidity.class.getName());

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SOON = Duration.ofDays(14);

  /** A certificate that is renewed in time never has less of its lifetime left. */
  private static final int SOON_SHARE = 5;

  private final String use;
  private final String file;
  private final InstantSource clock;

  @GuardedBy("this")
  private @Nullable X509Certificate first;

  @GuardedBy("this")
  private Instant warned = Instant.MIN;

  /**
   * @param use what the certificates are for, as a label of metrics
   * @param file the setting and the file, for the log
   */
  public CertificateValidity(String use, String file, InstantSource clock) {
    this.use = use;
    this.file = file;
    this.clock = clock;
  }

  /** Takes the certificates that are used now. Logs until when they are valid, if that is new. */
  synchronized void read(List<X509Certificate> certificates) {
    var expiring =
        certificates.stream().min(Comparator.comparing(X509Certificate::getNotAfter)).orElseThrow();
    if (!expiring.equals(first)) {
      first = expiring;
      warned = Instant.MIN;
      if (!warnDaily()) {
        LOG.log(Level.INFO, "{0} is valid until {1}", file, expiring.getNotAfter().toInstant());
      }
    }
  }

  /**
   * Warns if a certificate is not valid now or expires soon, once a day.
   *
   * @return whether there is a reason to warn
   */
  synchronized boolean warnDaily() {
    var problem = problem();
    var now = clock.instant();
    if (!problem.isEmpty() && now.minus(DAY).isAfter(warned)) {
      warned = now;
      LOG.log(Level.WARNING, "{0} {1}", file, problem);
    }
    return !problem.isEmpty();
  }

  private synchronized String problem() {
    var certificate = first;
    if (certificate == null) {
      return "";
    }
    var now = clock.instant();
    var begin = certificate.getNotBefore().toInstant();
    var end = certificate.getNotAfter().toInstant();
    var subject = certificate.getSubjectX500Principal().toString();
    if (now.isBefore(begin)) {
      return "is not valid before " + begin + " (" + subject + "); until then peers refuse it";
    }
    if (now.isAfter(end)) {
      return "expired at " + end + " (" + subject + "): peers refuse it; renew it";
    }
    var left = Duration.between(now, end);
    return left.compareTo(SOON) < 0
            && left.multipliedBy(SOON_SHARE).compareTo(Duration.between(begin, end)) < 0
        ? "expires at " + end + " (" + subject + "), in " + left.toDays() + " days; renew it"
        : "";
  }

  /** Returns {@code server} or {@code client-ca}. */
  public String use() {
    return use;
  }

  /** Returns the days until the expiry, negative after it. */
  public synchronized double daysLeft() {
    return first == null
        ? Double.NaN
        : days(Duration.between(clock.instant(), first.getNotAfter().toInstant()));
  }

  /** Returns the days from the beginning of the validity to its end. */
  public synchronized double daysInAll() {
    return first == null
        ? Double.NaN
        : days(Duration.between(first.getNotBefore().toInstant(), first.getNotAfter().toInstant()));
  }

  private static double days(Duration duration) {
    return (double) duration.toSeconds() / DAY.toSeconds();
  }
}
