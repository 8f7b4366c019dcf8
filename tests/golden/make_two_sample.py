#!/usr/bin/env python3
"""The cases of tests/golden/cases/two_sample.json: those of welch_change, mann_whitney_change and brunner_munzel_change are carried over;
those whose id begins with `girth/` are made here. Welch and Yuen by SciPy, Brunner-Munzel by SciPy, ranks and Hodges-Lehmann limits from
all divisions and all differences in whole numbers, permutation tests and their intervals by going through all divisions as fractions,
noncentral-t limits by mpmath's integral of the density of chi, Newcombe's interval by mpmath's roots. Nothing is shared with girth.
Prints the JSON list of the cases made here. Run: make_two_sample.py data  (needs numpy, scipy, mpmath)"""
import csv, itertools, json, math, sys
from collections import Counter
from decimal import Decimal
from fractions import Fraction
import mpmath as mp
import numpy as np
import scipy
from scipy import stats
mp.mp.dps = 30
SCIPY = f"scipy {scipy.__version__}"
cases = []

def arms(name, treatment):
    rows = list(csv.DictReader(open(f"{sys.argv[1]}/{name}.csv")))
    pick = lambda arm: [(Decimal(r["before"]), Decimal(r["after"])) for r in rows if r["arm"] == arm and r["before"] and r["after"]]
    return pick(treatment), pick("control")
changes = lambda pairs: [b - a for a, b in pairs]
floats = lambda values: np.array([float(x) for x in values])

def number(x):
    if x is None: return None
    if isinstance(x, (bool, np.bool_)): return bool(x)
    if isinstance(x, (int, np.integer)): return int(x)
    x = float(x)
    return "Inf" if x == math.inf else "-Inf" if x == -math.inf else x

def emit(name, dataset, procedure, arguments, expected, source, rel=1e-9, absolute=1e-12, treatment="active"):
    cases.append({"id": "girth/" + name, "dataset": dataset, "procedure": procedure,
                  "arguments": {"reference": "control", "treatment": treatment, **arguments},
                  "expected": {k: number(v) for k, v in expected.items()}, "source": source, "tolerance": {"rel": rel, "abs": absolute}})

SETS = [("twoarm_hetero_n60", "active"), ("twoarm_n44", "active"), ("twoarm_ties_n36", "active"), ("twoarm_small_n11", "active"),
        ("anorexia_cbt", "cbt")]
SIDES = {"two-sided": "two-sided", "less": "less", "greater": "greater"}

# Welch with a null value and one-sided; Yuen's test; both from SciPy's ttest_ind.
for (name, arm), side, mu, level in [(SETS[0], "less", "-2", .95), (SETS[2], "greater", "-3.5", .9), (SETS[3], "two-sided", "-14", .99),
                                     (SETS[4], "greater", "0", .95)]:
    t, c = map(lambda p: floats(changes(p)), arms(name, arm))
    r = stats.ttest_ind(t - float(mu), c, equal_var=False, alternative=side)
    ci = stats.ttest_ind(t, c, equal_var=False, alternative=side).confidence_interval(level)
    emit(f"welch_change/{name}/{side}/mu={mu}/{level}", name, "welch_change", {"conf_level": level, "alternative": side, "mu": float(mu)},
         {"estimate": t.mean() - c.mean(), "t": r.statistic, "df": r.df, "p_value": r.pvalue, "ci_low": ci.low, "ci_high": ci.high},
         f"{SCIPY} ttest_ind", treatment=arm)
for (name, arm), trim, side, mu, level in [(s, .2, "two-sided", "0", .95) for s in SETS] + [(SETS[1], .1, "less", "1.5", .9), (SETS[0], .25, "greater", "0", .95),
                                           (SETS[4], 0, "two-sided", "0", .95)]:
    t, c = map(lambda p: floats(changes(p)), arms(name, arm))
    r = stats.ttest_ind(t - float(mu), c, equal_var=False, trim=trim, alternative=side)
    h = [len(x) - 2 * int(trim * len(x) + 1e-9) for x in (t, c)]
    q = []
    for x, k in zip((t, c), h):
        cut = (len(x) - k) // 2; s = np.sort(x); w = np.clip(x, s[cut], s[len(x) - 1 - cut])
        q.append((len(x) - 1) * w.var(ddof=1) / (k * (k - 1)))
    se = math.sqrt(sum(q)); df = sum(q) ** 2 / sum(a * a / (k - 1) for a, k in zip(q, h))
    estimate = (stats.trim_mean(t, trim) - stats.trim_mean(c, trim)); assert math.isclose((estimate - float(mu)) / se, r.statistic, rel_tol=1e-9)
    assert math.isclose(df, r.df, rel_tol=1e-9)
    reach = stats.t.isf((1 - level) / (2 if side == "two-sided" else 1), df) * se
    emit(f"yuen_change/{name}/{trim}/{side}/mu={mu}/{level}", name, "yuen_change",
         {"trim": trim, "conf_level": level, "alternative": side, "mu": float(mu)},
         {"estimate": estimate, "se": se, "t": r.statistic, "df": r.df, "p_value": r.pvalue, "h_trt": h[0], "h_ref": h[1],
          "ci_low": -math.inf if side == "less" else estimate - reach, "ci_high": math.inf if side == "greater" else estimate + reach},
         f"t, df, p: {SCIPY} ttest_ind(trim); limits from the winsorised variances, numpy", treatment=arm)

# Brunner-Munzel, one-sided and with a null value on the grid.
for (name, arm), side, mu in [(SETS[2], "less", "-2"), (SETS[1], "greater", "1.25"), (SETS[4], "two-sided", "2.5")]:
    t, c = arms(name, arm); t = [x - Decimal(mu) for x in changes(t)]; c = changes(c)
    unit = 10000; ti, ci_ = np.array([int(x * unit) for x in t]), np.array([int(x * unit) for x in c])
    r = stats.brunnermunzel(ci_, ti, alternative={"less": "greater", "greater": "less", "two-sided": "two-sided"}[side])
    n = stats.brunnermunzel(ci_, ti, alternative={"less": "greater", "greater": "less", "two-sided": "two-sided"}[side], distribution="normal")
    above = sum(x > y for x in ti for y in ci_) + Fraction(sum(int(x == y) for x in ti for y in ci_), 2)
    # scipy's statistic is positive when the second sample tends to be larger
    emit(f"brunner_munzel_change/{name}/{side}/mu={mu}", name, "brunner_munzel_change", {"conf_level": .95, "alternative": side, "mu": float(mu)},
         {"statistic": r.statistic, "p_value": r.pvalue, "p_value_normal": n.pvalue, "p_superiority": Fraction(above) / (len(t) * len(c))},
         f"{SCIPY} brunnermunzel on whole numbers", treatment=arm)

# Exact rank sums by counting in whole numbers of unlimited size; limits from all differences, order from the counts without ties.
def sized_counts(scores, size):
    """How many subsets of `size` have each sum."""
    table = [Counter() for _ in range(size + 1)]; table[0][0] = 1
    for s in scores:
        for k in range(size, 0, -1):
            for total, n in list(table[k - 1].items()): table[k][total + s] += n
    return table[size]
def exact_rank(t, c):
    ranks = [int(2 * x) for x in stats.rankdata(t + c)]; m = len(t); observed = sum(ranks[:m])
    table = sized_counts(ranks, m); total = sum(table.values())
    less = Fraction(sum(n for s, n in table.items() if s <= observed), total)
    greater = Fraction(sum(n for s, n in table.items() if s >= observed), total)
    return Fraction(observed - m * (m + 1), 2), less, greater
def order_of(m, n, tail):
    table = sized_counts(range(1, m + n + 1), m); total = sum(table.values()); base = m * (m + 1) // 2
    k, below = 0, Fraction(0)
    while below + Fraction(table[base + k], total) <= tail: below += Fraction(table[base + k], total); k += 1
    return k, below
def median(v): v = sorted(v); return (v[(len(v) - 1) // 2] + v[len(v) // 2]) / 2
for (name, arm), side, mu, level in [(SETS[0], "two-sided", "-1", "0.99"), (SETS[1], "less", "0.5", "0.9"), (SETS[2], "greater", "-3", "0.95"),
                                     (SETS[3], "two-sided", "0", "0.999"), (SETS[3], "greater", "-10", "0.8"), (SETS[4], "less", "0", "0.95")]:
    t, c = map(changes, arms(name, arm))
    u, less, greater = exact_rank([x - Decimal(mu) for x in t], c)
    p = {"less": less, "greater": greater, "two-sided": min(1, 2 * min(less, greater))}[side]
    differences = sorted(x - y for x in t for y in c)
    alpha = 1 - Fraction(level); k, below = order_of(len(t), len(c), alpha / 2 if side == "two-sided" else alpha)
    low = differences[k - 1] if k else -math.inf; high = differences[-k] if k else math.inf
    expected = {"U": u, "p_exact_twice_smaller": p, "hl_shift": median(differences), "hl_order_index": k,
                "hl_ci_low": -math.inf if side == "less" else low, "hl_ci_high": math.inf if side == "greater" else high}
    if k: expected["hl_level_achieved"] = 1 - (2 if side == "two-sided" else 1) * below
    emit(f"mann_whitney_change/{name}/{side}/mu={mu}/{level}", name, "mann_whitney_change",
         {"conf_level": float(level), "alternative": side, "mu": float(mu)}, expected, "all subsets by sum in whole numbers, all differences, Python", treatment=arm)

# The permutation test of the means: all divisions, counted by sum in whole numbers; the interval by all exchanges or by trying null values.
def permutation(t, c, mu):
    values = [x - mu for x in t] + c; least = min(values); unit = math.lcm(*(Fraction(v).denominator for v in values))
    scores = [int((Fraction(v) - Fraction(least)) * unit) for v in values]; observed = sum(scores[:len(t)])
    table = sized_counts(scores, len(t)); total = sum(table.values())
    return Fraction(sum(n for s, n in table.items() if s <= observed), total), Fraction(sum(n for s, n in table.items() if s >= observed), total), total
def exchanges(t, c):
    """mean(A) - mean(B) over all A of the treated and B of the controls of equal size, with the number of each."""
    def by_size(values):
        table = [Counter() for _ in range(len(values) + 1)]; table[0][Fraction(0)] = 1
        for v in values:
            for k in range(len(values), 0, -1):
                for s, n in list(table[k - 1].items()): table[k][s + v] += n
        return table
    first, second, means = by_size(t), by_size(c), Counter()
    for k in range(1, min(len(t), len(c)) + 1):
        for a, x in first[k].items():
            for b, y in second[k].items(): means[(a - b) / k] += x * y
    return means
for (name, arm), mu, level in [(SETS[1], "0", None), (SETS[2], "0", "0.95"), (SETS[2], "-5.5", "0.9"), (SETS[3], "0", "0.95"), (SETS[3], "-14", "0.99"),
                               (SETS[3], "0", "0.999"), (SETS[4], "0", None), (SETS[0], "-1.5", None)]:
    t, c = (list(map(Fraction, changes(p))) for p in arms(name, arm))
    less, greater, total = permutation(t, c, Fraction(mu)); difference = sum(t) / len(t) - sum(c) / len(c)
    expected = {"estimate": difference, "statistic": difference - Fraction(mu), "p_less": less, "p_greater": greater,
                "p_value": min(1, 2 * min(less, greater)), "n_divisions": total}
    if level:
        means = exchanges(t, c); assert sum(means.values()) + 1 == total
        tail = (1 - Fraction(level)) / 2
        def first(order):
            seen = 1
            if Fraction(seen, total) > tail: return None, Fraction(0)
            for mean in sorted(means, reverse=order):
                if Fraction(seen + means[mean], total) > tail: return mean, Fraction(seen, total)
                seen += means[mean]
        (low, below), (high, above) = first(False), first(True)
        expected |= {"ci_low": -math.inf if low is None else low, "ci_high": math.inf if high is None else high}
        if low is not None:
            expected["level_achieved"] = 1 - below - above
            step = Fraction(1, 10 ** 6)  # the test itself: rejected just outside, not rejected at the limit
            if total < 10 ** 6:
                assert permutation(t, c, low)[1] > tail >= permutation(t, c, low - step)[1]
                assert permutation(t, c, high)[0] > tail >= permutation(t, c, high + step)[0]
    emit(f"permutation_change/{name}/mu={mu}/{level or 'p'}", name, "permutation_change",
         {"exact": True, "mu": float(mu), **({"conf_level": float(level)} if level else {})}, expected,
         "all divisions by sum, and the means of all exchanges, as fractions, Python", rel=1e-10, treatment=arm)

# Two one-sided tests, both bounds or one.
for (name, arm), low, high, alpha in [(SETS[0], "-6", "6", .05), (SETS[1], "-8", "5", .1), (SETS[2], "-12", "12", .05), (SETS[4], "-2", None, .05),
                                      (SETS[3], None, "-2", .025)]:
    t, c = map(changes, arms(name, arm)); ft, fc = floats(t), floats(c); se = math.sqrt(ft.var(ddof=1) / len(t) + fc.var(ddof=1) / len(c))
    at = lambda bound, side: stats.ttest_ind(ft - float(bound), fc, equal_var=False, alternative=side)
    df = stats.ttest_ind(ft, fc, equal_var=False).df; estimate = ft.mean() - fc.mean(); reach = stats.t.isf(alpha, df) * se
    expected, ranks, ps, pu = {"estimate": estimate, "se": se, "df": df}, {}, [], []
    for bound, key, side in [(low, "lower", "greater"), (high, "upper", "less")]:
        if bound is None: continue
        r = at(bound, side); expected |= {f"t_{key}": r.statistic, f"p_{key}": r.pvalue}; ps.append(r.pvalue)
        u, less, greater = exact_rank([x - Decimal(bound) for x in t], c)
        ranks |= {f"u_{key}": u, f"p_{key}": greater if side == "greater" else less}; pu.append(ranks[f"p_{key}"])
    ends = lambda lo, hi: {"ci_low": lo if low else -math.inf, "ci_high": hi if high else math.inf}
    arguments = {k: float(v) for k, v in (("low", low), ("high", high)) if v} | {"alpha": alpha}
    emit(f"equivalence_welch_change/{name}/{low}..{high}/{alpha}", name, "equivalence_welch_change", arguments,
         {**expected, "p_value": max(ps), "equivalent": max(ps) < alpha, **ends(estimate - reach, estimate + reach)}, f"{SCIPY} ttest_ind", treatment=arm)
    differences = sorted(x - y for x in t for y in c); k, _ = order_of(len(t), len(c), Fraction(str(alpha)))
    emit(f"equivalence_mann_whitney_change/{name}/{low}..{high}/{alpha}", name, "equivalence_mann_whitney_change", arguments,
         {**ranks, "estimate": median(differences), "p_value": max(pu), "equivalent": max(pu) < alpha, **ends(differences[k - 1], differences[-k])},
         "all subsets by sum in whole numbers, all differences, Python", treatment=arm)

# Standardised sizes with noncentral-t limits, and the probability of superiority with Newcombe's interval.
def t_tail(t, df, ncp):
    """P(T > t) of the noncentral t: the mean of Phi(ncp - t s) over s, df s^2 chi-squared."""
    half = mp.mpf(df) / 2; norm = 2 * half ** half / mp.gamma(half)
    f = lambda s: norm * s ** (df - 1) * mp.exp(-half * s * s) * mp.ncdf(ncp - t * s)
    w = 12 / mp.sqrt(2 * df)
    return mp.quad(f, [max(mp.mpf(0), 1 - w), 1 - w / 4 if w < 4 else mp.mpf("0.5"), 1, 1 + w / 4, 1 + w / 2, 1 + w, 1 + 2 * w])
def ncp_limits(t, df, level):
    tail = (1 - mp.mpf(level)) / 2; z = mp.mpf(stats.norm.isf(float(tail)))
    spread = mp.sqrt(1 + t * t / (2 * df))
    solve = lambda f, x: mp.findroot(f, (x - mp.mpf("0.2"), x + mp.mpf("0.2")), solver="secant", tol=1e-24)
    return (solve(lambda d: t_tail(t, df, d) - tail, t - z * spread), solve(lambda d: 1 - t_tail(t, df, d) - tail, t + z * spread))
assert abs(t_tail(mp.mpf(2), 9, mp.mpf(0)) - stats.t.sf(2, 9)) < 1e-14 and abs(t_tail(mp.mpf(-3), 40, mp.mpf(-2)) - stats.nct.sf(-3, 40, -2)) < 1e-10
def mpc(values): return [mp.mpf(str(x)) for x in values]
mean = lambda v: mp.fsum(v) / len(v)
var = lambda v: mp.fsum((x - mean(v)) ** 2 for x in v) / (len(v) - 1)
J = lambda df: mp.gamma(mp.mpf(df) / 2) / (mp.sqrt(mp.mpf(df) / 2) * mp.gamma(mp.mpf(df - 1) / 2))
def newcombe(theta, m, n, level):
    z = mp.sqrt(2) * mp.erfinv(mp.mpf(level)); star = mp.mpf(m + n) / 2 - 1
    v = lambda x: x * (1 - x) * (1 + star * ((1 - x) / (2 - x) + x / (1 + x))) / (m * n)
    f = lambda x: (theta - x) ** 2 - z * z * v(x)
    lower = mp.mpf(0) if theta == 0 else mp.findroot(f, (mp.mpf(10) ** -25, theta if theta < 1 else 1 - mp.mpf(10) ** -25), solver="anderson")
    upper = mp.mpf(1) if theta == 1 else mp.findroot(f, (theta if theta > 0 else mp.mpf(10) ** -25, 1 - mp.mpf(10) ** -25), solver="anderson")
    return lower, upper
for (name, arm), level in [(s, "0.95") for s in SETS] + [(SETS[3], "0.9"), (SETS[0], "0.99")]:
    pt, pc = arms(name, arm); t, c = mpc(changes(pt)), mpc(changes(pc)); bt, bc = mpc(a for a, _ in pt), mpc(a for a, _ in pc)
    m, n = len(t), len(c); df = m + n - 2; difference = mean(t) - mean(c)
    pool = lambda x, y: mp.sqrt(((m - 1) * var(x) + (n - 1) * var(y)) / df)
    sd, pre = pool(t, c), pool(bt, bc); root = mp.sqrt(mp.mpf(1) / m + mp.mpf(1) / n)
    low, high = ncp_limits(difference / (sd * root), df, level)
    out = {}
    for key, factor in [("d_change", 1), ("g_change", J(df)), ("d_ppc2", J(df) * sd / pre)]:
        out |= {key: difference / sd * factor, f"{key}_ci_low": low * root * factor, f"{key}_ci_high": high * root * factor}
    glass = mp.sqrt(var(c)); factor = mp.sqrt(mp.mpf(1) / n + var(t) / var(c) / m)
    low, high = ncp_limits(difference / (glass * factor), n - 1, level)
    out |= {"glass_delta_change": difference / glass, "glass_delta_change_ci_low": low * factor, "glass_delta_change_ci_high": high * factor}
    place = lambda x, others: mp.mpf(sum(y < x for y in others)) / len(others) + mp.mpf(sum(y == x for y in others)) / (2 * len(others))
    dt, dc = changes(pt), changes(pc)
    vt, vc = [place(x, dc) for x in dt], [place(y, dt) for y in dc]
    theta = mean(vt); low, high = newcombe(theta, m, n, level); se = mp.sqrt(var(vt) / m + var(vc) / n)
    out |= {"probability_of_superiority": theta, "probability_of_superiority_se": se, "probability_of_superiority_ci_low": low,
            "probability_of_superiority_ci_high": high, "cliffs_delta_arms": 2 * theta - 1, "cliffs_delta_arms_se": 2 * se,
            "cliffs_delta_arms_ci_low": 2 * low - 1, "cliffs_delta_arms_ci_high": 2 * high - 1}
    emit(f"effect_sizes_two_arms/{name}/{level}", name, "effect_sizes_two_arms", {"conf_level": float(level)}, out,
         "mpmath, 30 digits, on the decimals of the file", rel=1e-8, treatment=arm)

print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
