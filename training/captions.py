"""Pictures with captions: reading them, and the words of the captions as tokens."""

from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from torch import Tensor

from training import pictures
from training.data import read_images, read_table

UNKNOWN, START, STOP = 0, 1, 2
LANGUAGES = ("en", "ko")
SPECIAL = ["<unk>", "<s>", "</s>"]
UNSCORED = -100


@dataclass(frozen=True)
class Split:
    files: list[str]
    contents: list[bytes]
    images: Tensor
    captions: dict[str, list[str]]  # by language
    things: list[str]  # which thing a picture shows, whoever drew it
    groups: list[str]


def read_split(data: Path, name: str, sample: int | None) -> Split:
    folder = data / "captioning"
    columns = {language: f"caption_{language}" for language in LANGUAGES}
    rows = read_table(folder / f"{name}.captions.tsv.gz", ["file", "codepoints", "group", *columns.values()])[:sample]
    files = [row["file"] for row in rows]
    contents = list(read_images(folder / f"{name}.images.zip", files, pictures.SIZE).values())
    images = torch.stack([pictures.to_tensor(content) for content in contents])
    captions = {language: [row[column] for row in rows] for language, column in columns.items()}
    return Split(files, contents, images, captions, [row["codepoints"] for row in rows], [row["group"] for row in rows])


def make_tokenizer(captions: list[str]) -> Tokenizer:
    """Whole words and single punctuation marks; `▁` marks a space before, so decoding restores every space."""
    cut = pre_tokenizers.Sequence([pre_tokenizers.Metaspace(), pre_tokenizers.Punctuation(behavior="isolated")])
    words = sorted({word for caption in captions for word, _ in cut.pre_tokenize_str(caption)})
    vocabulary = {word: index for index, word in enumerate(SPECIAL + words)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.pre_tokenizer, tokenizer.decoder = cut, decoders.Metaspace()
    return tokenizer


def make_targets(tokenizer: Tokenizer, captions: list[str]) -> Tensor:
    """Word ids and the stop sign, filled up with steps that are not scored (a decoder never looks ahead)."""
    sequences = [encoding.ids + [STOP] for encoding in tokenizer.encode_batch(captions)]
    longest = max(map(len, sequences))
    return torch.tensor([ids + [UNSCORED] * (longest - len(ids)) for ids in sequences])
