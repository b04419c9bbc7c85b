"""Writes tests/fixtures/group-folds.json: how scikit-learn's StratifiedGroupKFold folds real rows whose group is their
first word. Run it by hand, with scikit-learn beside Python:

    python make_group_folds.py ../../../shared/data ../fixtures/group-folds.json
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.model_selection import StratifiedGroupKFold


def rows_of(path, text_column):
    with open(path, encoding="utf-8", newline="\n") as file:
        for line in file.read().split("\n"):
            if line.strip():
                cells = line.split("\t")
                yield cells[text_column].strip().split(" ")[0].lower(), cells[1 - text_column].strip()


def folds_of(path, text_column):
    words, labels = zip(*rows_of(path, text_column))
    folds = np.zeros(len(words), dtype=int)
    splitter = StratifiedGroupKFold(n_splits=5, shuffle=True, random_state=0)
    for fold, (_, test) in enumerate(splitter.split(np.zeros(len(words)), labels, words)):
        folds[test] = fold
    return "".join(map(str, folds))


data, out = sys.argv[1:]
content = {
    "scikit-learn": sklearn.__version__,
    "sst2": folds_of(f"{data}/sst2/train.tsv", 0),
    "sms": folds_of(f"{data}/sms_spam_uci/SMSSpamCollection.tsv", 1),
}
with open(out, "w", encoding="utf-8") as file:
    json.dump(content, file)
    file.write("\n")
