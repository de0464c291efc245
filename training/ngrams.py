"""The teacher of the classifiers: logistic regression on character n-grams.

On short noisy texts it is about as good as a recurrent network but errs elsewhere, so its opinion, mixed into the
targets, teaches the network something. It is far too large to serve (half a million weights and a table of all
n-grams); only its opinions are used.
"""

import random
from dataclasses import dataclass

import numpy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

INVERSE_REGULARISATION = 3.0


@dataclass(frozen=True)
class Opinions:
    """How likely every labelled and every unlabelled text has the second of two labels."""

    labelled: numpy.ndarray
    unlabelled: numpy.ndarray


def opinions(texts: list[str], labels: list[int], unlabelled: list[str], folds: int) -> Opinions:
    """Each fold of the labelled texts is judged by a model fitted on the others, never by one that saw its labels.

    An unlabelled text gets the mean opinion of all these models.
    """
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 5), min_df=3, sublinear_tf=True, dtype=numpy.float32)
    features = vectorizer.fit_transform(texts)
    unlabelled_features = vectorizer.transform(unlabelled) if unlabelled else None
    targets = numpy.array(labels)
    order = random.sample(range(len(texts)), len(texts))
    on_labelled, on_unlabelled = numpy.zeros(len(texts)), numpy.zeros(len(unlabelled))
    for fold in range(folds):
        asked = order[fold::folds]
        others = sorted(set(order) - set(asked))
        # The dual problem takes seconds where the primal one takes a minute.
        model = LogisticRegression(
            C=INVERSE_REGULARISATION, solver="liblinear", dual=True, max_iter=1000, random_state=7
        )
        model.fit(features[others], targets[others])
        on_labelled[asked] = model.decision_function(features[asked])
        if unlabelled:
            on_unlabelled += model.decision_function(unlabelled_features) / folds
    return _calibrated(Opinions(on_labelled, on_unlabelled), targets)


def _calibrated(log_odds: Opinions, targets: numpy.ndarray) -> Opinions:
    """From log-odds to likelihoods that are neither too sure nor too shy on texts the models did not see."""
    scale = LogisticRegression().fit(log_odds.labelled[:, None], targets)
    right = ((log_odds.labelled > 0) == targets).mean()
    print(f"the teacher is right on {right:.4f} of the texts whose labels it did not see", flush=True)
    likely = [
        scale.predict_proba(values[:, None])[:, 1] if len(values) else values
        for values in (log_odds.labelled, log_odds.unlabelled)
    ]
    return Opinions(*likely)
