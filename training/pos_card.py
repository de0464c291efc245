"""What MODEL_CARD.md says about the models of parts of speech, by language."""

from dataclasses import dataclass

from training.card import Card, Figure
from training.words import Word, text_of

LONGEST_EXAMPLE = 12  # words


@dataclass(frozen=True)
class Measured:
    """What came out of a run."""

    answers: list[list[str]]  # a tag for every word of every test sentence
    test: list[list[Word]]
    figures: dict[str, float]
    parameters: int
    size: int
    difference: float
    sample: int | None


@dataclass(frozen=True)
class Texts:
    title: str
    data: str
    architecture: str
    known: str
    overlap: str
    limits: str


TEXTS = {
    "ko": Texts(
        title="pos-ko: parts of speech of Korean words",
        data="""
            UD_Korean-GSD r2.10 (Chun, Han, Hwang, Choi, LREC 2018; McDonald et al., ACL 2013), CC BY-SA 4.0:
            3,946 sentences to train, the treebank's own dev (950) to choose and test (989) to report. Its
            annotations are by Google, which claims no copyright in the underlying text. Pretrained without
            labels on 72,000 sentences of UD_Korean-GSD (train), UD_Korean-Kaist, KLUE v1.1 (Park et al.,
            arXiv 2105.09680), KorSTS (Ham et al., arXiv 2004.03289) and StyleKQC (Cho et al., arXiv
            2103.13439), all CC BY-SA 4.0; Tatoeba (tatoeba.org, CC BY 2.0 FR); NSMC (CC0 1.0). Sentences of
            GSD's dev and test were left out of that. The model is published under CC BY-SA 4.0.
        """,
        architecture="""
            One step a character. Embedding 64 wide (in training a vector per character plus its jamo, summed
            into one table at export), two bidirectional LSTM layers of 160, one linear layer; a word's tag is
            read at its last character. First trained to guess hidden characters of raw text, then to tag, with
            the treebank's finer tags as a second target that is dropped at export.
        """,
        known="93.1%",
        overlap="Of its sentences 33 also stand in dev, on which the epoch was chosen; none stands in train.",
        limits="""
            GSD's tags are coarse and sometimes odd: hardly any PROPN, no SCONJ. Text is
            read best with punctuation split off; a word with punctuation attached gets the tag of the word.
            Written language; chat, dialect and old spelling were not tested. X, INTJ, PART
            and AUX are too rare in training to be relied on.
        """,
    ),
    "en": Texts(
        title="pos-en: parts of speech of English words",
        data="""
            UD_English-EWT r2.10 (Silveira et al., LREC 2014), CC BY-SA 4.0: 12,226 sentences of weblogs,
            newsgroups, e-mail, reviews and questions to train, the treebank's own dev (2,001) to choose and test
            (2,077) to report. Pretrained without labels on 111,000 sentences: EWT (train); English sides of
            Tatoeba (tatoeba.org, by manythings.org, CC BY 2.0 FR) and of StyleKQC and kosp2e (Cho et al., arXiv
            2103.13439 and 2107.02875, CC BY-SA 4.0); SMS Spam Collection v.1 (Almeida et al., CC BY 4.0).
            Sentences of EWT's dev and test were left out of that. The model is published under CC BY-SA 4.0.
        """,
        architecture="""
            `tokenizer.json` cuts words into 4,000 pieces (byte-pair encoding), which keep their capitals and never
            reach over a space; one step a piece. Embedding 80 wide (in training a vector per piece plus one for the
            same piece in small letters and one for its kind, summed into one table at export), two bidirectional LSTM
            layers of 144, one linear layer; a word's tag is read at its last piece. First trained to guess hidden
            words of raw text, then to tag, with the treebank's finer tags (XPOS) as a second target that is dropped
            at export. Words are cut anew in every epoch (BPE-dropout), and three sentences in ten are read spaced as
            people write them.
        """,
        known="92.9%",
        overlap="No sentence of it stands in train.",
        limits="""
            A word is what stands between spaces. The treebank parts `do n't`, `it 's` and punctuation, and text
            is read best so; written together, the word gets the tag of its first part (`don't`: AUX, as `do`),
            after a hyphen of its last. Proper nouns that are also words, and words in capitals or in small letters
            throughout, are the usual errors. X is a mixture and hardly learnt. Written American English of the
            web; speech and old texts were not tested.
        """,
    ),
}


def make_card(language: str, measured: Measured) -> Card:
    texts, figures = TEXTS[language], measured.figures
    return Card(
        title=texts.title,
        summary="""
            Many to many, aligned. Text in; a universal part of speech (UPOS) per word out, a word being what
            stands between spaces.
        """,
        data=texts.data,
        architecture=texts.architecture,
        parameters=measured.parameters,
        bytes=measured.size,
        difference=measured.difference,
        figures=[
            Figure("**share of words tagged right**", f"**{figures['accuracy']:.1%}**"),
            Figure("the same, punctuation attached as people write it", f"{figures['accuracy_attached']:.1%}"),
            Figure("bidirectional GRU (known)", texts.known),
            Figure("every word's most frequent tag, NOUN if unseen", f"{figures['accuracy_most_frequent_tag']:.1%}"),
        ],
        method=f"""
            Over all {sum(map(len, measured.test)):,} words of the treebank's test split, punctuation included, the
            treebank's own words given (joined by single spaces), each sentence read once at its own length. The
            test split is for reporting only. {texts.overlap}
        """,
        limits=texts.limits,
        headings=("sentence", "right tags (of the words in question)", "answer"),
        good=described(measured, right=True),
        bad=described(measured, right=False),
        sample=measured.sample,
        language=language,
        metrics={name: figures[name] for name in ("accuracy", "accuracy_attached")},
        stored="float16",
    )


def described(measured: Measured, right: bool) -> list[tuple[str, str, str]]:
    rows = []
    for given, sentence in zip(measured.answers, measured.test):
        wrong = [(word, answer) for word, answer in zip(sentence, given) if word.tag != answer]
        if len(sentence) > LONGEST_EXAMPLE or bool(wrong) == right:
            continue
        shown = [(word, word.tag) for word in sentence] if right else wrong
        rows.append(
            (
                text_of(sentence),
                " ".join(f"{word.form}/{word.tag}" for word, _ in shown),
                " ".join(f"{word.form}/{answer}" for word, answer in shown),
            )
        )
    return rows[:5]
