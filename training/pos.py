"""Many to many, aligned: a sentence in, a part of speech per word out (a two-layer BiLSTM).

python -m training.pos --data DIR --out models/pos-ko
python -m training.pos --data DIR --out models/pos-en --language en
"""

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn

from training import (
    card,
    characters,
    command,
    export,
    loop,
    pos_card,
    pretraining,
    raw_texts,
    truths,
    word_cloze,
    word_pieces,
)
from training.taggers import UNSCORED, Tagger, export_model, write_folder
from training.words import Word, joined, last_steps, most_frequent_tag_accuracy, read_sentences, read_written, text_of

STEP_DROPOUT = 0.03
FINE_TAG_WEIGHT = 0.5


@dataclass(frozen=True)
class Split:
    """The sentences with the treebank's own words, and the same as people write them: punctuation is attached."""

    sentences: list[list[Word]]
    written: list[list[Word]]


@dataclass(frozen=True)
class Language:
    treebank: str
    raw_texts: Callable[[Path, int | None], list[str]]
    tokenizer: Callable[[list[str]], Tokenizer]
    embedding: Callable[[Tokenizer, int], nn.Module]
    width: int
    hidden: int
    pretrain: Callable[[nn.Module, nn.Module, Tokenizer, list[str]], None]
    epochs: int
    patience: int
    batch_size: int
    example: str
    odd_texts: list[str]
    dropout: float = 0.3
    second_epochs: int = 0  # passes from the best weights on, at half the learning rate
    piece_dropout: float | None = None  # BPE-dropout: the same word is cut differently every epoch


def guess_characters(embedding: nn.Module, recurrent: nn.Module, tokenizer: Tokenizer, texts: list[str]) -> None:
    sequences = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    pretraining.pretrain(embedding, recurrent, sequences, tokenizer.get_vocab_size(), epochs=1)


def guess_words(embedding: nn.Module, recurrent: nn.Module, tokenizer: Tokenizer, texts: list[str]) -> None:
    word_cloze.pretrain(embedding, recurrent, tokenizer, texts, epochs=2)


LANGUAGES = {
    # A Korean word is a stem and its endings, of which each syllable counts: a step is a character.
    "ko": Language(
        treebank="ko_gsd",
        raw_texts=raw_texts.korean,
        tokenizer=lambda texts: characters.make_tokenizer(texts, at_least=2),
        embedding=characters.CharacterEmbedding,
        width=64,
        hidden=160,
        pretrain=guess_characters,
        epochs=18,
        patience=8,
        batch_size=16,
        example="나는 어제 학교에서 친구를 만났다",
        odd_texts=[
            "나",
            "👍🏽 최고 !",
            "I love 서울 .",
            "ㅋㅋㅋ 진짜 ?",
            "나는 어제 학교에서 친구를 만났다.",
            "뷁쉟 꿻은 e-mail로 보냈다",
        ],
    ),
    # English has a few thousand words that make up most of a text: a step is a word or a piece of a rarer one.
    "en": Language(
        treebank="en_ewt",
        raw_texts=raw_texts.english,
        tokenizer=lambda texts: word_pieces.train_tokenizer(texts, vocabulary=4000),
        embedding=word_pieces.PieceEmbedding,
        width=80,
        hidden=144,
        pretrain=guess_words,
        epochs=14,
        patience=5,
        batch_size=16,
        dropout=0.25,
        second_epochs=9,
        piece_dropout=0.1,
        example="I met an old friend at school yesterday .",
        odd_texts=[
            "I",
            "👍🏽 great !",
            "저는 love 서울 .",
            "lol wut ?",
            "I don't know (yet), it's well-known.",
            "the Xyzzqians floopify naïve cafés at 9:30 a.m. http://example.com",
            " ".join(["We saw the saw that Will will see ."] * 30),
        ],
    ),
}


def read_split(data: Path, name: str, language: str, sample: int | None) -> Split:
    name = f"{name}.{LANGUAGES[language].treebank}"
    sentences = read_sentences(data, name, sample)
    # The Korean treebank parts nothing but punctuation from what stands between spaces.
    if language == "ko":
        return Split(sentences, [joined(sentence) for sentence in sentences])
    return Split(sentences, read_written(data, name, sentences))


def encoded(tokenizer: Tokenizer, sentences: list[list[Word]], piece_dropout: float | None = None) -> list[Encoding]:
    texts = [text_of(sentence) for sentence in sentences]
    if piece_dropout is None:
        return tokenizer.encode_batch(texts)
    tokenizer.model.dropout = piece_dropout
    encodings = tokenizer.encode_batch(texts)
    tokenizer.model.dropout = None
    return encodings


def targets_of(
    sentence: list[Word], encoding: Encoding, index_of: dict[str, int], fine_index_of: dict[str, int]
) -> tuple[list, list]:
    """A tag and a finer tag at the last step of every word."""
    tags, fine_tags = [UNSCORED] * len(encoding.ids), [UNSCORED] * len(encoding.ids)
    for word, step in zip(sentence, last_steps(sentence, encoding.offsets)):
        tags[step] = index_of.get(word.tag, UNSCORED)
        fine_tags[step] = fine_index_of.get(word.fine_tag, 0)
    return tags, fine_tags


def train(
    model: Tagger,
    tokenizer: Tokenizer,
    tags: list[str],
    training: Split,
    validation: Split,
    language: Language,
    epochs: int,
    learning_rate: float,
    snapshot: Path | None,
) -> None:
    index_of = {tag: index for index, tag in enumerate(tags)}
    counts = Counter(word.fine_tag for sentence in training.sentences for word in sentence)
    fine_tags = ["other"] + [tag for tag, count in counts.most_common() if count >= 3]
    fine_index_of = {tag: index for index, tag in enumerate(fine_tags)}
    fine_output = nn.Linear(model.output.in_features, len(fine_tags))
    parts = nn.ModuleList([model, fine_output])

    def batches_of() -> list[tuple[Tensor, Tensor, Tensor]]:
        # A third of the sentences is read as people write them, so that such text is understood too.
        pairs = zip(training.sentences, training.written)
        sentences = [written if random.random() < 0.3 else sentence for sentence, written in pairs]
        encodings = encoded(tokenizer, sentences, language.piece_dropout)
        targets = [targets_of(*pair, index_of, fine_index_of) for pair in zip(sentences, encodings)]
        lengths = [len(encoding.ids) for encoding in encodings]
        return [
            (
                torch.tensor([encodings[i].ids for i in batch]),
                torch.tensor([targets[i][0] for i in batch]),
                torch.tensor([targets[i][1] for i in batch]),
            )
            for batch in loop.equal_length_batches(lengths, language.batch_size, shuffle=True)
        ]

    def loss_of(batch: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        token_ids, wanted, fine_wanted = batch
        dropped = torch.rand(token_ids.shape) < STEP_DROPOUT
        features = model.features(token_ids.masked_fill(dropped, characters.UNKNOWN))
        scored = wanted != UNSCORED
        features = features[scored]
        loss = nn.functional.cross_entropy(model.output(features), wanted[scored], label_smoothing=0.05)
        fine_loss = nn.functional.cross_entropy(fine_output(features), fine_wanted[scored])
        return loss + FINE_TAG_WEIGHT * fine_loss

    def score_of() -> float:
        return accuracy(model, tokenizer, tags, validation.sentences)

    schedule = loop.Schedule(epochs, learning_rate, patience=language.patience)
    loop.fit(parts, schedule, batches_of, loss_of, score_of, snapshot)


def predict(model: Tagger, tokenizer: Tokenizer, tags: list[str], sentences: list[list[Word]]) -> list[list[str]]:
    """The tag of every word of every sentence."""
    encodings = encoded(tokenizer, sentences)
    answers: list[list[str]] = [[] for _ in sentences]
    with torch.no_grad():
        for batch in loop.equal_length_batches([len(encoding.ids) for encoding in encodings], 64, shuffle=False):
            best = model(torch.tensor([encodings[index].ids for index in batch])).argmax(-1)
            for index, row in zip(batch, best):
                steps = last_steps(sentences[index], encodings[index].offsets)
                answers[index] = [tags[tag] for tag in row[steps].tolist()]
    return answers


def accuracy(model: Tagger, tokenizer: Tokenizer, tags: list[str], sentences: list[list[Word]]) -> float:
    answers = [answer for sentence in predict(model, tokenizer, tags, sentences) for answer in sentence]
    words = [word for sentence in sentences for word in sentence]
    return sum(answer == word.tag for answer, word in zip(answers, words, strict=True)) / len(words)


def make_truths(model: Tagger, tokenizer: Tokenizer, tags: list[str], texts: list[str]) -> list[dict]:
    examples = []
    for text in texts:
        encoding = tokenizer.encode(text)
        with torch.no_grad():
            logits = model(torch.tensor([encoding.ids]))[0]
        words = []
        for word in re.finditer(r"\S+", text):
            step = max(step for step, (_, end) in enumerate(encoding.offsets) if end <= word.end())
            tag = tags[logits[step].argmax()]
            words.append({"text": word.group(), "start": word.start(), "end": word.end(), "tag": tag})
        examples.append({"text": text, "token_ids": encoding.ids, "logits": truths.rounded(logits), "words": words})
    return examples


def main() -> None:
    epochs = {name: language.epochs for name, language in LANGUAGES.items()}
    options = command.parse(__doc__, epochs, tuple(LANGUAGES))
    language = LANGUAGES[options.language]
    training, validation, test = (
        read_split(options.data, name, options.language, options.sample) for name in ("train", "val", "test")
    )
    tags = sorted({word.tag for sentence in training.sentences for word in sentence})
    texts = language.raw_texts(options.data, options.sample)
    tokenizer = command.load_or_make_tokenizer(options.weights, lambda: language.tokenizer(texts))
    embedding = language.embedding(tokenizer, language.width)
    model = Tagger(embedding, language.width, language.hidden, len(tags), language.dropout)

    def pretrain_and_train() -> None:
        command.load_or_train(
            nn.ModuleList([embedding, model.recurrent]),
            options.weights and options.weights.with_suffix(".pretrained"),
            lambda: language.pretrain(embedding, model.recurrent, tokenizer, texts),
        )
        snapshot = options.weights and options.weights.with_suffix(".snapshot")

        def train_for(epochs: int, learning_rate: float) -> None:
            train(model, tokenizer, tags, training, validation, language, epochs, learning_rate, snapshot)

        if language.second_epochs == 0:
            train_for(options.epochs, 2e-3)
            return
        first = options.weights and options.weights.with_suffix(".first")
        command.load_or_train(model, first, lambda: train_for(options.epochs, 2e-3))
        train_for(min(language.second_epochs, options.epochs), 1e-3)

    command.load_or_train(model, options.weights, pretrain_and_train)
    model.embedding = embedding.fold()
    export.halve_weights(model)
    difference = export_model(model, options.out)
    write_folder(options.out, tokenizer, tags, "unit: word", language.example)
    tagged = predict(model, tokenizer, tags, test.sentences)
    figures = {
        "accuracy": accuracy(model, tokenizer, tags, test.sentences),
        "accuracy_attached": accuracy(model, tokenizer, tags, test.written),
        "accuracy_most_frequent_tag": most_frequent_tag_accuracy(training.sentences, test.sentences),
    }
    size, parameters = export.check_budget(options.out), export.count_parameters(model)
    written = pos_card.Measured(tagged, test.sentences, figures, parameters, size, difference, options.sample)
    card.write_card(options.out, pos_card.make_card(options.language, written))
    if options.truths:
        short = [text_of(sentence) for sentence in test.sentences if len(text_of(sentence)) <= 60][:18]
        examples = make_truths(model, tokenizer, tags, short + language.odd_texts)
        truths.write_truths(options.truths, options.out.name, examples)
    print(", ".join(f"{name} {value:.4f}" for name, value in figures.items()), f"{size / 1e6:.2f} MB")


if __name__ == "__main__":
    command.run(main)
