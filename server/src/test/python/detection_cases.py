"""Writes detection-cases.jsonl: generated images with boxes, and the figures they must give.

    pip install pycocotools==2.0.11 numpy==2.4.6
    python detection_cases.py > ../resources/dev/assay/server/metrics/detection-cases.jsonl

The build only reads the file; run this again after a change to design or cases. Output depends on the seeds alone.

All figures are COCOeval's. What it has no notion of is put in front of it: for the pooled curve each pair of image and
label becomes an image of its own of one single label; for @1 and @5 all but an image's best boxes are taken away.
"""

import contextlib
import io
import json
import random

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

CASES = 20
LABELS = ["cat", "dog", "emu", "fox", "gnu"]
THRESHOLDS = [percent / 100.0 for percent in list(range(5, 96, 5)) + [96, 97, 98, 99]]


# --- reference --------------------------------------------------------------------------------------------------------


def annotations(images, side):
    """COCO's records of one side: 0 for true boxes (label, corners), 1 for found ones (label, score, corners)."""
    records = []
    for number, image in enumerate(images):
        for box in image[side]:
            x_min, y_min, x_max, y_max = box[-4:]
            record = {
                "id": len(records) + 1,
                "image_id": number + 1,
                "category_id": box[0],
                "bbox": [x_min, y_min, x_max - x_min, y_max - y_min],
                "area": (x_max - x_min) * (y_max - y_min),
                "iscrowd": 0,
            }
            if side == 1:
                record["score"] = box[1]
            records.append(record)
    return records


def coco(images, categories, side):
    made = COCO()
    made.dataset = {
        "images": [{"id": number + 1} for number in range(len(images))],
        "categories": [{"id": category} for category in categories],
        "annotations": annotations(images, side),
    }
    made.createIndex()
    return made


def evaluate(images, categories, thresholds):
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation = COCOeval(coco(images, categories, 0), coco(images, categories, 1), "bbox")
        evaluation.params.imgIds = list(range(1, len(images) + 1))
        evaluation.params.catIds = list(categories)
        evaluation.params.iouThrs = np.array(thresholds)
        evaluation.params.maxDets = [100]
        evaluation.params.areaRng = [[0, 1e10]]
        evaluation.params.areaRngLbl = ["all"]
        evaluation.evaluate()
        evaluation.accumulate()
    return evaluation


def average_precision(evaluation, category):
    precision = evaluation.eval["precision"][0, :, category, 0, 0]
    return None if precision[0] == -1 else float(np.mean(precision))


def counts(evaluation, images, category):
    """How many boxes were found, then how many of them matched at each threshold."""
    row = [0] * (1 + len(THRESHOLDS))
    for result in evaluation.evalImgs[category * images : (category + 1) * images]:
        if result is not None:
            row[0] += len(result["dtIds"])
            for position in range(len(THRESHOLDS)):
                row[1 + position] += int(np.count_nonzero(result["dtMatches"][position]))
    return row


def best(found, most):
    kept = set(sorted(range(len(found)), key=lambda place: -found[place][1])[:most])
    return [box for place, box in enumerate(found) if place in kept]


def expected(labels, iou, images):
    # One category more than there are labels stands for those outside the set.
    categories = list(range(len(labels) + 1))
    main = evaluate(images, categories, [iou])
    apart = [
        ([[0] + box[1:] for box in truth if box[0] == label], [[0] + box[1:] for box in found if box[0] == label])
        for truth, found in images
        for label in categories
    ]
    positives = [sum(box[0] == label for truth, _ in images for box in truth) for label in range(len(labels))]
    precisions = [average_precision(main, label) for label in range(len(labels))]
    assert all((one is None) == (count == 0) for one, count in zip(precisions, positives))
    known = [one for one in precisions if one is not None]
    figures = {
        "mean_average_precision": sum(known) / len(known),
        "area_under_curve": average_precision(evaluate(apart, [0], [iou]), 0),
        "average_precision": precisions,
        "positives": positives,
    }
    for name, most in (("all", None), ("at1", 1), ("at5", 5)):
        kept = [(truth, best(found, most)) for truth, found in images]
        evaluation = evaluate(kept, categories, THRESHOLDS)
        rows = [counts(evaluation, len(images), category) for category in categories]
        figures[name] = [[sum(column) for column in zip(*rows)]] + rows[: len(labels)]
    return figures


# --- cases ------------------------------------------------------------------------------------------------------------


class Case:
    def __init__(self, seed):
        self.random = random.Random(seed)
        count = self.random.choice([1, 2, 3, 5])
        self.labels = LABELS[:count]
        self.iou = self.random.choice([0.5, 0.5, 0.5, 0.75, 0.6, 0.3, 1.0, 0.05, 0.01, 0.9])
        # On a grid of binary fractions overlaps tie exactly and meet thresholds exactly.
        self.grid = self.random.random() < 0.5
        # Few different scores tie across images and within them.
        self.coarse = self.random.random() < 0.5
        self.unit = self.random.random() < 0.4
        self.size = 1.0 if self.unit else 512.0
        self.true_labels = count - 1 if count > 2 and self.random.random() < 0.5 else count
        self.crowded = seed % 4 == 0
        self.images = [self.image(number) for number in range(self.random.randint(8, 30))]

    def number(self, value):
        if self.grid:
            return round(value / self.size * 32) / 32 * self.size
        return round(value, 4 if self.unit else 2)

    def box(self):
        width, height = self.size * self.random.uniform(0.05, 0.5), self.size * self.random.uniform(0.05, 0.5)
        x, y = self.random.uniform(0, self.size - width), self.random.uniform(0, self.size - height)
        return [self.number(value) for value in (x, y, x + width, y + height)]

    def near(self, box, by):
        moved = [
            self.number(min(max(value + self.size * self.random.gauss(0, by), 0), self.size)) for value in box
        ]
        return [min(moved[0], moved[2]), min(moved[1], moved[3]), max(moved[0], moved[2]), max(moved[1], moved[3])]

    def image(self, number):
        truth = self.truth()
        found = self.found(truth)
        if self.crowded and number == 1:
            found += [[0, self.random.betavariate(2, 4)] + self.box() for _ in range(130)]
        self.random.shuffle(found)
        for box in found:
            box[1] = self.random.choice([0.1, 0.2, 0.5, 0.5, 0.9]) if self.coarse else round(box[1], 5)
        if self.coarse:
            # COCO goes label by label: ties between labels stand in its order.
            found.sort(key=lambda box: box[0])
        return truth, found

    def truth(self):
        truth = []
        for _ in range(self.random.choice([0, 1, 1, 2, 3, 6])):
            label = self.random.randrange(self.true_labels)
            beside = truth and self.random.random() < 0.2
            truth.append([label] + (self.near(truth[-1][1:], 0.01) if beside else self.box()))
            if self.random.random() < 0.05:
                truth.append(list(truth[-1]))
        return truth

    def found(self, truth):
        found = []
        for label, *box in truth:
            for _ in range(self.random.choice([0, 1, 1, 1, 2])):
                said = label if self.random.random() < 0.9 else self.random.randrange(len(self.labels) + 1)
                exact = self.random.random() < 0.15
                place = box if exact else self.near(box, self.random.choice([0.005, 0.02, 0.05]))
                found.append([said, self.random.betavariate(4, 2)] + place)
        for _ in range(self.random.choice([0, 0, 1, 3, 8])):
            said = self.random.randrange(len(self.labels) + 1)
            found.append([said, self.random.betavariate(2, 4)] + self.box())
        return found


def short(value):
    return int(value) if float(value).is_integer() else value


def shortened(boxes):
    return [[short(value) for value in box] for box in boxes]


for seed in range(1, CASES + 1):
    case = Case(seed)
    line = {
        "labels": case.labels,
        "iou_threshold": case.iou,
        "images": [[shortened(truth), shortened(found)] for truth, found in case.images],
        "expected": expected(case.labels, case.iou, case.images),
    }
    print(json.dumps(line, separators=(",", ":")))
