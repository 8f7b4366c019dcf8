#!/usr/bin/env python3
"""The cases of tests/golden/cases/location.json whose id begins with `girth/`: split zeros and asymptotic Hodges-Lehmann intervals (SciPy,
NumPy), the trimmed mean of the changes (SciPy's mstats), the geometric mean ratio (mpmath), the sign-flip interval and the sign test by
going through all subsets. Each by an implementation that shares nothing with girth's. Prints a JSON list of one case per line.
Run: make_location.py data  (needs numpy, scipy, mpmath)"""
import csv, itertools, json, math, sys
from decimal import Decimal
from fractions import Fraction
import mpmath as mp
import numpy as np
import scipy
from scipy import stats
from scipy.stats import mstats
mp.mp.dps = 50
SCIPY = f"scipy {scipy.__version__}"
cases = []

def pairs(name):
    rows = csv.DictReader(open(f"{sys.argv[1]}/{name}.csv"))
    return [(Decimal(r["before"]), Decimal(r["after"])) for r in rows if r["before"] and r["after"]]

def number(x):
    if isinstance(x, (int, bool)): return int(x)
    x = float(x)
    return "Inf" if x == math.inf else "-Inf" if x == -math.inf else x

def emit(name, dataset, procedure, arguments, expected, source, rel=1e-9):
    expected = {k: number(v) for k, v in expected.items()}
    cases.append({"id": "girth/" + name, "dataset": dataset, "procedure": procedure, "arguments": arguments, "expected": expected,
                  "source": source, "tolerance": {"rel": rel, "abs": 1e-13}})

AFTER = {"difference": "after - before"}
changes = lambda name: [b - a for a, b in pairs(name)]

# Zeros split between the signs: p of the approximation from SciPy; T+ and exact p from all sign patterns of the ranks.
ROUNDED = {**AFTER, "rounding_of_differences": 9}
for name in ["sleep", "ties_n20", "ties_n60", "ties_n200", "ties_half_n16", "ties_decimal_n18", "sas_bp", "missing_n24"]:
    d = np.round(np.array([float(x) for x in changes(name)]), 9)
    r = stats.rankdata(abs(d)); half = r[d == 0].sum() / 2
    plus, minus = r[d > 0].sum() + half, r[d < 0].sum() + half
    for side in ["two-sided", "less", "greater"] if name == "ties_n20" else ["two-sided"]:
        p = stats.wilcoxon(d, zero_method="zsplit", correction=False, alternative=side, method="asymptotic").pvalue
        emit(f"wilcoxon/{name}/zsplit/asymptotic/nocc/{side}", name, "wilcoxon_signed_rank",
             {"zero_method": "zsplit", "method": "asymptotic", "correct": False, "alternative": side, **ROUNDED},
             {"n": len(d), "n_zero": int((d == 0).sum()), "t_plus": plus, "t_minus": minus, "null_mean": r.sum() / 2,
              "null_var": (r ** 2).sum() / 4, "p_value": p}, f"p: {SCIPY} wilcoxon(zsplit); T and its moments: numpy from the mid-ranks")
    ranks = [int(2 * x) for x in r[d != 0]]
    if len(ranks) <= 20:
        sums = np.zeros(1, dtype=np.int64)
        for x in ranks: sums = np.concatenate([sums, sums + x])
        observed = int(2 * r[d > 0].sum())
        below, above = (sums <= observed).mean(), (sums >= observed).mean()
        emit(f"wilcoxon/{name}/zsplit/exact/two-sided", name, "wilcoxon_signed_rank",
             {"zero_method": "zsplit", "method": "exact", "alternative": "two-sided", **ROUNDED},
             {"n": len(d), "n_zero": int((d == 0).sum()), "t_plus": plus, "t_minus": minus, "p_value": min(1, 2 * min(below, above))},
             "all sign patterns of the non-zero changes, numpy")

# Exact p of long and of far-out signed-rank statistics: the same sums counted in whole numbers.
for name, shift in [("syn_n200", 0), ("ties_n200", 0), ("ties_n200", -2), ("syn_n200", 20), ("syn_n200", 60)]:
    d = [x - shift for x in changes(name)]
    d = [x for x in d if x != 0]
    ranks = [int(2 * x) for x in stats.rankdata([abs(x) for x in d])]
    counts = 1  # a polynomial in 2^B: the coefficient of t counts the subsets with sum t
    bits = len(ranks) + 1
    for x in ranks: counts += counts << (bits * x)
    mask, total, observed = (1 << bits) - 1, sum(ranks), sum(x for x, y in zip(ranks, d) if y > 0)
    coefficient = lambda t: (counts >> (bits * t)) & mask
    low = min(observed, total - observed)
    tail = sum(coefficient(t) for t in range(low + 1))
    p = min(Fraction(1), Fraction(2 * tail, 2 ** len(ranks)))
    emit(f"wilcoxon/{name}/exact/mu={shift}", name, "wilcoxon_signed_rank",
         {"zero_method": "wilcox", "method": "exact", "alternative": "two-sided", "mu": shift, **AFTER},
         {"t_plus": observed / 2, "p_value": p}, "counts of subsets in whole numbers of unlimited size, Python", 1e-12)

# Order statistics of the Walsh averages with the order from the normal approximation, ties about the estimate corrected for.
for name, level in [("sleep", .95), ("anorexia_ft", .95), ("syn_n12", .95), ("syn_n20", .9), ("syn_n50", .99), ("ties_n20", .95),
                    ("ties_n60", .95), ("ties_n200", .95), ("ties_half_n16", .95), ("ties_decimal_n18", .95), ("syn_n200", .95)]:
    d = changes(name); n = len(d)
    walsh = sorted((x + y) / 2 for x, y in itertools.combinations_with_replacement(d, 2)); m = len(walsh)
    estimate = (walsh[(m - 1) // 2] + walsh[m // 2]) / 2
    sizes = [abs(x - estimate) for x in d]
    ties = [sizes.count(s) for s in set(sizes)]
    variance = Fraction(n * (n + 1) * (2 * n + 1), 24) - sum(Fraction(t ** 3 - t, 48) for t in ties)
    z = stats.norm.isf((1 - level) / 2)
    k = math.floor(m / 2 - z * math.sqrt(variance) + 0.5)
    emit(f"hodges_lehmann/{name}/{level}/asymptotic", name, "hodges_lehmann_paired",
         {"conf_level": level, "method": "asymptotic", **AFTER},
         {"n": n, "estimate": estimate, "order_index": k, "ci_low": walsh[k - 1], "ci_high": walsh[m - k]},
         f"all Walsh averages as decimals, z from {SCIPY}", 1e-10)

# The trimmed mean of the changes.
for name, trim, level, mu in [("anorexia_ft", .2, .95, "0"), ("syn_n20", .2, .95, "0"), ("outlier_n12", .2, .95, "0"), ("ties_n60", .2, .95, "0"),
                              ("syn_n50", .2, .99, "0"), ("syn_n200", .1, .95, "0.5"), ("syn_n20", .25, .9, "0"), ("sleep", .1, .95, "1.5"),
                              ("sas_bp", 0, .95, "0")]:
    d = np.array([float(x) for x in changes(name)]); cut = int(trim * len(d) + 1e-9); h = len(d) - 2 * cut
    estimate = stats.trim_mean(d, trim)
    w = np.asarray(mstats.winsorize(d, limits=(trim, trim)))
    se = w.std(ddof=1) / ((1 - 2 * trim) * math.sqrt(len(d)))
    if trim: assert math.isclose(se, float(mstats.trimmed_stde(d, limits=(trim, trim))), rel_tol=1e-12), name
    t = (estimate - float(mu)) / se; reach = stats.t.isf((1 - level) / 2, h - 1) * se
    emit(f"trimmed_mean/{name}/{trim}/{level}/mu={mu}", name, "trimmed_mean_paired", {"trim": trim, "conf_level": level, "mu": float(mu), **AFTER},
         {"n": len(d), "h": h, "estimate": estimate, "se": se, "df": h - 1, "t": t, "p_value": 2 * stats.t.sf(abs(t), h - 1),
          "ci_low": estimate - reach, "ci_high": estimate + reach, "winsorised_mean": w.mean()},
         f"{SCIPY} trim_mean, mstats.winsorize, mstats.trimmed_stde (Tukey-McLaughlin)")

# The geometric mean ratio.
def t_tail(t, df):
    half = mp.betainc(mp.mpf(df) / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return half if t > 0 else 1 - half
for name, level, side in [("lognormal_n18", .95, "two-sided"), ("anorexia_ft", .9, "two-sided"), ("offset_n20", .95, "two-sided"),
                          ("syn_n50", .99, "less"), ("sas_bp", .95, "greater")]:
    logs = [mp.log(mp.mpf(str(a)) / mp.mpf(str(b))) for b, a in pairs(name)]; n = len(logs); df = n - 1
    mean = mp.fsum(logs) / n; se = mp.sqrt(mp.fsum((x - mean) ** 2 for x in logs) / df / n); t = mean / se
    tail = (1 - mp.mpf(str(level))) / (2 if side == "two-sided" else 1)
    reach = mp.findroot(lambda q: t_tail(q, df) - tail, 2.0) * se; ratio = mp.exp(mean)
    low = -mp.inf if side == "less" else mean - reach; high = mp.inf if side == "greater" else mean + reach
    p = {"two-sided": 2 * t_tail(abs(t), df), "less": 1 - t_tail(t, df), "greater": t_tail(t, df)}[side]
    back = lambda x: mp.mpf(0) if x == -mp.inf else x if x == mp.inf else mp.exp(x)
    emit(f"geometric_ratio/{name}/{level}/{side}", name, "geometric_ratio_paired",
         {"conf_level": level, "alternative": side, "readings": "decimal text"},
         {"n": n, "df": df, "t": t, "p_value": p, "ratio": ratio, "ratio_se": ratio * se, "ratio_ci_low": back(low),
          "ratio_ci_high": back(high), "percent": 100 * (ratio - 1), "percent_se": 100 * ratio * se,
          "percent_ci_low": 100 * (back(low) - 1), "percent_ci_high": 100 * (back(high) - 1),
          "delta_low": ratio * (1 + low - mean), "delta_high": ratio * (1 + high - mean)},
         "mpmath, 50 digits, on the decimals of the file")

# The sign-flip interval: null values at which neither tail of the test is at most alpha/2, from the means of all subsets.
for name, level in [("sleep", .95), ("anorexia_ft", .95), ("syn_n8", .9), ("syn_n12", .95), ("ties_half_n16", .99), ("outlier_n12", .95),
                    ("syn_n5", .95), ("ties_decimal_n18", .8)]:
    d = [Fraction(x) for x in changes(name)]; n = len(d)
    unit = math.lcm(*(x.denominator for x in d)); ticks = [int(x * unit) for x in d]
    sums, sizes = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    for x in ticks: sums, sizes = np.concatenate([sums, sums + x]), np.concatenate([sizes, sizes + 1])
    means = {}
    table, counts = np.unique(np.stack([sums, sizes])[:, sizes > 0], axis=1, return_counts=True)
    for s, k, c in zip(table[0], table[1], counts):
        mean = Fraction(int(s), int(k)); means[mean] = means.get(mean, 0) + int(c)
    tail = (1 - Fraction(str(level))) / 2
    def first(order):
        seen = 1
        if Fraction(seen, 2 ** n) > tail: return None, 0
        for mean in sorted(means, reverse=order):
            if Fraction(seen + means[mean], 2 ** n) > tail: return mean, Fraction(seen, 2 ** n)
            seen += means[mean]
    (low, below), (high, above) = first(False), first(True)
    expected = {"n": n, "mean_diff": sum(d) / n}
    expected |= {"ci_low": -math.inf, "ci_high": math.inf} if low is None else {
        "ci_low": low / unit, "ci_high": high / unit, "conf_level_achieved": 1 - below - above}
    emit(f"sign_flip/{name}/{level}/interval", name, "sign_flip_permutation",
         {"statistic": "mean of after - before", "exact": True, "conf_level": level}, expected, "the means of all subsets as fractions, Python", 1e-12)

print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
