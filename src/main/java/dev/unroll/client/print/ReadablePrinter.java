package dev.unroll.client.print;

import dev.unroll.v1.Aligned;
import dev.unroll.v1.End;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.Piece;
import dev.unroll.v1.Span;
import dev.unroll.v1.StopReason;
import dev.unroll.v1.Tag;
import dev.unroll.v1.Timing;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Prints answers for people: bars for labels, words with tags, text as it comes, and the timing.
 */
public final class ReadablePrinter implements AnswerPrinter {
  private final PrintStream out;
  private final Screen screen;
  private final int labelLimit;
  private final boolean scoresOne;

  /** Whether the current line holds pieces of text. */
  private boolean inText;

  /**
   * @param labelLimit the most labels that are shown
   * @param scoresOne whether the score of a single generated output is shown
   */
  public ReadablePrinter(PrintStream out, Screen screen, int labelLimit, boolean scoresOne) {
    this.out = out;
    this.screen = screen;
    this.labelLimit = labelLimit;
    this.scoresOne = scoresOne;
  }

  @Override
  public void heading(String input) {
    out.println(screen.bold("> " + Columns.shorten(input, Math.max(20, screen.columns() - 2))));
  }

  @Override
  public void print(Answer answer) {
    if (answer instanceof Answer.One one) {
      print(one.message());
    } else if (answer instanceof Answer.Many many) {
      print(many.message());
    } else if (answer instanceof Answer.Part part) {
      switch (part.message().getPartCase()) {
        case PIECE -> print(part.message().getPiece());
        case END -> print(part.message().getEnd());
        case PART_NOT_SET -> {}
      }
    } else if (answer instanceof Answer.StreamPart part) {
      switch (part.message().getPartCase()) {
        case PIECE -> print(part.message().getPiece());
        case ALIGNED -> print(part.message().getAligned());
        case END -> print(part.message().getEnd());
        case PART_NOT_SET -> {}
      }
    }
  }

  @Override
  public void finish() {
    if (inText) {
      out.println();
      inText = false;
    }
  }

  private void print(ManyToOneResponse answer) {
    if (!answer.getFilled().isEmpty()) {
      out.println(screen.bold(Columns.printable(answer.getFilled())));
    }
    lines(LabelLines.of(answer.getLabelsList(), labelLimit, screen));
    outputs(answer.getOutputsList());
    timing(answer.getTiming(), "");
  }

  private void print(ManyToManyResponse answer) {
    tags(answer.getTagsList(), answer.getEntitiesList());
    outputs(answer.getOutputsList());
    var stop = "";
    if (answer.hasGenerated()) {
      out.println(whole(answer.getGenerated()));
      lines(AlternativeLines.of(answer.getGenerated().getAlternativesList(), scoresOne, screen));
      stop = stop(answer.getGenerated().getReason());
    }
    timing(answer.getTiming(), stop);
  }

  private void print(Aligned part) {
    tags(part.getTagsList(), part.getEntitiesList());
    part.getOutputsList()
        .forEach(output -> lines(VectorLines.of(output, part.getFirstStep(), screen)));
  }

  private void tags(List<Tag> tags, List<Span> entities) {
    lines(
        EntityLines.areFor(tags)
            ? EntityLines.of(tags, entities, screen)
            : TagLines.of(tags, entities, screen));
    lines(TagLines.entities(entities, screen));
  }

  private void print(Piece piece) {
    out.print(Columns.printable(piece.getText()));
    out.flush();
    inText |= !piece.getText().isEmpty();
  }

  private void print(End end) {
    if (!inText && (end.getTokenIdsCount() > 0 || !end.getText().isEmpty())) {
      out.println(whole(end));
    }
    finish();
    lines(AlternativeLines.of(end.getAlternativesList(), scoresOne, screen));
    timing(end.getTiming(), stop(end.getReason()));
  }

  private static String whole(End end) {
    return AlternativeLines.output(end.getText(), end.getTokenIdsList());
  }

  private void outputs(List<NamedVectors> outputs) {
    outputs.forEach(output -> lines(VectorLines.of(output, 0, screen)));
  }

  private void timing(Timing timing, String stop) {
    out.println(
        screen.dim(
            String.format(
                Locale.ROOT,
                "queue %.1f ms, compute %.1f ms, %d %s%s",
                timing.getQueueNanos() / 1e6,
                timing.getComputeNanos() / 1e6,
                timing.getSteps(),
                timing.getSteps() == 1 ? "step" : "steps",
                stop)));
  }

  private static String stop(StopReason reason) {
    return reason == StopReason.STOP_REASON_MAX_STEPS ? ", stopped at the step limit" : "";
  }

  private void lines(List<String> lines) {
    lines.forEach(out::println);
  }
}
