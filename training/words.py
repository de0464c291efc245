"""Sentences of a treebank: words, the text they make, and where each word ends in it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from training.data import DataError, read_blocks, read_comments


@dataclass(frozen=True)
class Word:
    form: str
    tag: str
    fine_tag: str  # the treebank's own, finer tag, such as NNG+JKB: an auxiliary target in training only


def read_sentences(data: Path, name: str, sample: int | None) -> list[list[Word]]:
    """`name` is the split and the treebank, such as `train.ko_gsd`."""
    blocks = read_blocks(data / "pos" / f"{name}.conll.gz", cells=3)[:sample]
    return [[Word(*cells[:3]) for cells in block] for block in blocks]


def read_written(data: Path, name: str, sentences: list[list[Word]]) -> list[list[Word]]:
    """The same sentences spaced as in `# text = ...`, as people write them: `don't` and `(here)` are one word each."""
    path = data / "pos" / f"{name}.conll.gz"
    texts = read_comments(path, "text")
    if len(texts) < len(sentences):
        raise DataError(f"{path}: {len(texts)} lines '# text = ...', but a line for every sentence expected")
    written = []
    for sentence, text in zip(sentences, texts):
        try:
            written.append(as_written(sentence, text))
        except ValueError as error:
            raise DataError(f"{path}, sentence '# text = {text}': {error}") from error
    return written


def as_written(sentence: list[Word], text: str) -> list[Word]:
    runs: list[list[Word]] = []
    position = 0
    for word in sentence:
        if not runs or text[position : position + 1].isspace():
            position = len(text) - len(text[position:].lstrip())
            runs.append([])
        if not text.startswith(word.form, position):
            raise ValueError(f"the word {word.form!r} expected after {text[:position]!r}")
        runs[-1].append(word)
        position += len(word.form)
    return [as_one(run) for run in runs]


def as_one(run: list[Word]) -> Word:
    """Words without a space between them: the first decides (`do` of `don't`), after a hyphen the last."""
    spoken = [word for word in run if word.tag not in ("PUNCT", "SYM")] or run
    hyphenated = any(word.form == "-" for word in run[1:-1])
    head = spoken[-1] if hyphenated else spoken[0]
    return Word("".join(word.form for word in run), head.tag, head.fine_tag)


def text_of(sentence: list[Word]) -> str:
    return " ".join(word.form for word in sentence)


def joined(sentence: list[Word]) -> list[Word]:
    """The sentence as people write it: punctuation sticks to the word before it, which keeps its tag."""
    result: list[Word] = []
    for word in sentence:
        if word.tag == "PUNCT" and result:
            before = result.pop()
            word = Word(before.form + word.form, before.tag, before.fine_tag)
        result.append(word)
    return result


def last_steps(sentence: list[Word], offsets: list[tuple[int, int]]) -> list[int]:
    """The step that ends where a word ends, for every word; `offsets` is where the steps begin and end in the text."""
    step_that_ends = {end: step for step, (_, end) in enumerate(offsets)}
    steps, start = [], 0
    for word in sentence:
        steps.append(step_that_ends[start + len(word.form)])
        start += len(word.form) + 1
    return steps


def most_frequent_tag_accuracy(training: list[list[Word]], test: list[list[Word]]) -> float:
    """The baseline: every known form gets the tag it has most often in training, every other form NOUN."""
    counts: dict[str, Counter] = {}
    for sentence in training:
        for word in sentence:
            counts.setdefault(word.form, Counter())[word.tag] += 1
    usual = {form: count.most_common(1)[0][0] for form, count in counts.items()}
    words = [word for sentence in test for word in sentence]
    return sum(usual.get(word.form, "NOUN") == word.tag for word in words) / len(words)
