package dev.unroll.baseline.compute;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Encodes a sequence and decodes it to its end, the likeliest token each time. The state goes from
 * one call to the next inside ONNX Runtime.
 */
public final class DecodingRunner implements Runner {
  private final Graph encoder;
  private final Graph decoder;
  private final Block block = new Block();
  private final LongBuffer token =
      ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder()).asLongBuffer();

  public DecodingRunner(Graph encoder, Graph decoder) {
    this.encoder = encoder;
    this.decoder = decoder;
  }

  @Override
  public List<Answer> run(List<Question> questions) throws OrtException {
    var answers = new ArrayList<Answer>();
    for (var question : questions) {
      answers.add(new Answer.Ids(decode(question)));
    }
    return answers;
  }

  private long[] decode(Question question) throws OrtException {
    var ids = new long[question.maxSteps()];
    OrtSession.Result last = encode(question);
    try {
      long previous = question.startId();
      for (int step = 0; step < ids.length; step++) {
        var next = step(previous, state(last));
        last.close();
        last = next;
        previous = likeliest(((OnnxTensor) last.get("logits").orElseThrow()).getFloatBuffer());
        ids[step] = previous;
      }
    } finally {
      last.close();
    }
    return ids;
  }

  private OrtSession.Result encode(Question question) throws OrtException {
    try (var input = block.tensor(encoder, List.of(question.sequence()))) {
      return encoder.run(Map.of("input", input));
    }
  }

  private OrtSession.Result step(long previous, OnnxTensor state) throws OrtException {
    token.put(0, previous);
    try (var input = OnnxTensor.createTensor(decoder.environment(), token, new long[] {1})) {
      return decoder.run(Map.of("token", input, "h", state));
    }
  }

  private static OnnxTensor state(OrtSession.Result result) {
    return (OnnxTensor) result.get("h").or(() -> result.get("h_out")).orElseThrow();
  }

  private static long likeliest(FloatBuffer logits) {
    var values = logits.array();
    int best = 0;
    for (int token = 1; token < values.length; token++) {
      if (values[token] > values[best]) {
        best = token;
      }
    }
    return best;
  }
}
