package dev.unroll.openinference.admin;

import dev.unroll.core.Excerpt;
import dev.unroll.core.Fault;
import dev.unroll.core.LoadException;
import dev.unroll.repository.ModelRepository;
import dev.unroll.repository.ModelStatus;
import dev.unroll.triton.ModelRepositoryParameter;
import dev.unroll.triton.ModelRepositoryParameter.ParameterChoiceCase;
import dev.unroll.triton.RepositoryIndexRequest;
import dev.unroll.triton.RepositoryIndexResponse;
import dev.unroll.triton.RepositoryIndexResponse.ModelIndex;
import dev.unroll.triton.RepositoryModelLoadRequest;
import dev.unroll.triton.RepositoryModelLoadResponse;
import dev.unroll.triton.RepositoryModelUnloadRequest;
import dev.unroll.triton.RepositoryModelUnloadResponse;
import java.util.Map;
import java.util.Optional;

/** Lists, loads and unloads models. */
public final class RepositoryCalls {
  private static final String CONFIG = "config";
  private static final String DEPENDENTS = "unload_dependents";
  private static final String READY = "READY";
  private static final String UNAVAILABLE = "UNAVAILABLE";

  private final ModelRepository repository;
  private final boolean modelControl;

  /**
   * @param modelControl whether clients may load and unload models
   */
  public RepositoryCalls(ModelRepository repository, boolean modelControl) {
    this.repository = repository;
    this.modelControl = modelControl;
  }

  public RepositoryIndexResponse index(RepositoryIndexRequest request) {
    checkName(request.getRepositoryName());
    var response = RepositoryIndexResponse.newBuilder();
    for (var status : repository.statuses()) {
      status
          .served()
          .ifPresent(
              model -> response.addModels(entry(status.name(), model.key().version(), READY, "")));
      if (!request.getReady()) {
        addUnavailable(status, response);
      }
    }
    return response.build();
  }

  private static void addUnavailable(ModelStatus status, RepositoryIndexResponse.Builder response) {
    if (status.unloaded()) {
      response.addModels(entry(status.name(), 0, UNAVAILABLE, "unloaded"));
    } else if (status.failure().isPresent()) {
      var failure = status.failure().get();
      response.addModels(entry(status.name(), failure.version(), UNAVAILABLE, failure.reason()));
    } else if (status.served().isEmpty()) {
      // Its files are new and may be incomplete.
      response.addModels(entry(status.name(), 0, "LOADING", ""));
    }
  }

  /**
   * Returns an entry of the index.
   *
   * @param version the version; 0 if there is none
   */
  private static ModelIndex entry(String name, long version, String state, String reason) {
    return ModelIndex.newBuilder()
        .setName(name)
        .setVersion(version == 0 ? "" : Long.toString(version))
        .setState(state)
        .setReason(reason)
        .build();
  }

  public RepositoryModelLoadResponse load(RepositoryModelLoadRequest request) {
    checkControl(request.getRepositoryName());
    var name = name(request.getModelName());
    try {
      repository.load(name, config(request.getParametersMap()));
    } catch (LoadException failure) {
      throw Fault.failedPrecondition(
          "failed to load '" + Excerpt.of(name) + "': " + failure.reason());
    } catch (Fault fault) {
      throw fault.worded("failed to load '" + Excerpt.of(name) + "': " + fault.reason());
    }
    return RepositoryModelLoadResponse.getDefaultInstance();
  }

  public RepositoryModelUnloadResponse unload(RepositoryModelUnloadRequest request) {
    checkControl(request.getRepositoryName());
    var name = name(request.getModelName());
    for (var parameter : request.getParametersMap().entrySet()) {
      // Models have no dependents here, so the value does not matter.
      boolean fits =
          parameter.getKey().equals(DEPENDENTS)
              && parameter.getValue().getParameterChoiceCase() == ParameterChoiceCase.BOOL_PARAM;
      if (!fits) {
        throw Fault.invalidSentence(
            "parameters",
            "unrecognized unload parameter '"
                + Excerpt.of(parameter.getKey())
                + "'; allowed is the bool '"
                + DEPENDENTS
                + "'");
      }
    }
    try {
      repository.unload(name);
    } catch (Fault fault) {
      throw fault.worded("failed to unload '" + Excerpt.of(name) + "': " + fault.reason());
    }
    return RepositoryModelUnloadResponse.getDefaultInstance();
  }

  private static Optional<String> config(Map<String, ModelRepositoryParameter> parameters) {
    for (var name : parameters.keySet()) {
      if (name.startsWith("file:")) {
        throw Fault.invalidSentence(
            "parameters",
            "'"
                + Excerpt.of(name)
                + "' is refused: a model's files can only come from the models folder; put the"
                + " version there and load it");
      }
      if (!name.equals(CONFIG)) {
        throw Fault.invalidSentence(
            "parameters",
            "unrecognized load parameter '"
                + Excerpt.of(name)
                + "'; allowed is the string '"
                + CONFIG
                + "'");
      }
    }
    var config = parameters.get(CONFIG);
    if (config == null) {
      return Optional.empty();
    }
    if (config.getParameterChoiceCase() != ParameterChoiceCase.STRING_PARAM) {
      throw Fault.invalidSentence(
          "parameters",
          "invalid value type for load parameter '"
              + CONFIG
              + "', expected string_param: a model"
              + " configuration as JSON");
    }
    return Optional.of(config.getStringParam());
  }

  private static String name(String name) {
    if (name.isEmpty()) {
      throw Fault.invalid("model_name", "is missing; RepositoryIndex names the models");
    }
    return name;
  }

  private void checkControl(String repositoryName) {
    checkName(repositoryName);
    if (!modelControl) {
      throw Fault.unavailable(
          "explicit model load / unload is not allowed: the server runs without model-control; start"
              + " it with --model-control true");
    }
  }

  private static void checkName(String repositoryName) {
    if (!repositoryName.isEmpty()) {
      throw Fault.invalidSentence(
          "repository_name",
          "'repository_name' specification is not supported: there is one repository, without a"
              + " name,"
              + " not '"
              + Excerpt.of(repositoryName)
              + "'");
    }
  }
}
