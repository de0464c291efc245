package dev.unroll.repository.triton;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.unroll.core.LoadException;
import dev.unroll.core.Nearest;
import dev.unroll.triton.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a configuration says that is not needed here: named in the log, so that nobody wonders. What
 * would make the model answer otherwise than on Triton is refused, and so is a slip of the pen.
 */
final class IgnoredTritonFields {
  /** Where a message stands in the configuration. */
  private static final Map<String, String> PATHS =
      Map.of(
          "ModelConfig", "",
          "ModelInput", "input.",
          "ModelOutput", "output.",
          "ModelDynamicBatching", "dynamic_batching.",
          "ModelSequenceBatching", "sequence_batching.",
          "State", "sequence_batching.state.",
          "StrategyDirect", "sequence_batching.direct.",
          "StrategyOldest", "sequence_batching.oldest.");

  private static final Map<String, String> REFUSED =
      Map.of(
          "ensemble_scheduling",
          "an ensemble is no model; serve the models and call them one after another",
          "input.reshape",
          "clients send a tensor as the graph takes it",
          "output.reshape",
          "clients get a tensor as the graph gives it",
          "input.allow_ragged_batch",
          "rows are never padded here, and each is given to the graph with its own length",
          "batch_input",
          "the graph's inputs are filled by clients",
          "batch_output",
          "the graph's outputs go to clients as they are");

  /** Triton's own names beyond those that the messages here have, by message. */
  private static final Set<String> KNOWN =
      Set.of(
          "instance_group",
          "cc_model_filenames",
          "metric_tags",
          "optimization",
          "model_warmup",
          "model_operations",
          "model_repository_agents",
          "response_cache",
          "runtime",
          "model_metrics",
          "input.format",
          "input.is_shape_tensor",
          "input.is_non_linear_format_io",
          "output.is_shape_tensor",
          "output.is_non_linear_format_io",
          "dynamic_batching.preserve_ordering",
          "dynamic_batching.priority_levels",
          "dynamic_batching.default_priority_level",
          "dynamic_batching.default_queue_policy",
          "dynamic_batching.priority_queue_policy");

  private IgnoredTritonFields() {}

  /**
   * The names that are not needed, in the alphabet's order.
   *
   * @throws LoadException naming the line of what is refused
   */
  static List<String> ignored(TritonText text) throws LoadException {
    var ignored = new TreeSet<String>();
    for (var unknown : text.unknown()) {
      var path =
          PATHS.getOrDefault(unknown.message(), unknown.message() + ".")
              + snakeCase(unknown.field());
      var refusal = REFUSED.get(path);
      if (refusal != null) {
        throw text.source().wrong(unknown.line(), "'" + path + "' is refused: " + refusal);
      }
      var slip = KNOWN.contains(path) ? "" : Nearest.hint(unknown.field(), used(unknown.message()));
      if (!slip.isEmpty()) {
        throw text.source().wrong(unknown.line(), "'" + path + "' is no field of Triton's" + slip);
      }
      ignored.add(path);
    }
    addUnused(text.config(), ignored);
    return List.copyOf(ignored);
  }

  /** JSON may have written it in camel case. */
  private static String snakeCase(String field) {
    return field.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
  }

  private static List<String> used(String message) {
    var names = new ArrayList<String>();
    for (var type : ModelConfig.getDescriptor().getFile().getMessageTypes()) {
      if (type.getName().equals(message)) {
        type.getFields().stream().map(FieldDescriptor::getName).forEach(names::add);
      }
    }
    return names;
  }

  /** Rows share slices by themselves; versions beside the highest wait in the folder. */
  private static void addUnused(ModelConfig config, Set<String> ignored) {
    if (config.hasDynamicBatching()) {
      ignored.add("dynamic_batching");
    }
    var sequences = config.getSequenceBatching();
    if (sequences.hasDirect()) {
      ignored.add("sequence_batching.direct");
    }
    if (sequences.hasOldest()) {
      ignored.add("sequence_batching.oldest");
    }
    for (var state : sequences.getStateList()) {
      if (state.getUseSameBufferForInputOutput()) {
        ignored.add("sequence_batching.state.use_same_buffer_for_input_output");
      }
      if (state.getUseGrowableMemory()) {
        ignored.add("sequence_batching.state.use_growable_memory");
      }
    }
    config.getParametersMap().keySet().forEach(name -> ignored.add("parameters." + name));
    if (config.getModelTransactionPolicy().getDecoupled()) {
      ignored.add("model_transaction_policy.decoupled");
    }
    var versions = config.getVersionPolicy();
    if (versions.hasAll() || versions.getLatest().getNumVersions() > 1) {
      ignored.add("version_policy (the highest version is served, and no other beside it)");
    }
  }
}
