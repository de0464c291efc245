package dev.unroll.openinference;

import dev.unroll.repository.Folders;
import dev.unroll.repository.ModelRepository;
import dev.unroll.schedule.HandLane;
import dev.unroll.schedule.HookedTicker;
import dev.unroll.schedule.Limits;
import dev.unroll.schedule.ScheduleMeter;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.Urgency;
import dev.unroll.schedule.Verification;
import dev.unroll.triton.InferParameter;
import dev.unroll.triton.InferTensorContents;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferRequest.InferInputTensor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The protocol's insides around one small model, with a lane that the test itself turns. */
final class OpenDesk implements AutoCloseable {
  static final String MODEL = "gru_last";

  final HookedTicker ticker = new HookedTicker();
  final HookedMeter meter = new HookedMeter();
  final ModelRepository repository;
  final Models models;
  final Scheduler scheduler;
  final HandLane lane;
  final Statistics statistics;
  final Sequences sequences;
  final Requests requests;

  OpenDesk(Path folder, int mostRows, int mostSequences) throws Exception {
    Folders.zoo(folder, MODEL, MODEL, 1);
    repository = Folders.repository(folder);
    models = new Models(repository);
    // Time stands still for it, so that the test's own moments are those of this room.
    scheduler =
        new Scheduler(
            () -> 0,
            ScheduleMeter.NOOP,
            1,
            new Limits(mostRows, Limits.NONE.maxBacklog(), Limits.NONE.maxBytes()),
            Verification.off());
    lane = new HandLane(scheduler);
    statistics = new Statistics(models, InstantSource.system(), name -> 0L);
    sequences =
        new Sequences(
            models, scheduler, ticker, meter, statistics, mostSequences, Duration.ofSeconds(1));
    requests = new Requests(models, scheduler, ticker, sequences, statistics);
  }

  static ModelInferRequest request(Long... ids) {
    return ModelInferRequest.newBuilder()
        .setModelName(MODEL)
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("input")
                .setDatatype("INT64")
                .addShape(1)
                .addShape(ids.length)
                .setContents(InferTensorContents.newBuilder().addAllInt64Contents(List.of(ids))))
        .build();
  }

  static ModelInferRequest inSequence(long id, boolean start) {
    return request(1L, 2L).toBuilder()
        .putParameters("sequence_id", InferParameter.newBuilder().setInt64Param(id).build())
        .putParameters("sequence_start", InferParameter.newBuilder().setBoolParam(start).build())
        .build();
  }

  /** A sequence's next request. */
  RecordingReply take(long id, boolean start, boolean end) {
    return take(id, start, end, Long.MAX_VALUE);
  }

  RecordingReply take(long id, boolean start, boolean end, long deadlineNanos) {
    var reply = new RecordingReply();
    var control = new SequenceControl(Long.toString(id), start, end);
    var unused = sequences.take(control, inSequence(id, start), Urgency.by(deadlineNanos), reply);
    return reply;
  }

  @Override
  public void close() {
    scheduler.abandon();
    repository.close();
  }
}
