package dev.unroll.repository.triton;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.unroll.core.LoadException;
import dev.unroll.core.SpellingHint;
import dev.unroll.triton.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The fields of a configuration that are not needed here. They are ignored, and the log names them.
 * Fields that would make the model's answers differ from Triton's are refused, and so are misspelt
 * fields.
 */
final class IgnoredTritonFields {
  /** The path of each message in the configuration. */
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
          "ensembles are not supported; serve the models and call them one after another",
          "input.reshape",
          "clients must send a tensor in the shape that the graph takes",
          "output.reshape",
          "clients get a tensor in the shape that the graph gives",
          "input.allow_ragged_batch",
          "rows are never padded here, and the graph gets each row with its own length",
          "batch_input",
          "clients must send all of the graph's inputs",
          "batch_output",
          "clients get the graph's outputs unchanged");

  /** Paths of Triton's fields that the messages here do not have. */
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

  /** Those of {@link #KNOWN} that a configuration has once. */
  private static final Set<String> SINGLE =
      Set.of(
          "optimization",
          "model_operations",
          "model_repository_agents",
          "response_cache",
          "runtime",
          "model_metrics",
          "dynamic_batching.preserve_ordering",
          "dynamic_batching.priority_levels",
          "dynamic_batching.default_priority_level",
          "dynamic_batching.default_queue_policy");

  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

  private IgnoredTritonFields() {}

  /**
   * Returns the paths of the ignored fields, in alphabetical order.
   *
   * @throws LoadException naming the refused field and its line
   */
  static List<String> ignored(TritonText text) throws LoadException {
    var ignored = new TreeSet<String>();
    for (var unknown : text.unknown()) {
      if (!NAME.matcher(unknown.field()).matches()) {
        throw text.source()
            .wrong(
                unknown.line(),
                "'"
                    + unknown.field()
                    + "' is not the name of a field; write the name of one of"
                    + " Triton's fields");
      }
      var path =
          PATHS.getOrDefault(unknown.message(), unknown.message() + ".")
              + snakeCase(unknown.field());
      var refusal = REFUSED.get(path);
      if (refusal != null) {
        throw text.source().wrong(unknown.line(), "'" + path + "' is refused: " + refusal);
      }
      var slip =
          KNOWN.contains(path) ? "" : SpellingHint.hint(unknown.field(), used(unknown.message()));
      if (!slip.isEmpty()) {
        throw text.source()
            .wrong(
                unknown.line(),
                "'" + path + "' is not a field of Triton's" + " configuration" + slip);
      }
      if (!ignored.add(path) && SINGLE.contains(path)) {
        throw text.source().wrong(unknown.line(), "'" + path + "' is given again; give it once");
      }
    }
    addUnused(text.config(), ignored);
    return List.copyOf(ignored);
  }

  /** Converts camel case, which JSON may use, to snake case. */
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

  /** Adds the batching settings and the version policy, which have no effect here. */
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
      ignored.add("version_policy (only the highest version is served)");
    }
  }
}
