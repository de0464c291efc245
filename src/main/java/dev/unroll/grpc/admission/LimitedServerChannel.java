package dev.unroll.grpc.admission;

import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;

/** Accepts connections within the limits, and closes the others before anything is read. */
final class LimitedServerChannel extends NioServerSocketChannel {
  private final OpenConnections connections;

  LimitedServerChannel(OpenConnections connections) {
    this.connections = connections;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    SocketChannel socket = javaChannel().accept();
    if (socket == null) {
      return 0;
    }
    var address = address(socket);
    if (!connections.enter(address)) {
      socket.close();
      return 0;
    }
    NioSocketChannel channel;
    try {
      channel = new NioSocketChannel(this, socket);
    } catch (RuntimeException e) {
      connections.leave(address);
      socket.close();
      throw e;
    }
    channel.closeFuture().addListener(closed -> connections.leave(address));
    accepted.add(channel);
    return 1;
  }

  private static String address(SocketChannel socket) throws java.io.IOException {
    return socket.getRemoteAddress() instanceof InetSocketAddress remote
        ? remote.getAddress().getHostAddress()
        : "";
  }
}
