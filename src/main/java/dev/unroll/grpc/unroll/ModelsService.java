package dev.unroll.grpc.unroll;

import dev.unroll.codec.InputKind;
import dev.unroll.core.Task;
import dev.unroll.grpc.FaultTable;
import dev.unroll.plan.StageFacts;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.repository.ModelOutput;
import dev.unroll.repository.ModelRepository;
import dev.unroll.repository.ModelStatus;
import dev.unroll.repository.ServedModel;
import dev.unroll.v1.DescribeModelRequest;
import dev.unroll.v1.DescribeModelResponse;
import dev.unroll.v1.HiddenState;
import dev.unroll.v1.ListModelsRequest;
import dev.unroll.v1.ListModelsResponse;
import dev.unroll.v1.Model;
import dev.unroll.v1.ModelsGrpc.ModelsImplBase;
import dev.unroll.v1.Stage;
import dev.unroll.v1.State;
import dev.unroll.v1.TensorInfo;
import io.grpc.stub.StreamObserver;

/** The service {@code Models}: lists and describes the models. */
public final class ModelsService extends ModelsImplBase {
  private final ModelRepository repository;

  public ModelsService(ModelRepository repository) {
    this.repository = repository;
  }

  @Override
  public void list(ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
    var response = ListModelsResponse.newBuilder();
    repository.statuses().forEach(status -> response.addModels(model(status)));
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public void describe(
      DescribeModelRequest request, StreamObserver<DescribeModelResponse> observer) {
    try {
      var status = repository.status(request.getName());
      observer.onNext(DescribeModelResponse.newBuilder().setModel(model(status)).build());
      observer.onCompleted();
    } catch (RuntimeException e) {
      observer.onError(FaultTable.status(e));
    }
  }

  private static Model model(ModelStatus status) {
    var model = Model.newBuilder().setName(status.name());
    model.setState(state(status));
    status
        .failure()
        .ifPresent(
            failure -> model.setReason(failure.reason()).setFailedVersion(failure.version()));
    status.served().ifPresent(served -> describe(served, model));
    return model.build();
  }

  private static State state(ModelStatus status) {
    if (status.isLoading()) {
      return State.STATE_LOADING;
    }
    if (status.unloaded()) {
      return State.STATE_UNLOADED;
    }
    return status.served().isPresent() ? State.STATE_READY : State.STATE_FAILED;
  }

  private static void describe(ServedModel served, Model.Builder model) {
    var facts = served.plan().facts();
    model
        .setVersion(served.key().version())
        .setTask(task(served.task()))
        .setPlan(facts.label())
        .setParameters(facts.parameters())
        .setBatchInvariant(facts.proof().bitIdentical())
        .setProofDifference(facts.proof().largestDifference())
        .setDevice(facts.device())
        .setVocabularySize(facts.vocabularySize())
        .setMinSteps(served.bounds().minSteps())
        .setMaxSteps(served.bounds().maxSteps())
        .setDescription(served.description());
    facts.inputs().forEach(input -> model.addInputs(tensor(input)));
    facts.outputs().forEach(output -> model.addOutputs(tensor(output)));
    facts.stages().forEach(stage -> model.addStages(stage(stage)));
    model.addAllRefused(facts.refused());
    model.addAllWarnings(served.warnings());
    served.input().kinds().stream().sorted().forEach(kind -> model.addInputKinds(kind(kind)));
    served.example().ifPresent(example -> model.setExample(InputMessages.message(example)));
    if (served.output() instanceof ModelOutput.Ranked ranked) {
      model.addAllLabels(ranked.labels().names());
    } else if (served.output() instanceof ModelOutput.Tagged tagged) {
      model.addAllLabels(tagged.labels().names());
    } else if (served.output() instanceof ModelOutput.Filled filled) {
      model.addAllLabels(filled.labels().names()).setBlank(filled.token());
    }
  }

  private static TensorInfo tensor(TensorFacts facts) {
    return TensorInfo.newBuilder()
        .setName(facts.name())
        .setElementType(facts.elementType())
        .addAllShape(facts.shape())
        .setBatchAxis(facts.batchAxis())
        .setTimeAxis(facts.timeAxis())
        .build();
  }

  private static Stage stage(StageFacts facts) {
    var stage =
        Stage.newBuilder()
            .setName(facts.name())
            .setSliced(facts.sliced())
            .setReverse(facts.reverse())
            .setOperators(facts.operators())
            .addAllTakes(facts.takes());
    for (var state : facts.states()) {
      stage.addStates(HiddenState.newBuilder().setName(state.name()).setWidth(state.width()));
    }
    return stage.build();
  }

  private static dev.unroll.v1.Task task(Task task) {
    return switch (task) {
      case ONE_TO_MANY -> dev.unroll.v1.Task.TASK_ONE_TO_MANY;
      case MANY_TO_ONE -> dev.unroll.v1.Task.TASK_MANY_TO_ONE;
      case MANY_TO_MANY -> dev.unroll.v1.Task.TASK_MANY_TO_MANY;
    };
  }

  private static dev.unroll.v1.InputKind kind(InputKind kind) {
    return switch (kind) {
      case TEXT -> dev.unroll.v1.InputKind.INPUT_KIND_TEXT;
      case TOKEN_IDS -> dev.unroll.v1.InputKind.INPUT_KIND_TOKEN_IDS;
      case VECTORS -> dev.unroll.v1.InputKind.INPUT_KIND_VECTORS;
      case IMAGE -> dev.unroll.v1.InputKind.INPUT_KIND_IMAGE;
      case TENSORS -> dev.unroll.v1.InputKind.INPUT_KIND_TENSORS;
    };
  }
}
