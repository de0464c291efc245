package dev.unroll.grpc.unroll;

import static dev.unroll.core.Faults.assertInvalid;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.protobuf.ByteString;
import dev.unroll.codec.RawInput;
import dev.unroll.v1.Input;
import dev.unroll.v1.Vectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputMessagesTest {
  private static RawInput.VectorValues vectors(Vectors.Builder vectors) {
    var input = Input.newBuilder().setVectors(vectors).build();
    return assertInstanceOf(RawInput.VectorValues.class, InputMessages.given(input));
  }

  private static void assertBad(String field, String part, Vectors.Builder vectors) {
    assertInvalid(field, part, () -> vectors(vectors));
  }

  @Test
  void noKind_isMissing() {
    assertInvalid(
        "input",
        "give one of text, token_ids, vectors, image and tensors",
        () -> InputMessages.given(Input.getDefaultInstance()));
  }

  @Test
  void emptyKinds_areGivenAsTheyAre_forTheCodecToRefuse() {
    assertEquals(new RawInput.Text(""), InputMessages.given(Requests.text("")));
    var ids = assertInstanceOf(RawInput.TokenIds.class, InputMessages.given(Requests.ids()));
    assertEquals(0, ids.ids().length);
    var image =
        assertInstanceOf(RawInput.Image.class, InputMessages.given(Requests.image(new byte[0])));
    assertEquals(0, image.file().length);
    assertEquals(0, vectors(Vectors.newBuilder().setWidth(3)).values().length);
  }

  @Test
  void values_keepTheirWidthAndTheirField() {
    var given = vectors(Vectors.newBuilder().setWidth(2).addValues(1).addValues(Float.NaN));
    assertArrayEquals(new float[] {1, Float.NaN}, given.values());
    assertEquals(2, given.width());
    assertEquals("input.vectors.values", given.field());
  }

  @Test
  void littleEndian_isTheSameValues_andNamedByItsOwnField() {
    var values = new float[] {1.5f, -0f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY};
    var bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    var given = vectors(Vectors.newBuilder().setLittleEndian(ByteString.copyFrom(bytes)));
    assertArrayEquals(values, given.values());
    assertEquals(0, given.width());
    assertEquals("input.vectors.little_endian", given.field());
  }

  @Test
  void vectorsThatContradictThemselves_areInvalid() {
    var four = ByteString.copyFrom(new byte[4]);
    assertBad(
        "input.vectors",
        "both values and little_endian",
        Vectors.newBuilder().addValues(1).setLittleEndian(four));
    assertBad(
        "input.vectors.little_endian",
        "has 5 bytes, which is not a multiple of 4",
        Vectors.newBuilder().setLittleEndian(ByteString.copyFrom(new byte[5])));
    assertBad(
        "input.vectors.width",
        "is 2147483648, over the limit of 2147483647",
        Vectors.newBuilder().setWidth(Integer.MIN_VALUE).setLittleEndian(four));
  }

  /** The law: whatever is given, its message gives it again. */
  @Test
  void message_ofAnythingGiven_givesTheSame() {
    var random = new Random(1);
    for (int round = 0; round < 200; round++) {
      int size = random.nextInt(6);
      var ids = random.longs(size).toArray();
      var values = new float[size];
      var file = new byte[size];
      random.nextBytes(file);
      for (int index = 0; index < size; index++) {
        values[index] = Float.intBitsToFloat(random.nextInt());
      }
      int width = random.nextInt(Integer.MAX_VALUE);
      assertArrayEquals(ids, ((RawInput.TokenIds) again(new RawInput.TokenIds(ids))).ids());
      assertArrayEquals(file, ((RawInput.Image) again(new RawInput.Image(file))).file());
      var vectors = (RawInput.VectorValues) again(new RawInput.VectorValues(values, width));
      assertArrayEquals(values, vectors.values());
      assertEquals(width, vectors.width());
      var text =
          new RawInput.Text(
              random
                  .ints(size, 1, 0xD800)
                  .collect(
                      StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                  .toString());
      assertEquals(text, again(text));
    }
  }

  private static RawInput again(RawInput rawInput) {
    return InputMessages.given(InputMessages.message(rawInput));
  }
}
