"""One to many: a picture in, a caption out (a small residual network starts a GRU that writes).

    python -m training.captioning --data DIR --out models/caption-en
"""

import base64
import io
import re
from pathlib import Path

import torch
from PIL import Image
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import card, command, export, loop, pictures, truths
from training.captions import START, STOP, UNSCORED, Split, make_targets, make_tokenizer, read_split
from training.networks import HIDDEN, Decoder, Encoder

MAX_STEPS = 24
WHOLE_CAPTION_WEIGHT = 0.5
# Pictures whose caption speaks of a direction, and whole groups that would turn into something else, are not mirrored.
DIRECTED = re.compile(r"left|right|clock|thirty|왼쪽|오른쪽|시계|시$|시 반")
DIRECTED_GROUPS = {"Flags", "Symbols"}


def train(encoder: Encoder, decoder: Decoder, tokenizer: Tokenizer, training: Split, validation: Split,
          epochs: int) -> None:
    targets = make_targets(tokenizer, training.captions)
    distinct = {caption: index for index, caption in enumerate(sorted(set(training.captions)))}
    whole = torch.tensor([distinct[caption] for caption in training.captions])
    may_flip = torch.tensor([
        group not in DIRECTED_GROUPS and not DIRECTED.search(caption)
        for caption, group in zip(training.captions, training.groups)
    ])
    # Telling whole captions apart is a second target for the encoder in training; it is dropped at export.
    whole_output = nn.Linear(encoder.state.in_features, len(distinct))
    parts = nn.ModuleList([encoder, decoder, whole_output])
    encoder.to(memory_format=torch.channels_last)  # an eighth faster on a CPU
    words_loss = nn.CrossEntropyLoss(ignore_index=UNSCORED, label_smoothing=0.1)
    whole_loss = nn.CrossEntropyLoss(label_smoothing=0.1)

    def batches_of() -> list[Tensor]:
        return list(torch.randperm(len(training.captions)).split(96))

    def loss_of(batch: Tensor) -> Tensor:
        features = encoder.features(pictures.augment(training.images[batch], may_flip[batch]))
        wanted = targets[batch]
        words = torch.cat([torch.full((len(batch), 1), START), wanted[:, :-1].clamp(min=0)], dim=1)
        logits, _ = decoder(words, torch.tanh(encoder.state(features)).unsqueeze(0))
        return (
            words_loss(logits.flatten(0, 1), wanted.flatten())
            + WHOLE_CAPTION_WEIGHT * whole_loss(whole_output(features), whole[batch])
        )

    schedule = loop.Schedule(epochs, learning_rate=3e-3, weight_decay=0.05, averaging=0.998, patience=epochs)
    loop.fit(parts, schedule, batches_of, loss_of, lambda: exact_match(encoder, decoder, tokenizer, validation))


def write_captions(encoder: Encoder, decoder: Decoder, images: Tensor) -> list[tuple[list[int], list[float]]]:
    """Greedy: the best word at every step, until the stop sign. Word ids and their log probabilities."""
    with torch.no_grad():
        state, words = encoder(images), torch.full((len(images), 1), START)
        ids, scores = [], []
        for _ in range(MAX_STEPS):
            logits, state = decoder(words, state)
            best, words = logits.log_softmax(-1).max(-1)
            ids.append(words)
            scores.append(best)
    results = []
    for row, row_scores in zip(torch.cat(ids, 1).tolist(), torch.cat(scores, 1).tolist()):
        length = row.index(STOP) if STOP in row else len(row)
        results.append((row[:length], row_scores[:length]))
    return results


def answers_of(encoder: Encoder, decoder: Decoder, tokenizer: Tokenizer, images: Tensor) -> list[str]:
    return [
        tokenizer.decode(ids)
        for chunk in images.split(128)
        for ids, _ in write_captions(encoder, decoder, chunk)
    ]


def exact_match(encoder: Encoder, decoder: Decoder, tokenizer: Tokenizer, split: Split) -> float:
    answers = answers_of(encoder, decoder, tokenizer, split.images)
    return sum(answer == caption for answer, caption in zip(answers, split.captions)) / len(answers)


def export_model(encoder: Encoder, decoder: Decoder, images: Tensor, out: Path) -> float:
    free_axes = {"image": {0: "batch"}, "h": {1: "batch"}}
    path = out / "1" / "encoder.onnx"
    encoder.to(memory_format=torch.contiguous_format)
    export.export_graph(encoder, path, {"image": images[:2]}, ["h"], free_axes)
    worst = export.check_graph(encoder, path, [{"image": images[:1]}, {"image": images[:5]}])

    with torch.no_grad():
        states = encoder(images[:5])
    words = torch.randint(decoder.output.out_features, (5, 1))
    free_axes = {"token": {0: "batch"}, "h": {1: "batch"}, "logits": {0: "batch"}, "h_out": {1: "batch"}}
    path = out / "1" / "decoder.onnx"
    export.export_graph(decoder, path, {"token": words[:2], "h": states[:, :2]}, ["logits", "h_out"], free_axes)
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


def choose_example(test: Split, answers: list[str]) -> int:
    """A picture of Noto Emoji (its licence is the simplest) that is captioned right, an animal if there is one."""
    noto = [index for index, file in enumerate(test.files) if file.startswith("noto/")]
    right = [index for index in noto if answers[index] == test.captions[index]]
    animals = [index for index in right if test.groups[index].startswith("Animals")]
    return (animals or right or noto or [0])[0]


def describe(test: Split, answers: list[str], right: bool) -> list[tuple[str, str, str]]:
    return [
        (file, caption, answer)
        for file, caption, answer in zip(test.files, test.captions, answers)
        if (caption == answer) == right
    ][:5]


def nearest_picture_accuracy(training: Split, test: Split) -> float:
    """The baseline: the caption of the training picture with the smallest distance between pixels."""
    nearest = torch.cdist(test.images.flatten(1), training.images.flatten(1)).argmin(dim=1).tolist()
    return sum(training.captions[n] == caption for n, caption in zip(nearest, test.captions)) / len(nearest)


def word_accuracy(test: Split, answers: list[str]) -> float:
    """Words of the answer that stand in the caption: twice the common ones over all of both (F1, averaged)."""
    scores = []
    for answer, caption in zip(answers, test.captions):
        given, wanted = set(answer.split()), set(caption.split())
        scores.append(2 * len(given & wanted) / (len(given) + len(wanted)))
    return sum(scores) / len(scores)


def odd_pictures() -> list[bytes]:
    """A white one and one of noise: no caption is right, but server and PyTorch must still agree."""
    noise = torch.randint(0, 256, (pictures.SIZE, pictures.SIZE, 3), dtype=torch.uint8)
    contents = []
    for image in (Image.new("RGB", (pictures.SIZE, pictures.SIZE), "white"), Image.fromarray(noise.numpy())):
        file = io.BytesIO()
        image.save(file, "PNG")
        contents.append(file.getvalue())
    return contents


def make_truths(encoder: Encoder, decoder: Decoder, tokenizer: Tokenizer, contents: list[bytes]) -> list[dict]:
    examples = []
    for content in contents:
        ((ids, scores),) = write_captions(encoder, decoder, pictures.to_tensor(content).unsqueeze(0))
        examples.append({
            "image_png_base64": base64.b64encode(content).decode("ascii"),
            "token_ids": ids,
            "text": tokenizer.decode(ids),
            "log_probabilities": truths.rounded(torch.tensor(scores)),
        })
    return examples


def make_card(test: Split, answers: list[str], example: int, language: str, figures: dict[str, float], parameters: int,
              size: int, difference: float, sample: int | None) -> card.Card:
    known = [card.Figure("small CNN and GRU (known)", "36%")] if language == "en" else []
    return card.Card(
        title=f"caption-{language}: what a small picture shows",
        summary=f"One to many. A 32x32 picture of an emoji in; its short name ({language}) out, word by word.",
        data=f"""
            Pictures, scaled to 32x32 on white: Noto Emoji (copyright 2013 Google LLC,
            github.com/googlefonts/noto-emoji,
            Apache 2.0 by its README and OFL 1.1 by its LICENSE), Twemoji (copyright Twitter, Inc and other
            contributors, CC BY 4.0), OpenMoji (openmoji.org, HfG Schwaebisch Gmuend, CC BY-SA 4.0), Emojitwo
            (github.com/EmojiTwo/emojitwo, from EmojiOne 2, CC BY 4.0), Blobmoji (github.com/C1710/blobmoji, Apache
            2.0): 9,453 to train, 486 to choose, 973 to test. Captions: Unicode CLDR 47 short names (copyright
            2015-2024 Unicode, Inc., Unicode License v3). The model is published under CC BY-SA 4.0, the strictest
            of these. `example.png` is `{test.files[example]}` of the test split, by Noto Emoji:
            "{test.captions[example]}".
        """,
        architecture=f"""
            `encoder.onnx`: a residual network (3x3 convolutions 32, 64, 96, 128 wide; two learnt weightings of
            its 4x4 map per channel) makes the first hidden state `h` [1, batch, {HIDDEN}]. `decoder.onnx`:
            embedding 64, one GRU layer of {HIDDEN}, a 96 wide bottleneck, scores of the next word; `h` goes in
            and `h_out` comes out. Tokens are words and punctuation marks. Trained with moved, turned,
            recoloured and partly blanked pictures, label smoothing, averaged weights, and a second target
            (which whole caption) that is dropped at export.
        """,
        parameters=parameters,
        bytes=size,
        difference=difference,
        figures=[
            card.Figure("**caption exactly right, greedy**", f"**{figures['exact']:.1%}**"),
            card.Figure("words right (F1 per caption, averaged)", f"{figures['words']:.1%}"),
            *known,
            card.Figure("caption of the nearest training picture", f"{figures['nearest']:.1%}"),
        ],
        method=f"""
            Over {len(test.captions)} pictures of the test split, which is for reporting only; the epoch was chosen on
            the validation split. A test picture shows a thing that other vendors' pictures in train show, too;
            this vendor's picture of it was not seen.
        """,
        limits="""
            Emoji of these five vendors on white, 32x32; a photograph gets a caption, but a meaningless one.
            Skin tones of the set are light, medium and dark only. Things that look alike at 32 pixels (flags,
            person/man/woman, round faces) are mixed up most.
        """,
        headings=("picture", "caption", "answer"),
        good=describe(test, answers, right=True),
        bad=describe(test, answers, right=False),
        sample=sample,
    )


def main() -> None:
    options = command.parse(__doc__, epochs=32, languages=("en", "ko"))
    training, validation, test = (
        read_split(options.data, name, options.language, options.sample) for name in ("train", "val", "test")
    )
    tokenizer = make_tokenizer(training.captions)
    encoder, decoder = Encoder(), Decoder(tokenizer.get_vocab_size())
    command.load_or_train(
        nn.ModuleList([encoder, decoder]),
        options.weights,
        lambda: train(encoder, decoder, tokenizer, training, validation, options.epochs),
    )
    difference = export_model(encoder, decoder, test.images, options.out)
    answers = answers_of(encoder, decoder, tokenizer, test.images)
    example = choose_example(test, answers)
    write_folder(options.out, tokenizer, test.contents[example])
    figures = {
        "exact": exact_match(encoder, decoder, tokenizer, test),
        "words": word_accuracy(test, answers),
        "nearest": nearest_picture_accuracy(training, test),
    }
    size, parameters = export.check_budget(options.out), export.count_parameters(encoder, decoder)
    described = make_card(
        test, answers, example, options.language, figures, parameters, size, difference, options.sample
    )
    card.write_card(options.out, described)
    if options.truths:
        contents = test.contents[:22] + odd_pictures()
        truths.write_truths(options.truths, options.out.name, make_truths(encoder, decoder, tokenizer, contents))
    print(f"test exact match {figures['exact']:.4f}, words {figures['words']:.4f}, {size / 1e6:.2f} MB")


if __name__ == "__main__":
    command.run(main)
