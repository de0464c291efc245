"""One to many: a picture in, a caption out, in English or Korean (a residual network sees, a GRU writes).

    python -m training.captioning --data DIR --out models/caption-en --weights FILE
    python -m training.captioning --data DIR --out models/caption-ko --weights FILE --language ko

One training serves both languages: with --weights the second call only exports.
"""

import base64
import io
import random
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import torch
from PIL import Image
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import caption_card, card, command, export, loop, pictures, truths
from training.caption_writing import MAX_STEPS, answers_of, exact_match, first_states, write_captions
from training.captions import LANGUAGES, START, UNSCORED, Split, make_targets, make_tokenizer, read_split
from training.muon import Muon
from training.networks import Captioner, Decoder, Encoder

BATCH = 128
BLENDED_SHARE = 0.3
TURNED_RATE = 20 / 3  # the rate of orthogonal steps over that of AdamW
# Pictures whose caption speaks of a direction, and whole groups that would turn into something else, are not mirrored.
DIRECTED = re.compile(r"left|right|clock|thirty|왼쪽|오른쪽|시계|시$|시 반")
DIRECTED_GROUPS = {"Flags", "Symbols"}


def train(
    model: Captioner, tokenizers: dict[str, Tokenizer], training: Split, validation: Split, options: command.Options
) -> None:
    targets = {language: make_targets(tokenizers[language], training.captions[language]) for language in LANGUAGES}
    class_of = {thing: index for index, thing in enumerate(sorted(set(training.things)))}
    things = torch.tensor([class_of[thing] for thing in training.things])
    same_thing = defaultdict(list)
    for index, thing in enumerate(training.things):
        same_thing[thing].append(index)
    may_flip = torch.tensor([may_be_mirrored(training, index) for index in range(len(training.files))])
    model.sight.to(memory_format=torch.channels_last)  # an eighth faster on a CPU
    words_loss = nn.CrossEntropyLoss(ignore_index=UNSCORED, label_smoothing=0.1)
    things_loss = nn.CrossEntropyLoss(label_smoothing=0.1)

    def batches_of() -> list[Tensor]:
        return list(torch.randperm(len(training.files)).split(BATCH))

    def loss_of(batch: Tensor) -> Tensor:
        others = torch.tensor([random.choice(same_thing[training.things[index]]) for index in batch.tolist()])
        images = pictures.blend(training.images[batch], training.images[others], BLENDED_SHARE)
        seen = model.sight(pictures.augment(images, may_flip[batch]))
        loss = things_loss(model.things(seen), things[batch])
        for language in LANGUAGES:
            wanted = targets[language][batch]
            wanted = wanted[:, : (wanted != UNSCORED).sum(dim=1).max()]
            words = torch.cat([torch.full((len(batch), 1), START), wanted[:, :-1].clamp(min=0)], dim=1)
            logits, _ = model.decoders[language](words, model.encoders[language].first_state(seen))
            loss = loss + words_loss(logits.flatten(0, 1), wanted.flatten())
        return loss

    def score_of() -> float:
        """Captions right in validation, the mean of both languages."""
        seen = torch.cat([model.sight.look(chunk) for chunk in validation.images.split(BATCH)])
        scores = []
        for language in LANGUAGES:
            states = model.encoders[language].first_state(seen)
            written = answers_of(model.decoders[language], tokenizers[language], states)
            scores.append(exact_match(written, validation.captions[language]))
        return sum(scores) / len(scores)

    for number, schedule in enumerate(make_rounds(options.epochs), start=1):
        snapshot = options.weights and options.weights.with_suffix(f".round{number}")
        optimizer = make_optimizer(model, schedule)
        loop.fit(model, schedule, batches_of, loss_of, score_of, optimizer=optimizer, snapshot=snapshot)


def make_rounds(epochs: int) -> list[loop.Schedule]:
    """The second round starts again from half the rate: with few pictures a thing, one fall to zero is too soon."""
    first = loop.Schedule(epochs, learning_rate=3e-3, weight_decay=0.05, spare_updates=0, patience=epochs)
    again = replace(first, epochs=max(1, epochs // 3), learning_rate=1.5e-3, averaging=0.995)
    return [first, again]


def make_optimizer(model: Captioner, schedule: loop.Schedule) -> Muon:
    turned = [layer.weight for layer in model.sight.modules() if isinstance(layer, nn.Conv2d)]
    chosen = {id(weight) for weight in turned}
    others = [weight for weight in model.parameters() if id(weight) not in chosen]
    return Muon(turned, others, schedule.learning_rate, schedule.learning_rate * TURNED_RATE, schedule.weight_decay)


def may_be_mirrored(split: Split, index: int) -> bool:
    captions = " ".join(split.captions[language][index] for language in LANGUAGES)
    return split.groups[index] not in DIRECTED_GROUPS and not DIRECTED.search(captions)


def export_model(encoder: Encoder, decoder: Decoder, images: Tensor, out: Path) -> float:
    free_axes = {"image": {0: "batch"}, "h": {1: "batch"}}
    path = out / "1" / "encoder.onnx"
    encoder.to(memory_format=torch.contiguous_format)
    export.export_graph(encoder, path, {"image": images[:2]}, ["h"], free_axes, half=True)
    worst = export.check_graph(encoder, path, [{"image": images[:1]}, {"image": images[:5]}])

    with torch.no_grad():
        states = encoder(images[:5])
    words = torch.randint(len(decoder.bias), (5, 1))
    free_axes = {"token": {0: "batch"}, "h": {1: "batch"}, "logits": {0: "batch"}, "h_out": {1: "batch"}}
    path = out / "1" / "decoder.onnx"
    inputs = {"token": words[:2], "h": states[:, :2]}
    export.export_graph(decoder, path, inputs, ["logits", "h_out"], free_axes, half=True)
    cases = [{"token": words[:count], "h": states[:, :count].contiguous()} for count in (1, 3, 5)]
    return max(worst, export.check_graph(decoder, path, cases))


def write_folder(out: Path, tokenizer: Tokenizer, example: bytes) -> None:
    tokenizer.save(str(out / "tokenizer.json"))
    (out / "example.png").write_bytes(example)
    (out / "model.yaml").write_text(
        f"""task: one-to-many
input:
  image: {{width: 32, height: 32, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}}
output:
  text: {{tokenizer: tokenizer.json, start: "<s>", stop: "</s>", max_steps: {MAX_STEPS}}}
example: {{image: example.png}}
""",
        encoding="utf-8",
    )


def choose_example(test: Split, right: list[bool]) -> int:
    """A picture of Noto Emoji (its licence is the simplest) that is captioned right, an animal if there is one."""
    noto = [index for index, file in enumerate(test.files) if file.startswith("noto/")]
    known = [index for index in noto if right[index]]
    animals = [index for index in known if test.groups[index].startswith("Animals")]
    return (animals or known or noto or [0])[0]


def odd_pictures() -> list[bytes]:
    """No caption is right for some, but server and PyTorch must still agree: white, noise, and other kinds of PNG."""
    noise = Image.fromarray(torch.randint(0, 256, (pictures.SIZE, pictures.SIZE, 3), dtype=torch.uint8).numpy())
    holes = noise.convert("RGBA")
    holes.putalpha(noise.convert("1").convert("L"))
    white = Image.new("RGB", (pictures.SIZE, pictures.SIZE), "white")
    contents = []
    for image in (white, noise, noise.convert("L"), noise.quantize(16), holes):
        file = io.BytesIO()
        image.save(file, "PNG")
        contents.append(file.getvalue())
    return contents


def make_truths(encoder: Encoder, decoder: Decoder, tokenizer: Tokenizer, contents: list[bytes]) -> list[dict]:
    examples = []
    for content in contents:
        ((ids, scores),) = write_captions(decoder, first_states(encoder, pictures.to_tensor(content).unsqueeze(0)))
        examples.append(
            {
                "image_png_base64": base64.b64encode(content).decode("ascii"),
                "token_ids": ids,
                "text": tokenizer.decode(ids),
                "log_probabilities": truths.rounded(torch.tensor(scores)),
            }
        )
    return examples


def main() -> None:
    options = command.parse(__doc__, epochs=36, languages=LANGUAGES)
    training, validation, test = (read_split(options.data, name, options.sample) for name in ("train", "val", "test"))
    tokenizers = {language: make_tokenizer(training.captions[language]) for language in LANGUAGES}
    vocabularies = {language: tokenizer.get_vocab_size() for language, tokenizer in tokenizers.items()}
    model = Captioner(vocabularies, things=len(set(training.things)))
    command.load_or_train(model, options.weights, lambda: train(model, tokenizers, training, validation, options))
    language, tokenizer = options.language, tokenizers[options.language]
    encoder, decoder = model.encoders[language], model.decoders[language]
    model.fuse()
    export.halve_weights(encoder, decoder)
    difference = export_model(encoder, decoder, test.images, options.out)

    written, captions = answers_of(decoder, tokenizer, first_states(encoder, test.images)), test.captions[language]
    example = choose_example(test, [answer == caption for answer, caption in zip(written, captions)])
    write_folder(options.out, tokenizer, test.contents[example])
    export_facts = caption_card.Exported(
        parameters=export.count_parameters(encoder, decoder),
        bytes=export.check_budget(options.out),
        difference=difference,
        example=example,
        sample=options.sample,
    )
    described = caption_card.make_card(training, test, language, written, export_facts)
    card.write_card(options.out, described)
    if options.truths:
        contents = test.contents[:19] + odd_pictures()
        truths.write_truths(options.truths, options.out.name, make_truths(encoder, decoder, tokenizer, contents))
    print(f"test {described.metrics}, {export_facts.bytes / 1e6:.2f} MB")


if __name__ == "__main__":
    command.run(main)
