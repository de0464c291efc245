package dev.unroll.openinference.tensor;

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

/** Finds models, by names and versions as this protocol writes them. Safe for threads. */
public final class ModelCalls {
  private final Inference inference;
  private final ModelRepository repository;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /** A model that was seen, and how it looks. It does not keep what has been let go. */
  private record Known(WeakReference<ServedModel> model, ModelKey key, ModelTensors tensors) {}

  public ModelCalls(Inference inference, ModelRepository repository) {
    this.inference = inference;
    this.repository = repository;
  }

  public ModelRepository repository() {
    return repository;
  }

  /**
   * A call of a model, which the caller closes.
   *
   * @param version a number, or empty for the one that is served
   * @throws Fault NOT_FOUND, UNAVAILABLE, or INVALID_ARGUMENT for a version that is none
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
   * The number that a version is written as; 0 where it is empty, for the one that is served.
   *
   * @throws Fault INVALID_ARGUMENT for one that is none, or where the name is missing
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
    var which = "'" + name + "'" + (version.isEmpty() ? "" : " version " + version);
    return fault.worded("Request for unknown model: " + which + " is not found; " + fault.reason());
  }

  private static long parsed(String name, String version) {
    try {
      long number = Long.parseLong(version);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException none) {
      // Said below.
    }
    throw Fault.invalidSentence(
        "model_version",
        "failed to get model version from specified version string '"
            + version
            + "' for model '"
            + name
            + "'; version should be an integral value > 0");
  }

  /** The version of a model that was asked for last; empty where none of that name was there. */
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
