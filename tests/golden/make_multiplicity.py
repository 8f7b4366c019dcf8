#!/usr/bin/env python3
"""Cases of girth's own for max-T adjustment by sign flips: t statistics from numpy, every sign pattern of the people counted one by one,
p-values by the definitions of Westfall and Young (1993), single-step and step-down. Prints a JSON list. Needs numpy.
Run: make_multiplicity.py > own.json"""
import json, sys
from itertools import product
import numpy as np
NAN = float("nan")
families = {
    "three": [[-1.5, -0.5, -2.0, 0.5, -1.0, -1.5, 0.0, -2.5], [-1.0, 0.5, -1.5, 0.5, -0.5, -2.0, 0.5, -1.0], [0.3, -0.2, 0.1, 0.4, -0.1, 0.6, 0.2, -0.3]],
    "missing": [[2.1, None, 1.4, 0.9, -0.3, 1.2, 0.8], [None, 1.1, -0.4, 0.7, 0.2, None, 1.9], [0.5, -0.5, 0.5, -0.5, 0.5, 1.0, None], [1.0, 1.5, None, None, 2.0, 1.5, 0.5]],
    "ties": [[1, 1, -1, 1, 1, 1], [1, 1, -1, 1, 1, 1], [2, 1, 1, -1, -1, 2]],
    "one": [[1.2, -0.4, 0.8, 1.9, 0.3, -0.1, 0.7, 1.1, 0.9]],
}

def statistic(x):
    x = x[~np.isnan(x)]; sd = x.std(ddof=1)
    return x.mean() / (sd / np.sqrt(len(x))) if sd > 1e-12 else np.copysign(np.inf, x.mean())

cases = []
for name, changes in families.items():
    data = np.array([[NAN if v is None else float(v) for v in row] for row in changes]); m, n = data.shape
    for alternative in ("two-sided", "less", "greater"):
        turn = {"two-sided": np.abs, "less": np.negative, "greater": lambda t: t}[alternative]
        t = turn(np.array([statistic(row) for row in data])); order = np.argsort(-t, kind="stable")
        reached = lambda value, goal: value >= goal - 1e-10 * abs(goal) if np.isfinite(goal) else value >= goal
        own, single, down = (np.zeros(m, int) for _ in range(3))
        for signs in product((1.0, -1.0), repeat=n):
            flipped = turn(np.array([statistic(row * np.array(signs)) for row in data]))
            for place, h in enumerate(order):
                own[h] += reached(flipped[h], t[h]); single[h] += reached(flipped.max(), t[h])
                down[h] += reached(flipped[order[place:]].max(), t[h])
        least = 0
        for h in order: least = max(least, down[h]); down[h] = least
        cases.append({"id": f"girth/max_t/{name}/{alternative}", "dataset": None, "procedure": "max_t",
            "arguments": {"changes": changes, "alternative": alternative},
            "expected": {"raw": list(own / 2 ** n), "single_step": list(single / 2 ** n), "step_down": list(down / 2 ** n)},
            "source": "all sign patterns one by one with numpy, by make_multiplicity.py", "tolerance": {"rel": 1e-12, "abs": 0}})
json.dump(cases, sys.stdout, indent=1)
