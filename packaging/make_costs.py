"""Measure how long fits take, and write the laws that estimates rest on: `resources/catalogue/costs.json`.

Every algorithm of the catalogue is fitted on parts of the flights data, with few and many columns and rows, for each
kind of target, on one core; counted are the processor's seconds, so that other programs hardly matter. Run
`.venv/bin/python packaging/make_costs.py` (a quarter of an hour) after raising scikit-learn, and read the difference.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "resources" / "catalogue" / "costs.json"
SIZES = (1000, 6000, 36_000, 150_000)
ASKED = (500, 8000)
LONGEST = 4.0
"""Seconds of a fit beyond which no more rows are tried."""
GROWTH = 8.0
"""A fit on the next size is taken to last so many times as long."""
STEEPEST = {"kernel_svm": 2.6, "linear_svm": 1.5}
USUAL = (0.85, 1.2)
"""How the seconds of a fit may grow with the rows: as a power between these, or up to the steepest."""

NUMBERS = ("dep_delay", "sched_dep_time", "distance", "hour")
TEXTS = ("carrier", "origin", "dest", "tailnum")
SETS = {
    "few": NUMBERS,
    "texts": (*NUMBERS, "month", "day", "minute", "flight", *TEXTS),
    "many": (*NUMBERS, *(f"noise_{i}" for i in range(26))),
}
TARGETS = {"binary": ("late",), "multiclass": ("origin", "month"), "regression": ("arr_delay",)}


def main() -> None:
    """Measure, or take measurements from a file, and write the laws."""
    os.environ["OMP_NUM_THREADS"] = "1"  # before anything that would start threads of its own
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=Path, help="keep the measurements here; taken from here when it exists")
    path = parser.parse_args().samples
    if path is not None and path.exists():
        samples = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    else:
        samples = []
        for one in measured():
            samples.append(one)
            if path is not None:
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(one) + "\n")
    TARGET.write_text(json.dumps(laws(samples), indent=1, sort_keys=True) + "\n", encoding="utf-8")


# --- measuring --------------------------------------------------------------------------------------------------------
def measured() -> Iterator[dict[str, Any]]:
    """A sample for each fit: what it was given and the seconds of one core that it took."""
    from modelyard.domain.experiments.spec import Task
    from modelyard.training.catalogue import ENSEMBLES
    from modelyard.training.catalogue.entries import ENTRIES
    from modelyard.training.fit import on_cores

    frame, kinds = flights()
    with on_cores(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for entry in ENTRIES:
            for task in (task for task in Task if task in entry.tasks and entry.key not in ENSEMBLES):
                for target in TARGETS.get(task.value, ("",)):
                    for chosen in ("texts",) if task is Task.MULTICLASS else SETS:
                        features = [name for name in SETS[chosen] if name != target]
                        yield from _growing(frame, kinds, entry.key, task, target, features)


def _growing(
    frame: Any, kinds: dict[str, Any], key: str, task: Any, target: str, features: list[str]
) -> Iterator[dict[str, Any]]:
    """More and more rows, as long as that does not take too long."""
    last = 0.0
    for rows in SIZES:
        if last * GROWTH > LONGEST:
            return
        found = _one(frame, {n: kinds[n] for n in features}, key, task, target, rows)
        last = found["fit"] + max(found["answer"])
        print(f"{key} {task.value} {len(features)} columns {rows:,} rows: {found['fit']:.3f} s", flush=True)
        yield found


def _one(frame: Any, features: dict[str, Any], key: str, task: Any, target: str, rows: int) -> dict[str, Any]:
    import numpy as np

    from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
    from modelyard.tables.engine import QUIET
    from modelyard.training.catalogue import resolve_params
    from modelyard.training.features import make_pipeline, prepare_frame
    from modelyard.training.fit import fit_estimator, predict
    from modelyard.training.target import encode_target

    params = resolve_params(key, {}, task)
    spec = ExperimentSpec("", "", target, tuple(features), (), task=task)
    x, asked = prepare_frame(frame[:rows], features), prepare_frame(frame[rows : rows + ASKED[-1]], features)
    y = encode_target(frame[target][:rows], None, task).values if target else None
    classes = int(y.max()) + 1 if task.classifies and y is not None else 0
    pipeline = make_pipeline(features, spec, AlgorithmSpec(key, params), 0)
    prepare, model = pipeline.named_steps["prepare"], pipeline.named_steps["model"]
    fitting = _Clock()
    inputs = prepare.fit_transform(x, y)
    prepared = fitting.lap()
    fit_estimator(QUIET, model, inputs, y)
    fitted = fitting.lap()
    ready = prepare.transform(asked)
    applied = fitting.lap()
    answers = []
    for count in ASKED:
        few = ready[:count] if not hasattr(ready, "iloc") else ready.iloc[:count]
        clock = _Clock()
        predict(task, model, few, classes)
        answers.append(clock.lap())
    sparse = hasattr(inputs, "nnz")
    return {
        "key": key, "task": task.value, "rows": rows, "classes": classes if classes > 2 else 1, "sparse": sparse,
        "values": float(inputs.nnz / rows if sparse else np.shape(inputs)[1]), "params": params, "fit": fitted,
        "prepare": prepared, "apply": applied, "answer": answers,
        "numbers": sum(k.numeric for k in features.values()), "texts": sum(not k.numeric for k in features.values()),
    }  # fmt: skip


class _Clock:
    """The processor's seconds of this process."""

    def __init__(self) -> None:
        self._at = time.process_time()

    def lap(self) -> float:
        """The seconds since the last lap."""
        before, self._at = self._at, time.process_time()
        return self._at - before


def flights() -> tuple[Any, dict[str, Any]]:
    """Shuffled flights that have every value, with columns of noise; and the columns' types."""
    import numpy as np

    from modelyard.domain.data.datasets import ColumnType
    from modelyard.services.sample import flights_file
    from modelyard.tables.frames import read_frame

    names = list(dict.fromkeys((*SETS["texts"], "late", "arr_delay")))
    frame = read_frame(flights_file(), names, "").dropna()
    random = np.random.default_rng(0)
    frame = frame.iloc[random.permutation(len(frame))[: SIZES[-1] + ASKED[-1]]].reset_index(drop=True)
    for name in SETS["many"][len(NUMBERS) :]:
        frame[name] = random.normal(size=len(frame))
    kinds = {n: ColumnType.TEXT if n in TEXTS else ColumnType.NUMBER for n in frame.columns}
    return frame, kinds


# --- laws -------------------------------------------------------------------------------------------------------------
def laws(samples: list[dict[str, Any]]) -> dict[str, Any]:
    """What `training.catalogue.cost.Costs` reads."""
    from modelyard.domain.experiments.spec import Task
    from modelyard.training.catalogue.cost import Load, answer_work, fit_work, law_name

    by_name = defaultdict(list)
    for one in samples:
        by_name[law_name(one["key"], Task(one["task"]), one["sparse"])].append(one)
    fit, answer = {}, {}
    for name, group in by_name.items():
        loads = [Load(s["values"], s["classes"], s["sparse"]) for s in group]
        pairs = list(zip(group, loads, strict=True))
        fits = [(s["fit"], fit_work(s["key"], s["params"], s["rows"], one), s["rows"], one, 1.0) for s, one in pairs]
        key = group[0]["key"]
        growth = (USUAL[0], STEEPEST.get(key, USUAL[1]))
        fit[name] = fitted(fits, growth, 0.0 if key == "multi_layer_perceptron" else 0.7)  # its work counts them
        asked = [
            (seconds, answer_work(s["key"], s["params"], s["rows"]), rows, one, float(s["rows"]))
            for s, one in pairs
            for rows, seconds in zip(ASKED, s["answer"], strict=True)
        ]
        answer[name] = fitted(asked)
    return {"machine": machine(), "fit": fit, "answer": answer, "prepare": preparing(samples)}


def fitted(
    points: list[tuple[Any, ...]], growth: tuple[float, float] | None = None, usual: float = 0.3
) -> dict[str, float]:
    """The law that is nearest to (seconds, work, rows, load, learned) by ratio, exponents kept to what can be.

    `growth` are the least and the greatest power of the rows of a fit; answers grow with the rows asked for. `usual`
    is the power of the values where the measurements do not tell it.
    """
    import numpy as np
    from scipy.optimize import least_squares

    learned = growth is None
    took = np.log(np.maximum([p[0] for p in points], 1e-4))
    weight = np.clip(np.exp(took) / 0.02, 0.1, 1.0)  # what is over at once need not be known well
    work, rows = np.log([p[1] for p in points]), np.array([p[2] for p in points], dtype=float)
    values = np.log([max(p[3].values, 1.0) for p in points])
    classes = np.log([float(p[3].classes) for p in points])
    before = np.log([p[4] for p in points])

    def ratio(z: Any) -> Any:
        fixed, rate, power, by_value, by_class, by_learned = z
        size = np.logaddexp(fixed, rate + power * np.log(rows))
        return weight * (work + by_value * values + by_class * classes + by_learned * before + size - took)

    def rest(z: Any) -> Any:  # exponents that nothing in the measurements tells stay at their middle
        return np.append(ratio(z), 0.02 * (z[2:] - np.array([1.0, 0.7, 0.3, 0.0])))

    least, most = growth or (0.999, 1.001)
    low = np.array([-30, -30, least, 0.0, 0.0, 0.0])
    high = np.array([5, 5, most, 1.8, 1.6, 1.3 if learned else 0.001])
    if len(set(values.round(1))) < 3:  # too alike to tell what another number of values would cost
        low[3], high[3] = usual - 1e-3, usual + 1e-3
    starts = [
        np.array([f, r, 1.0, (low[3] + high[3]) / 2, 0.3, 0.0005]) for f in (-12, -8, -5) for r in (-20, -14, -10)
    ]
    found = min((least_squares(rest, s, bounds=(low, high), loss="soft_l1") for s in starts), key=lambda r: r.cost)
    z = found.x
    away = np.abs(ratio(z) / weight)[weight > 0.5] if (weight > 0.5).any() else np.abs(ratio(z) / weight)
    spread = float(np.exp(np.quantile(away, 0.68)))
    return {
        "fixed": _short(np.exp(z[0])), "rate": _short(np.exp(z[1])), "rows": _short(z[2]), "values": _short(z[3]),
        "classes": _short(z[4]), "learned": _short(z[5]) if learned else 0.0, "spread": _short(spread),
    }  # fmt: skip


def preparing(samples: list[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Seconds a value of a number, and of a text that is made one-hot or ordinal: learned, and only applied."""
    import numpy as np
    from scipy.optimize import nnls

    group = [s for s in samples if s["rows"] >= SIZES[2] and s["key"] not in ("baseline", "naive_bayes")]
    cells = [[s["numbers"], s["texts"] * s["sparse"], s["texts"] * (not s["sparse"])] for s in group]
    learned = np.array(cells, dtype=float) * np.array([[s["rows"]] for s in group])
    applied = np.array(cells, dtype=float) * ASKED[-1]
    found = [nnls(m, np.array([s[w] for s in group]))[0] for m, w in ((learned, "prepare"), (applied, "apply"))]
    return {
        name: (_short(max(found[0][place], 1e-9)), _short(max(found[1][place], 1e-9)))
        for place, name in enumerate(("number", "one_hot", "ordinal"))
    }


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def machine() -> str:
    """What was measured on."""
    import sklearn

    return f"{platform.machine()}, Python {platform.python_version()}, scikit-learn {sklearn.__version__}"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "app"))
    main()
