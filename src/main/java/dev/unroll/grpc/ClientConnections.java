package dev.unroll.grpc;

import io.grpc.ServerCredentials;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalGracefulServerCloseCommand;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.InternalProtocolNegotiator.ProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiator.ServerFactory;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The connections of clients with certificates. When an authority is no longer accepted, the
 * connections of its clients are asked to end (GOAWAY): calls in flight may finish for {@link
 * #GRACE}, and new ones need a new connection, which is refused.
 *
 * <p>gRPC tells nobody of its connections, so this is a part of the negotiation of TLS.
 */
final class ClientConnections {
  private static final System.Logger LOG = System.getLogger(ClientConnections.class.getName());

  /** How long calls in flight may go on after their client's authority was removed. */
  static final Duration GRACE = Duration.ofSeconds(30);

  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

  /** Who is trusted now; written by the thread that reads the files. */
  private volatile X509TrustManager trust;

  /** Whether an authority has ever been removed. Only ever set to true. */
  private volatile boolean removed;

  /** Begins with these authorities. */
  ClientConnections(Collection<X509Certificate> authorities) throws GeneralSecurityException {
    this.trust = trusting(authorities);
  }

  /** Returns a trust manager for chains whose handshake is over, which gRPC's does not check. */
  private static X509TrustManager trusting(Collection<X509Certificate> authorities)
      throws GeneralSecurityException {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (var authority : authorities) {
        store.setCertificateEntry(Integer.toString(number++), authority);
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return (X509TrustManager) factory.getTrustManagers()[0];
    } catch (IOException impossible) {
      throw new UncheckedIOException("nothing is read", impossible);
    }
  }

  /** Takes the authorities that are accepted now, and ends the connections of others. */
  void accept(Collection<X509Certificate> authorities) throws GeneralSecurityException {
    var before = List.of(trust.getAcceptedIssuers());
    trust = trusting(authorities);
    if (!authorities.containsAll(before)) {
      endUntrusted();
    }
  }

  /** Returns the same credentials, whose connections are known here from now on. */
  ServerCredentials track(ServerCredentials credentials) {
    var tls = InternalNettyServerCredentials.toNegotiator(credentials);
    ServerFactory tracked = pool -> new Tracking(tls.newNegotiator(pool));
    return InternalNettyServerCredentials.create(tracked);
  }

  private void endUntrusted() {
    removed = true;
    int ended = 0;
    for (var channel : channels) {
      var tls = channel.pipeline().get(SslHandler.class);
      // One whose handshake goes on is checked at its end.
      if (tls != null && tls.handshakeFuture().isSuccess() && !isTrusted(tls)) {
        var unused =
            channel.writeAndFlush(
                InternalGracefulServerCloseCommand.create(
                    "the authority of your certificate is no longer accepted",
                    GRACE.toMillis(),
                    TimeUnit.MILLISECONDS));
        ended++;
      }
    }
    LOG.log(
        Level.INFO,
        "an authority was removed from tls-client-ca; connections of its clients that end: {0}",
        Integer.toString(ended));
  }

  private boolean isTrusted(SslHandler tls) {
    try {
      var peer = tls.engine().getSession().getPeerCertificates();
      var chain = new X509Certificate[peer.length];
      for (int index = 0; index < peer.length; index++) {
        chain[index] = (X509Certificate) peer[index];
      }
      trust.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      return true;
    } catch (SSLPeerUnverifiedException | CertificateException refused) {
      return false;
    }
  }

  private void add(Channel channel) {
    channels.add(channel);
    var unused = channel.closeFuture().addListener(closed -> channels.remove(channel));
    var tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      // Without it nothing could be told of the client later.
      close(channel);
    } else {
      checkAfterHandshake(channel, tls);
    }
  }

  /** A session that is resumed is not verified again by TLS itself. */
  private void checkAfterHandshake(Channel channel, SslHandler tls) {
    var unused =
        tls.handshakeFuture()
            .addListener(handshake -> {
              if (handshake.isSuccess() && removed && !isTrusted(tls)) {
                close(channel);
              }
            });
  }

  private static void close(Channel channel) {
    var unused = channel.close();
  }

  /** gRPC's own negotiation of TLS, which shows us each channel. */
  private final class Tracking implements ProtocolNegotiator {
    private final ProtocolNegotiator tls;

    private Tracking(ProtocolNegotiator tls) {
      this.tls = tls;
    }

    @Override
    public AsciiString scheme() {
      return tls.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
      var next = tls.newHandler(connection);
      return new ChannelInboundHandlerAdapter() {
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
          context.pipeline().addAfter(context.name(), null, next);
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
          // gRPC adds its handler of TLS when it learns of this.
          context.fireChannelActive();
          context.pipeline().remove(this);
          add(context.channel());
        }
      };
    }

    @Override
    public void close() {
      tls.close();
    }
  }
}
