"""How each bundled model is examined. A model of yours is one more entry of TASKS."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from training import metrics, questions
from training.client import Client
from training.metrics import Measure
from training.questions import Reader

BEST_WORDS = 5
Score = Callable[[list, list], dict[str, Measure]]  # of answers and of what was wanted


@dataclass(frozen=True)
class Task:
    """How a model is examined: what it is asked, by which call, and which figures its answers make."""

    read: Reader
    ask: Callable[[Client, str, Any], Any]
    score: Score


def classification(read: Reader, score: Score) -> Task:
    return Task(read, lambda client, model, text: client.labels(model, text, best=1)[0], score)


def tagging(treebank: str) -> Task:
    """A word counts where its tag stands at its own place."""

    def score(answers: list, wanted: list) -> dict[str, Measure]:
        given = [answer and [answer.get(place) for place in want] for answer, want in zip(answers, wanted)]
        return {"accuracy": metrics.share_of_words_right(given, [list(want.values()) for want in wanted])}

    return Task(questions.words(treebank), Client.tags, score)


def captioning(language: str) -> Task:
    return Task(
        questions.captions(language),
        Client.caption,
        lambda answers, wanted: {"exact_match": metrics.share_right(answers, wanted)},
    )


def translation(languages: str) -> Task:
    source, target = languages.split("-")
    return Task(
        questions.texts("translation", f"test.{languages}", source, target),
        Client.generated,
        lambda answers, wanted: {"bleu": metrics.bleu(answers, wanted)},
    )


TASKS = {
    "sentiment-ko": classification(
        questions.labels("sentiment", {"0": "negative", "1": "positive"}),
        lambda answers, wanted: {"accuracy": metrics.share_right(answers, wanted)},
    ),
    "spam-en": classification(
        questions.labels("spam", {"ham": "ham", "spam": "spam"}),
        lambda answers, wanted: {
            "f1_spam": metrics.f1(answers, wanted, of="spam"),
            "accuracy": metrics.share_right(answers, wanted),
        },
    ),
    "pos-ko": tagging("ko_gsd"),
    "pos-en": tagging("en_ewt"),
    "ner-ko": Task(
        questions.entities,
        Client.entities,
        lambda answers, wanted: {"f1": metrics.entity_f1(answers, wanted)},
    ),
    "caption-en": captioning("en"),
    "caption-ko": captioning("ko"),
    "translate-en-fr": translation("en-fr"),
    "chat-ko": Task(
        questions.texts("chatbot", "test", "question", "answer"),
        Client.generated,
        lambda answers, wanted: {
            "bleu": metrics.bleu(answers, wanted),
            "distinct": metrics.share_distinct(answers),
            "most_frequent": metrics.share_most_frequent(answers),
        },
    ),
    "blank-ko": Task(
        questions.blanks,
        lambda client, model, text: client.labels(model, text, best=BEST_WORDS),
        lambda answers, wanted: {
            "top_1": metrics.share_within(answers, wanted, 1),
            "top_5": metrics.share_within(answers, wanted, BEST_WORDS),
        },
    ),
}
