"""Writes classification-cases.jsonl: raw rows of small jobs with the figures they must give.

    pip install scikit-learn==1.9.1 numpy==2.4.6
    python classification_cases.py > ../resources/dev/assay/server/metrics/classification-cases.jsonl

The build only reads the file; run this again after a change to design or cases. Output depends on SEED alone.

Average precision, precision, recall, F1, accuracy and confusion matrix are scikit-learn's. Two things it has no notion of
are put in front of it: a pair that the model did not list becomes a pair with a score below all others whose step of the
curve is left out again, and @1 / @5 become masks. Counts of oddities are counted here from the parsed rows, whose texts
this file reads back with Python's own JSON parser.
"""

import json
import random
import sys
import warnings

import numpy as np
from sklearn import metrics

SEED = 20261122
CASES = 200
THRESHOLDS = [k / 100.0 for k in list(range(0, 100, 5)) + [96, 97, 98, 99]]
UNLISTED = -1e300

warnings.filterwarnings("ignore")

FLAVOURS = [
    # labels are JSON texts; their literal text is the label
    {"keys": {"data": "image_bytes", "label": "labels", "score": "scores"}, "labels": ['"cat"', '"dog"', '"emu"', '"Füchse"', '"fox 🦊"', '"a\\"b"', '"gnu"']},
    {"keys": {"data": "text", "label": "sentiments", "score": "confidence"}, "labels": ['"negative"', '"neutral"', '"positive"', '"mixed"']},
    {"keys": {"data": "features", "label": "class", "score": "probability"}, "labels": ["0", "1", "2", "3", "4", "5", "6", "7"]},
    {"keys": {"reference": "uri", "label": "label id", "score": "p"}, "labels": ["true", "false"]},
    {"keys": {"data": "row", "label": "bin", "score": "w"}, "labels": ["-1.50", "0.0", "1e2", '"other"', "false", "7"]},
]


def literal(token):
    return json.loads(token) if token.startswith('"') else token


def score_text(rng, kind):
    if kind == "coarse":  # many ties, and scores on the thresholds themselves
        return rng.choice(["0", "0.0", "-0.0", "0.05", "0.1", "0.25", "0.5", "0.50", "0.7", "0.95", "0.96", "0.97", "0.99", "1", "1.0", "1e0", "5e-1"])
    if kind == "wild":
        return rng.choice([repr(rng.gauss(0.4, 1.0)), "-3", "17.5", "1e300", "-1E-300", "0.5"])
    if kind == "constant":
        return "0.5"
    return repr(rng.random()) if rng.random() < 0.7 else "%.3f" % rng.random()


def prediction(rng, case, truth):
    """Returns labels and scores as JSON texts."""
    labels = list(case["tokens"])
    rng.shuffle(labels)
    if case["partial"]:
        labels = labels[: rng.randint(0, len(labels))]
    if case["unknown"]:
        for _ in range(rng.randint(0, 2)):
            labels.insert(rng.randint(0, len(labels)), '"unknown %d"' % rng.randint(0, 40))
    if case["repeats"] and labels:
        for _ in range(rng.randint(0, 2)):
            labels.insert(rng.randint(0, len(labels)), rng.choice(labels))
    scores = []
    for token in labels:
        text = score_text(rng, case["scores"])
        if case["scores"] == "fine" and token in truth and rng.random() < 0.6:
            text = repr(1 - rng.random() ** 2 / 2)
        scores.append('"%s"' % text if case["quoted"] and rng.random() < 0.5 else text)
    return labels, scores


def row(rng, case, index):
    keys = case["keys"]
    usable = case["tokens"][: case["used"]]
    if case["multi"]:
        truth = [t for t in usable if rng.random() < 0.35]
    else:
        truth = [rng.choice(usable)]
    labels, scores = prediction(rng, case, truth)
    fields = []
    if len(labels) == 1 and rng.random() < 0.5:
        fields.append((keys["label"], labels[0]))
        fields.append((keys["score"], scores[0]))
    else:
        fields.append((keys["label"], "[" + ", ".join(labels) + "]"))
        fields.append((keys["score"], "[" + ",".join(scores) + "]"))
    rng.shuffle(fields)
    if rng.random() < 0.1:
        fields.insert(1, ("ignored", '{"deep": [[], {"x": null}]}'))
    inner = "{" + ", ".join(json.dumps(k) + ": " + v for k, v in fields) + "}"
    if len(truth) == 1 and rng.random() < 0.5:
        truth_text = truth[0]
    else:
        truth_text = "[" + ",".join(truth) + "]"
    truth_text = "{%s:%s}" % (json.dumps(keys["label"]), truth_text)
    if rng.random() < 0.6:
        truth_text = '{"predictions": [%s]}' % truth_text
    content = keys.get("data") or keys.get("reference")
    return [
        '{"instances":[{%s:"%d"}]}' % (json.dumps(content), index),
        '{"predictions": [%s]}' % inner,
        truth_text,
    ]


def parse(case, rows):
    """Reads rows back: [(truth set, [(label, score)])], repeats not yet folded."""
    exact = {"parse_int": Literal, "parse_float": Literal}
    items = []
    for _, raw_prediction, groundtruth in rows:
        predicted = json.loads(raw_prediction, **exact)["predictions"][0]
        truth = json.loads(groundtruth, **exact)
        truth = truth.get("predictions", [truth])[0]
        key = case["keys"]["label"]
        pairs = list(zip(many(predicted[key]), many(predicted[case["keys"]["score"]]), strict=True))
        items.append(({text(t) for t in many(truth[key])}, [(text(l), float(s)) for l, s in pairs]))
    return items


class Literal(str):
    """A JSON number by its literal text."""


def many(value):
    return value if isinstance(value, list) else [value]


def text(value):
    return json.dumps(value) if isinstance(value, bool) else str(value)


def fold(predicted):
    """First place, highest score."""
    best = {}
    for label, score in predicted:
        best[label] = max(best.get(label, score), score)
    return [(label, score + 0.0) for label, score in best.items()]


def average_precision(true, scores):
    if not true.any():
        return 0.0
    listed = scores > UNLISTED
    if listed.all():
        return float(metrics.average_precision_score(true, scores))
    precision, recall, thresholds = metrics.precision_recall_curve(true, scores)
    steps = -np.diff(recall) * precision[:-1]
    return float(np.sum(steps[thresholds > UNLISTED]))


def curve(true, scores, ranks):
    entries = []
    ratios = {}  # scikit-learn is slow, and most thresholds retrieve what the one before did
    for threshold in THRESHOLDS:
        for top in (10**9, 1, 5):
            retrieved = (scores >= threshold) & (ranks < top)
            mask = retrieved.tobytes()
            if mask not in ratios:
                score = metrics.precision_recall_fscore_support
                p, _, _, _ = score(true, retrieved, average="binary", zero_division=1.0)
                _, r, f1, _ = score(true, retrieved, average="binary", zero_division=0.0)
                ratios[mask] = [short(p), short(r), short(f1)]
            entries.append([int(retrieved.sum()), int((retrieved & true).sum())] + ratios[mask])
    return {"positives": int(true.sum()), "ap": short(average_precision(true, scores)), "entries": entries}


def short(value):
    return float("%.12g" % value)


def figures(case, items):
    labels = case["labels"]
    folded = [(truth, fold(predicted)) for truth, predicted in items]
    true, scores, ranks, names, best = [], [], [], [], []
    for truth, predicted in folded:
        order = sorted(range(len(predicted)), key=lambda i: -predicted[i][1])  # stable
        rank = {predicted[i][0]: place for place, i in enumerate(order)}
        score = dict(predicted)
        best.append(predicted[order[0]][0] if predicted else None)
        for label in labels + [l for l in score if l not in labels]:
            names.append(label)
            true.append(label in truth)
            scores.append(score.get(label, UNLISTED))
            ranks.append(rank.get(label, 10**9))
    true, scores, ranks, names = np.array(true, bool), np.array(scores), np.array(ranks), np.array(names)
    # A label outside the set that the model did not list has no pair at all, so only real pairs are left.
    out = {"items": len(items), "aggregate": curve(true, scores, ranks), "labels": {}}
    for label in labels:
        mine = names == label
        if true[mine].any():
            full = curve(true[mine], scores[mine], ranks[mine])
            # Counts only: the ratios of one curve are checked on the aggregate.
            out["labels"][label] = {"positives": full["positives"], "ap": full["ap"], "counts": [e[:2] for e in full["entries"]]}
    aps = [c["ap"] for c in out["labels"].values()]
    out["map"] = short(np.mean(aps)) if aps else 0.0
    if not case["multi"]:
        truths = [next(iter(t)) for t, _ in items]
        answers = [b if b in labels else "\0none" for b in best]
        matrix = metrics.confusion_matrix(truths, answers, labels=labels + ["\0none"])
        out["confusion"] = matrix[:-1, :-1].tolist()
        out["accuracy"] = short(metrics.accuracy_score(truths, answers))
        out["correct"] = int(metrics.accuracy_score(truths, answers, normalize=False))
    check_against_whole_matrix(case, folded, out)
    flat = [pair for _, predicted in folded for pair in predicted]
    out["counts"] = [
        sum(not p for _, p in folded),
        sum(b is not None and b not in labels for b in best),
        sum(l not in labels for l, _ in flat),
        sum(len(p) for _, p in items) - len(flat),
        sum(s < 0 or s > 1 for _, s in flat),
    ]
    return out


def check_against_whole_matrix(case, folded, out):
    """Where every item scores every label of the set and no other, scikit-learn's own averages must agree."""
    labels = case["labels"]
    if any(sorted(l for l, _ in p) != sorted(labels) for _, p in folded):
        return
    y = np.array([[l in t for l in labels] for t, _ in folded])
    s = np.array([[dict(p)[l] for l in labels] for _, p in folded])
    present = y.any(axis=0)
    if not present.any():
        return
    assert abs(metrics.average_precision_score(y, s, average="micro") - out["aggregate"]["ap"]) < 1e-11
    assert abs(metrics.average_precision_score(y[:, present], s[:, present], average="macro") - out["map"]) < 1e-11
    if not case["multi"] and len(labels) > 2 and all(len(set(row)) == len(labels) for row in s):
        truths = y.argmax(axis=1)
        if (s >= 0).all():
            top5 = metrics.top_k_accuracy_score(truths, s, k=5, labels=range(len(labels)))
            assert abs(top5 - out["aggregate"]["entries"][2][3]) < 1e-11


def main():
    rng = random.Random(SEED)
    for number in range(CASES):
        flavour = FLAVOURS[number % len(FLAVOURS)]
        case = {
            "keys": flavour["keys"],
            "multi": number % 2 == 1,
            "tokens": flavour["labels"],
            "scores": ["fine", "coarse", "fine", "wild", "constant"][(number // 5) % 5],
            "partial": rng.random() < 0.4,
            "unknown": rng.random() < 0.3,
            "repeats": rng.random() < 0.3,
            "quoted": rng.random() < 0.4,
        }
        case["used"] = len(case["tokens"]) if rng.random() < 0.6 else rng.randint(1, len(case["tokens"]))
        case["labels"] = [literal(t) for t in case["tokens"]]
        rows = [row(rng, case, i) for i in range(rng.randint(1, 24))]
        line = {
            "case": number,
            "multi_label": case["multi"],
            "keys": {("%s_json_key" % {"score": "label_score"}.get(k, k)): v for k, v in case["keys"].items()},
            "labels": case["labels"],
            "rows": rows,
            "expected": figures(case, parse(case, rows)),
        }
        json.dump(line, sys.stdout, ensure_ascii=False, separators=(",", ":"))
        sys.stdout.write("\n")


main()
