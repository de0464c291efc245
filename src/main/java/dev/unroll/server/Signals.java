package dev.unroll.server;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Handles the signals of the process. A shutdown hook cannot tell a second SIGTERM from the first,
 * and does not see SIGHUP. {@code sun.misc.Signal} can; {@code jdk.unsupported} exports it. It is
 * called by reflection because javac's warning about it cannot be suppressed.
 */
public final class Signals {
  private static final int KILLED_BY_SIGNAL = 128;
  private static final int TERM = 15;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicBoolean stopping = new AtomicBoolean();

  /** Only written by {@link #listen}. */
  private final List<String> ignored = new ArrayList<>();

  /** The action of SIGHUP; it does nothing until a server is open. */
  private volatile Runnable reload = () -> {};

  /**
   * Starts to handle signals. The first SIGTERM or SIGINT ends {@link #awaitStop}, even if it comes
   * before that call. A second one ends the process at once.
   */
  public static Signals listen() {
    var signals = new Signals();
    signals.handle("TERM", "it cannot be stopped by it, but by SIGKILL", signals::stop);
    signals.handle("INT", "it is stopped by SIGTERM only", signals::stop);
    if (!System.getProperty("os.name").startsWith("Windows")) {
      signals.handle(
          "HUP",
          "the models folder is looked at only every poll, or when a client loads a model",
          () -> signals.reload.run());
    }
    return signals;
  }

  /**
   * Returns a sentence for each signal that cannot be handled: Java leaves a signal alone that it
   * was started to ignore, as {@code nohup} does with HUP, and a script with INT in its background.
   */
  List<String> ignored() {
    return List.copyOf(ignored);
  }

  private void handle(String name, String otherwise, Runnable action) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      var proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      var made = signal.getConstructor(String.class).newInstance(name);
      var before = signal.getMethod("handle", signal, handler).invoke(null, made, proxy);
      if (Objects.equals(before, handler.getField("SIG_IGN").get(null))) {
        ignored.add(
            "SIG"
                + name
                + " has no effect, since the process was started to ignore it (as by nohup, or in"
                + " the background of a script); "
                + otherwise);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM does not let signal " + name + " be handled", e);
    }
  }

  private void stop() {
    if (!stopping.compareAndSet(false, true)) {
      Runtime.getRuntime().halt(KILLED_BY_SIGNAL + TERM);
    }
    stop.countDown();
  }

  /** Sets the action of SIGHUP. */
  void onReload(Runnable action) {
    reload = action;
  }

  public void awaitStop() throws InterruptedException {
    stop.await();
  }
}
