package dev.unroll.server;

import dev.unroll.core.LoadException;
import java.lang.System.Logger.Level;

/** A process that is a server: it obeys signals, and ends with an exit code. */
final class ServerProcess {
  private static final System.Logger LOG = System.getLogger(ServerProcess.class.getName());

  private ServerProcess() {}

  /** Serves until a signal stops the server. Returns the exit code. */
  static int run(ServerConfig config) {
    var signals = Signals.listen();
    try {
      var server = Server.open(config);
      signals.onReload(server::reloadSoon);
      signals.ignored().forEach(sentence -> LOG.log(Level.WARNING, sentence));
      // This does not wait, so that signals are handled while models are loading.
      var unused = server.loadModels(server::announce);
      signals.awaitStop();
      if (!server.stop()) {
        // An ordinary exit would free ONNX Runtime while a load or a lane still uses it.
        Runtime.getRuntime().halt(0);
      }
      return 0;
    } catch (LoadException e) {
      LOG.log(Level.ERROR, "the server cannot start: {0}", e.reason());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
