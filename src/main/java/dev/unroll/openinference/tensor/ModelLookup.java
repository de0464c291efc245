package dev.unroll.openinference.tensor;

import dev.unroll.core.Excerpt;
import dev.unroll.core.Fault;
import dev.unroll.core.Fault.Kind;
import dev.unroll.core.ModelKey;
import dev.unroll.inference.Inference;
import dev.unroll.inference.InferenceCall;
import dev.unroll.repository.ModelRepository;
import dev.unroll.repository.ServedModel;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds models by their name and the protocol's version text. Thread-safe. */
public final class ModelLookup {
  private final Inference inference;
  private final ModelRepository repository;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /**
   * A model that was used, and its tensors. The weak reference lets an unloaded model be collected.
   */
  private record Known(WeakReference<ServedModel> model, ModelKey key, ModelTensors tensors) {}

  public ModelLookup(Inference inference, ModelRepository repository) {
    this.inference = inference;
    this.repository = repository;
  }

  public ModelRepository repository() {
    return repository;
  }

  /**
   * Begins a call of a model. The caller must close it.
   *
   * @param version a number as text, or empty for the served version
   * @throws Fault NOT_FOUND or UNAVAILABLE as {@link Inference#call}, INVALID_ARGUMENT if the
   *     version is not a positive integer
   */
  public InferenceCall call(String name, String version) {
    long number = number(name, version);
    try {
      return inference.call(name, number);
    } catch (Fault fault) {
      throw unknown(fault, name, version);
    }
  }

  /**
   * Parses a version; returns 0, which stands for the served version, if it is empty.
   *
   * @throws Fault INVALID_ARGUMENT if it is not a positive integer, or the name is missing
   */
  public static long number(String name, String version) {
    if (name.isEmpty()) {
      throw Fault.invalid("model_name", "is missing; RepositoryIndex names the models");
    }
    return version.isEmpty() ? 0 : parsed(name, version);
  }

  public static Fault unknown(Fault fault, String name, String version) {
    if (fault.kind() != Kind.NOT_FOUND) {
      return fault;
    }
    var which =
        "'" + Excerpt.of(name) + "'" + (version.isEmpty() ? "" : " version " + Excerpt.of(version));
    return fault.worded("Request for unknown model: " + which + " is not found; " + fault.reason());
  }

  private static long parsed(String name, String version) {
    try {
      long number = Long.parseLong(version);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException none) {
      // The exception is thrown below.
    }
    throw Fault.invalidSentence(
        "model_version",
        "failed to get model version from specified version string '"
            + Excerpt.of(version)
            + "' for model '"
            + Excerpt.of(name)
            + "'; version should be an integral value > 0");
  }

  /** Returns the version of a model that was called last; empty if there was none of that name. */
  public Optional<ModelKey> seen(String name) {
    return Optional.ofNullable(known.get(name)).map(Known::key);
  }

  public ModelTensors tensors(ServedModel model) {
    var name = model.key().name();
    var seen = known.get(name);
    if (seen != null && seen.model().get() == model) {
      return seen.tensors();
    }
    var tensors = ModelTensors.of(model);
    known.put(name, new Known(new WeakReference<>(model), model.key(), tensors));
    return tensors;
  }
}
