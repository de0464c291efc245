"""What MODEL_CARD.md says about the model of named entities."""

from dataclasses import dataclass

from training.card import Card, Figure
from training.spans import Agreement, Entity, entities_of
from training.tagged_texts import TaggedText

LONGEST_EXAMPLE = 70  # characters
KINDS = {"PS": "persons", "LC": "places", "OG": "organisations", "DT": "dates", "TI": "times", "QT": "quantities"}


@dataclass(frozen=True)
class Measured:
    """What came out of a run."""

    answers: list[list[Entity]]
    test: list[TaggedText]
    result: Agreement
    by_kind: dict[str, Agreement]
    gazetteer: Agreement
    parameters: int
    size: int
    difference: float
    sample: int | None


def make_card(measured: Measured) -> Card:
    result = measured.result
    return Card(
        title="ner-ko: named entities in Korean text",
        summary="""
            Many to many, aligned. Text in; entities out as spans with a type: PS person, LC place, OG organisation, DT
            date, TI time, QT quantity.
        """,
        data="""
            KLUE-NER v1.1 (Park et al., arXiv 2105.09680), CC BY-SA 4.0, half news and half film reviews: 3,800
            sentences to train, 300 to choose, 600 to report. Morphemes beside them from UD_Korean-GSD (train) and
            UD_Korean-Kaist (7,497 sentences; Chun, Han, Hwang, Choi, LREC 2018), CC BY-SA 4.0. Raw text for
            pretraining and for the last stage: these, KLUE v1.1, KorSTS (Ham et al., arXiv 2004.03289) and StyleKQC
            (Cho et al., arXiv 2103.13439), CC BY-SA 4.0; Tatoeba (tatoeba.org, CC BY 2.0 FR); NSMC (CC0 1.0). The
            sentences of val and test were left out of it. The model is published under CC BY-SA 4.0.
        """,
        architecture="""
            One step a character, the space too. Embedding 64 wide (in training a vector per character plus its jamo,
            summed into one table at export), two bidirectional LSTM layers of 128, one linear layer; on its scores a
            bidirectional LSTM of 48 that makes neighbouring tags agree. Trained to guess hidden runs of characters of
            raw text; to tag entities, and beside them the morphemes of two treebanks; to tag entities and what it says
            by then itself of raw text; the same for whole paths of tags (a conditional random field). The best path
            is not searched when the model is served: the small LSTM has learnt to raise the tags that lie on it.
            Entities change places with others of their type (later also with such as the model is sure of in raw text),
            digits and given names are drawn anew, some entities are hidden. A constant chosen on the validation split
            is taken from the scores of O.
        """,
        parameters=measured.parameters,
        bytes=measured.size,
        difference=measured.difference,
        figures=[
            Figure("**entity F1**", f"**{result.f1:.3f}**"),
            Figure("precision, recall", f"{result.precision:.3f}, {result.recall:.3f}"),
            *(
                Figure(f"F1 of {name} ({kind}, {measured.by_kind[kind].wanted})", f"{measured.by_kind[kind].f1:.3f}")
                for kind, name in KINDS.items()
            ),
            Figure("bidirectional LSTM (known)", "0.63"),
            Figure("entities of the training split, longest match", f"{measured.gazetteer.f1:.3f}"),
        ],
        method=f"""
            Over all {result.wanted:,} entities of the {len(measured.test)} test sentences together (micro). Right is an
            entity with the same start, end and type; spans are read from the tags as the server reads them (an I-
            without its B- begins an entity). Each sentence is read once at its own length. The test split is for
            reporting only.
        """,
        limits="""
            News and film reviews of before 2021, at most 145 characters. Organisations and places share names (a city
            and its council, a country and its team), and only the sentence tells them apart; rare foreign names, titles
            of films and names that are also words are often missed. Where a type ends can be odd, as in the data: the
            counting word belongs to a quantity, a particle to nothing.
        """,
        headings=("sentence", "entities", "answer"),
        good=described(measured, right=True),
        bad=described(measured, right=False),
        sample=measured.sample,
        metrics={"f1": result.f1, "precision": result.precision, "recall": result.recall},
        stored="float16",
    )


def described(measured: Measured, right: bool) -> list[tuple[str, str, str]]:
    rows = []
    for given, tagged in zip(measured.answers, measured.test):
        wanted = entities_of(tagged.tags)
        if wanted and len(tagged.text) <= LONGEST_EXAMPLE and (given == wanted) == right:
            rows.append((tagged.text, shown(tagged.text, wanted), shown(tagged.text, given)))
    return rows[:5]


def shown(text: str, entities: list[Entity]) -> str:
    return ", ".join(f"{text[entity.start : entity.end]}/{entity.kind}" for entity in entities) or "none"
