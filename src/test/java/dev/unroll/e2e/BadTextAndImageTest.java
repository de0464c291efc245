package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertInvalid;
import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.grpc.unroll.Requests.image;
import static dev.unroll.grpc.unroll.Requests.manyToMany;
import static dev.unroll.grpc.unroll.Requests.manyToOne;
import static dev.unroll.grpc.unroll.Requests.oneToMany;
import static dev.unroll.grpc.unroll.Requests.text;

import com.google.protobuf.ByteString;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.SequenceInferenceGrpc;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Texts that are none and images that are none, to the models that come with the server. */
class BadTextAndImageTest {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    server = ServerHarness.start(Folders.bundled());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void text_empty_isInvalid() {
    assertInvalid("input.text", "is empty", () -> askText(""));
  }

  @Test
  void text_ofWhiteSpaceOnly_isInvalid() {
    assertInvalid(
        "input.text",
        "is empty after the model's tokenizer has normalised it",
        () -> askText(" \t\n "));
  }

  @Test
  void text_overTheModelsMaximum_isInvalid() {
    assertInvalid(
        "input.text", "this model takes at most 512", () -> askText("정말 좋아요 ".repeat(1000)));
    assertInvalid("input.text", "at most 32768 are allowed", () -> askText(" ".repeat(990_000)));
  }

  @Test
  void text_notUtf8_isInvalid() {
    assertRefused(
        Code.INVALID_ARGUMENT,
        "UTF-8",
        () -> raw(ManyToOneRequest.newBuilder(), new byte[] {'o', 'k', (byte) 0xC3, 0x28}));
  }

  @Test
  void message_thatIsNoProtobuf_isInvalid() {
    assertRefused(
        Code.INVALID_ARGUMENT, "not valid protobuf", () -> raw(new byte[] {0x0A, 0x7F, 1, 2}));
  }

  @Test
  void image_thatIsNone_isInvalid() {
    assertInvalid("input.image", "is empty", () -> askImage(new byte[0]));
    assertInvalid(
        "input.image",
        "its 11 bytes are neither a PNG nor a JPEG file",
        () -> askImage("hello world".getBytes(StandardCharsets.UTF_8)));
    assertInvalid("input.image", "damaged PNG", () -> askImage(PNG));
  }

  @Test
  void image_cutOff_isInvalid() throws Exception {
    var whole = Files.readAllBytes(Folders.bundled().resolve("caption-en/example.png"));
    assertInvalid(
        "input.image",
        "PNG file",
        () -> askImage(java.util.Arrays.copyOf(whole, whole.length / 2)));
  }

  @Test
  void image_ofABillionPixels_isInvalidBeforeItIsDecoded() {
    assertInvalid("input.image", "has 30000 x 30000 pixels", () -> askImage(header(30_000)));
  }

  @Test
  void kind_notTheModels_isInvalid() {
    assertInvalid(
        "input",
        "takes vectors or image, not text",
        () -> server.ask(oneToMany("caption-en", text("a"))));
    assertInvalid(
        "input",
        "takes text or token ids, not image",
        () -> server.calls().manyToOne(manyToOne("sentiment-ko", image(PNG))));
    assertInvalid(
        "input",
        "takes text or token ids, not vectors",
        () -> server.calls().manyToMany(manyToMany("pos-ko", Requests.vectors(1, 1))));
  }

  /** The signature and a first chunk that says how large the image is; nothing after it. */
  private static byte[] header(int side) {
    var chunk = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII));
    chunk.putInt(side).putInt(side).put(new byte[] {8, 2, 0, 0, 0});
    var checksum = new CRC32();
    checksum.update(chunk.array());
    return ByteBuffer.allocate(PNG.length + 4 + 17 + 4)
        .put(PNG)
        .putInt(13)
        .put(chunk.array())
        .putInt((int) checksum.getValue())
        .array();
  }

  private static void askText(String text) {
    server.calls().manyToOne(manyToOne("sentiment-ko", text(text)));
  }

  private static void askImage(byte[] file) {
    server.ask(oneToMany("caption-en", image(file)));
  }

  /** A request whose text is those bytes, which protobuf's own builders would not take. */
  private static void raw(ManyToOneRequest.Builder request, byte[] text) {
    var input = ByteBuffer.allocate(2 + text.length).put((byte) 0x0A).put((byte) text.length);
    input.put(text);
    var head = request.setModel(Requests.model("sentiment-ko")).build().toByteArray();
    raw(
        ByteBuffer.allocate(head.length + 2 + input.capacity())
            .put(head)
            .put((byte) 0x12)
            .put((byte) input.capacity())
            .put(input.array())
            .array());
  }

  private static void raw(byte[] message) {
    var method =
        SequenceInferenceGrpc.getManyToOneMethod().toBuilder(
                new Bytes(), SequenceInferenceGrpc.getManyToOneMethod().getResponseMarshaller())
            .build();
    ClientCalls.blockingUnaryCall(
        server.channel(), method, CallOptions.DEFAULT, ByteString.copyFrom(message));
  }

  /** Sends bytes as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<ByteString> {
    @Override
    public InputStream stream(ByteString value) {
      return new ByteArrayInputStream(value.toByteArray());
    }

    @Override
    public ByteString parse(InputStream stream) {
      throw new UnsupportedOperationException("requests only");
    }
  }
}
