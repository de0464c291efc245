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
import java.util.stream.Stream;

/**
 * A model that is served: its plan and its codecs.
 *
 * <p>It is reference counted: the repository and each call in flight retain it. When a newer
 * version replaces it, the repository releases it, and the last call in flight unloads the graphs.
 * Thread-safe.
 */
public abstract sealed class ServedModel permits AnsweringModel, GeneratingModel {
  /**
   * A model's properties besides its plan and its output.
   *
   * @param description the manifest's free text, may be empty
   * @param input encodes clients' input to sequences
   * @param bounds the limits of its inputs
   * @param example the manifest's example
   * @param triton its {@code config.pbtxt}, if it has one
   * @param warnings what is odd about its files, besides its graphs
   * @param resources closed when the model is unloaded
   */
  record Profile(
      ModelKey key,
      Task task,
      String description,
      InputCodec input,
      InputBounds bounds,
      Optional<RawInput> example,
      Optional<TritonConfig> triton,
      List<String> warnings,
      List<AutoCloseable> resources) {
    Profile {
      warnings = List.copyOf(warnings);
      resources = List.copyOf(resources);
    }
  }

  private final Profile profile;

  /** Set before a call can retain the model. */
  private volatile Runnable whenFreed = () -> {};

  /** The number of holders; it never rises again from 0. */
  private final AtomicInteger holders = new AtomicInteger(1);

  ServedModel(Profile profile) {
    this.profile = profile;
  }

  /** Returns the plan for new rows. */
  public abstract Plan plan();

  public abstract ModelOutput output();

  /** Applies the function for its kind: answering or generating. */
  public abstract <A> A match(
      Function<AnsweringModel, A> answering, Function<GeneratingModel, A> generating);

  public final ModelKey key() {
    return profile.key();
  }

  public final Task task() {
    return profile.task();
  }

  /** Returns the manifest's free text, may be empty. */
  public final String description() {
    return profile.description();
  }

  public final InputCodec input() {
    return profile.input();
  }

  /** Returns the limits of its inputs. */
  public final InputBounds bounds() {
    return profile.bounds();
  }

  /** Returns the manifest's example. */
  public final Optional<RawInput> example() {
    return profile.example();
  }

  /** Returns its {@code config.pbtxt}, if it has one. */
  public final Optional<TritonConfig> triton() {
    return profile.triton();
  }

  /** Returns what is odd about its graphs and its other files. */
  public final List<String> warnings() {
    return Stream.concat(plan().facts().warnings().stream(), profile.warnings().stream()).toList();
  }

  /** Retains the model; returns false if all holders have released it already. */
  final boolean retain() {
    return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** Sets the action to run after the last release. */
  final void whenFreed(Runnable action) {
    whenFreed = action;
  }

  /** Releases the repository's hold; no call gets the model any more. */
  final void retire(RepositoryListener listener) {
    listener.retired(this);
    release();
  }

  /** Releases the model; the last release unloads it. */
  final void release() {
    if (holders.decrementAndGet() == 0) {
      Resources.close(profile.resources());
      whenFreed.run();
    }
  }
}
