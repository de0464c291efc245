"""What the card of a captioner says: its figures, the baseline, and answers of the test split."""

from dataclasses import dataclass

import torch

from training import card
from training.caption_writing import exact_match, word_match
from training.captions import Split
from training.networks import HIDDEN, WORD_WIDTH

NAMES = {"en": "English", "ko": "Korean"}
KNOWN = {"en": [card.Figure("small CNN and GRU (known)", "36%")], "ko": []}


@dataclass(frozen=True)
class Exported:
    parameters: int
    bytes: int
    difference: float
    example: int  # which picture of the test split is the folder's example
    sample: int | None


def nearest_picture_match(training: Split, test: Split, language: str) -> float:
    """The baseline: the caption of the training picture with the smallest distance between pixels."""
    nearest = torch.cdist(test.images.flatten(1), training.images.flatten(1)).argmin(dim=1).tolist()
    return exact_match([training.captions[language][index] for index in nearest], test.captions[language])


def describe(test: Split, language: str, answers: list[str], right: bool) -> list[tuple[str, str, str]]:
    return [
        (file, caption, answer)
        for file, caption, answer in zip(test.files, test.captions[language], answers)
        if (caption == answer) == right
    ][:5]


def by_vendor(test: Split, language: str, answers: list[str]) -> str:
    """How many are right of each vendor's pictures, and of people apart from all else."""
    parts: dict[str, list[bool]] = {}
    for file, group, caption, answer in zip(test.files, test.groups, test.captions[language], answers):
        kind = "people" if group.startswith("People") else "all else"
        for part in (file.split("/")[0], kind):
            parts.setdefault(part, []).append(answer == caption)
    return ", ".join(f"{part} {sum(right) / len(right):.1%}" for part, right in sorted(parts.items()))


def make_card(training: Split, test: Split, language: str, answers: list[str], exported: Exported) -> card.Card:
    captions = test.captions[language]
    right = exact_match(answers, captions)
    nearest = nearest_picture_match(training, test, language)
    return card.Card(
        title=f"caption-{language}: what a small picture shows, in {NAMES[language]}",
        summary=f"One to many. A 32x32 picture of an emoji in; its short name in {NAMES[language]} out, word by word.",
        data=f"""
            Pictures, scaled to 32x32 on white: Noto Emoji (copyright 2013 Google LLC,
            github.com/googlefonts/noto-emoji,
            Apache 2.0 by its README and OFL 1.1 by its LICENSE), Twemoji (copyright Twitter, Inc and other
            contributors, CC BY 4.0), OpenMoji (openmoji.org, HfG Schwaebisch Gmuend, CC BY-SA 4.0), Emojitwo
            (github.com/EmojiTwo/emojitwo, from EmojiOne 2, CC BY 4.0), Blobmoji (github.com/C1710/blobmoji, Apache
            2.0): 9,453 to train, 486 to choose, 973 to test. Captions: Unicode CLDR 47 short names (copyright
            2015-2024 Unicode, Inc., Unicode License v3). The model is published under CC BY-SA 4.0, the strictest
            of these. `example.png` is `{test.files[exported.example]}` of the test split, by Noto Emoji:
            "{captions[exported.example]}".
        """,
        architecture=f"""
            `encoder.onnx`: a residual network (a 4x4 convolution halves the picture, then 3x3 convolutions 40, 80
            and 160 wide; learnt weightings of its 8x8 and 4x4 maps per channel) looks at the picture as it is, nearer
            and farther; the mean makes the first hidden state `h` [1, batch, {HIDDEN}]. `decoder.onnx`: embedding
            {WORD_WIDTH}, one GRU layer of {HIDDEN}, a {WORD_WIDTH} wide bottleneck, and the embedding again for the
            scores of the next word; `h` goes in and `h_out` comes out. Tokens are words and punctuation marks. The
            English and the Korean model were trained together and share what sees the picture. Trained with moved,
            bent, recoloured and partly blanked pictures, outlines added or taken away, mixtures of two vendors'
            pictures of one thing, label smoothing, averaged weights, orthogonal steps (Muon) in two rounds, and a
            further target (which thing, by cosine) that is dropped at export.
        """,
        parameters=exported.parameters,
        bytes=exported.bytes,
        difference=exported.difference,
        figures=[
            card.Figure("**caption exactly right, greedy**", f"**{right:.1%}**"),
            card.Figure("words right (F1 per caption, averaged)", f"{word_match(answers, captions):.1%}"),
            *KNOWN[language],
            card.Figure("caption of the nearest training picture", f"{nearest:.1%}"),
        ],
        method=f"""
            Over {len(captions)} pictures of the test split, which is for reporting only; the epoch was chosen on
            the validation split, by the mean of both languages. A test picture shows a thing that other vendors'
            pictures in train show, too; this vendor's picture of it was not seen. Exactly right by part:
            {by_vendor(test, language, answers)}.
        """,
        limits="""
            Emoji of these five vendors on white, 32x32; a photograph gets a caption, but a meaningless one.
            Skin tones of the set are light, medium and dark only. Things that look alike at 32 pixels (flags,
            person/man/woman, round faces) are mixed up most.
        """,
        headings=("picture", "caption", "answer"),
        good=describe(test, language, answers, right=True),
        bad=describe(test, language, answers, right=False),
        sample=exported.sample,
        language=language,
        metrics={"exact_match": right},
        stored="float16",
    )
