package dev.unroll.bench.load;

import dev.unroll.v1.End;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.OneToManyResponse;
import dev.unroll.v1.Piece;
import dev.unroll.v1.StopReason;
import dev.unroll.v1.StreamManyToManyResponse;
import dev.unroll.v1.Timing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one answer, message by message. Counts its steps, and checks that it is consistent. */
final class AnswerReader {
  private final int sentSteps;
  private int countedSteps;
  private int alignedSteps;
  private int pieces;
  private int lastPiece = -1;
  private int tokens;
  private boolean aligned;
  private boolean ended;
  private @Nullable String flaw;

  /** Creates a reader for an input of {@code sentSteps} steps; 0 if the number is unknown. */
  AnswerReader(int sentSteps) {
    this.sentSteps = sentSteps;
  }

  void read(ManyToOneResponse answer) {
    if (answer.getLabelsCount() == 0 && answer.getOutputsCount() == 0) {
      flaw = "an answer with neither labels nor outputs";
    }
    count(answer.getTiming());
    ended = true;
  }

  void read(ManyToManyResponse answer) {
    if (answer.hasGenerated()) {
      read(answer.getGenerated());
    } else {
      count(answer.getTiming());
      align(answer.getTagsCount(), answer.getOutputsList());
      aligned = true;
      ended = true;
    }
  }

  /** Returns whether the message has another step of output. */
  boolean read(OneToManyResponse part) {
    if (part.hasEnd()) {
      read(part.getEnd());
    }
    return part.hasPiece() && isNew(part.getPiece());
  }

  /** Returns whether the message has another step of output, generated or aligned. */
  boolean read(StreamManyToManyResponse part) {
    switch (part.getPartCase()) {
      case PIECE -> {
        return isNew(part.getPiece());
      }
      case ALIGNED -> {
        var aligned = part.getAligned();
        return align(aligned.getTagsCount(), aligned.getOutputsList()) > 0;
      }
      case END -> read(part.getEnd());
      case PART_NOT_SET -> flaw = "an empty message";
    }
    return false;
  }

  private void read(End end) {
    ended = true;
    tokens = end.getTokenIdsCount();
    aligned = end.getReason() == StopReason.STOP_REASON_ALIGNED;
    if (pieces > 0 && pieces != tokens) {
      flaw = "an answer of " + pieces + " pieces whose end has " + tokens + " tokens";
    }
    if (aligned) {
      count(end.getTiming());
    }
  }

  /** Returns whether a piece has a new step. Withheld text repeats the last step's number. */
  private boolean isNew(Piece piece) {
    boolean repeated = piece.getStep() == lastPiece;
    lastPiece = piece.getStep();
    pieces += repeated ? 0 : 1;
    return !repeated;
  }

  /** Returns the number of steps that an aligned message answers. */
  private int align(int tags, List<NamedVectors> outputs) {
    int steps = tags > 0 ? tags : outputs.isEmpty() ? 0 : steps(outputs.get(0));
    alignedSteps += steps;
    return steps;
  }

  private static int steps(NamedVectors output) {
    var vectors = output.getVectors();
    int values = vectors.getValuesCount() + vectors.getLittleEndian().size() / Float.BYTES;
    return vectors.getWidth() == 0 ? 0 : values / vectors.getWidth();
  }

  /** Checks the number of steps that the server reports, which is optional. */
  private void count(Timing timing) {
    countedSteps = timing.getSteps();
    if (countedSteps > 0 && sentSteps > 0 && countedSteps != sentSteps) {
      flaw = "an answer for " + countedSteps + " steps where " + sentSteps + " were sent";
    }
  }

  /** Returns the steps of the input, as sent or as the server reported; 0 if unknown. */
  int steps() {
    return sentSteps > 0 ? sentSteps : countedSteps;
  }

  /** Returns the number of aligned steps so far. */
  int alignedSteps() {
    return alignedSteps;
  }

  /** Returns the number of generated steps. */
  int tokens() {
    return tokens;
  }

  /** Returns what is wrong with the complete answer, or null. */
  @Nullable String flaw() {
    if (flaw != null) {
      return flaw;
    }
    if (!ended) {
      return "an answer without its end";
    }
    return aligned && sentSteps > 0 && alignedSteps != sentSteps
        ? "an answer of " + alignedSteps + " steps where " + sentSteps + " were sent"
        : null;
  }
}
