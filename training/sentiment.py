"""Many to one: a Korean film review in, negative or positive out (a two-layer bidirectional GRU).

    python -m training.sentiment --data DIR --out models/sentiment-ko

First it guesses hidden pieces of all reviews (see `pretraining`); from there it learns from the labels, and from a
teacher's opinion of labelled and unlabelled reviews (see `teaching`, `ngrams`).
"""

from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch import Tensor

from training import card, command, export, loop, truths
from training import classification as common
from training.classification import Split, TextClassifier
from training.data import read_table
from training.teaching import Course, train_with_teacher

LABELS = ["negative", "positive"]
VOCABULARY = 10_000
WIDTH, HIDDEN, DROPOUT = 96, 128, 0.3


def read_unlabelled(data: Path, splits: list[Split], sample: int | None) -> list[str]:
    """Reviews of the same source that the cloze data quote; those found in any split are left out."""
    rows = read_table(data / "cloze" / "train.tsv.gz", ["source", "left", "answer", "right"])
    texts = [f"{row['left']} {row['answer']}{row['right']}" for row in rows if row["source"] == "nsmc"]
    known = {letters(text) for split in splits for text in split.texts}
    new = {letters(text): text for text in texts if letters(text) not in known}
    return list(new.values())[:sample]


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def train_tokenizer(texts: list[str]) -> Tokenizer:
    """Byte-pair encoding over jamo: NFKD takes syllables apart, so endings and typing slips share pieces."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(), pre_tokenizers.Punctuation(behavior="contiguous")]
    )
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=["<unk>"], limit_alphabet=400, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def make_card(
    test: Split, logits: Tensor, score: float, parameters: int, size: int, difference: float, sample: int | None
) -> card.Card:
    return card.Card(
        title="sentiment-ko: is a Korean film review negative or positive?",
        summary="Many to one. Text in; `negative` or `positive` out, with scores.",
        language="ko",
        license="cc0-1.0",
        stored="float16",
        data="""
            Naver sentiment movie corpus (NSMC, github.com/e9t/nsmc), CC0 1.0: 100,000 reviews to train, 5,000
            to choose, 10,000 to test, rebuilt from the raw reviews (ratings 1-4 are negative, 9-10 positive,
            5-8 left out), and 62,196 more reviews of the same source without their labels. The model is CC0 1.0
            as well.
        """,
        architecture=f"""
            `tokenizer.json` takes syllables apart into jamo (NFKD) and joins them to {VOCABULARY:,} pieces
            (byte-pair encoding learnt from the labelled and unlabelled reviews). Embedding {WIDTH} wide, two
            bidirectional GRU layers of {HIDDEN}, the final hidden states of both directions of the second layer,
            one linear layer. Trained first to guess hidden pieces of all reviews, in one pass, then with targets
            that are 0.6 the label and 0.4 what a teacher thought that had not seen it (logistic regression on
            character n-grams, fitted on the other four fifths of the labels); unlabelled reviews have the teacher's
            opinion alone. Without padding, with BPE-dropout, word dropout and averaged weights.
        """,
        parameters=parameters,
        bytes=size,
        difference=difference,
        metrics={"accuracy": score},
        figures=[
            card.Figure("**accuracy of this model**", f"**{score:.1%}**"),
            card.Figure("character tf-idf and logistic regression (known)", "86.2%"),
            card.Figure("bidirectional GRU after 3 passes (known)", "83.1%"),
            card.Figure("always the more frequent label", "about 50%"),
        ],
        method=f"""
            Share of {len(test.texts):,} reviews whose label is right, each read once at its own length. The
            test split is for reporting only; the epoch was chosen on the validation split. It is not NSMC's own
            split: published figures are an orientation only.
        """,
        limits="""
            Film reviews of at most 140 characters, written before 2016. Neutral opinions were left out of the
            data, so the model has no middle: a lukewarm review gets one of the two labels. Irony and comparison
            with other films are often misread.
        """,
        headings=("review", "label", "answer"),
        good=common.describe(test, logits, LABELS, right=True),
        bad=common.describe(test, logits, LABELS, right=False),
        sample=sample,
    )


ODD_TEXTS = [
    "👍👍👍", "so so...", "굿", "Best movie ever!!! 최고 😭", "ㅋㅋㅋㅋㅋㅋㅋ", "  이거   실화냐?  ",
    "素晴らしい映画でした", "정말 재미있게 봤어요 " * 12,
]  # fmt: skip


def main() -> None:
    options = command.parse(__doc__, epochs=3)
    training, validation, test = (
        common.read_split(options.data / "sentiment" / f"{name}.tsv.gz", LABELS, options.sample)
        for name in ("train", "val", "test")
    )
    unlabelled = read_unlabelled(options.data, [training, validation, test], options.sample)
    tokenizer = train_tokenizer(training.texts + unlabelled)
    model = TextClassifier(tokenizer.get_vocab_size(), len(LABELS), WIDTH, HIDDEN, DROPOUT)
    course = Course(
        pretraining_epochs=1,
        schedule=loop.Schedule(options.epochs, learning_rate=2e-3),
        folds=5,
        trust_in_labels=0.6,
        batch_size=128,
    )
    command.load_or_train(
        model,
        options.weights,
        lambda: train_with_teacher(model, tokenizer, training, validation, unlabelled, course),
    )
    export.halve_weights(model)
    difference = common.export_model(model, tokenizer, options.out)
    common.write_folder(options.out, tokenizer, LABELS, max_steps=512, example="정말 재미있게 봤어요")
    logits = common.predict(model, common.encode(tokenizer, test.texts))
    score = common.accuracy(logits, test.labels)
    size, parameters = export.check_budget(options.out), export.count_parameters(model)
    card.write_card(options.out, make_card(test, logits, score, parameters, size, difference, options.sample))
    if options.truths:
        texts = test.texts[:18] + ODD_TEXTS
        truths.write_truths(options.truths, options.out.name, common.make_truths(model, tokenizer, LABELS, texts))
    print(f"test accuracy {score:.4f}, {size / 1e6:.2f} MB")


if __name__ == "__main__":
    command.run(main)
