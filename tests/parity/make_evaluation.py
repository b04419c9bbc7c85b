"""Makes tests/fixtures/evaluation.json: word counts, logistic regression, calibration, curves and intervals as
scikit-learn and SciPy compute them.

    pip install scikit-learn==1.9.1 && python tests/parity/make_evaluation.py
"""

import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax, softmax
from scipy.stats import bootstrap
from sklearn.calibration import calibration_curve
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    average_precision_score,
    f1_score,
    precision_recall_curve,
    precision_score,
    recall_score,
    roc_auc_score,
    roc_curve,
)
from sklearn.multiclass import OneVsRestClassifier

ROOT = Path(__file__).resolve().parents[2]
SST2 = ROOT.parent / "shared/data/sst2"
random = np.random.default_rng(7)


def vectorizer():
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)


def exact(inverse_penalty):
    return LogisticRegression(C=inverse_penalty, tol=1e-12, max_iter=100_000)


def read_sst2(name, count=None):
    rows = [line.split("\t") for line in (SST2 / name).read_text(encoding="utf-8").splitlines()]
    rows = rows[:count]
    return [row[0] for row in rows], [int(row[1]) for row in rows]


def word_counts():
    texts = [
        "The parcel was late, the parcel was torn!",
        "Señor Müller's café n° 42 is café café",
        "I_paid twice for one order; refund me",
        "a b c",
        "late late late refund",
        "Great quality, would order again",
        "würde WIEDER bestellen, sehr gute Qualität",
        "ΣΊΣΥΦΟΣ и не прислали посылку",
        "the card was charged twice, refund it",
        "torn box, broken lid and late courier",
        "cheap and broken, not as shown",
        "order arrived in time and was great",
    ]
    classes = [1, 2, 0, 2, 1, 2, 2, 1, 0, 1, 2, 2]
    sets = [[0, 1], [0, 0], [1, 0], [0, 0], [1, 1], [1, 0], [1, 0], [0, 1], [1, 0], [0, 1], [0, 0], [1, 0]]
    new = ["refund the torn parcel, late late courier", "unheard 42", "sehr gut, Müller"]
    counter = vectorizer()
    rows = counter.fit_transform(texts)
    names = counter.get_feature_names_out()
    binary = [int(own == 1) for own in classes]
    probabilities = {
        "softmax": exact(10).fit(rows, classes).predict_proba(counter.transform(new)),
        "binary": exact(3).fit(rows, binary).predict_proba(counter.transform(new))[:, 1:],
        "sets": OneVsRestClassifier(exact(10)).fit(rows, sets).predict_proba(counter.transform(new)),
    }
    row = counter.transform(new)[0]
    return {
        **{"texts": texts, "classes": classes, "binary": binary, "sets": sets, "new": new},
        "idf": dict(zip(names, counter.idf_)),
        "row": {names[column]: row[0, column] for column in row.indices},
        "probabilities": {name: own.tolist() for name, own in probabilities.items()},
    }


def sst2():
    texts, labels = read_sst2("train.tsv", 1000)
    new, truth = read_sst2("test.tsv")
    counter = vectorizer()
    rows = counter.fit_transform(texts)
    model = LogisticRegression(C=10, max_iter=10_000, tol=1e-8).fit(rows, labels)
    return {"terms": len(counter.idf_), "accuracy": model.score(counter.transform(new), truth)}


def temperature(logits, targets, loss):
    return 1 / minimize_scalar(lambda scale: loss(scale * logits, targets), bounds=(0.1, 4), method="bounded", options={"xatol": 1e-10}).x


def softmax_loss(logits, targets):
    return -(targets * log_softmax(logits, axis=1)).sum()


def sigmoid_loss(logits, targets):
    return (np.logaddexp(0, logits) - targets * logits).sum()


def calibration():
    rows, classes = 300, 3
    truth = random.integers(0, classes, rows)
    logits = random.normal(0, 1.5, (rows, classes))
    logits[np.arange(rows), truth] += 1.5
    logits = (logits * 2.3).astype(np.float32).astype(float)
    onehot = np.eye(classes)[truth]
    doubt = 1 / (rows + 2)
    platt = (1 - doubt) * onehot + doubt * (1 - onehot) / (classes - 1)
    sets = (random.random((rows, classes)) < expit(logits / 3)).astype(int)
    probabilities = softmax(logits, axis=1)
    said = probabilities.argmax(1)
    confidence = probabilities.max(1)
    right = (said == truth).astype(int)
    true_share, mean = calibration_curve(right, confidence, n_bins=15, strategy="uniform")
    sizes = np.histogram(confidence, bins=np.linspace(0, 1, 16))[0]
    sizes = sizes[sizes > 0]
    return {
        **{"logits": logits.ravel().tolist(), "truth": truth.tolist(), "sets": sets.ravel().tolist()},
        "temperature": temperature(logits, platt, softmax_loss),
        "plainTemperature": temperature(logits, onehot, softmax_loss),
        "setTemperature": temperature(logits, np.where(sets == 1, 1 - doubt, doubt), sigmoid_loss),
        "expectedCalibrationError": float((sizes * np.abs(true_share - mean)).sum() / rows),
        "curve": {"meanProbability": mean.tolist(), "shareRight": true_share.tolist()},
        "curves": [curves(truth == label, probabilities[:, label].astype(np.float32)) for label in range(classes)],
    }


def curves(positive, score):
    false_positives, true_positives, _ = roc_curve(positive, score, drop_intermediate=False)
    precision, recall, _ = precision_recall_curve(positive, score)
    return {
        "roc": [false_positives.tolist(), true_positives.tolist()],
        "precisionRecall": [recall[::-1].tolist(), precision[::-1].tolist()],
        "auc": roc_auc_score(positive, score),
        "averagePrecision": average_precision_score(positive, score),
    }


def intervals():
    rows, classes = 400, 3
    truth = random.choice(classes, rows, p=[0.6, 0.3, 0.1])
    wrong = random.integers(0, classes, rows)
    first = np.where(random.random(rows) < 0.85, truth, wrong)
    second = np.where(random.random(rows) < 0.8, first, random.integers(0, classes, rows))
    options = {"labels": range(classes), "average": "macro", "zero_division": 0}
    scores = {
        "accuracy": lambda true, said: (true == said).mean(),
        "macroPrecision": lambda true, said: precision_score(true, said, **options),
        "macroRecall": lambda true, said: recall_score(true, said, **options),
        "macroF1": lambda true, said: f1_score(true, said, **options),
    }

    def interval(statistic, *columns):
        found = bootstrap(columns, statistic, paired=True, vectorized=False, method="percentile", n_resamples=10_000, rng=3)
        return list(found.confidence_interval)

    sets = random.random((300, 4)) < 0.3
    given = np.where(random.random((300, 4)) < 0.85, sets, ~sets)
    index = np.arange(300)
    micro = lambda rows: f1_score(sets[rows.astype(int)], given[rows.astype(int)], average="micro")
    return {
        **{"truth": truth.tolist(), "first": first.tolist(), "second": second.tolist()},
        "values": {name: score(truth, first) for name, score in scores.items()},
        "intervals": {name: interval(score, truth, first) for name, score in scores.items()},
        "ahead": {
            name: interval(lambda true, one, other, score=scores[name]: score(true, one) - score(true, other), truth, first, second)
            for name in ("accuracy", "macroF1")
        },
        "sets": sets.astype(int).ravel().tolist(),
        "given": given.astype(int).ravel().tolist(),
        "micro": {"value": micro(index), "interval": interval(micro, index)},
        "exact": {"value": float((sets == given).all(1).mean()), "interval": interval(lambda rows: (sets == given).all(1)[rows.astype(int)].mean(), index)},
    }


made = {"tfidf": word_counts(), "sst2": sst2(), "calibration": calibration(), "intervals": intervals()}
path = ROOT / "tests/fixtures/evaluation.json"
path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
print(path.stat().st_size, made["sst2"], made["calibration"]["temperature"], made["calibration"]["plainTemperature"])
