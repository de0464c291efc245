package dev.unroll.rpc;

import dev.unroll.core.ModelKey;
import dev.unroll.repository.ModelLease;
import dev.unroll.schedule.RowTiming;
import dev.unroll.v1.Aligned;
import dev.unroll.v1.End;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.StopReason;
import dev.unroll.v1.StreamManyToManyResponse;

/** The messages of aligned tasks: a tag or a vector for each step. */
final class AlignedMessages {
  private AlignedMessages() {}

  /** One message with all. */
  static Inference.OfInput unary(
      ServedCall<ManyToManyResponse> call, ModelLease lease, boolean raw) {
    return (outputs, input, timing) -> {
      var tagging = Inference.tagging(lease.model().output(), outputs, input.spans());
      var response =
          ManyToManyResponse.newBuilder()
              .addAllTags(OutputMessages.tags(tagging))
              .addAllEntities(OutputMessages.entities(tagging))
              .setTiming(OutputMessages.timing(timing))
              .setModel(OutputMessages.model(lease.model().key()));
      if (raw || response.getTagsCount() == 0) {
        response.addAllOutputs(OutputMessages.raw(outputs));
      }
      call.send(response.build());
    };
  }

  /** The steps in one message, then the end. */
  static Inference.OfInput stream(
      ServedCall<StreamManyToManyResponse> call, ModelLease lease, boolean raw) {
    return (outputs, input, timing) -> {
      var tagging = Inference.tagging(lease.model().output(), outputs, input.spans());
      var aligned =
          Aligned.newBuilder()
              .addAllTags(OutputMessages.tags(tagging))
              .addAllEntities(OutputMessages.entities(tagging));
      if (raw || aligned.getTagsCount() == 0) {
        aligned.addAllOutputs(OutputMessages.raw(outputs));
      }
      call.send(StreamManyToManyResponse.newBuilder().setAligned(aligned).build());
      call.send(end(lease.model().key(), timing));
    };
  }

  static StreamManyToManyResponse end(ModelKey model, RowTiming timing) {
    var end =
        End.newBuilder()
            .setReason(StopReason.STOP_REASON_ALIGNED)
            .setTiming(OutputMessages.timing(timing))
            .setModel(OutputMessages.model(model));
    return StreamManyToManyResponse.newBuilder().setEnd(end).build();
  }
}
