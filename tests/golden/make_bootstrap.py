#!/usr/bin/env python3
"""Cases of the bootstrap equivalence test from the ideal bootstrap: all resamples of n pairs, each multiset once with its multinomial
weight, by numpy; tolerances for 400,000 resamples, 5 standard errors. Writes cases/bootstrap.json after the carried-over cases that are
there. Run in this folder: make_bootstrap.py [folder of the collection]"""
import csv, json, math, shutil, sys
import numpy as np
from itertools import combinations_with_replacement
DRAWN = 400_000

def compositions(n):
    """How often each of n pairs is drawn, in all ways."""
    picks = np.fromiter((i for c in combinations_with_replacement(range(n), n) for i in c), dtype=np.int8).reshape(-1, n)
    return np.stack([(picks == i).sum(1) for i in range(n)], 1)
def weights(k):
    n = k.shape[1]; f = np.array([math.factorial(i) for i in range(n + 1)], float)
    return math.factorial(n) / f[k].prod(1) / float(n) ** n
def quantile(t, w, p):
    order = np.argsort(t); return float(t[order][np.searchsorted(np.cumsum(w[order]), p)])

cases = []
for name, low, high, alpha in (("sleep", -2.4, 2.4, 0.05), ("syn_n8", -8.0, 8.0, 0.05), ("syn_n12", -3.0, 4.0, 0.05), ("outlier_n12", -90.0, 100.0, 0.1)):
    rows = list(csv.DictReader(open(f"data/{name}.csv"))); d = np.array([round(float(r["after"]) - float(r["before"]), 9) for r in rows])
    n = len(d); mean = d.mean(); se = d.std(ddof=1) / math.sqrt(n); k = compositions(n); w = weights(k)
    c = d - mean; m = k @ c / n; v = (k @ c ** 2 - n * m ** 2) / (n - 1); ok = v > 1e-9; assert (v[~ok] < 1e-12).all()
    t, w = m[ok] / np.sqrt(v[ok] / n), w[ok] / w[ok].sum()
    t_low, t_high = (mean - low) / se, (mean - high) / se
    p_low, p_high = float(w[t >= t_low - 1e-12].sum()), float(w[t <= t_high + 1e-12].sum()); p = max(p_low, p_high)
    ends = {"ci_low": 1 - alpha, "ci_high": alpha}; error = lambda q: math.sqrt(q * (1 - q) / DRAWN)
    fields = {f: {"rel": 0, "abs": 5 * max(error(q), 1 / DRAWN)} for f, q in (("p_lower", p_low), ("p_upper", p_high), ("p_value", p))}
    for f, q in ends.items(): fields[f] = {"rel": 0, "abs": se * max(quantile(t, w, q + 5 * error(q)) - quantile(t, w, q), quantile(t, w, q) - quantile(t, w, q - 5 * error(q)))}
    cases.append({"id": f"girth/bootstrap_equivalence/{name}", "dataset": name, "procedure": "bootstrap_equivalence_paired",
        "arguments": {"low": low, "high": high, "alpha": alpha, "resamples": DRAWN},
        "expected": {"n": n, "mean_diff": mean, "se": se, "t_lower": t_low, "t_upper": t_high, "p_lower": p_low, "p_upper": p_high, "p_value": p,
                     **{f: mean - quantile(t, w, q) * se for f, q in ends.items()}, "equivalent": bool(p < alpha)},
        "source": f"numpy {np.__version__}: all {len(k)} distinct resamples with their multinomial weights",
        "tolerance": {"rel": 1e-9, "abs": 1e-12, "fields": fields}})
    print(name, p_low, p_high, {f: x["abs"] for f, x in fields.items()})
if len(sys.argv) > 1:
    # Left out: one case whose acceleration is rounding noise (all jackknife medians are 1.3), and enumerations too long for every run.
    def kept(c): return not (c["procedure"] == "bootstrap_ideal" and (c["dataset"].endswith("n12") or c["id"] == "bootstrap_ideal/sleep/median/0.95"))
    carried = [c for c in json.load(open(sys.argv[1] + "/expected.json")) if c["procedure"].startswith("bootstrap_") and kept(c)]
    shutil.copy(sys.argv[1] + "/data/boot_idx_n12_B999.csv", "data")
else:
    carried = [c for c in json.load(open("cases/bootstrap.json")) if not c["id"].startswith("girth/")]
open("cases/bootstrap.json", "w").write("[\n" + ",\n".join(json.dumps(c) for c in carried + cases) + "\n]\n")
