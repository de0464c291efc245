"""The teacher of the sentiment model: logistic regression on character n-grams.

On short noisy reviews it is about as good as a recurrent network but errs elsewhere, so its opinion, mixed into the
targets, teaches the network something. It is far too large to serve (half a million weights per class and a table of
all n-grams); only its opinions are used.
"""

import random

import numpy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

INVERSE_REGULARISATION = 4.0


def opinions(texts: list[str], labels: list[int], unlabelled: list[str]) -> tuple[list[float], list[float]]:
    """How likely `texts` and `unlabelled` are positive.

    A labelled text is judged by a model fitted on the other half of them, never by one that saw its label.
    """
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 5), min_df=3, sublinear_tf=True, dtype=numpy.float32)
    features = vectorizer.fit_transform(texts)
    targets = numpy.array(labels)
    order = numpy.array(random.sample(range(len(texts)), len(texts)))
    halves = order[: len(order) // 2], order[len(order) // 2 :]
    judged = numpy.zeros(len(texts))
    models = []
    for own, other in (halves, halves[::-1]):
        model = LogisticRegression(C=INVERSE_REGULARISATION, solver="liblinear")
        models.append(model.fit(features[other], targets[other]))
        judged[own] = models[-1].predict_proba(features[own])[:, 1]
    unseen = vectorizer.transform(unlabelled)
    guessed = numpy.mean([model.predict_proba(unseen)[:, 1] for model in models], axis=0)
    return judged.tolist(), guessed.tolist()
