"""Writes tests/fixtures/nearest.json: nearest neighbours by cosine, by brute force in NumPy, and log-odds by SciPy.

    python tests/parity/make_nearest.py

Needs NumPy and SciPy; the tests need only the fixture.
"""

import json
from pathlib import Path

import numpy as np
from scipy.special import expit, log_softmax, logit, softmax

ROOT = Path(__file__).resolve().parents[2]
rng = np.random.default_rng(5)

vectors = (rng.standard_normal((200, 24)) * rng.uniform(0.1, 30, (200, 1))).round(4)
queries = []
for query in rng.standard_normal((4, 24)).round(4):
    cosines = vectors @ query / np.linalg.norm(vectors, axis=1) / np.linalg.norm(query)
    nearest = np.argsort(-cosines)[:6]
    queries.append({"vector": query.tolist(), "rows": nearest.tolist(), "cosines": cosines[nearest].tolist()})

# The second row is sure to digits that a probability of single precision no longer has.
logits = np.array([[2.0, -1.0, 0.5], [25.0, -9.0, -3.0], [-0.25, 0.75, 0.0]])
others = np.array([[np.log(np.exp(np.delete(row, k)).sum()) for k in range(3)] for row in logits])
odds = logits - others
assert np.allclose(odds[0], logit(softmax(logits[0])))
assert np.allclose(log_softmax(logits[2]), np.log(expit(odds[2])))

fixture = {
    "vectors": vectors.tolist(),
    "queries": queries,
    "logits": logits.ravel().tolist(),
    "logOdds": odds.ravel().tolist(),
}
(ROOT / "tests/fixtures/nearest.json").write_text(json.dumps(fixture) + "\n")
