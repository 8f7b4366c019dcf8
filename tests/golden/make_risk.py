"""Reference cases of events between groups and in one, by independent means:

    python3 make_risk.py

Score limits: the constrained likelihood is maximised by bisection of its slope in 30 digits, for ratios as for differences, without
closed forms; limits are roots of the test. Fisher, mid-p, Boschloo, Barnard: every table in whole numbers (fractions), the nuisance
parameter on 40,001 points and then by golden section around the best ones; SciPy's own are asserted beside them. Conditional odds
ratios: roots of sums of whole-number weights in 30 digits. Rates: SciPy's chi-squared, beta and binomial. Published values are cases of
their own, with the digits that were printed.
"""
import json, math, pathlib
from fractions import Fraction
import mpmath as mp
import numpy as np
from scipy import stats

mp.mp.dps = 30
CASES = pathlib.Path(__file__).parent / "cases" / "risk.json"
cases = []


def add(id, procedure, arguments, expected, source, tolerance=None):
    def plain(value):
        if isinstance(value, (list, tuple)):
            return [plain(item) for item in value]
        if isinstance(value, (str, bool)) or value is None:
            return value
        if isinstance(value, (int, np.integer)):
            return int(value)
        value = float(value)
        return value if math.isfinite(value) else ("Inf" if value > 0 else "-Inf")
    cases.append({"id": f"girth/{procedure}/{id}", "dataset": None, "procedure": procedure, "arguments": arguments,
                  "expected": {name: plain(value) for name, value in expected.items()}, "source": source,
                  "tolerance": tolerance or {"rel": 1e-9, "abs": 1e-11}})


# ---- two groups ----

def z_of(tail):
    return mp.sqrt(2) * mp.erfinv(1 - 2 * mp.mpf(tail))


def bisect(f, low, high, steps=62):
    """Where f falls below 0; f positive at low."""
    for _ in range(steps):
        middle = (low + high) / 2
        if f(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def slope_terms(x1, n1, x2, n2, p1, p2, d1):
    """Slope of the log likelihood by p2, where p1 moves by d1."""
    total = mp.mpf(0)
    for count, share, sign in ((x1, p1, d1), (n1 - x1, 1 - p1, -d1), (x2, p2, 1), (n2 - x2, 1 - p2, -1)):
        if count:
            total += sign * count / share if share > 0 else sign * mp.inf
    return total


def z_difference(x1, n1, x2, n2, delta, factor):
    low, high = max(mp.mpf(0), -delta), min(mp.mpf(1), 1 - delta)
    p2 = bisect(lambda p: slope_terms(x1, n1, x2, n2, p + delta, p, 1), low, high)
    p1 = p2 + delta
    variance = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * factor
    distance = mp.mpf(x1) / n1 - mp.mpf(x2) / n2 - delta
    return distance / mp.sqrt(variance) if variance > 0 else distance * mp.inf if distance else mp.mpf(0)


def z_ratio(x1, n1, x2, n2, ratio, factor):
    p2 = bisect(lambda p: slope_terms(x1, n1, x2, n2, ratio * p, p, ratio), mp.mpf(0), min(mp.mpf(1), 1 / ratio))
    p1 = ratio * p2
    variance = (p1 * (1 - p1) / n1 + ratio ** 2 * p2 * (1 - p2) / n2) * factor
    distance = mp.mpf(x1) / n1 - ratio * mp.mpf(x2) / n2
    return distance / mp.sqrt(variance) if variance > 0 else distance * mp.inf if distance else mp.mpf(0)


def score_difference_ci(x1, n1, x2, n2, z, factor):
    lower = -1 if (x1 == 0 and x2 == n2) else bisect(lambda d: z_difference(x1, n1, x2, n2, d, factor) - z, mp.mpf(-1) + mp.mpf(10) ** -25, mp.mpf(1) - mp.mpf(10) ** -25)
    upper = 1 if (x1 == n1 and x2 == 0) else bisect(lambda d: z_difference(x1, n1, x2, n2, d, factor) + z, mp.mpf(-1) + mp.mpf(10) ** -25, mp.mpf(1) - mp.mpf(10) ** -25)
    return [lower, upper]


def score_ratio_ci(x1, n1, x2, n2, z, factor):
    on_log = lambda goal: mp.e ** bisect(lambda t: z_ratio(x1, n1, x2, n2, mp.e ** t, factor) - goal, mp.mpf(-30), mp.mpf(30))
    return [0 if x1 == 0 else on_log(z), mp.inf if x2 == 0 else on_log(-z)]


def wilson(x, n, z):
    centre, reach = x + z * z / 2, z * mp.sqrt(mp.mpf(x) * (n - x) / n + z * z / 4)
    return (centre - reach) / (n + z * z), (centre + reach) / (n + z * z)


def newcombe_ci(x1, n1, x2, n2, z):
    p1, p2, (l1, u1), (l2, u2) = mp.mpf(x1) / n1, mp.mpf(x2) / n2, wilson(x1, n1, z), wilson(x2, n2, z)
    return [p1 - p2 - mp.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), p1 - p2 + mp.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)]


def weights(n1, n2, m):
    return {x: math.comb(n1, x) * math.comb(n2, m - x) for x in range(max(0, m - n2), min(m, n1) + 1)}


def fisher_p(n1, n2, m, x, side):
    w = weights(n1, n2, m)
    chosen = {"two-sided": [v for v in w.values() if v <= w[x]], "less": [v for k, v in w.items() if k <= x],
              "greater": [v for k, v in w.items() if k >= x]}[side]
    return Fraction(sum(chosen), math.comb(n1 + n2, m))


def mid_p(n1, n2, m, x):
    w = weights(n1, n2, m)
    return float(Fraction(sum(2 * v if v < w[x] else v for v in w.values() if v <= w[x]), 2 * math.comb(n1 + n2, m)))


def largest(n1, n2, region):
    """Greatest probability of the region over the common risk, from the binomial probabilities of both groups."""
    def at(t):
        a, b = stats.binom.pmf(np.arange(n1 + 1), n1, t), stats.binom.pmf(np.arange(n2 + 1), n2, t)
        return float(a @ region @ b)
    grid = np.linspace(0, 1, 40001)
    a = stats.binom.pmf(np.arange(n1 + 1)[:, None], n1, grid)
    b = stats.binom.pmf(np.arange(n2 + 1)[:, None], n2, grid)
    values = ((region.T @ a) * b).sum(axis=0)
    best = values.max()
    for k in np.argsort(-values)[:6]:
        low, high = grid[max(k - 1, 0)], grid[min(k + 1, 40000)]
        g = (math.sqrt(5) - 1) / 2
        for _ in range(60):
            c, d = high - g * (high - low), low + g * (high - low)
            if at(c) > at(d):
                high = d
            else:
                low = c
        best = max(best, at((low + high) / 2))
    return min(best, 1.0)


def boschloo(x1, n1, x2, n2, side):
    observed = fisher_p(n1, n2, x1 + x2, x1, side)
    region = np.array([[fisher_p(n1, n2, a + b, a, side) <= observed for b in range(n2 + 1)] for a in range(n1 + 1)], float)
    p = largest(n1, n2, region)
    scipy_p = stats.boschloo_exact([[x1, x2], [n1 - x1, n2 - x2]], alternative=side).pvalue
    if side != "two-sided":  # SciPy's two-sided form doubles the smaller one-sided p
        assert abs(p - scipy_p) < 1e-5 * p, (x1, n1, x2, n2, side, p, scipy_p)
    return p


def barnard(x1, n1, x2, n2):
    def square(a, b):
        m, n = a + b, n1 + n2
        return Fraction((a * n2 - b * n1) ** 2, m * (n - m)) if 0 < m < n else Fraction(0)
    observed = square(x1, x2)
    region = np.array([[square(a, b) >= observed for b in range(n2 + 1)] for a in range(n1 + 1)], float)
    p = largest(n1, n2, region)
    scipy_p = stats.barnard_exact([[x1, x2], [n1 - x1, n2 - x2]], pooled=True).pvalue
    # SciPy compares doubles and may lose a table whose z is exactly the observed one, such as (6, 0) beside (0, 8) of 8 and 6 people;
    # it is never above, and equal where no such table exists.
    assert p >= scipy_p * (1 - 1e-5), (x1, n1, x2, n2, p, scipy_p)
    ties = sum(square(a, b) == observed for a in range(n1 + 1) for b in range(n2 + 1))
    assert ties > 1 or abs(p - scipy_p) < 1e-5 * p, (x1, n1, x2, n2, p, scipy_p)
    return p


def conditional_odds(x1, n1, x2, n2, tail):
    m = x1 + x2
    w = weights(n1, n2, m)
    low, high = min(w), max(w)
    def expect(t, of):
        parts = {k: v * mp.e ** (t * k) for k, v in w.items()}
        return sum(of(k) * part for k, part in parts.items()) / sum(parts.values())
    solve = lambda f: mp.e ** bisect(f, mp.mpf(-40), mp.mpf(40))
    value = mp.mpf(0) if x1 == low else mp.inf if x1 == high else solve(lambda t: x1 - expect(t, lambda k: k))
    lower = mp.mpf(0) if x1 == low else solve(lambda t: tail - expect(t, lambda k: k >= x1))
    upper = mp.inf if x1 == high else solve(lambda t: expect(t, lambda k: k <= x1) - tail)
    return value, [lower, upper]


def two_by_two(name, x1, n1, x2, n2, level=0.95, unconditional=True):
    N, m = n1 + n2, x1 + x2
    tail = (1 - mp.mpf(str(level))) / 2
    z, c = z_of(tail), mp.mpf(N) / (N - 1)
    p1, p2 = mp.mpf(x1) / n1, mp.mpf(x2) / n2
    wald = lambda a1, k1, a2, k2: [mp.mpf(a1) / k1 - mp.mpf(a2) / k2 + s * z * mp.sqrt(mp.mpf(a1) * (k1 - a1) / k1 ** 3 + mp.mpf(a2) * (k2 - a2) / k2 ** 3) for s in (-1, 1)]
    e = {"p1": p1, "p2": p2, "risk_difference": p1 - p2, "newcombe_ci": newcombe_ci(x1, n1, x2, n2, z),
         "miettinen_nurminen_ci": score_difference_ci(x1, n1, x2, n2, z, c), "wald_ci": wald(x1, n1, x2, n2),
         "agresti_caffo_ci": wald(x1 + 1, n1 + 2, x2 + 1, n2 + 2)}
    if m > 0:
        e["risk_ratio"] = p1 / p2 if x2 else mp.inf
        e["risk_ratio_mn_ci"] = score_ratio_ci(x1, n1, x2, n2, z, c)
        e["risk_ratio_koopman_ci"] = score_ratio_ci(x1, n1, x2, n2, z, mp.mpf(1))
        if m < N:
            se = mp.sqrt(1 / mp.mpf(x1) - 1 / mp.mpf(n1) + 1 / mp.mpf(x2) - 1 / mp.mpf(n2)) if x1 and x2 else mp.inf
            e["risk_ratio_katz_ci"] = [p1 / p2 * mp.e ** (-z * se), p1 / p2 * mp.e ** (z * se)] if x1 and x2 else [0, mp.inf]
    else:
        e.update(risk_ratio=None, risk_ratio_mn_ci=None)
    if 0 < m < N:
        cells = [x1, n1 - x1, x2, n2 - x2]
        odds = mp.mpf(cells[0] * cells[3]) / (cells[1] * cells[2]) if cells[1] * cells[2] else mp.inf
        se = mp.sqrt(sum(1 / mp.mpf(k) for k in cells)) if all(cells) else mp.inf
        e["odds_ratio"] = odds
        e["odds_ratio_woolf_ci"] = [odds * mp.e ** (-z * se), odds * mp.e ** (z * se)] if all(cells) else [0, mp.inf]
        e["fisher_or_cmle"], e["fisher_or_ci"] = conditional_odds(x1, n1, x2, n2, tail)
        for field, side in (("fisher_p_two_sided", "two-sided"), ("fisher_p_less", "less"), ("fisher_p_greater", "greater")):
            e[field] = float(fisher_p(n1, n2, m, x1, side))
            scipy_p = stats.fisher_exact([[x1, x2], [n1 - x1, n2 - x2]], alternative=side).pvalue
            assert abs(e[field] - scipy_p) < 1e-9 * scipy_p + 1e-300
        e["fisher_midp_two_sided"] = mid_p(n1, n2, m, x1)
        table = [[x1, n1 - x1], [x2, n2 - x2]]
        e["chisq_p"] = stats.chi2_contingency(table, correction=False).pvalue
        e["chisq_yates_p"] = stats.chi2_contingency(table, correction=True).pvalue
        e["score_z"] = z_difference(x1, n1, x2, n2, mp.mpf(0), c)
        e["score_z_at_0.1"] = z_difference(x1, n1, x2, n2, mp.mpf("0.1"), c)
        if unconditional:
            less, greater = boschloo(x1, n1, x2, n2, "less"), boschloo(x1, n1, x2, n2, "greater")
            e.update(boschloo_p_less=less, boschloo_p_greater=greater, boschloo_p_two_sided_min2=min(1.0, 2 * min(less, greater)),
                     boschloo_p_two_sided_fisher_stat=boschloo(x1, n1, x2, n2, "two-sided"), barnard_p_two_sided_pooled=barnard(x1, n1, x2, n2))
    else:
        e.update(odds_ratio=None, fisher_or_cmle=None, fisher_p_two_sided=None)
    unconditional_fields = {f: 1e-8 for f in ("boschloo_p_less", "boschloo_p_greater", "boschloo_p_two_sided_min2", "boschloo_p_two_sided_fisher_stat", "barnard_p_two_sided_pooled")}
    add(f"{name}/{level}", "two_by_two", {"x1": x1, "n1": n1, "x2": x2, "n2": n2, "conf_level": level, "difference": "p1 - p2"}, e,
        "make_risk.py: mpmath and fractions; Fisher, Boschloo (one-sided) and Barnard also by SciPy", {"rel": 1e-9, "abs": 1e-11, "fields": unconditional_fields})


for name, counts, level in [
    ("one_zero", (0, 12, 4, 15), 0.95), ("other_zero", (5, 9, 0, 14), 0.95), ("no_event", (0, 11, 0, 17), 0.95), ("all_events", (6, 6, 9, 9), 0.95),
    ("opposite", (0, 8, 6, 6), 0.95), ("opposite_reversed", (10, 10, 0, 20), 0.9), ("one_full", (13, 13, 9, 16), 0.99), ("one_each", (1, 1, 0, 1), 0.95),
    ("equal_half", (6, 12, 6, 12), 0.95), ("unequal_arms", (3, 7, 21, 58), 0.95), ("rare", (1, 90, 6, 80), 0.95), ("perondi", (7, 34, 1, 34), 0.95),
    ("ritland", (0, 16, 15, 72), 0.95), ("lampasona", (9, 13, 4, 14), 0.8), ("vaccine", (7, 15, 12, 15), 0.95)]:
    two_by_two(name, *counts, level)
two_by_two("large", 611, 1420, 702, 1390, 0.95, unconditional=False)


def published(name, counts, expected, source, tolerance=6e-5, events=None):
    arguments = dict(zip(("x1", "n1", "x2", "n2"), counts)) | {"conf_level": 0.95, "difference": "p1 - p2"}
    add(name, "two_by_two", arguments, expected, source, {"rel": 0, "abs": tolerance})


NEWCOMBE = "Newcombe RG (1998), Stat Med 17:873-890, table II: method 10 (newcombe_ci), method 6 (miettinen_nurminen_ci), method 1 (wald_ci)"
published("newcombe_a", (56, 70, 48, 80), {"newcombe_ci": [0.0524, 0.3339], "miettinen_nurminen_ci": [0.0528, 0.3382], "wald_ci": [0.0575, 0.3425]}, NEWCOMBE)
published("newcombe_b", (9, 10, 3, 10), {"newcombe_ci": [0.1705, 0.8090], "miettinen_nurminen_ci": [0.1700, 0.8406]}, NEWCOMBE)
published("newcombe_c", (6, 7, 2, 7), {"newcombe_ci": [0.0582, 0.8062]}, NEWCOMBE)
published("newcombe_d", (5, 56, 0, 29), {"newcombe_ci": [-0.0381, 0.1926]}, NEWCOMBE)
published("newcombe_e", (0, 10, 0, 20), {"newcombe_ci": [-0.1611, 0.2775]}, NEWCOMBE)
published("newcombe_f", (0, 10, 0, 10), {"newcombe_ci": [-0.2775, 0.2775]}, NEWCOMBE)
published("newcombe_g", (10, 10, 0, 20), {"newcombe_ci": [0.6791, 1.0], "miettinen_nurminen_ci": [0.7156, 1.0]}, NEWCOMBE)
FAGERLAND = "Perondi et al. 2004 and Ritland et al. 2007 in Fagerland, Lydersen and Laake (2017), Statistical Analysis of Contingency Tables, ch. 4 (intervals of Miettinen and Nurminen)"
published("fagerland_perondi", (7, 34, 1, 34), {"risk_ratio": 7.0, "risk_ratio_mn_ci": [1.2086, 43.0330]}, FAGERLAND)
published("fagerland_ritland", (0, 16, 15, 72), {"risk_difference": -0.2083, "miettinen_nurminen_ci": [-0.3164, -0.0056]}, FAGERLAND)

# ---- numbers needed ----

def needed(name, difference, interval, events, words, source):
    add(name, "number_needed", {"difference_value": difference, "interval": interval, "events": events, "conf_level": 0.95}, {"words": words}, source, {"rel": 0, "abs": 0})

ALTMAN = "Altman DG (1998), Confidence intervals for the number needed to treat, BMJ 317:1309-1312: a risk reduction of 10 % (-5 % to 25 %)"
needed("altman_wanted", 0.10, [-0.05, 0.25], "wanted", "NNTB 10.0 (95 % CI NNTB 4.0 to infinity to NNTH 20.0)", ALTMAN)
needed("altman_unwanted", -0.10, [-0.25, 0.05], "unwanted", "NNTB 10.0 (95 % CI NNTB 4.0 to infinity to NNTH 20.0)", ALTMAN + ", as a difference of harms")
needed("benefit_only", 0.2, [0.05, 0.4], "wanted", "NNTB 5.0 (95 % CI NNTB 2.5 to NNTB 20.0)", "the limits inverted and exchanged, by hand")
needed("harm_only", 0.2, [0.05, 0.4], "unwanted", "NNTH 5.0 (95 % CI NNTH 20.0 to NNTH 2.5)", "the limits inverted, by hand")
needed("none", 0.0, [-0.1, 0.1], "wanted", "infinity (95 % CI NNTB 10.0 to infinity to NNTH 10.0)", "by hand")
needed("touching", 0.25, [0.0, 0.5], "wanted", "NNTB 4.0 (95 % CI NNTB 2.0 to infinity)", "by hand")

# ---- one group ----

for n, level in [(1, 0.95), (10, 0.95), (30, 0.95), (59, 0.95), (299, 0.95), (1000, 0.99), (10 ** 9, 0.95)]:
    alpha = 1 - mp.mpf(str(level))
    add(f"{n}/{level}", "event_free", {"n": n, "conf_level": level}, {"one_sided": 1 - alpha ** (mp.mpf(1) / n), "two_sided": 1 - (alpha / 2) ** (mp.mpf(1) / n),
        "rule_of_three": min(1, mp.mpf(3) / n)}, "make_risk.py: mpmath", {"rel": 1e-12})
HANLEY = "Hanley JA, Lippman-Hand A (1983), If nothing goes wrong, is everything all right? JAMA 249:1743-1745: 0 of n, the rule of three and the exact bound, to a percent"
for n, bound, three in [(10, 0.26, 0.30), (20, 0.14, 0.15), (50, 0.06, 0.06), (100, 0.03, 0.03)]:
    add(f"hanley_{n}", "event_free", {"n": n, "conf_level": 0.95}, {"one_sided": bound, "rule_of_three": three}, HANLEY, {"rel": 0, "abs": 0.005})
for rate, level in [("0.01", 0.95), ("0.05", 0.95), ("0.001", 0.95), ("0.1", 0.99), ("0.5", 0.5), ("0.75", 0.9375), ("0.9", 0.8)]:
    r, alpha, n = Fraction(rate), 1 - Fraction(str(level)), 1
    while (1 - r) ** n > alpha:
        n += 1
    add(f"{rate}/{level}", "participants_to_exclude", {"rate": float(rate), "conf_level": level}, {"n": n}, "make_risk.py: the first n with (1 - rate)^n <= alpha, in fractions", {"rel": 0})
for x, n, level in [(0, 30, 0.95), (3, 30, 0.95), (30, 30, 0.9), (17, 400, 0.99)]:
    ci = stats.binomtest(x, n).proportion_ci(level, "exact")
    at_most = stats.binomtest(x, n, alternative="less").proportion_ci(level, "exact").high
    add(f"{x}_of_{n}/{level}", "risk_of_one_group", {"x": x, "n": n, "conf_level": level}, {"risk": x / n, "ci": [ci.low, ci.high], "at_most": at_most}, "SciPy binomtest, exact")

# ---- rates ----

def garwood(x, t, tail):
    return [(stats.chi2.ppf(tail, 2 * x) / 2 if x else 0.0) / t, stats.chi2.isf(tail, 2 * x + 2) / 2 / t]


def rates(name, x1, t1, x2, t2, level=0.95, extra=None, source="make_risk.py: SciPy chi2, beta and binomtest", tolerance=None):
    tail, m = (1 - level) / 2, x1 + x2
    p0 = t1 / (t1 + t2)
    (l1, u1), (l2, u2) = garwood(x1, t1, tail), garwood(x2, t2, tail)
    r1, r2 = x1 / t1, x2 / t2
    low = stats.beta.ppf(tail, x1, m - x1 + 1) if x1 else 0.0
    high = stats.beta.isf(tail, x1 + 1, m - x1) if x1 < m else 1.0
    law = stats.binom(m, p0)
    less, greater, at = law.cdf(x1), law.sf(x1 - 1), law.pmf(x1)
    e = {"rate1": r1, "rate1_ci": [l1, u1], "rate2": r2, "rate2_ci": [l2, u2],
         "ratio": r1 / r2 if x2 else math.inf, "ratio_ci": [low / (1 - low) * t2 / t1, high / (1 - high) * t2 / t1 if high < 1 else math.inf],
         "difference": r1 - r2, "difference_ci": [r1 - r2 - math.hypot(r1 - l1, u2 - r2), r1 - r2 + math.hypot(u1 - r1, r2 - l2)],
         "p_two_sided": min(1.0, 2 * min(less, greater)), "p_less": less, "p_greater": greater, "mid_p": min(1.0, 2 * min(less - at / 2, greater - at / 2)),
         "p_small_probabilities": stats.binomtest(x1, m, p0).pvalue}
    add(f"{name}/{level}", "event_rates", {"x1": x1, "t1": t1, "x2": x2, "t2": t2, "conf_level": level}, extra or e, source, tolerance)


rates("sessions", 9, 120, 3, 115)
rates("none_treated", 0, 40, 5, 44)
rates("none_control", 4, 40.5, 0, 38)
rates("many", 1480, 2600, 1333, 2550, 0.9)
rates("equal", 6, 50, 6, 50, 0.99)
rates("breast_cancer", 11, 800, 21, 3011, extra={"ratio": 1.971488, "ratio_ci": [0.8584264, 4.2772659], "p_small_probabilities": 0.07967},
      source="R, help page of poisson.test: poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)), printed digits", tolerance={"rel": 1e-4, "abs": 0})
for x, low, high in [(0, 0.0, 3.69), (1, 0.0253, 5.57), (10, 4.80, 18.39)]:
    add(f"garwood_{x}", "event_rates", {"x1": x, "t1": 1, "x2": 1, "t2": 1, "conf_level": 0.95}, {"rate1_ci": [low, high]},
        "Garwood F (1936), Biometrika 28:437-442, fiducial limits of a Poisson expectation, printed digits", {"rel": 0, "abs": 0.005})


def clustered(name, treated, control, level=0.95):
    def one(people):
        y, t = np.array([p[0] for p in people], float), np.array([p[1] for p in people], float)
        n, rate = len(y), y.sum() / t.sum()
        # Sandwich of the log-linear Poisson model with one coefficient: A^-1 B A^-1, A the information, B the squared scores.
        information, scores = (rate * t).sum(), ((y - rate * t) ** 2).sum()
        robust = math.sqrt(scores * n / (n - 1)) / information
        pearson = ((y - rate * t) ** 2 / (rate * t)).sum()
        return n, rate, y.sum(), robust, pearson
    (n1, r1, y1, s1, q1), (n2, r2, y2, s2, q2) = one(treated), one(control)
    on_log = lambda value, se, df: [value * math.exp(s * stats.t.isf((1 - level) / 2, df) * se) for s in (-1, 1)]
    quasi1 = math.sqrt(q1 / (n1 - 1) / y1)
    robust, quasi = math.hypot(s1, s2), math.sqrt((q1 + q2) / (n1 + n2 - 2) * (1 / y1 + 1 / y2))
    e = {"dispersion": q1 / (n1 - 1), "rate": r1, "robust_se": r1 * s1, "robust_ci": on_log(r1, s1, n1 - 1), "quasi_se": r1 * quasi1, "quasi_ci": on_log(r1, quasi1, n1 - 1),
         "ratio": r1 / r2, "ratio_robust_ci": on_log(r1 / r2, robust, n1 + n2 - 2), "ratio_quasi_ci": on_log(r1 / r2, quasi, n1 + n2 - 2)}
    add(f"{name}/{level}", "clustered_rates", {"treated": treated, "control": control, "conf_level": level}, e, "make_risk.py: the sandwich of a log-linear Poisson model, numpy")


rng = np.random.default_rng(20261122)
person = lambda: [int(rng.negative_binomial(0.7, 0.35)), int(rng.integers(3, 9))]
clustered("clumped", [person() for _ in range(20)], [person() for _ in range(17)])
clustered("few", [[3, 6], [0, 6], [1, 4]], [[1, 5], [0, 6], [0, 6], [2, 6]], 0.9)

# ---- responders ----

def arm(n, shift):
    before = [round(float(v) * 2) / 2 for v in rng.normal(92, 7, n)]
    return [[f"{b:.1f}", f"{b + round(float(c) * 2) / 2:.1f}"] for b, c in zip(before, rng.normal(shift, 1.8, n))]


def changes(pairs):
    return [Fraction(after) - Fraction(before) for before, after in pairs]


for name, sizes, threshold in [("fall", (22, 19), "-1.5"), ("rise", (14, 25), "0.5"), ("nobody", (9, 8), "-40")]:
    treated, control = arm(sizes[0], -1.6), arm(sizes[1], -0.5)
    size = Fraction(threshold)
    count = lambda pairs: sum((c <= size) if size < 0 else (c >= size) for c in changes(pairs))
    x1, n1, x2, n2 = count(treated), len(treated), count(control), len(control)
    z = z_of(mp.mpf("0.025"))
    c = mp.mpf(n1 + n2) / (n1 + n2 - 1)
    e = {"treated_responders": x1, "control_responders": x2, "risk_difference": x1 / n1 - x2 / n2, "newcombe_ci": newcombe_ci(x1, n1, x2, n2, z),
         "miettinen_nurminen_ci": score_difference_ci(x1, n1, x2, n2, z, c), "fisher_p_two_sided": None, "boschloo_p_two_sided_fisher_stat": None}
    if 0 < x1 + x2 < n1 + n2:
        e["fisher_p_two_sided"] = float(fisher_p(n1, n2, x1 + x2, x1, "two-sided"))
        e["boschloo_p_two_sided_fisher_stat"] = boschloo(x1, n1, x2, n2, "two-sided")
    add(name, "responders_between", {"treated": treated, "control": control, "threshold": threshold}, e, "make_risk.py: changes in fractions, then as two_by_two", {"rel": 1e-8, "abs": 1e-11})

    for error in (0.7, 1.3):
        toward = -1 if size < 0 else 1
        expected = float(mp.ncdf(-abs(mp.mpf(threshold)) / (mp.sqrt(2) * mp.mpf(str(error)))))
        test = stats.binomtest(x1, n1, expected, alternative="greater")
        ci = stats.binomtest(x1, n1).proportion_ci(0.95, "exact")
        add(f"{name}/{error}", "responders_beyond_noise", {"pairs": treated, "threshold": threshold, "error_sd": error, "conf_level": 0.95},
            {"share": x1 / n1, "expected_share": expected, "p_value": test.pvalue, "ci": [ci.low, ci.high], "ci_one_sided_low": test.proportion_ci(0.95, "exact").low},
            "SciPy binomtest against the normal share", {"rel": 1e-8, "abs": 1e-300})

treated, control = arm(12, -1.5), arm(11, -0.5)
both = changes(treated) + changes(control)
at = min(both)
for toward in ("fall", "rise"):
    points, x = [], min(both)
    while x <= max(both):
        row = [float(x)]
        for group in (treated, control):
            k = sum((c <= x) if toward == "fall" else (c >= x) for c in changes(group))
            low, high = wilson(k, len(group), z_of(mp.mpf("0.025")))
            row += [k / len(group), float(low), float(high)]
        row.append(float(stats.norm.cdf(float(x) / (math.sqrt(2) * 0.8) * (1 if toward == "fall" else -1))))
        points.append(row)
        x += Fraction(1, 2)
    add(toward, "responder_curve", {"treated": treated, "control": control, "toward": toward, "error_sd": 0.8, "conf_level": 0.95}, {"points": points},
        "make_risk.py: counted in fractions at every half unit; Wilson's limits by mpmath; SciPy's normal", {"rel": 1e-9, "abs": 1e-12})

CASES.write_text(json.dumps(cases, indent=1) + "\n")
print(len(cases))
