#!/usr/bin/env python3
"""Cases of girth's own for margins in percent of the baseline, in SDs of the changes and with one bound, and for signed-rank equivalence.
t: mpmath with 40 digits on the decimals of the file; Fieller limits as roots of the t of the contrast, noncentral t by quadrature over
the SD. Signed ranks: fractions, all sign patterns. Prints a JSON list. Needs mpmath. Run: make_equivalence.py data > own.json"""
import csv, json, sys
from fractions import Fraction
from itertools import product
import mpmath as mp
mp.mp.dps = 40
cases = []

def read(name):
    rows = [row for row in csv.DictReader(open(f"{sys.argv[1]}/{name}.csv")) if row["before"] and row["after"]]
    return [Fraction(row["before"]) for row in rows], [Fraction(row["after"]) for row in rows]

def number(x): return None if x is None else "Inf" if x == mp.inf else "-Inf" if x == -mp.inf else x if isinstance(x, (int, bool)) else float(x)
def emit(name, dataset, procedure, arguments, expected, source, tolerance):
    cases.append({"id": name, "dataset": dataset, "procedure": procedure,
        "arguments": {**arguments, "difference": "after - before", "readings": "decimal text"},
        "expected": {k: number(v) for k, v in expected.items()}, "source": source, "tolerance": {"rel": tolerance, "abs": 0}})

def exact(x): return mp.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else mp.mpf(x)
def mean(v): return mp.fsum(v) / len(v)
def error(v): return mp.sqrt(mp.fsum((x - mean(v)) ** 2 for x in v) / (len(v) - 1) / len(v))
def upper(t, df):
    half = mp.betainc(mp.mpf(df) / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return half if t > 0 else 1 - half
def quantile(tail, df): return mp.findroot(lambda t: upper(t, df) - tail, 2)

def noncentral_upper(t, df, ncp):
    """P(T > t): the standard normal above t s - ncp, over the density of s = sqrt(chi-squared / df)."""
    log_constant = mp.log(2) + mp.mpf(df) / 2 * mp.log(mp.mpf(df) / 2) - mp.loggamma(mp.mpf(df) / 2)
    density = lambda s: mp.exp(log_constant + (df - 1) * mp.log(s) - df * s * s / 2)
    width = 1 / mp.sqrt(2 * df)
    cuts = [mp.mpf(10) ** -30] + [x for x in (1 + k * width for k in range(-14, 15, 2)) if x > 0.01] + [1 + 30 * width]
    return mp.quad(lambda s: mp.ncdf(ncp - t * s) * density(s), cuts)

def limits(low, high, alpha, lower_limit, upper_limit):
    if low is not None and high is not None: return lower_limit(alpha), upper_limit(alpha)
    return (lower_limit(alpha), mp.inf) if low is not None else (-mp.inf, upper_limit(alpha))

def assemble(low, high, at, estimate, interval, outside=False):
    fields, p = {"estimate": estimate, "ci_low": interval[0], "ci_high": interval[1]}, []
    for side, bound in (("lower", low), ("upper", high)):
        if bound is None: continue
        statistic, above = at(bound)
        value = above if (side == "lower") != outside else 1 - above
        fields["stat_" + side], fields["p_" + side] = statistic, value
        p.append(value)
    return {**fields, "p_value": min(p) if outside else max(p)}

def t_case(dataset, kind, low, high, alpha, outside=False):
    before, after = ([exact(x) for x in column] for column in read(dataset))
    d = [y - x for x, y in zip(before, after)]; n = len(d); df = n - 1; alpha = mp.mpf(alpha)
    number_of = lambda x: None if x is None else mp.mpf(x)
    lo, hi = number_of(low), number_of(high)
    turned = (hi, lo) if outside and (lo is None or hi is None) else (lo, hi)
    if kind == "percent":
        contrast = lambda percent: [y - (1 + percent / 100) * x for x, y in zip(before, after)]
        t = lambda percent: mean(contrast(percent)) / error(contrast(percent))
        estimate = 100 * mean(d) / mean(before); q = quantile(alpha, df)
        step = 100 * error(d) / mean(before)
        root = lambda goal, side: mp.findroot(lambda x: t(x) - goal, (estimate + side * step, estimate + side * 3 * step))
        interval = limits(*turned, alpha, lambda _: root(q, -1), lambda _: root(-q, 1))
        at = lambda bound: (t(bound), upper(t(bound), df))
    elif kind == "sd":
        root_n = mp.sqrt(n); t = mean(d) / error(d); estimate = t / root_n
        limit = lambda tail, side: mp.findroot(lambda ncp: noncentral_upper(t, df, ncp) - tail, (t + side * 1.5, t + side * 2.5)) / root_n
        interval = limits(*turned, alpha, lambda a: limit(a, -1), lambda a: limit(1 - a, 1))
        at = lambda bound: (t, noncentral_upper(t, df, bound * root_n))
    else:
        estimate = mean(d); reach = quantile(alpha, df) * error(d)
        interval = limits(*turned, alpha, lambda _: estimate - reach, lambda _: estimate + reach)
        at = lambda bound: ((mean(d) - bound) / error(d), upper((mean(d) - bound) / error(d), df))
    fields = assemble(lo, hi, at, estimate, interval, outside)
    arguments = {"kind": kind, "alpha": float(alpha)}
    if low is not None: arguments["low"] = float(low)
    if high is not None: arguments["high"] = float(high)
    name = "minimum_effect_margin" if outside else "tost_margin"
    if kind == "sd": fields.pop("stat_lower", None); fields.pop("stat_upper", None)
    emit(f"girth/{name}/{dataset}/{kind}/{low}/{high}/{float(alpha)}", dataset, name, arguments, fields,
        "mpmath, 40 digits, by make_equivalence.py: tests of the contrast, limits by roots", 1e-9)

def ranks(values):
    sizes = [abs(v) for v in values if v != 0]
    return [2 * sum(s < size for s in sizes) + sum(s == size for s in sizes) + 1 for size in sizes], [v for v in values if v != 0]

def rank_tails(values):
    doubled, signed = ranks(values)
    observed = sum(r for r, v in zip(doubled, signed) if v > 0)
    sums = {0: 1}
    for r in doubled:
        following = {}
        for total, count in sums.items():
            for add in (0, r): following[total + add] = following.get(total + add, 0) + count
        sums = following
    patterns = 2 ** len(doubled)
    return Fraction(observed, 2), Fraction(sum(c for s, c in sums.items() if s >= observed), patterns), Fraction(sum(c for s, c in sums.items() if s <= observed), patterns)

def rank_case(dataset, kind, low, high, alpha):
    before, after = read(dataset); n = len(before); alpha = Fraction(alpha)
    d = [y - x for x, y in zip(before, after)]
    lo, hi = (None if x is None else Fraction(x) for x in (low, high))
    if kind == "percent":
        rest = lambda percent: [y - (1 + percent / 100) * x for x, y in zip(before, after)]
        walsh = sorted(100 * (d[i] + d[j]) / (before[i] + before[j]) for i in range(n) for j in range(i, n))
    else:
        rest = lambda bound: [x - bound for x in d]
        walsh = sorted((d[i] + d[j]) / 2 for i in range(n) for j in range(i, n))
    m = len(walsh); estimate = (walsh[(m + 1) // 2 - 1] + walsh[m // 2]) / 2
    untied = [0] * (m + 1); untied[0] = 1
    for r in range(1, n + 1):
        for s in range(m, r - 1, -1): untied[s] += untied[s - r]
    k = total = 0
    while Fraction(total + untied[k], 2 ** n) <= alpha: total += untied[k]; k += 1
    fields = {"estimate": estimate, "ci_low": walsh[k - 1] if lo is not None else -mp.inf, "ci_high": walsh[-k] if hi is not None else mp.inf}
    p = []
    for side, bound in (("lower", lo), ("upper", hi)):
        if bound is None: continue
        statistic, above, below = rank_tails(rest(bound))
        fields["stat_" + side], fields["p_" + side] = statistic, above if side == "lower" else below
        p.append(fields["p_" + side])
    fields["p_value"] = max(p)
    arguments = {"kind": kind, "alpha": float(alpha)}
    if low is not None: arguments["low"] = float(low)
    if high is not None: arguments["high"] = float(high)
    emit(f"girth/tost_signed_rank/{dataset}/{kind}/{low}/{high}/{float(alpha)}", dataset, "tost_signed_rank", arguments, fields,
        "exact fractions over all sign patterns, by make_equivalence.py", 1e-12)

for dataset, kind, low, high, alpha in [("syn_n12", "percent", "-5", "5", "0.05"), ("syn_n50", "percent", "-2.5", "4", "0.05"),
        ("sleep", "sd", "-0.5", "2.5", "0.05"), ("syn_n20", "sd", "-0.3", "0.3", "0.05"), ("sas_bp", "sd", "-1.2", "1.2", "0.025"),
        ("anorexia_ft", "percent", "5", None, "0.025"), ("syn_n20", "percent", None, "10", "0.05"), ("syn_n20", "sd", None, "0.8", "0.05"),
        ("syn_n50", "amount", "-3", None, "0.025"), ("syn_n50", "amount", None, "0.5", "0.05")]:
    t_case(dataset, kind, low, high, alpha)
for dataset, kind, low, high, alpha in [("anorexia_ft", "percent", "-3", "3", "0.05"), ("sleep", "sd", "-0.5", "0.5", "0.05"),
        ("anorexia_ft", "amount", None, "3", "0.05"), ("syn_n50", "percent", "-1", None, "0.05")]:
    t_case(dataset, kind, low, high, alpha, outside=True)
for dataset, kind, low, high, alpha in [("syn_n12", "amount", "-5", "5", "0.05"), ("ties_half_n16", "amount", "-1", "1.5", "0.05"),
        ("syn_n12", "percent", "-8", "6", "0.05"), ("ties_half_n16", "percent", "-20", "20", "0.05"), ("ties_half_n16", "amount", None, "0.5", "0.05"),
        ("syn_n20", "percent", "-5", None, "0.025"), ("ties_n60", "amount", "-1", "1", "0.05"), ("anorexia_ft", "percent", "-2.5", "10", "0.1")]:
    rank_case(dataset, kind, low, high, alpha)
json.dump(cases, sys.stdout, indent=1)
