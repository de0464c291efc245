"""Texts with a tag for every character: the corpus of entities, and two treebanks with a tag for every morpheme."""

from dataclasses import dataclass
from pathlib import Path

from training.data import DataError, open_lines, read_blocks, read_comments


@dataclass(frozen=True)
class TaggedText:
    text: str
    tags: list[str]  # one a character; of morphemes "" where the character's is not known


def read_entities(data: Path, name: str, sample: int | None) -> list[TaggedText]:
    """Blocks parted by an empty line: `## id<TAB>marked text`, then `<character><TAB><tag>` a line."""
    path = data / "ner" / f"{name}.tsv.gz"
    texts, characters, tags = [], [], []
    for number, line in enumerate([*open_lines(path), ""], start=1):
        if line.startswith("## ") and not tags:
            continue
        if not line:
            if tags:
                texts.append(TaggedText("".join(characters), tags))
            characters, tags = [], []
            continue
        character, _, tag = line.partition("\t")
        if len(character) != 1 or not (tag == "O" or tag[:2] in ("B-", "I-") and tag[2:]):
            raise DataError(
                f"{path}, line {number}: {line!r}, but one character, a tab and O, B-type or I-type expected"
            )
        characters.append(character)
        tags.append(tag)
    if not texts:
        raise DataError(f"{path} has no sentences")
    return texts[:sample]


def read_morphemes(data: Path, name: str, sample: int | None) -> list[TaggedText]:
    """Sentences of a Korean treebank as people write them, every character with the tag of its morpheme.

    `박보영을` is 박보영 (a name) and 을 (a particle): where a name ends is what the corpus of entities is small for.
    """
    path = data / "pos" / f"{name}.conll.gz"
    blocks = read_blocks(path, cells=4)[:sample]
    texts = read_comments(path, "text")
    if len(texts) < len(blocks):
        raise DataError(f"{path}: {len(texts)} lines '# text = ...', but a line for every sentence expected")
    result = []
    for words, text in zip(blocks, texts):
        tags, position = [""] * len(text), 0
        for form, _, fine_tag, lemma, *_ in words:
            position = text.find(form, position)
            if position < 0:
                raise DataError(f"{path}, sentence '# text = {text}': the word {form!r} is not in it")
            tags[position : position + len(form)] = morpheme_tags(form, fine_tag.split("+"), lemma.split("+"))
            position += len(form)
        result.append(TaggedText(text, tags))
    return result


def morpheme_tags(form: str, tags: list[str], morphemes: list[str]) -> list[str]:
    """Morphemes are found from both ends of the word; what is contracted between them stays without a tag."""
    found = [""] * len(form)
    if len(tags) != len(morphemes):
        return found
    first, last = 0, len(morphemes)
    start, end = 0, len(form)
    while first < last and form.startswith(morphemes[first], start):
        start = _mark(found, start, morphemes[first], tags[first])
        first += 1
    while first < last and start <= end - len(morphemes[last - 1]) and form.endswith(morphemes[last - 1], start, end):
        last -= 1
        end -= len(morphemes[last])
        _mark(found, end, morphemes[last], tags[last])
    return found


def _mark(found: list[str], start: int, morpheme: str, tag: str) -> int:
    end = start + len(morpheme)
    found[start:end] = [f"B-{tag}"] + [f"I-{tag}"] * (len(morpheme) - 1) if morpheme else []
    return end
