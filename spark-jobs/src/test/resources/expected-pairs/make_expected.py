#!/usr/bin/env python3
"""Writes the invented prediction sets of this folder and their expected.json.

Python 3, standard library only; python3 make_expected.py rewrites the same bytes. The numbers are
computed from the files as they were written, example by example, in the plainest way there is: this
is the second opinion on Flipcheck's, so nothing here may be taken from Flipcheck.
"""
import csv
import gzip
import io
import json
import pathlib
import random

HERE = pathlib.Path(__file__).resolve().parent
COLUMNS = ["example_id", "model", "label", "prediction", "correct", "score"]
DEFINITIONS = {
    "rows": "data rows of the file; duplicate_keys: ids that come more than once; conflicting_keys: those whose rows differ",
    "policy": "of an id that comes more than once: first or last row kept, or drop the id",
    "n_unlabelled": "joined ids without a grade (a score) on a side; in no number below",
    "n_label_mismatch": "joined ids whose labels differ; each side keeps its own grade; excluding_label_mismatch is without them",
    "churn": "share of scored ids whose prediction text differs; null if there are no predictions",
    "slices": "by the new file's value, an empty one is \"\"; slice_mismatch: joined ids whose value differs",
    "score": "correct = score >= threshold; mean_loss: mean of max(0, old - new), mean_gain: of max(0, new - old)",
}


# ---------------------------------------------------------------- the invented files


def write_csv(path, rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_gz(path, text.getvalue())


def write_jsonl(path, rows):
    write_gz(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def write_gz(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(text.encode("utf-8"))


def row(identity, model, label, prediction, correct, score, **slices):
    values = [identity, model, label, prediction, correct, score]
    return {**dict(zip(COLUMNS, values)), **slices}


def sightings(model, skill, seed):
    """Animals, graded: missing answers, labels mended between the files, odd texts, duplicates."""
    rng = random.Random(seed)
    names = ["cat", "dog", "owl, barn", 'the "fox"', "Käuzchen", "two\nlines"]
    rows = []
    for i in range(150):
        truth = names[i * 7 % len(names)]
        answer = truth if rng.random() < skill else rng.choice(names + [None])
        correct = int(answer == truth)
        label = truth
        if i in (11, 12, 13, 14):
            # The label was mended: v1 was graded by the wrong one.
            label = "cat" if model == "v1" else "dog"
            answer = {11: "cat", 12: "dog", 13: "dog", 14: "owl, barn"}[i]
            correct = int(answer == label)
        if i in (20, 21):
            # The grader is fussy about what the text does not show.
            answer, correct = truth, int((model == "v1") == (i == 20))
        if i in (30, 31):
            # Two spellings of one answer.
            answer, correct = truth if model == "v1" else truth + ".", 1
        if i in (40, 41) or (i == 42 and model == "v2"):
            correct = None
        time = ["day", "night", None][i % 3]
        if i in (50, 11) and model == "v2":
            time = "dusk"
        place = "%03d" % (i // 15) if i % 2 else "München"
        identity = "%03d" % i if i % 5 else "é-%d" % i
        rows.append(
            row(identity, model, label, answer, correct, None, slice_time=time, slice_place=place)
        )
    rng.shuffle(rows)
    alone = {"v1": 3, "v2": 5}[model]
    for i in range(alone):
        rows.append(
            row("%s-%d" % (model, i), model, "cat", "cat", 1, None, slice_time="day", slice_place="x")
        )
    return rows + ([rows[0], rows[0], rows[1]] if model == "v1" else [rows[5], rows[2]])


def ratings(model, seed):
    """Scores: ties, -0.0, missing ones, an example of one file only."""
    rng = random.Random(seed)
    rows = []
    for i in range(80):
        score = rng.choice([0.0, -0.0, -1.0, -5.0, -0.333333, -2.666667, -1.1, 0.1])
        if i in (7, 8) or (i == 9 and model == "b"):
            score = None
        talk = [None, "talk 1", "talk 2", "talk 3"][i % 4]
        rows.append(row(i + 1, model, None, "said by " + model, None, score, slice_talk=talk))
    return rows + ([row(900, model, None, "x", None, 0.0, slice_talk="late")] if model == "a" else [])


def survey(model, seed, conflict):
    """Answers without truth."""
    rng = random.Random(seed)
    rows = [
        row("q%d" % i, model, None, rng.choice(["A", "B", ""]), None, None, slice_wave="W%d" % (i % 3))
        for i in range(60)
    ]
    if conflict:
        rows.append({**rows[4], "prediction": "Z"})
    return rows


def tasks(model, skill, seed):
    """Grades without answers and labels."""
    rng = random.Random(seed)
    return [
        row("t/%d" % i, model, None, None, int(rng.random() < skill), None, slice_repo="r/%d" % (i % 4))
        for i in range(64 if model == "agent-1" else 70)
    ]


def write_sets():
    animals = HERE / "animals" / "predictions"
    write_csv(animals / "v1.csv.gz", sightings("v1", 0.6, 1))
    write_csv(animals / "v2.csv.gz", sightings("v2", 0.75, 2))
    talks = HERE / "talks" / "predictions"
    write_jsonl(talks / "a.jsonl.gz", ratings("a", 3))
    write_jsonl(talks / "b.jsonl.gz", ratings("b", 4))
    surveys = HERE / "survey" / "predictions"
    write_jsonl(surveys / "march.jsonl.gz", survey("march", 5, False))
    write_jsonl(surveys / "june.jsonl.gz", survey("june", 6, False))
    write_jsonl(surveys / "july.jsonl.gz", survey("july", 7, True))
    agents = HERE / "tasks" / "predictions"
    write_csv(agents / "agent-1.csv.gz", tasks("agent-1", 0.4, 8))
    write_csv(agents / "agent-2.csv.gz", tasks("agent-2", 0.5, 9))


# ---------------------------------------------------------------- the expected numbers


def read(path):
    """Rows as texts; None and an empty text are both the empty text."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        if ".csv" in path.name:
            rows = list(csv.DictReader(file))
        else:
            rows = [json.loads(line) for line in file]
    return [{k: "" if v is None else str(v) for k, v in r.items()} for r in rows]


def by_id(rows, policy):
    kept, seen, conflicting = {}, {}, set()
    for r in rows:
        identity = r["example_id"]
        seen[identity] = seen.get(identity, 0) + 1
        content = [r[c] for c in ("label", "prediction", "correct", "score")]
        if seen[identity] > 1:
            before = [kept[identity][c] for c in ("label", "prediction", "correct", "score")]
            if before != content:
                conflicting.add(identity)
        if seen[identity] == 1 or policy == "last":
            kept[identity] = r
    twice = {i for i, n in seen.items() if n > 1}
    if policy == "drop":
        kept = {i: r for i, r in kept.items() if i not in twice}
    return kept, len(twice), len(conflicting)


def share(part, whole):
    return part / whole if whole else None


def table(pairs):
    """pairs: (old right, new right, old prediction, new prediction); predictions None if unknown."""
    n = len(pairs)
    known = all(p[2] is not None for p in pairs)
    cell = {(o, w): [p for p in pairs if (p[0], p[1]) == (o, w)] for o in (True, False) for w in (True, False)}
    right, neg, pos, wrong = (len(cell[k]) for k in ((True, True), (True, False), (False, True), (False, False)))
    same = sum(p[2] == p[3] for p in cell[False, False])
    acc_old, acc_new = share(right + neg, n), share(right + pos, n)
    chance = acc_old * (1 - acc_new) if n else 0
    return {
        "n_scored": n,
        "acc_old": acc_old,
        "acc_new": acc_new,
        "both_right": right,
        "neg_flips": neg,
        "pos_flips": pos,
        "both_wrong": wrong,
        "both_wrong_same": same if known else None,
        "both_wrong_diff": wrong - same if known else None,
        "both_wrong_both_missing": sum(p[2] == p[3] == "" for p in cell[False, False]) if known else None,
        "nfr": share(neg, n),
        "pfr": share(pos, n),
        "churn": share(sum(p[2] != p[3] for p in pairs), n) if known else None,
        "churn_correctness": share(neg + pos, n),
        "btc": share(right, right + neg),
        "bec": share(wrong, wrong + neg),
        "nfr_rel": neg / n / chance if chance else None,
    }


def churn_only(pairs):
    return {
        "n": len(pairs),
        "prediction_differs": sum(a != b for a, b in pairs),
        "churn": share(sum(a != b for a, b in pairs), len(pairs)),
        "missing_old": sum(a == "" for a, _ in pairs),
        "missing_new": sum(b == "" for _, b in pairs),
    }


def scores(pairs):
    n = len(pairs)
    return {
        "n_scored": n,
        "mean_old": sum(a for a, _ in pairs) / n,
        "mean_new": sum(b for _, b in pairs) / n,
        "n_better": sum(b > a for a, b in pairs),
        "n_worse": sum(b < a for a, b in pairs),
        "n_equal": sum(a == b for a, b in pairs),
        "mean_loss": sum(max(0.0, a - b) for a, b in pairs) / n,
        "mean_gain": sum(max(0.0, b - a) for a, b in pairs) / n,
    }


def sliced(joined, columns, numbers):
    """joined: (old row, new row); numbers: their function."""
    result = {}
    for column in columns:
        values = sorted({new[column] for _, new in joined})
        result[column] = {v: numbers([p for p in joined if p[1][column] == v]) for v in values}
    return result


def describe(folder, old_name, new_name, policy):
    old_rows, new_rows = read(folder / old_name), read(folder / new_name)
    old, old_twice, old_conflicts = by_id(old_rows, policy)
    new, new_twice, new_conflicts = by_id(new_rows, policy)
    joined = [(old[i], new[i]) for i in old if i in new]
    columns = [c for c in old_rows[0] if c.startswith("slice_")]
    pair = {
        "old": old_name,
        "new": new_name,
        "policy": policy,
        "old_rows": len(old_rows),
        "new_rows": len(new_rows),
        "old_duplicate_keys": old_twice,
        "new_duplicate_keys": new_twice,
        "old_conflicting_keys": old_conflicts,
        "new_conflicting_keys": new_conflicts,
        "n_joined": len(joined),
        "n_only_old": sum(i not in new for i in old),
        "n_only_new": sum(i not in old for i in new),
        "slice_mismatch": {c: sum(a[c] != b[c] for a, b in joined) for c in columns},
    }
    if any(r["correct"] for r in old_rows):
        pair.update(graded(joined, columns))
    elif any(r["score"] for r in old_rows):
        pair.update(scored(joined, columns))
    else:
        numbers = lambda part: churn_only([(a["prediction"], b["prediction"]) for a, b in part])
        pair.update(kind="churn only", overall=numbers(joined), slices=sliced(joined, columns, numbers))
    return pair


def graded(joined, columns):
    used = [p for p in joined if p[0]["correct"] and p[1]["correct"]]
    agreed = [p for p in used if p[0]["label"] == p[1]["label"]]
    known = any(a["prediction"] for a, _ in joined) and any(b["prediction"] for _, b in joined)

    def numbers(part):
        text = lambda r: r["prediction"] if known else None
        return table([(a["correct"] == "1", b["correct"] == "1", text(a), text(b)) for a, b in part])

    result = {
        "n_label_mismatch": sum(a["label"] != b["label"] for a, b in joined),
        "kind": "correctness",
        "n_unlabelled": len(joined) - len(used),
        "overall": numbers(used),
        "slices": sliced(used, columns, numbers),
    }
    if len(agreed) < len(used):
        result["excluding_label_mismatch"] = numbers(agreed)
    return result


def scored(joined, columns):
    used = [p for p in joined if p[0]["score"] and p[1]["score"]]
    value = lambda r: float(r["score"])
    numbers = lambda part: scores([(value(a), value(b)) for a, b in part])
    result = {
        "kind": "score",
        "n_unlabelled": len(joined) - len(used),
        "overall": numbers(used),
        "slices": sliced(used, columns, numbers),
        "thresholds": {},
    }
    for threshold in ("0", "-1", "3"):
        at = float(threshold)
        judge = lambda part: table([(value(a) >= at, value(b) >= at, None, None) for a, b in part])
        result["thresholds"][threshold] = {
            "overall": judge(used),
            "slices": sliced(used, columns, judge),
        }
    return result


def main():
    write_sets()
    wanted = [
        ("animals", "v1.csv.gz", "v2.csv.gz", "first"),
        ("animals", "v1.csv.gz", "v2.csv.gz", "last"),
        ("animals", "v1.csv.gz", "v2.csv.gz", "drop"),
        ("animals", "v2.csv.gz", "v2.csv.gz", "first"),
        ("talks", "a.jsonl.gz", "b.jsonl.gz", "first"),
        ("survey", "march.jsonl.gz", "june.jsonl.gz", "first"),
        ("survey", "june.jsonl.gz", "july.jsonl.gz", "first"),
        ("tasks", "agent-1.csv.gz", "agent-2.csv.gz", "first"),
    ]
    datasets = {}
    for name, old, new, policy in wanted:
        pair = describe(HERE / name, "predictions/" + old, "predictions/" + new, policy)
        datasets.setdefault(name, {"pairs": []})["pairs"].append(pair)
    text = json.dumps({"definitions": DEFINITIONS, "datasets": datasets}, indent=1, ensure_ascii=False)
    (HERE / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
