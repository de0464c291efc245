"""The model card of the network that fills a blank."""

from dataclasses import dataclass

from torch import Tensor

from training import card
from training.blank_network import FAR, NEAR, SUMMARY, WIDTH
from training.blanks import Answers, Row


@dataclass(frozen=True)
class Measured:
    figures: dict[str, float]
    parameters: int
    bytes: int
    difference: float
    sample: int | None


def describe(answers: Answers, rows: list[Row], scores: Tensor, right: bool) -> list[tuple[str, str, str]]:
    """Five answers that are right (or wrong), with the three best words."""
    described = []
    for row, shares in zip(rows, scores.softmax(-1)):
        best = shares.argsort(descending=True)[:3].tolist()
        if (best[0] == row.answer) != right:
            continue
        ranked = ", ".join(f"{answers.words[answer]} ({shares[answer]:.2f})" for answer in best)
        described.append((row.text, answers.words[row.answer], ranked))
        if len(described) == 5:
            break
    return described


def make_card(measured: Measured, answers: Answers, test: list[Row], scores: Tensor) -> card.Card:
    figures = measured.figures

    def both(name: str) -> str:
        return f"{figures[f'{name}top_1']:.1%} / {figures[f'{name}top_5']:.1%}"

    return card.Card(
        title="blank-ko: the word in a blank, from both sides of it",
        summary=f"""
            Many to one. A Korean sentence with one blank `[ ]` in, the particle standing right behind it; ranked nouns
            out, of a closed list of {len(answers.words):,}.
        """,
        data="""
            Sentences of NSMC (github.com/e9t/nsmc, CC0 1.0), StyleKQC (Cho et al., arXiv 2103.13439), KorSTS (Ham et
            al., arXiv 2004.03289), KLUE v1.1 (Park et al., arXiv 2105.09680), UD_Korean-GSD and UD_Korean-Kaist (all CC
            BY-SA 4.0) and Tatoeba (tatoeba.org, CC BY 2.0 FR) with one noun left out: 152,133 to train, 981 to choose,
            2,029 to test. The nouns were found by rule. The model is published under CC BY-SA 4.0.
        """,
        architecture=f"""
            `tokenizer.json` takes syllables apart into jamo (NFKD) and joins them to 8,000 pieces (byte-pair encoding);
            `[ ]` is one piece. Embedding {WIDTH} wide, two bidirectional GRU layers of {NEAR} and {FAR}, both read at
            the blank's step by a summary of {SUMMARY}, one linear layer to {len(answers.words):,} scores. In training
            other listed nouns of the sentences are blanked as well (others each pass), either side is missing now and
            then, half of the film reviews sit out each pass, and as a second target the first layer guesses pieces of
            the text from what stands on either side of them. An answer's weights are its own plus what its pieces
            mean as words of the text. All of this is dropped or folded after six passes; in two more passes the blanks
            are the only target.
        """,
        parameters=measured.parameters,
        bytes=measured.bytes,
        difference=measured.difference,
        figures=[
            card.Figure("**both sides**: right first / among the first five", f"**{both('')}**"),
            card.Figure("the same network, left side only", both("left_")),
            card.Figure("the same network, right side only", both("right_")),
            card.Figure("a plain small network trained on the left side only (known)", "7.6% / not known"),
            card.Figure("a plain small network trained on the right side only (known)", "10.8% / not known"),
            card.Figure("always the most frequent nouns of the training split", both("usual_")),
        ],
        method=f"""
            Share of {len(test):,} sentences whose left-out noun is ranked first, and among the first five, each read
            once at its own length. "Left side only" is the sentence up to the blank, without the particle behind it;
            "right side only" is the blank and all behind it. The network saw both in training. The test split is for
            reporting only; the pass was chosen on the validation split.
        """,
        limits="""
            It fills the blank with one of the listed nouns even where none fits, and knows no other word. Often several
            nouns fit, and the one that stood there is only one of them. The particle behind the blank must be the
            noun's: it tells whether the noun ends in a consonant. Seven in ten training sentences are film reviews.
        """,
        headings=("sentence", "left-out word", "best answers"),
        good=describe(answers, test, scores, right=True),
        bad=describe(answers, test, scores, right=False),
        sample=measured.sample,
        language="ko",
        license="cc-by-sa-4.0",
        metrics={name: value for name, value in figures.items() if not name.startswith("usual")},
        stored="float16",
    )
