#!/usr/bin/env python3
"""Cases of girth's own, for what the carried-over ones leave out: decimal readings near 1e9, the NIST sets without the field that girth
does not have, and five pairs at 95 %. Printed as lines to append to expected.json; needs mpmath. Run: own_cases.py data"""
import csv, json, sys
from itertools import combinations_with_replacement
import mpmath as mp
mp.mp.dps = 50
rows = list(csv.DictReader(open(sys.argv[1] + "/offset_n20.csv")))
before, after = ([mp.mpf(row[name]) for row in rows] for name in ("before", "after"))
d = sorted(y - x for x, y in zip(before, after))
n = len(d); df = n - 1
mean = lambda v: mp.fsum(v) / len(v)
sd = lambda v: mp.sqrt(mp.fsum((x - mean(v)) ** 2 for x in v) / (len(v) - 1))
central = lambda k: mp.fsum((x - mean(d)) ** k for x in d) / n
def upper_tail(t):
    half = mp.betainc(mp.mpf(df) / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return half if t > 0 else 1 - half
def quantile(q, start): return mp.findroot(lambda t: upper_tail(t) - q, start)
se = sd(d) / mp.sqrt(n); t = mean(d) / se
def number(x): return "Inf" if x == mp.inf else "-Inf" if x == -mp.inf else x if isinstance(x, (int, bool)) else float(x)
def emit(name, dataset, procedure, arguments, expected, source, tolerance=1e-9):
    print(json.dumps({"id": name, "dataset": dataset, "procedure": procedure, "arguments": arguments,
        "expected": {k: number(v) for k, v in expected.items()}, "source": source, "tolerance": {"rel": tolerance, "abs": 0}}) + ",")
text = {"difference": "after - before", "readings": "decimal text"}; mpm = "mpmath 1.4.1, 50 digits, on the decimals of the file"
base = {"n": n, "mean_diff": mean(d), "sd_diff": sd(d), "se": se, "t": t, "df": df}
reach = quantile(mp.mpf("0.025"), 2.1) * se
emit("girth/paired_t/offset_n20/two.sided", "offset_n20", "paired_t", {"alternative": "two.sided", "conf_level": 0.95, **text},
    {**base, "p_value": 2 * upper_tail(t), "ci_low": mean(d) - reach, "ci_high": mean(d) + reach}, mpm)
emit("girth/paired_t/offset_n20/greater", "offset_n20", "paired_t", {"alternative": "greater", "conf_level": 0.975, **text},
    {**base, "p_value": upper_tail(t), "ci_low": mean(d) - reach, "ci_high": mp.inf}, mpm)
bound = mp.mpf("0.001"); low, high = (mean(d) + bound) / se, (mean(d) - bound) / se; reach = quantile(mp.mpf("0.05"), 1.7) * se
p_low, p_high = upper_tail(low), upper_tail(-high)
emit("girth/tost_paired/offset_n20", "offset_n20", "tost_paired", {"low": -0.001, "high": 0.001, "alpha": 0.05, **text},
    {"n": n, "mean_diff": mean(d), "se": se, "df": df, "t_lower": low, "p_lower": p_low, "t_upper": high, "p_upper": p_high,
     "p_value": max(p_low, p_high), "ci_low": mean(d) - reach, "ci_high": mean(d) + reach, "equivalent": bool(max(p_low, p_high) < 0.05)}, mpm)
xy = mp.fsum((x - mean(before)) * (y - mean(after)) for x, y in zip(before, after)) / df
emit("girth/describe/offset_n20", "offset_n20", "describe", {"missing": "pairwise complete", **text},
    {"mean_before": mean(before), "sd_before": sd(before), "mean_after": mean(after), "sd_after": sd(after), "mean_diff": mean(d),
     "sd_diff": sd(d), "median_diff": (d[9] + d[10]) / 2, "min_diff": d[0], "max_diff": d[-1], "q1_diff_type2": (d[4] + d[5]) / 2,
     "skewness_g1": central(3) / central(2) ** mp.mpf(1.5), "kurtosis_g2": central(4) / central(2) ** 2 - 3,
     "pearson_r": xy / (sd(before) * sd(after))}, mpm)
walsh = sorted((x + y) / 2 for x, y in combinations_with_replacement(d, 2)); k = 53
emit("girth/hodges_lehmann/offset_n20", "offset_n20", "hodges_lehmann_paired", {"conf_level": 0.95, **text},
    {"n": n, "estimate": (walsh[104] + walsh[105]) / 2, "ci_low": walsh[k - 1], "ci_high": walsh[-k], "order_index": k,
     "conf_level_achieved": mp.mpf("0.9515590667724609")}, mpm + "; order and level from the carried-over case", 1e-10)
emit("girth/hodges_lehmann/syn_n5/0.95", "syn_n5", "hodges_lehmann_paired", {"conf_level": 0.95, "difference": "after - before"},
    {"n": 5, "ci_low": -mp.inf, "ci_high": mp.inf, "order_index": 0}, "P(T+ = 0) = 1/32 > 0.025: no order statistic reaches 95 %")
for name, size, m, s in (("lew", 200, "-177.435", "277.332168044316"), ("lottery", 218, "518.958715596330", "291.699727470969"),
                         ("numacc1", 3, "10000002", "1"), ("numacc3", 1001, "1000000.2", "0.1")):
    emit("girth/univariate/" + name, "nist_" + name, "univariate", {"certified": True}, {"n": size, "mean": mp.mpf(m), "sd": mp.mpf(s)},
        "NIST StRD certified values", 1e-14)
