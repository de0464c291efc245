package dev.unroll.repository;

import dev.unroll.codec.Blank;
import dev.unroll.codec.InputBounds;
import dev.unroll.codec.InputCodec;
import dev.unroll.codec.InputCodecs;
import dev.unroll.codec.tokenizer.LongTexts;
import dev.unroll.codec.tokenizer.NormalForms;
import dev.unroll.codec.tokenizer.TextTokenizer;
import dev.unroll.core.LoadException;
import dev.unroll.plan.Plan;
import dev.unroll.repository.manifest.Manifest;
import dev.unroll.repository.manifest.ManifestInput;
import dev.unroll.repository.manifest.ManifestOutput;
import dev.unroll.runtime.ElementType;
import java.util.List;

/**
 * Makes the codec of a model's input and checks that it fits the graph.
 *
 * @param maxImagePixels the largest image that a client may send
 * @param longTexts bounds the long texts of all models
 * @param warnings gets what is odd about the input's files
 */
record InputLoader(long maxImagePixels, LongTexts longTexts, List<String> warnings) {
  /**
   * Returns the limits of a model's inputs.
   *
   * @throws LoadException if the manifest allows fewer steps than the graph takes
   */
  static InputBounds bounds(Manifest manifest, Plan plan) throws LoadException {
    var facts = plan.facts();
    var type = ElementType.labelled(facts.input().elementType());
    if (facts.namesInputs()) {
      // Each input has bounds of its own, which the graph knows.
      return new InputBounds(type, 0, 1, facts.hasFreeLength() ? Integer.MAX_VALUE : 1);
    }
    if (!facts.input().timed()) {
      return new InputBounds(type, facts.vocabularySize(), 1, 1);
    }
    if (facts.fixedSteps() > 0) {
      return new InputBounds(type, facts.vocabularySize(), facts.fixedSteps(), facts.fixedSteps());
    }
    int maxSteps =
        manifest.input().map(ManifestInput::maxSteps).orElse(ManifestInput.DEFAULT_MAX_STEPS);
    if (maxSteps < facts.minSteps()) {
      throw new LoadException(
          "input max_steps is " + maxSteps + ", but the graph takes at least " + facts.minSteps());
    }
    return new InputBounds(type, facts.vocabularySize(), facts.minSteps(), maxSteps);
  }

  /**
   * Returns the codec of a model's input.
   *
   * @throws LoadException if the manifest does not fit the graph
   */
  InputCodec input(Manifest manifest, Plan plan, InputBounds bounds) throws LoadException {
    var facts = plan.facts().input();
    if (plan.facts().namesInputs()) {
      return tensors(manifest, plan);
    }
    if (manifest.input().isEmpty()) {
      return facts.integer()
          ? InputCodecs.tokenIds(bounds)
          : InputCodecs.vectors(facts.volume(), bounds);
    }
    var described = manifest.input().get();
    boolean takesIds =
        described instanceof ManifestInput.Text || described instanceof ManifestInput.Tokens;
    if (takesIds != facts.integer()) {
      throw new LoadException(
          "the manifest's input gives "
              + (takesIds ? "token ids" : "vectors")
              + ", but the graph's input '"
              + facts.name()
              + "' takes "
              + facts.elementType());
    }
    if (described instanceof ManifestInput.Text text) {
      return textInput(text, manifest, bounds);
    }
    if (described instanceof ManifestInput.Image image) {
      if (image.format().values() != facts.volume() || facts.timed()) {
        throw new LoadException(
            "the manifest's image gives "
                + image.format().values()
                + " values, but the graph's input '"
                + facts.name()
                + "' has shape "
                + facts.shape());
      }
      return InputCodecs.image(image.format(), bounds, maxImagePixels);
    }
    return takesIds ? InputCodecs.tokenIds(bounds) : InputCodecs.vectors(facts.volume(), bounds);
  }

  private static InputCodec tensors(Manifest manifest, Plan plan) throws LoadException {
    if (manifest.input().isPresent()) {
      throw new LoadException(
          "the manifest's input says what one sequence of steps is made of, but the graph does not"
              + " take one: "
              + plan.facts().refused().get(0));
    }
    return InputCodecs.tensors(plan.facts().inputs());
  }

  private InputCodec textInput(ManifestInput.Text text, Manifest manifest, InputBounds bounds)
      throws LoadException {
    var tokenizer = TextTokenizer.open(text.tokenizer());
    try {
      return textInput(tokenizer, text, manifest, bounds);
    } catch (LoadException e) {
      tokenizer.close();
      throw e;
    }
  }

  private InputCodec textInput(
      TextTokenizer tokenizer, ManifestInput.Text text, Manifest manifest, InputBounds bounds)
      throws LoadException {
    if (tokenizer.vocabularySize() - 1 > bounds.lastId()) {
      throw new LoadException(
          text.tokenizer().getFileName()
              + " knows "
              + tokenizer.vocabularySize()
              + " ids, but the graph's "
              + (bounds.vocabularySize() > 0
                  ? "embedding has " + bounds.vocabularySize()
                  : "input is " + bounds.type().label() + ", up to " + bounds.lastId()));
    }
    NormalForms.differing(tokenizer).ifPresent(example -> warnings.add(decomposed(text, example)));
    var codec = InputCodecs.text(tokenizer, bounds, longTexts);
    if (manifest.output().orElse(null) instanceof ManifestOutput.Blank blank) {
      long id = OutputLoader.id(tokenizer, "output.blank.token", blank.token());
      return InputCodecs.withBlank(codec, new Blank(blank.token(), id));
    }
    return codec;
  }

  private static String decomposed(ManifestInput.Text text, String example) {
    return text.tokenizer().getFileName()
        + " gives '"
        + example
        + "' other ids when it is written decomposed (NFD), as macOS often does, than when it is"
        + " composed (NFC), and so another answer; unless the model was trained on both, set the"
        + " file's \"normalizer\" to {\"type\": \"NFC\"}, or put that first in its Sequence";
  }
}
