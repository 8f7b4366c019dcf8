#!/usr/bin/env python3
"""Cases of girth's own for least squares and several arms, by the normal equations in mpmath with 50 digits on the decimals of the files;
Student's t and F by incomplete beta functions. Dunnett: Gauss-Legendre over S and Y with numpy, held against scipy.stats.dunnett (Monte
Carlo) to 2e-3; Tukey: scipy.stats.studentized_range. Prints a JSON list; the carried-over cases stand before it in cases/linear.json.
Run: make_linear.py data; `make_linear.py draw` prints controlled_n40.csv, `draw-offset` offset_arms.csv."""
import csv, json, random, sys
import mpmath as mp
import numpy as np
from scipy import special, stats
mp.mp.dps = 50


def draw():
    rng = random.Random(20261122)
    print("id,arm,level,before,after,other_before,other_after,weight_before,weight_after")
    for i in range(40):
        arm, level = ("active", "control")[i % 2], ("older", "younger", "middle")[(i * 7 // 3) % 3]
        weight = rng.gauss(72, 9)
        loss = rng.gauss(-1.2 if arm == "active" else -0.3, 1.6)
        before, other = rng.gauss(92 + (3 if arm == "active" else 0), 7), rng.gauss(55, 4)
        after = before + 0.6 * loss + (-1.0 if arm == "active" else 0) - 0.15 * (before - 92) + rng.gauss(0, 1.5)
        other_after = other + 0.3 * loss + rng.gauss(0, 0.8)
        numbers = [f"{x:.1f}" for x in (before, after, other, other_after, weight, weight + loss)]
        if i in (5, 22): numbers[5] = ""
        print(",".join([f"P{i + 1:02}", arm, level if i != 9 else "", *numbers]))


def draw_offset():
    rng = random.Random(7)
    print("id,arm,before,after")
    text = lambda tenths: f"{1000000000 + tenths // 10}.{tenths % 10}"
    for i in range(24):
        before = rng.randint(0, 400)
        after = before + rng.randint(-60, 40) - (10 if i % 3 == 2 else 0)
        print(f"P{i + 1},{'abc'[i % 3]},{text(before)},{text(after)}")


def t_sf(t, df):
    tail = mp.betainc(mp.mpf(df) / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return tail if t > 0 else 1 - tail
def p_two(t, df): return 2 * t_sf(abs(t), df)
def t_quantile(tail, df):
    return mp.findroot(lambda t: mp.log(t_sf(t, df) / tail), mp.mpf(float(stats.t.isf(float(tail), df))))
def f_sf(f, a, b): return mp.betainc(mp.mpf(b) / 2, mp.mpf(a) / 2, 0, b / (b + a * f), regularized=True)


class Ols:
    def __init__(self, y, columns):
        self.n, self.k = len(y), len(columns)
        self.X = mp.matrix(self.n, self.k)
        for j, column in enumerate(columns):
            for i, x in enumerate(column): self.X[i, j] = x
        self.y = mp.matrix(y)
        self.inverse = (self.X.T * self.X) ** -1
        self.b = self.inverse * (self.X.T * self.y)
        self.e = self.y - self.X * self.b
        self.rss = mp.fsum(x * x for x in self.e)
        self.df = self.n - self.k
        self.s2 = self.rss / self.df
        mean = mp.fsum(y) / self.n
        self.r2 = 1 - self.rss / mp.fsum((x - mean) ** 2 for x in y)
    def line(self, c, hc3=False, level=0.95):
        c = mp.matrix(c)
        value = (c.T * self.b)[0]
        if hc3:
            w = self.X * (self.inverse * c)
            hats = [(self.X[i, :] * self.inverse * self.X[i, :].T)[0] for i in range(self.n)]
            se = mp.sqrt(mp.fsum((w[i] * self.e[i] / (1 - hats[i])) ** 2 for i in range(self.n)))
        else:
            se = mp.sqrt(self.s2 * (c.T * self.inverse * c)[0])
        t, reach = value / se, t_quantile((1 - mp.mpf(str(level))) / 2, self.df) * se
        return {"estimate": value, "se": se, "t": t, "df": self.df, "p_value": p_two(t, self.df), "ci_low": value - reach, "ci_high": value + reach}


def f_last(full, reduced):
    q = reduced.df - full.df
    f = (reduced.rss - full.rss) / q / full.s2
    return {"F": f, "df_numerator": q, "df_denominator": full.df, "p_value": f_sf(f, q, full.df)}


def read(name):
    return list(csv.DictReader(open(f"{sys.argv[1]}/{name}.csv")))
def prefixed(prefix, fields): return {f"{prefix}_{k}": v for k, v in fields.items()}
def ones(y): return [mp.mpf(1)] * len(y)
def flag(values, wanted): return [mp.mpf(v == wanted) for v in values]
def mean(v): return mp.fsum(v) / len(v)


CASES = []
def case(procedure, dataset, name, arguments, expected, source="mpmath 50 digits, normal equations", rel=1e-9, fields=None):
    def plain(x):
        if isinstance(x, dict): return {k: plain(v) for k, v in x.items()}
        if isinstance(x, (list, tuple)): return [plain(v) for v in x]
        return float(x) if isinstance(x, (mp.mpf, np.floating)) else x
    tolerance = {"rel": rel, "abs": 1e-12}
    if fields: tolerance["fields"] = fields
    CASES.append({"id": f"girth/{procedure}/{dataset}{name}", "dataset": dataset, "procedure": procedure, "arguments": arguments,
                  "expected": plain(expected), "source": source, "tolerance": tolerance})


def ancova_arms(dataset, arms, has_control):
    rows = [r for r in read(dataset) if r["before"] and r["after"]]
    arm, before, after = [r["arm"] for r in rows], [mp.mpf(r["before"]) for r in rows], [mp.mpf(r["after"]) for r in rows]
    dummies = [flag(arm, a) for a in arms]
    centre = mean(before)
    full, none = Ols(after, [before, *dummies]), Ols(after, [ones(after), before])
    centred = [b - centre for b in before]
    slopes = Ols(after, [*dummies, *[[d * b for d, b in zip(dummy, centred)] for dummy in dummies]])
    k = len(arms)
    pairs = [(i, 0) for i in range(1, k)] if has_control else [(i, j) for j in range(k) for i in range(j + 1, k)]
    unit = lambda *places: [mp.mpf(dict(places).get(i, 0)) for i in range(k)]
    contrasts = []
    for i, j in pairs:
        c = unit((i, 1), (j, -1))
        robust = full.line([0, *c], hc3=True)
        slope, at_mean = slopes.line([0] * k + c), slopes.line(c + [0] * k)
        contrasts.append({**full.line([0, *c]), **{f"hc3_{f}": robust[f] for f in ("se", "p_value", "ci_low", "ci_high")},
                          "interaction_slope": slope["estimate"], "interaction_p_value": slope["p_value"],
                          "estimate_at_mean_with_interaction": at_mean["estimate"], "se_at_mean_with_interaction": at_mean["se"]})
    means = [{f: full.line([centre, *unit((i, 1))])[f] for f in ("estimate", "se", "ci_low", "ci_high")} for i in range(k)]
    slope = full.line([1] + [0] * k)
    case("ancova_arms", dataset, "", {"arms": arms, "has_control": has_control},
         {"n": full.n, "overall": f_last(full, none), "means": means, "contrasts": contrasts, "interaction_p_value": f_last(slopes, full)["p_value"],
          "slope_baseline": slope["estimate"], "slope_baseline_se": slope["se"], "residual_sd": mp.sqrt(full.s2), "r_squared": full.r2})


def max_t_tail(d, lambdas, df, both):
    """P(max > d): 60 panels of 12 points in s, 60 of 12 in y."""
    x, w = np.polynomial.legendre.leggauss(12)
    def panels(lo, hi, count):
        edges = np.linspace(lo, hi, count + 1)
        half = (edges[1] - edges[0]) / 2
        return (edges[:-1, None] + half * (x + 1)).ravel(), np.tile(w * half, count)
    s, ws = panels(1e-9, 1 + 12 / np.sqrt(df) + 3 / df, 60)
    log_density = (df / 2) * np.log(df / 2) - special.gammaln(df / 2) + np.log(2) + (df - 1) * np.log(s) - df * s * s / 2
    y, wy = panels(-13, 13, 60)
    inside = np.ones((len(s), len(y)))
    for lam in lambdas:
        rest = np.sqrt(1 - lam * lam)
        above = special.ndtr(-(d * s[:, None] - lam * y) / rest)
        below = special.ndtr((-d * s[:, None] - lam * y) / rest) if both else 0
        inside *= 1 - above - below
    inner = ((1 - inside) * wy * np.exp(-y * y / 2) / np.sqrt(2 * np.pi)).sum(axis=1)
    return float((ws * np.exp(log_density) * inner).sum())


def many_to_one(dataset, arms, level, alternative):
    rows = [r for r in read(dataset) if r["before"] and r["after"]]
    groups = [[mp.mpf(r["after"]) - mp.mpf(r["before"]) for r in rows if r["arm"] == a] for a in arms]
    n = [len(g) for g in groups]
    df = sum(n) - len(arms)
    s2 = mp.fsum((x - mean(g)) ** 2 for g in groups for x in g) / df
    both = alternative == "two.sided"
    lambdas = [float(mp.sqrt(mp.mpf(m) / (m + n[0]))) for m in n[1:]]
    alpha = 1 - level
    from scipy.optimize import brentq
    critical = brentq(lambda d: max_t_tail(d, lambdas, df, both) - alpha, 0.5, 12, xtol=1e-13)
    if both:
        drawn = stats.dunnett(*[np.array([float(x) for x in g]) for g in groups[1:]], control=np.array([float(x) for x in groups[0]]), random_state=1)
    contrasts = []
    for i in range(1, len(arms)):
        difference, se = mean(groups[i]) - mean(groups[0]), mp.sqrt(s2 * (mp.mpf(1) / n[i] + mp.mpf(1) / n[0]))
        t = float(difference / se)
        p = max_t_tail({"two.sided": abs(t), "less": -t, "greater": t}[alternative], lambdas, df, both)
        if both: assert abs(drawn.pvalue[i - 1] - p) < 2e-3, (drawn.pvalue, p)
        contrasts.append({"estimate": difference, "se": se, "t": t, "p_value": p,
                          "ci_low": "-Inf" if alternative == "less" else difference - critical * se,
                          "ci_high": "Inf" if alternative == "greater" else difference + critical * se})
    case("dunnett", dataset, f"/{level}/{alternative}", {"arms": arms, "conf_level": level, "alternative": alternative},
         {"critical": critical, "contrasts": contrasts}, "numpy Gauss-Legendre over S and Y; scipy 1.17.1 stats.dunnett agrees to 2e-3", 1e-8)
    if both:
        q = float(stats.studentized_range.isf(alpha, len(arms), df))
        pairs = []
        for j in range(len(arms)):
            for i in range(j + 1, len(arms)):
                difference, se = mean(groups[i]) - mean(groups[j]), mp.sqrt(s2 * (mp.mpf(1) / n[i] + mp.mpf(1) / n[j]))
                t = abs(float(difference / se))
                reach = q / 2 ** 0.5 * se
                pairs.append({"estimate": difference, "se": se, "q": float(difference / se) * 2 ** 0.5,
                              "p_value": float(stats.studentized_range.sf(t * 2 ** 0.5, len(arms), df)), "ci_low": difference - reach, "ci_high": difference + reach})
        case("tukey", dataset, f"/{level}", {"arms": arms, "conf_level": level}, {"critical": q, "contrasts": pairs}, "scipy 1.17.1 stats.studentized_range", 1e-8)


def pooled(a, b):
    """Mean of a less mean of b, as regression on an indicator."""
    return Ols(a + b, [ones(a + b), [mp.mpf(1)] * len(a) + [mp.mpf(0)] * len(b)]).line([0, 1])


def controlled():
    name = "controlled_n40"
    rows = read(name)
    number = lambda r, c: mp.mpf(r[c]) if r[c] else None
    change = lambda r, stem="": number(r, stem + "after") - number(r, stem + "before")
    weight = lambda r: None if not r["weight_after"] else change(r, "weight_")
    known = [r for r in rows if weight(r) is not None]
    active, control = [r for r in rows if r["arm"] == "active"], [r for r in rows if r["arm"] == "control"]

    d, w = [change(r) - change(r, "other_") for r in known], [weight(r) for r in known]
    adjusted, plain = Ols(d, [ones(d), w]), Ols(d, [ones(d)])
    case("split_body_adjusted", name, "", {}, {"n": len(d), "adjusted": adjusted.line([1, 0]), "unadjusted": plain.line([1]), "slope": adjusted.line([0, 1])})

    y, arm = [change(r) for r in known], flag([r["arm"] for r in known], "active")
    adjusted, plain = Ols(y, [ones(y), w, arm]), Ols(y, [ones(y), arm])
    case("co_intervention", name, "/arms", {"design": "two arms"},
         {"n": len(y), "unadjusted": plain.line([0, 1]), "adjusted": adjusted.line([0, 0, 1]), "slope": adjusted.line([0, 1, 0]), "hc3_se": adjusted.line([0, 0, 1], hc3=True)["se"]})
    y, w = [change(r) for r in known if r["arm"] == "active"], [weight(r) for r in known if r["arm"] == "active"]
    adjusted, plain = Ols(y, [ones(y), w]), Ols(y, [ones(y)])
    case("co_intervention", name, "/group", {"design": "one group"},
         {"n": len(y), "mean_change": plain.line([1]), "remains": adjusted.line([1, 0]), "expected": adjusted.line([0, mean(w)]), "slope": adjusted.line([0, 1])})

    y, b = [number(r, "after") for r in rows], [number(r, "before") for r in rows]
    arm = flag([r["arm"] for r in rows], "active")
    baseline = pooled([number(r, "before") for r in active], [number(r, "before") for r in control])
    per = mp.sqrt(mp.mpf(1) / len(active) + mp.mpf(1) / len(control))
    limit = lambda target: float(mp.mpf(float(special.nctdtrinc(baseline["df"], target, float(baseline["t"])))) * per)
    case("lords_paradox", name, "", {}, {
        "change_scores": pooled([change(r) for r in active], [change(r) for r in control]), "ancova": Ols(y, [ones(y), b, arm]).line([0, 0, 1]),
        "baseline": baseline, "baseline_sds": baseline["t"] * per, "baseline_sds_low": limit(0.975), "baseline_sds_high": limit(0.025)},
        "mpmath 50 digits; scipy 1.17.1 special.nctdtrinc", 1e-9, {"baseline_sds_low": 1e-7, "baseline_sds_high": 1e-7})

    tc, ct = [change(r) for r in active], [change(r) for r in control]
    both = Ols(tc + ct, [[mp.mpf(1)] * len(tc) + [mp.mpf(0)] * len(ct), [mp.mpf(0)] * len(tc) + [mp.mpf(1)] * len(ct)])
    half = mp.mpf(1) / 2
    total = lambda r: number(r, "before") + number(r, "after")
    case("crossover", name, "", {}, {"n": 40, "treatment": both.line([-half, half]), "period": both.line([half, half]),
                                     "carry_over": pooled([total(r) for r in active], [total(r) for r in control])})

    named = [r for r in rows if r["level"]]
    levels = list(dict.fromkeys(r["level"] for r in named))
    y = [change(r) for r in named]
    cell = lambda a, l: [mp.mpf(r["arm"] == a and r["level"] == l) for r in named]
    cells = Ols(y, [cell(a, l) for l in levels for a in ("control", "active")])
    common = Ols(y, [*[flag([r["level"] for r in named], l) for l in levels], flag([r["arm"] for r in named], "active")])
    lines = []
    for i in range(len(levels)):
        c = [0] * (2 * len(levels)); c[2 * i], c[2 * i + 1] = -1, 1
        lines.append(cells.line(c))
    case("subgroups", name, "", {"levels": levels}, {"n": len(y), "levels": lines, "interaction": f_last(cells, common)})
    pair = [r for r in named if r["level"] != "middle"]
    y = [change(r) for r in pair]
    parts = [[mp.mpf(r["arm"] == a and r["level"] == l) for r in pair] for a, l in (("control", "younger"), ("active", "younger"), ("control", "older"), ("active", "older"))]
    case("factorial_interaction", name, "", {"cells": "control younger, active younger, control older, active older"}, {"n": len(y), **Ols(y, parts).line([1, -1, -1, 1])})


if sys.argv[1].startswith("draw"):
    draw_offset() if sys.argv[1] == "draw-offset" else draw()
    sys.exit()
ancova_arms("anorexia_arms", ["Cont", "CBT", "FT"], True)
ancova_arms("anorexia_arms", ["FT", "CBT", "Cont"], False)
ancova_arms("offset_arms", ["a", "b", "c"], True)
for level, alternative in ((0.95, "two.sided"), (0.9, "two.sided"), (0.95, "less"), (0.95, "greater")):
    many_to_one("anorexia_arms", ["Cont", "CBT", "FT"], level, alternative)
controlled()
print("[\n" + ",\n".join(json.dumps(c) for c in CASES) + "\n]")
