package dev.unroll.repository;

import dev.unroll.codec.label.LabelRanker;
import dev.unroll.codec.label.Labels;
import dev.unroll.codec.label.Scores;
import dev.unroll.codec.label.TagScheme;
import dev.unroll.codec.label.TagUnit;
import dev.unroll.codec.label.Tagger;
import dev.unroll.codec.tokenizer.TextTokenizer;
import dev.unroll.core.LoadException;
import dev.unroll.core.Task;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.Plan;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.repository.manifest.GenerationDefaults;
import dev.unroll.repository.manifest.Manifest;
import dev.unroll.repository.manifest.ManifestOutput;
import dev.unroll.repository.triton.LabelledOutput;
import dev.unroll.schedule.decode.Decoding;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Makes the model's output from the manifest, and checks it against the plan. */
final class OutputLoader {
  private OutputLoader() {}

  static ModelOutput.Answered answered(Manifest manifest, AnswerPlan plan, Task task)
      throws LoadException {
    var described = manifest.output();
    if (described.isEmpty() || described.get() instanceof ManifestOutput.Vectors) {
      return new ModelOutput.Raw();
    }
    if (described.get() instanceof ManifestOutput.Labels labels && task == Task.MANY_TO_ONE) {
      int place = place(plan, false);
      var names = read(labels.file(), plan, place);
      var scores = labels.scores().orElseGet(() -> scores(plan, place));
      return new ModelOutput.Ranked(place, names, new LabelRanker(names, scores));
    }
    if (described.get() instanceof ManifestOutput.Tags tags && task == Task.MANY_TO_MANY) {
      int place = place(plan, true);
      var names = read(tags.file(), plan, place);
      var scores = tags.scores().orElseGet(() -> scores(plan, place));
      return new ModelOutput.Tagged(
          place, names, new Tagger(names, scores, tags.unit(), tags.scheme()));
    }
    if (described.get() instanceof ManifestOutput.Blank blank && task == Task.MANY_TO_ONE) {
      int place = place(plan, true);
      var words = read(blank.file(), plan, place);
      var scores = blank.scores().orElseGet(() -> scores(plan, place));
      return new ModelOutput.Filled(place, words, new LabelRanker(words, scores), blank.token());
    }
    throw new LoadException(
        "the manifest's output does not fit a "
            + task.label()
            + " graph: labels need a many-to-one graph, a blank needs scores for every step, tags"
            + " need a many-to-many graph, text needs an encoder and a decoder, vectors fit all");
  }

  /** Returns the index of the first output of floats with or without time. */
  private static int place(Plan plan, boolean timed) throws LoadException {
    var outputs = plan.facts().outputs();
    for (int place = 0; place < outputs.size(); place++) {
      if (outputs.get(place).timed() == timed && !outputs.get(place).integer()) {
        return place;
      }
    }
    throw new LoadException("the graph has no output of float scores to name; it has " + outputs);
  }

  /** Makes the output from the labels of a Triton configuration. */
  static ModelOutput.Answered labelled(AnswerPlan plan, LabelledOutput labelled)
      throws LoadException {
    int place = labelled.place();
    var labels = labelled.labels();
    check("label_filename", labels, plan.facts().outputs().get(place));
    return labelled.task() == Task.MANY_TO_MANY
        ? new ModelOutput.Tagged(
            place, labels, new Tagger(labels, scores(plan, place), TagUnit.STEP, TagScheme.PLAIN))
        : new ModelOutput.Ranked(place, labels, new LabelRanker(labels, scores(plan, place)));
  }

  private static Labels read(Path file, Plan plan, int place) throws LoadException {
    var labels = Labels.read(file);
    check(String.valueOf(file.getFileName()), labels, plan.facts().outputs().get(place));
    return labels;
  }

  private static void check(String source, Labels labels, TensorFacts output) throws LoadException {
    if (labels.size() != output.volume()) {
      throw new LoadException(
          source
              + " has "
              + labels.size()
              + " labels, but the graph's output '"
              + output.name()
              + "' gives "
              + output.volume()
              + " scores");
    }
  }

  /**
   * Returns how to compute scores; the output of a graph that ends in a softmax or sigmoid is used
   * as it is.
   */
  private static Scores scores(Plan plan, int place) {
    var last = plan.facts().outputs().get(place).lastOperator();
    return Set.of("Softmax", "Sigmoid").contains(last) ? Scores.RAW : Scores.SOFTMAX;
  }

  /**
   * Makes the output of a generator.
   *
   * @param resources gets the resources to close when the model is unloaded
   */
  static ModelOutput.Generated generated(
      Manifest manifest, GeneratorPlan plan, List<AutoCloseable> resources) throws LoadException {
    var described = manifest.output();
    int vocabularySize = plan.outputVocabularySize();
    if (!plan.tokenType().holds(vocabularySize - 1)) {
      throw new LoadException(
          "the decoder scores "
              + vocabularySize
              + " ids, but its input for the id before is "
              + plan.tokenType().label()
              + ", up to "
              + plan.tokenType().most()
              + "; export it as int64");
    }
    int mostBeams = Decoding.Beams.MOST;
    if (described.isEmpty() || described.get() instanceof ManifestOutput.Vectors) {
      var defaults =
          new GenerationDefaults(
              GenerationDefaults.USUAL_MAX_STEPS,
              Decoding.Sampling.GREEDY,
              Optional.empty(),
              mostBeams,
              GenerationDefaults.USUAL_LENGTH_PENALTY,
              OptionalLong.empty(),
              Set.of(),
              vocabularySize);
      return new ModelOutput.Generated(Optional.empty(), defaults);
    }
    if (!(described.get() instanceof ManifestOutput.Text text)) {
      throw new LoadException(
          "the manifest's output must be text or vectors: the model has an encoder and a decoder");
    }
    if (text.beams().isPresent() && text.beams().get().width() > mostBeams) {
      throw new LoadException(
          "output.text.beam_width is "
              + text.beams().get().width()
              + "; allowed is 1 to "
              + mostBeams);
    }
    var tokenizer = TextTokenizer.open(text.tokenizer());
    resources.add(tokenizer);
    if (tokenizer.vocabularySize() > vocabularySize) {
      throw new LoadException(
          text.tokenizer().getFileName()
              + " knows "
              + tokenizer.vocabularySize()
              + " ids, but the decoder gives "
              + vocabularySize
              + " logits");
    }
    var startId = OptionalLong.empty();
    if (text.start().isPresent()) {
      startId = OptionalLong.of(id(tokenizer, "output.text.start", text.start().get()));
    }
    var stopIds = new HashSet<Long>();
    for (var stop : text.stop()) {
      stopIds.add(id(tokenizer, "output.text.stop", stop));
    }
    return new ModelOutput.Generated(
        Optional.of(tokenizer),
        new GenerationDefaults(
            text.maxSteps(),
            text.sampling(),
            text.beams(),
            mostBeams,
            text.lengthPenalty(),
            startId,
            stopIds,
            vocabularySize));
  }

  static long id(TextTokenizer tokenizer, String key, String token) throws LoadException {
    return tokenizer
        .idOf(token)
        .orElseThrow(() ->
            new LoadException(key + " is '" + token + "', which the tokenizer does not know"));
  }
}
