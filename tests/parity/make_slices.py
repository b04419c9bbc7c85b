"""Writes tests/fixtures/slices.json: what scikit-learn and SciPy say of parts of predictions.

    python tests/parity/make_slices.py

Needs scikit-learn and SciPy; the tests need only the fixture.
"""

import json
from pathlib import Path

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, f1_score

ROOT = Path(__file__).resolve().parents[2]
CLASSES = 5
rng = np.random.default_rng(7)

single = []
for rows in (1, 7, 40, 300):
    # The last class occurs nowhere.
    true = rng.integers(0, CLASSES - 1, rows)
    predicted = np.where(rng.random(rows) < 0.6, true, rng.integers(0, CLASSES - 1, rows))
    single.append(
        {
            "true": true.tolist(),
            "predicted": predicted.tolist(),
            "accuracy": accuracy_score(true, predicted),
            "macroF1": f1_score(true, predicted, average="macro", zero_division=0),
        }
    )

several = []
for rows in (1, 30):
    true = (rng.random((rows, CLASSES)) < 0.4).astype(int)
    given = np.where(rng.random((rows, CLASSES)) < 0.7, true, 1 - true)
    true[:, -1] = given[:, -1] = 0
    occurring = np.flatnonzero((true + given).sum(axis=0))
    several.append(
        {
            "true": true.ravel().tolist(),
            "given": given.ravel().tolist(),
            "accuracy": accuracy_score(true, given),
            "macroF1": f1_score(true, given, labels=occurring, average="macro", zero_division=0),
        }
    )

wilson = []
for hits, rows in ((0, 1), (0, 12), (3, 7), (45, 60), (60, 60), (999, 1000), (51234, 100000)):
    interval = binomtest(hits, rows).proportion_ci(confidence_level=0.95, method="wilson")
    wilson.append({"hits": hits, "rows": rows, "low": interval.low, "high": interval.high})

fixture = {"classes": CLASSES, "single": single, "several": several, "wilson": wilson}
(ROOT / "tests/fixtures/slices.json").write_text(json.dumps(fixture) + "\n")
