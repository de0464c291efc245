package dev.unroll.repository;

import dev.unroll.codec.InputBounds;
import dev.unroll.codec.InputCodec;
import dev.unroll.codec.RawInput;
import dev.unroll.core.ModelKey;
import dev.unroll.core.Task;
import dev.unroll.plan.Plan;
import dev.unroll.repository.triton.TritonConfig;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A model that is served: its plan, and the codecs on both sides of it.
 *
 * <p>It counts who holds it: the repository, and each call in flight. When a newer version takes
 * over, the repository releases it, and the last call in flight frees the graphs.
 */
public abstract sealed class ServedModel permits AnsweringModel, GeneratingModel {
  /**
   * What is known of a model besides its plan and its output.
   *
   * @param description free text of the manifest, perhaps empty
   * @param input turns what clients give into sequences
   * @param bounds what inputs it takes
   * @param example the manifest's
   * @param triton what its {@code config.pbtxt} says, where it has one
   * @param resources to be closed with the model
   */
  record Profile(
      ModelKey key,
      Task task,
      String description,
      InputCodec input,
      InputBounds bounds,
      Optional<RawInput> example,
      Optional<TritonConfig> triton,
      List<AutoCloseable> resources) {
    Profile {
      resources = List.copyOf(resources);
    }
  }

  private final Profile profile;

  /** Set before anybody else can hold it. */
  private volatile Runnable whenFreed = () -> {};

  /** How many hold it; 0 is for ever. Any thread, atomically. */
  private final AtomicInteger holders = new AtomicInteger(1);

  ServedModel(Profile profile) {
    this.profile = profile;
  }

  /** The plan that new rows take. */
  public abstract Plan plan();

  public abstract ModelOutput output();

  /** What is done with it, which depends on whether it answers or generates. */
  public abstract <A> A match(
      Function<AnsweringModel, A> answering, Function<GeneratingModel, A> generating);

  public final ModelKey key() {
    return profile.key();
  }

  public final Task task() {
    return profile.task();
  }

  /** Free text of the manifest, perhaps empty. */
  public final String description() {
    return profile.description();
  }

  public final InputCodec input() {
    return profile.input();
  }

  /** What inputs it takes. */
  public final InputBounds bounds() {
    return profile.bounds();
  }

  /** The manifest's example. */
  public final Optional<RawInput> example() {
    return profile.example();
  }

  /** What its {@code config.pbtxt} says, where it has one. */
  public final Optional<TritonConfig> triton() {
    return profile.triton();
  }

  /** Holds it; false where all have released it. */
  final boolean retain() {
    return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** What the last one to release it runs. */
  final void whenFreed(Runnable action) {
    whenFreed = action;
  }

  /** No call gets it any more: the repository releases it. */
  final void retire(RepositoryListener listener) {
    listener.retired(this);
    release();
  }

  /** The last one to release it frees it. */
  final void release() {
    if (holders.decrementAndGet() == 0) {
      Resources.close(profile.resources());
      whenFreed.run();
    }
  }
}
