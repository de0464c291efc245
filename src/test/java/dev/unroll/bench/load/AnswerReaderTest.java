package dev.unroll.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.v1.Aligned;
import dev.unroll.v1.End;
import dev.unroll.v1.Label;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.OneToManyResponse;
import dev.unroll.v1.Piece;
import dev.unroll.v1.StopReason;
import dev.unroll.v1.StreamManyToManyResponse;
import dev.unroll.v1.Tag;
import dev.unroll.v1.Timing;
import dev.unroll.v1.Vectors;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
  private final AnswerReader ofThree = new AnswerReader(3);

  @Test
  void manyToOne_ofAsManySteps_isRight() {
    ofThree.read(label().setTiming(steps(3)).build());
    assertNull(ofThree.flaw());
    assertEquals(3, ofThree.steps());
  }

  @Test
  void manyToOne_withoutTiming_isRight() {
    ofThree.read(label().build());
    assertNull(ofThree.flaw());
  }

  @Test
  void manyToOne_ofOtherSteps_isWrong() {
    ofThree.read(label().setTiming(steps(4)).build());
    assertEquals("an answer for 4 steps where 3 were sent", ofThree.flaw());
  }

  @Test
  void manyToOne_withNothingInIt_isWrong() {
    ofThree.read(ManyToOneResponse.getDefaultInstance());
    assertEquals("an answer with neither labels nor outputs", ofThree.flaw());
  }

  @Test
  void text_takesItsStepsFromTheServer() {
    var ofText = new AnswerReader(0);
    ofText.read(label().setTiming(steps(9)).build());
    assertEquals(9, ofText.steps());
    assertNull(ofText.flaw());
  }

  @Test
  void manyToMany_oneTagAStep_isRight() {
    ofThree.read(
        ManyToManyResponse.newBuilder().addTags(tag()).addTags(tag()).addTags(tag()).build());
    assertNull(ofThree.flaw());
  }

  @Test
  void manyToMany_ofVectors_countsTheirSteps() {
    ofThree.read(ManyToManyResponse.newBuilder().addOutputs(vectors(2)).build());
    assertEquals("an answer of 2 steps where 3 were sent", ofThree.flaw());
  }

  @Test
  void manyToMany_generated_mayBeOfAnyLength() {
    ofThree.read(
        ManyToManyResponse.newBuilder()
            .setGenerated(End.newBuilder().addTokenIds(5).addTokenIds(6))
            .build());
    assertNull(ofThree.flaw());
    assertEquals(2, ofThree.tokens());
  }

  @Test
  void pieces_countOnceEach_alsoWhereTextWasHeldBack() {
    var caption = new AnswerReader(1);
    assertTrue(caption.read(piece(0)));
    assertTrue(caption.read(piece(1)));
    assertFalse(caption.read(piece(1)));
    assertFalse(caption.read(end(2)));
    assertNull(caption.flaw());
    assertEquals(2, caption.tokens());
  }

  @Test
  void pieces_fewerThanTheEndSays_areWrong() {
    var caption = new AnswerReader(1);
    caption.read(piece(0));
    caption.read(end(2));
    assertEquals("an answer of 1 pieces whose end has 2 tokens", caption.flaw());
  }

  @Test
  void pieces_withoutEnd_areWrong() {
    var caption = new AnswerReader(1);
    caption.read(piece(0));
    assertEquals("an answer without its end", caption.flaw());
  }

  @Test
  void stream_alignedPartByPart_isAddedUp() {
    ofThree.read(aligned(1));
    assertEquals(1, ofThree.alignedSteps());
    ofThree.read(aligned(2));
    ofThree.read(
        StreamManyToManyResponse.newBuilder()
            .setEnd(End.newBuilder().setReason(StopReason.STOP_REASON_ALIGNED).setTiming(steps(3)))
            .build());
    assertEquals(3, ofThree.alignedSteps());
    assertNull(ofThree.flaw());
  }

  @Test
  void stream_alignedWithNoStep_isWrong() {
    ofThree.read(
        StreamManyToManyResponse.newBuilder()
            .setEnd(End.newBuilder().setReason(StopReason.STOP_REASON_ALIGNED))
            .build());
    assertEquals("an answer of 0 steps where 3 were sent", ofThree.flaw());
  }

  @Test
  void stream_emptyMessage_isWrong() {
    ofThree.read(StreamManyToManyResponse.getDefaultInstance());
    assertEquals("an empty message", ofThree.flaw());
  }

  private static ManyToOneResponse.Builder label() {
    return ManyToOneResponse.newBuilder().addLabels(Label.newBuilder().setLabel("good"));
  }

  private static Timing steps(int steps) {
    return Timing.newBuilder().setSteps(steps).build();
  }

  private static Tag tag() {
    return Tag.newBuilder().setTag("NOUN").build();
  }

  private static NamedVectors vectors(int steps) {
    var vectors =
        Vectors.newBuilder()
            .setWidth(4)
            .setLittleEndian(ByteString.copyFrom(new byte[steps * 4 * Float.BYTES]));
    return NamedVectors.newBuilder().setName("output").setVectors(vectors).build();
  }

  private static OneToManyResponse piece(int step) {
    return OneToManyResponse.newBuilder().setPiece(Piece.newBuilder().setStep(step)).build();
  }

  private static OneToManyResponse end(int tokens) {
    var end = End.newBuilder().setReason(StopReason.STOP_REASON_STOP_ID);
    for (int token = 0; token < tokens; token++) {
      end.addTokenIds(token);
    }
    return OneToManyResponse.newBuilder().setEnd(end).build();
  }

  private static StreamManyToManyResponse aligned(int steps) {
    return StreamManyToManyResponse.newBuilder()
        .setAligned(Aligned.newBuilder().addOutputs(vectors(steps)))
        .build();
  }
}
