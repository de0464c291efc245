"""Many to many: a short sentence in, its translation out, piece by piece.

python -m training.translation --data DIR --out models/translate-en-fr
"""

from dataclasses import dataclass
from pathlib import Path

from training import card, command, export, loop, truths
from training.bleu import corpus_bleu
from training.data import read_table
from training.nearest import nearest_answers
from training.pairs import Languages, Question, Recipe, answers_of, grouped, load_or_train
from training.pieces import make_tokenizer
from training.sequence_to_sequence import Network, Sizes
from training.writers import export_model, make_truths, write_folder

MAX_STEPS = 60
SERVED_BEAMS, OTHER_BEAMS = 1, 4  # one is greedy, which streams; the other is measured beside it
WAYS = {1: "greedy", 4: "4 beams"}


@dataclass(frozen=True)
class Direction:
    """What is special to one pair of languages; yours is another entry of `DIRECTIONS`."""

    source: str  # columns of the data, as "en"
    target: str
    names: str
    data: str
    limits: str
    license: str
    example: str
    odd_texts: list[str]
    pieces: int = 3000  # of each language


DIRECTIONS = {
    "en-fr": Direction(
        source="en",
        target="fr",
        names="English to French",
        data="""
            Sentence pairs of Tatoeba (tatoeba.org, by manythings.org/anki, 2017-09-29), CC BY 2.0 FR: English
            sentences of at most ten words. 89,242 English sentences with 130,077 French ones to train, 1,488 pairs to
            choose, 2,112 to test; no English sentence is in two of these. The model is CC BY 2.0 FR as well.
        """,
        limits="""
            Everyday sentences of at most ten words; longer ones are answered, but parts get lost. One sentence at a
            time. A name or a word that training did not have is spelt from pieces and often turns into another.
            French has several right answers where English has one (tu or vous, he or she who speaks): the model picks
            one.
        """,
        license="cc-by-2.0",
        example="Where did you learn to speak French?",
        odd_texts=[
            "i",
            "?",
            "👍👍👍",
            "I ❤️ you!!!",
            "나는 학생이다.",
            "I  REALLY   like    this",
            "10,000",
            "Supercalifragilistic",
            (
                "When I was a child I lived in a small house near the river, and every day after school my brother and"
                " I went swimming, although our mother had told us many times that the water was too cold and too deep"
                " for us."
            ),
        ],
    ),
}


def read_split(data: Path, name: str, direction: Direction, sample: int | None) -> list[Question]:
    path = data / "translation" / f"{name}.{direction.source}-{direction.target}.tsv.gz"
    rows = read_table(path, [direction.source, direction.target])[:sample]
    return grouped([(row[direction.source], row[direction.target]) for row in rows])


def make_languages(training: list[Question], direction: Direction) -> Languages:
    """Case says little in a source (names are few), so it is dropped there; a translation is written with it."""
    answers = [answer for question in training for answer in question.answers]
    return Languages(
        make_tokenizer([question.text for question in training], direction.pieces, lower_case=True),
        make_tokenizer(answers, direction.pieces, lower_case=False),
        MAX_STEPS,
        SERVED_BEAMS,
    )


def make_card(
    direction: Direction,
    test: list[Question],
    answers: list[str],
    figures: dict[str, float],
    network: Network,
    size: int,
    difference: float,
    sample: int | None,
) -> card.Card:
    described = [(question.text, question.answers[0], answer) for question, answer in zip(test, answers)]
    right = [answer in question.answers for question, answer in zip(test, answers)]
    sizes = network.sizes
    return card.Card(
        title=f"translate-{direction.source}-{direction.target}: {direction.names}",
        summary=f"Many to many. A short sentence in, its translation out, piece by piece ({direction.names}).",
        data=direction.data,
        architecture=f"""
            `source.json` cuts the text, in lower case, into {sizes.source_vocabulary:,} byte-pair pieces,
            `target.json` joins {sizes.target_vocabulary:,} pieces to the answer. `encoder.onnx`: embedding
            {sizes.embedding} wide, one bidirectional GRU layer of {sizes.reading}; it gives `steps` [batch, time,
            {sizes.steps}] and the first states of the decoder. `decoder.onnx`: a GRU layer of {sizes.asking} follows
            what was written and asks, attention (dot product) looks back at `steps`, a second GRU layer of
            {sizes.writing} and a bottleneck as wide as the embedding write; scores come from the embedding itself.
            Trained without padding in what is read, with dropout, label smoothing and averaged weights; of a sentence
            with several translations one is drawn each pass.
        """,
        parameters=export.count_parameters(network),
        bytes=size,
        difference=difference,
        figures=[
            card.Figure(f"**BLEU, {WAYS[SERVED_BEAMS]} (as served)**", f"**{figures['bleu']:.2f}**"),
            card.Figure(f"BLEU, {WAYS[OTHER_BEAMS]} (`--beam-width {OTHER_BEAMS}`)", f"{figures['other_bleu']:.2f}"),
            card.Figure("answers equal to a reference, as served", f"{figures['exact']:.1%}"),
            card.Figure("BLEU of looking up the training sentence that looks most alike", f"{figures['nearest']:.2f}"),
        ],
        method=f"""
            sacreBLEU's corpus BLEU (its default tokenizer, with case) over the {len(test):,} different sentences of
            the test split, against all their translations there. The test split is for reporting only; the epoch was
            chosen by BLEU on the validation split. A greedy answer comes piece by piece, one of beams at the end.
        """,
        limits=direction.limits,
        headings=(direction.source, "a reference", "answer"),
        good=[line for line, is_right in zip(described, right) if is_right][:5],
        bad=[line for line, is_right in zip(described, right) if not is_right][:5],
        sample=sample,
        language=f"{direction.source}, {direction.target}",
        license=direction.license,
        metrics={"bleu": figures["bleu"]},
        stored="float16",
        answers="""
            The first five that equal a reference, and the first five that do not (which may be right all the same).
        """,
    )


def main() -> None:
    options = command.parse(__doc__, epochs=6, languages=tuple(DIRECTIONS))
    direction = DIRECTIONS[options.language]
    training, validation, test = (
        read_split(options.data, name, direction, options.sample) for name in ("train", "val", "test")
    )
    languages = make_languages(training, direction)
    network = Network(Sizes(languages.source.get_vocab_size(), languages.target.get_vocab_size()))
    recipe = Recipe(loop.Schedule(options.epochs, learning_rate=3e-3, patience=options.epochs), answers_a_pass=1)
    load_or_train(network, languages, training, validation, recipe, options.weights)
    export.halve_weights(network)
    difference = export_model(network, options.out)
    write_folder(options.out, languages, direction.example)
    texts, references = [question.text for question in test], [question.answers for question in test]
    answers = answers_of(network, languages, texts, languages.beam_width)
    figures = {
        "bleu": corpus_bleu(answers, references),
        "other_bleu": corpus_bleu(answers_of(network, languages, texts, OTHER_BEAMS), references),
        "exact": sum(answer in right for answer, right in zip(answers, references)) / len(test),
        "nearest": corpus_bleu(nearest_answers(training, texts), references),
    }
    size = export.check_budget(options.out)
    card.write_card(
        options.out, make_card(direction, test, answers, figures, network, size, difference, options.sample)
    )
    if options.truths:
        examples = make_truths(network, languages, texts[:20] + direction.odd_texts)
        truths.write_truths(options.truths, options.out.name, examples)
    print(f"test {', '.join(f'{name} {value:.4f}' for name, value in figures.items())}, {size / 1e6:.2f} MB")


if __name__ == "__main__":
    command.run(main)
