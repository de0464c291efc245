package dev.unroll.client;

import dev.unroll.client.print.Answer;
import dev.unroll.client.print.AnswerPrinter;
import dev.unroll.client.print.Columns;
import dev.unroll.v1.InputKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Makes a call for each line. Several are in flight, and the answers are shown in order.
 *
 * <p>One thread reads lines and starts calls. The caller's thread waits for the oldest call and
 * shows its answer, so an answer does not wait for the next line. The queue between the two threads
 * limits the calls in flight.
 */
final class LineCalls {
  private static final int IN_FLIGHT = 64;

  /** The call of one line. The answers are complete when {@code ended} is. */
  private record Pending(
      long number, String line, List<Answer> answers, CompletableFuture<Void> ended) {}

  private final ModelClient client;
  private final InputParser parser;
  private final InputKind kind;
  private final AnswerPrinter printer;
  private final PrintStream errors;

  LineCalls(
      ModelClient client,
      InputParser parser,
      InputKind kind,
      AnswerPrinter printer,
      PrintStream errors) {
    this.client = client;
    this.parser = parser;
    this.kind = kind;
    this.printer = printer;
    this.errors = errors;
  }

  /** Returns whether each line was answered. */
  boolean run(BufferedReader lines, Request template) throws CallFailure {
    var queue = new ArrayBlockingQueue<Pending>(IN_FLIGHT);
    var reader = new Thread(() -> readAll(lines, template, queue), "unroll-lines");
    // A read of standard input cannot be interrupted, and must not keep the process alive.
    reader.setDaemon(true);
    reader.start();
    try {
      return showAll(queue);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      reader.interrupt();
    }
  }

  private boolean showAll(BlockingQueue<Pending> queue) throws InterruptedException, CallFailure {
    boolean answered = true;
    while (true) {
      var next = queue.take();
      try {
        next.ended().join();
      } catch (CompletionException failed) {
        if (failed.getCause() instanceof CallFailure failure && failure.isUnreachable()) {
          throw failure;
        }
        errors.println("unroll: line " + next.number() + ": " + reason(failed));
        answered = false;
        continue;
      }
      if (next.number() == 0) {
        return answered;
      }
      printer.heading(Columns.printable(next.line()));
      next.answers().forEach(printer::print);
    }
  }

  private void readAll(BufferedReader lines, Request template, BlockingQueue<Pending> queue) {
    long number = 0;
    try {
      try {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          if (!line.isBlank()) {
            queue.put(start(number, line, template));
          }
        }
      } catch (IOException unreadable) {
        queue.put(failed(number + 1, unreadable));
      }
      queue.put(new Pending(0, "", List.of(), CompletableFuture.completedFuture(null)));
    } catch (InterruptedException stopped) {
      // The caller no longer waits for answers.
    }
  }

  private Pending start(long number, String line, Request template) {
    var answers = new ArrayList<Answer>();
    try {
      var request =
          new Request(
              template.rpc(), template.model(), parser.parse(kind, line), template.settings());
      return new Pending(number, line, answers, client.start(request, answers::add));
    } catch (UsageException malformed) {
      return failed(number, malformed);
    }
  }

  private static Pending failed(long number, Exception why) {
    return new Pending(number, "", List.of(), CompletableFuture.failedFuture(why));
  }

  private static String reason(CompletionException failed) {
    var cause = failed.getCause() == null ? failed : failed.getCause();
    return String.valueOf(cause.getMessage());
  }
}
