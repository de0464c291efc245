"""Korean sentences with a blank: reading them, blanking nouns by rule as the data does, and the tokenizer."""

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from training.characters import FINALS, FIRST_SYLLABLE, LAST_SYLLABLE
from training.data import DataError, read_table

BLANK = "[ ]"
UNKNOWN = 0
VOCABULARY = 8000
REVIEWS = "nsmc"  # film reviews: 7 in 10 sentences of the training split, 4 in 10 of the others

AFTER_CONSONANT = {"이", "을", "은", "과", "으로"}
AFTER_VOWEL = {"가", "를", "는", "와", "로"}
AFTER_BOTH = {"의", "에", "에서", "에게", "에는", "에서는", "도", "까지", "부터", "보다", "처럼"}
FINAL_L = 8  # a noun that ends in this consonant takes 로 as after a vowel
LONGEST_NOUN = 5


@dataclass(frozen=True)
class Row:
    """One example of a data file."""

    source: str
    left: str
    answer: int  # index into the closed list
    right: str  # begins with the particle

    @property
    def text(self) -> str:
        return f"{self.left} {BLANK}{self.right}"

    @property
    def left_only(self) -> str:
        return f"{self.left} {BLANK}"

    @property
    def right_only(self) -> str:
        return f"{BLANK}{self.right}"


@dataclass(frozen=True)
class Noun:
    word: int  # index of the word in its sentence
    answer: int
    particle: str  # what follows in the same word


@dataclass(frozen=True)
class Sentence:
    """A training sentence with all its listed nouns; the one that the data blanks comes first."""

    source: str
    words: list[str]
    nouns: list[Noun]


@dataclass(frozen=True)
class Answers:
    words: list[str]
    counts: list[int]  # how often each is the answer in the training split


def read_answers(data: Path) -> Answers:
    path = data / "cloze" / "answers.tsv.gz"
    rows = read_table(path, ["answer", "train_count"])
    for row in rows:
        if not row["train_count"].isdigit() or int(row["train_count"]) < 1:
            raise DataError(f"{row.place}: train_count {row['train_count']!r} is not a positive number")
    return Answers([row["answer"] for row in rows], [int(row["train_count"]) for row in rows])


def read_rows(data: Path, name: str, answers: Answers, sample: int | None) -> list[Row]:
    path = data / "cloze" / f"{name}.tsv.gz"
    index_of = {word: index for index, word in enumerate(answers.words)}
    rows = []
    for row in read_table(path, ["source", "left", "answer", "right"])[:sample]:
        if row["answer"] not in index_of:
            raise DataError(f"{row.place}: the answer {row['answer']!r} is not in answers.tsv.gz")
        if BLANK in row["left"] + row["right"]:
            raise DataError(f"{row.place}: {BLANK} stands in a side; it marks the blank between them")
        rows.append(Row(row["source"], row["left"], index_of[row["answer"]], row["right"]))
    return rows


def find_nouns(rows: list[Row], answers: Answers) -> list[Sentence]:
    """Every word that is a listed noun and a fitting particle can be blanked too, not only the one of the data."""
    index_of = {word: index for index, word in enumerate(answers.words)}
    sentences = []
    for row in rows:
        before, after = row.left.split(), row.right.split()
        particle = after[0] if after and not row.right[0].isspace() else ""
        words = [*before, answers.words[row.answer] + particle, *after[1 if particle else 0 :]]
        nouns = [Noun(len(before), row.answer, particle)]
        for place, word in enumerate(words):
            noun = _noun_of(word, index_of) if place != len(before) else ""
            if noun:
                nouns.append(Noun(place, index_of[noun], word[len(noun) :]))
        sentences.append(Sentence(row.source, words, nouns))
    return sentences


def _noun_of(word: str, index_of: dict[str, int]) -> str:
    for length in range(min(LONGEST_NOUN, len(word) - 1), 1, -1):
        if word[:length] in index_of and _agrees(word[:length], word[length:].rstrip(".,!?~…")):
            return word[:length]
    return ""


def _agrees(noun: str, particle: str) -> bool:
    if particle in AFTER_BOTH:
        return True
    if not FIRST_SYLLABLE <= ord(noun[-1]) <= LAST_SYLLABLE:
        return False
    final = (ord(noun[-1]) - FIRST_SYLLABLE) % FINALS
    if particle in AFTER_VOWEL:
        return final == 0 or (particle == "로" and final == FINAL_L)
    return particle in AFTER_CONSONANT and final != 0 and not (particle == "으로" and final == FINAL_L)


class Blanker:
    """Draws what one pass of training reads: other blanks of the same sentences every time."""

    KEPT_REVIEWS = 0.5  # share of the reviews that a pass reads: the other sources are as important
    GIVEN_BLANK = 0.5  # how often the blank of the data is the first one; else any listed noun
    SECOND_BLANK = 0.35  # how often each further noun is blanked as well
    ONE_SIDE = 0.06  # how often the right side is missing, and how often the left
    WORDS_A_SIDE = 14  # words further away than this are left out in training
    PLENTY = 900  # a noun that stands more often in the sentences is drawn more rarely, as in the data

    def __init__(self, sentences: list[Sentence]) -> None:
        self._sentences = sentences
        counts = Counter(noun.answer for sentence in sentences for noun in sentence.nouns)
        self._share = {answer: min(1.0, self.PLENTY / count) for answer, count in counts.items()}

    def draw_pass(self) -> list[tuple[str, list[int]]]:
        """Texts with blanks, and the answers of each text in the order of its blanks."""
        return [
            self._draw(sentence)
            for sentence in self._sentences
            if sentence.source != REVIEWS or random.random() < self.KEPT_REVIEWS
        ]

    def _draw(self, sentence: Sentence) -> tuple[str, list[int]]:
        first, *others = sentence.nouns
        if others and random.random() >= self.GIVEN_BLANK:
            first = random.choices(sentence.nouns, [self._share[noun.answer] for noun in sentence.nouns])[0]
        side = random.random()
        if first.word > 0 and side < self.ONE_SIDE:
            return " ".join([*sentence.words[: first.word], BLANK]), [first.answer]
        start = max(0, first.word - self.WORDS_A_SIDE)
        if side > 1 - self.ONE_SIDE:
            start = first.word
        words = sentence.words[start : first.word + self.WORDS_A_SIDE + 1]
        answers = []
        for noun in sorted(sentence.nouns, key=lambda noun: noun.word):
            also = random.random() < self.SECOND_BLANK * self._share[noun.answer]
            if noun is first or (also and start <= noun.word < start + len(words)):
                words[noun.word - start] = BLANK + noun.particle
                answers.append(noun.answer)
        return " ".join(words), answers


def train_tokenizer(texts: list[str]) -> Tokenizer:
    """Byte-pair encoding over jamo: NFKD takes syllables apart, so that stems keep their pieces before any ending.

    The blank takes the space before it along and leaves the one behind it: in "[ ]을" the particle is a piece that
    continues a word, in "[ ] 을" one that begins a word.
    """
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKD(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(left=False, right=True),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(prepend_scheme="first"),
            pre_tokenizers.Punctuation(behavior="contiguous"),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - 1, special_tokens=["<unk>"], limit_alphabet=400, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_special_tokens([AddedToken(BLANK, lstrip=True, normalized=False, special=True)])
    return tokenizer
