#!/usr/bin/env python3
"""Cases for repeated measures by classical means: the carried-over rm_anova and friedman cases, split-plot analyses of variance by fits of
nested models, exact rank tests in whole numbers over all orders (scipy's page_trend_test where it applies), statsmodels' GEE and its sandwich
in dense matrices; writes cases/repeated.json and the seeded data rm_arms_n24x4. Run in this folder: make_repeated.py [folder of the
collection]"""
import csv, itertools, json, math, os, sys
from collections import Counter
from fractions import Fraction
import numpy as np, scipy, scipy.linalg as sl, scipy.stats as st, statsmodels, statsmodels.api as sm
versions = f"numpy {np.__version__}, scipy {scipy.__version__}"

def number(x): return x if isinstance(x, (int, bool, str)) or x is None else float(x)
def clean(v): return {k: clean(x) for k, x in v.items()} if isinstance(v, dict) else [clean(x) for x in v] if isinstance(v, (list, tuple)) else number(v)
cases = []
if len(sys.argv) > 1:
    cases = [c for c in json.load(open(f"{sys.argv[1]}/expected.json")) if c["id"].startswith(("rm_anova/", "friedman/"))]
elif os.path.exists("cases/repeated.json"):
    cases = [c for c in json.load(open("cases/repeated.json")) if not c["id"].startswith("girth/")]
def emit(id, dataset, procedure, arguments, expected, source, rel=1e-9, absolute=1e-12, fields=None):
    cases.append({"id": f"girth/{id}", "dataset": dataset, "procedure": procedure, "arguments": arguments, "expected": clean(expected),
                  "source": f"{versions}: {source}", "tolerance": {"rel": rel, "abs": absolute, **({"fields": fields} if fields else {})}})

# ---- data: three arms of unequal size, correlated readings, missed visits
def make():
    rng = np.random.default_rng(515)
    with open("data/rm_arms_n24x4.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n"); out.writerow(["id", "arm", "time", "value"])
        for i in range(24):
            arm = ["control", "low", "high"][0 if i < 10 else 1 if i < 17 else 2]
            slope = {"control": -0.2, "low": -0.9, "high": -1.6}[arm]
            level, walk, gone = rng.normal(62, 4), 0.0, False
            for t in range(4):
                walk = 0.6 * walk + rng.normal(0, 1.1)
                gone = gone or (t > 1 and rng.random() < 0.12)
                missed = gone or (t > 0 and rng.random() < 0.08)
                value = "" if missed else f"{level + slope * t + walk:.1f}"
                out.writerow([f"P{i + 1:02d}", arm, "baseline" if t == 0 else f"week {4 * t}", value])
make()
def read(name, arm=None):
    rows = list(csv.DictReader(open(f"data/{name}.csv"))); times = list(dict.fromkeys(r["time"] for r in rows)); people = {}
    for r in rows: people.setdefault(r["id"], (r[arm] if arm else None, {}))[1][r["time"]] = Fraction(r["value"]) if r["value"] else None
    return times, [(a, [v[t] for t in times]) for a, v in people.values()]
def complete(name, arm=None):
    times, people = read(name, arm); return times, [(a, v) for a, v in people if None not in v]

# ---- split-plot analysis of variance: sums of squares as differences of residuals of nested least-squares fits
def rss(y, columns):
    X = np.column_stack(columns); q, r, _ = sl.qr(X, mode="economic", pivoting=True)
    q = q[:, np.abs(np.diag(r)) > 1e-9 * abs(r[0, 0])]; return float(((y - q @ (q.T @ y)) ** 2).sum())
def anova(name, arm):
    times, people = complete(name, arm); k, n = len(times), len(people); arms = list(dict.fromkeys(a for a, _ in people)); g = len(arms)
    origin = people[0][1][0]; Y = np.array([[float(v - origin) for v in row] for _, row in people]); y = Y.ravel()
    person = [np.repeat(np.eye(n)[i], k) for i in range(n)]; time = [np.tile(np.eye(k)[j], n) for j in range(k)]
    member = {a: np.repeat([float(b == a) for b, _ in people], k) for a in arms}; cell = [member[a] * t for a in arms for t in time]
    error = rss(y, person + cell); inter = rss(y, person + time) - error
    # Type III of time: sum-to-zero codes, time left out.
    effect = [member[a] - member[arms[-1]] for a in arms[:-1]]; tcode = [t - time[-1] for t in time[:-1]]
    crossed = [e * t for e in effect for t in tcode]
    sstime = rss(y, person + crossed) - rss(y, person + crossed + tcode)
    centre = {a: np.mean([r for (b, _), r in zip(people, Y) if b == a]) for a in arms}; subject = k * sum((r.mean() - centre[a]) ** 2 for (a, _), r in zip(people, Y))
    v, p, q = n - g, k - 1, g - 1
    C = sl.null_space(np.ones((1, k))); means = {a: np.mean([r for (b, _), r in zip(people, Y) if b == a], axis=0) for a in arms}
    R = np.array([r - means[a] for (a, _), r in zip(people, Y)]) @ C; S = R.T @ R / v
    gg = np.trace(S) ** 2 / (p * np.trace(S @ S)); hf = ((v + 1) * p * gg - 2) / (p * (v - p * gg))
    F = (inter / (q * p)) / (error / (v * p)); pf = lambda e: st.f.sf(F, q * p * e, v * p * e)
    W = np.linalg.det(S) / (np.trace(S) / p) ** p; rho = 1 - (2 * p * p + p + 2) / (6 * p * v); x = -v * rho * math.log(W); f = p * (p + 1) / 2 - 1
    w2 = (p + 2) * (p - 1) * (p - 2) * (2 * p**3 + 6 * p * p + 3 * p + 2) / (288 * (v * p * rho) ** 2)
    wp = st.chi2.sf(x, f) + w2 * (st.chi2.sf(x, f + 4) - st.chi2.sf(x, f))
    M = np.array([r @ C for r in Y]); T = ((M - M.mean(0)).T @ (M - M.mean(0))); E = R.T @ R; V = np.trace(np.linalg.solve(T, T - E))
    s = min(p, q); m, N = (abs(p - q) - 1) / 2, (v - p - 1) / 2; d1, d2 = s * (2 * m + s + 1), s * (2 * N + s + 1); PF = V / (s - V) * d2 / d1
    tF = (sstime / p) / (error / (v * p))
    emit(f"rm_anova/{name}/{arm}", name, "rm_anova", {"within": "time", "between": arm, "complete_cases": True}, {
        "n": n, "levels": k, "ss_time": inter, "ss_subject": subject, "ss_error": error, "F": F, "df1": q * p, "df2": v * p, "p_value": pf(1),
        "eps_gg": gg, "eps_hf_uncapped": hf, "eps_hf": min(hf, 1), "p_gg": pf(gg), "p_hf": pf(min(hf, 1)), "p_lower_bound": pf(1 / p),
        "partial_eta_sq": inter / (inter + error), "generalized_eta_sq": inter / (inter + error + subject), "mauchly_W": W, "mauchly_p": wp,
        "hotelling_F": PF, "hotelling_df1": d1, "hotelling_df2": d2, "hotelling_p": st.f.sf(PF, d1, d2), "time_F": tF,
        "time_p_gg": st.f.sf(tF, p * gg, v * p * gg)},
        "split plot by nested fits (interaction; time of type III), Pillai's trace from the matrices", rel=1e-8)
anova("orthodont", "sex"); anova("rm_arms_n24x4", "arm")

# ---- ranks
def ranked(name):
    times, people = complete(name); return [[int(2 * r) for r in st.rankdata([float(v) for v in row])] for _, row in people], [row for _, row in people]
def row_law(row, of):
    law = Counter(of(o) for o in itertools.permutations(row)); total = math.factorial(len(row)); return {s: Fraction(c, total) for s, c in law.items()}
def convolve(rows, of, add):
    law = None
    for row in rows:
        one = row_law(row, of)
        if law is None: law = one; continue
        after = {}
        for s, m in law.items():
            for t, w in one.items(): key = add(s, t); after[key] = after.get(key, 0) + m * w
        law = after
    return law
def holm(p):
    order = np.argsort(p); out = [0.0] * len(p); top = 0.0
    for rank, i in enumerate(order): top = max(top, min(1.0, p[i] * (len(p) - rank))); out[i] = top
    return out
def friedman(name, exact):
    rows, readings = ranked(name); n, k = len(rows), len(rows[0]); R = np.array(rows) / 2; sums = R.sum(0)
    A = ((R - (k + 1) / 2) ** 2).sum(); chi = (k - 1) * ((sums - n * (k + 1) / 2) ** 2).sum() / A; expected = {"n": n, "chisq": chi}
    if exact:
        law = convolve(rows, lambda o: o, lambda a, b: tuple(x + y for x, y in zip(a, b)))
        spread = lambda s: sum((x - n * (k + 1)) ** 2 for x in s); seen = spread([int(2 * s) for s in sums])
        expected["p_exact"] = sum(m for s, m in law.items() if spread(s) >= seen)
    nem, con, pairs = math.sqrt(A / (n * n * (k - 1))), math.sqrt(2 * (n * (R**2).sum() - (sums**2).sum()) / ((n - 1) * (k - 1))), []
    raw = [2 * st.t.sf(abs(sums[j] - sums[i]) / con, (n - 1) * (k - 1)) for i in range(k) for j in range(i + 1, k)]; adjusted = holm(raw)
    crit = st.studentized_range.ppf(0.95, k, np.inf)
    for (i, j), r, h in zip(itertools.combinations(range(k), 2), raw, adjusted):
        d = (sums[j] - sums[i]) / n; c = [row[j] - row[i] for row in readings]; walsh = sorted((a + b) / 2 for x, a in enumerate(c) for b in c[x:])
        med = (walsh[(len(walsh) - 1) // 2] + walsh[len(walsh) // 2]) / 2
        pairs.append({"difference": d, "low": d - crit * nem, "high": d + crit * nem, "p_nemenyi": st.studentized_range.sf(abs(d) / nem, k, np.inf),
                      "conover_t": (sums[j] - sums[i]) / con, "conover_p": r, "conover_p_holm": h, "hodges_lehmann": med})
    emit(f"friedman_pairs/{name}", name, "friedman_pairs", {"within": "time", "complete_cases": True}, {**expected, "pairs": pairs},
         "formulas on numpy ranks; exact p in whole numbers over all orders; scipy's studentized_range with infinite df", rel=1e-8, absolute=1e-10)
for name, exact in [("rm_n8x3", True), ("rm_n15x4", True), ("rm_ties_n12x5", False), ("orthodont", False)]: friedman(name, exact)

def page(name, alternative):
    rows, _ = ranked(name); n, k = len(rows), len(rows[0]); of = lambda o: sum((j + 1) * r for j, r in enumerate(o))
    law = convolve(rows, of, lambda a, b: a + b); seen = sum(of(r) for r in rows)
    low, high = sum(m for s, m in law.items() if s <= seen), sum(m for s, m in law.items() if s >= seen)
    p = {"less": low, "greater": high, "two-sided": min(1, 2 * min(low, high))}[alternative]
    mean = sum(s * m for s, m in law.items()); var = sum((s - mean) ** 2 * m for s, m in law.items()); z = float(seen - mean) / math.sqrt(var)
    pn = {"less": st.norm.cdf(z), "greater": st.norm.sf(z), "two-sided": 2 * st.norm.sf(abs(z))}[alternative]
    each = [float(Fraction(of(r), 2) - Fraction(k * (k + 1) ** 2, 4)) / (k * (k * k - 1) / 12) for r in rows]; m, se = np.mean(each), np.std(each, ddof=1) / math.sqrt(n)
    t = st.t.ppf(0.975 if alternative == "two-sided" else 0.95, n - 1)
    clip = lambda x: max(-1.0, min(1.0, x))
    expected = {"n": n, "L": Fraction(seen, 2), "null_mean": mean / 2, "null_variance": var / 4, "z": z, "p_exact": p, "p_normal": pn, "p_value": p,
                "estimate": m, "ci_low": "-Inf" if alternative == "less" else clip(m - t * se), "ci_high": "Inf" if alternative == "greater" else clip(m + t * se)}
    source = "whole numbers over all orders of the mid-ranks"
    if alternative == "greater" and all(len(set(r)) == k for r in rows):
        found = st.page_trend_test(np.array(rows), ranked=False, method="exact"); assert found.statistic == seen / 2 and abs(found.pvalue / float(p) - 1) < 1e-12
        source += "; scipy's page_trend_test gives the same p"
    emit(f"page/{name}/{alternative}", name, "page", {"within": "time", "alternative": alternative}, expected, source)
with open("data/cotton_n3x5.csv", "w") as file:
    file.write("id,time,value\n")
    for i, row in enumerate([[7.46, 7.17, 7.76, 8.14, 7.63], [7.68, 7.57, 7.73, 8.15, 8.00], [7.21, 7.80, 7.74, 7.87, 7.93]]):
        for t, v in zip(["144", "108", "72", "54", "36"], row): file.write(f"{i + 1},{t} lb,{v}\n")
for name in ["rm_n8x3", "rm_n15x4", "rm_ties_n12x5", "cotton_n3x5"]:
    for alternative in ["less", "greater", "two-sided"]: page(name, alternative)
page("orthodont", "greater")
emit("page/cotton_n3x5/published", "cotton_n3x5", "page", {"within": "time", "alternative": "greater"}, {"n": 3, "L": 158},
     "Hollander and Wolfe's example of breaking strength of cotton fibres by potash (Cochran and Cox 1957): L = 158")

# ---- generalised estimating equations
def gee(name, arm, baseline, slope, correlation):
    times, people = read(name, arm); arms = list(dict.fromkeys(a for a, _ in people)); visits = times[1:] if baseline else times
    if baseline: people = [(a, v) for a, v in people if v[0] is not None and any(x is not None for x in v[1:])]
    mean = sum(v[0] for _, v in people) / len(people) if baseline else 0
    y, rows, group, at = [], [], [], []
    for i, (a, v) in enumerate(people):
        for j, t in enumerate(visits):
            x = v[j + 1] if baseline else v[j]
            if x is None: continue
            y.append(float(x - v[0]) if baseline else float(x)); group.append(i); at.append((a, t))
            rows.append([float(b == a and t == u) for b in arms for u in visits] + ([float(v[0] - mean) * (t == u) for u in visits] if slope else []))
    y, X, group = np.array(y), np.array(rows), np.array(group); p = X.shape[1]
    structure = sm.cov_struct.Exchangeable() if correlation == "exchangeable" else sm.cov_struct.Independence()
    model = sm.GEE(y, X, groups=group, cov_struct=structure, family=sm.families.Gaussian())
    fit = model.fit(maxiter=500, ctol=1e-13, cov_type="bias_reduced"); b = np.asarray(fit.params); rho = float(structure.dep_params) if correlation == "exchangeable" else 0.0
    # The sandwich again in dense matrices, with the square root for Kauermann and Carroll.
    parts = []
    for i in np.unique(group):
        D, r = X[group == i], (y - X @ b)[group == i]; m = len(r); parts.append((D, r, np.linalg.inv((1 - rho) * np.eye(m) + rho * np.ones((m, m)))))
    B = np.linalg.inv(sum(D.T @ W @ D for D, _, W in parts))
    def sandwich(correct): return B @ sum(np.outer(u, u) for u in (D.T @ W @ correct(np.eye(len(r)) - D @ B @ D.T @ W) @ r for D, r, W in parts)) @ B
    covariances = {"mancl-derouen": sandwich(np.linalg.inv), "kauermann-carroll": sandwich(lambda M: np.real(np.linalg.inv(sl.sqrtm(M)))), "liang-zeger": sandwich(lambda M: np.eye(len(M)))}
    assert np.allclose(covariances["mancl-derouen"], fit.cov_robust_bc, rtol=1e-8, atol=1e-12) and np.allclose(covariances["liang-zeger"], fit.cov_robust, rtol=1e-8, atol=1e-12)
    count = lambda t, a=None: sum(u == t and (a is None or b == a) for b, u in at)
    df = {t: count(t) - len(arms) - (1 if slope else 0) for t in visits}
    column = lambda a, t: arms.index(a) * len(visits) + visits.index(t)
    for errors, cov in covariances.items():
        contrasts = []
        def line(c, t, degrees):
            c = np.array(c, float); e, se = c @ b, math.sqrt(c @ cov @ c); reach = st.t.ppf(0.975, degrees) * se
            return {"estimate": e, "se": se, "df": degrees, "t": e / se, "p_value": 2 * st.t.sf(abs(e / se), degrees), "ci_low": e - reach, "ci_high": e + reach}
        unit = lambda *of: [sum(s for at_, s in of if at_ == j) for j in range(p)]
        if len(arms) == 1 and baseline: contrasts = [line(unit((column(arms[0], t), 1)), t, df[t]) for t in visits]
        elif len(arms) == 1: contrasts = [line(unit((column(arms[0], t), 1), (0, -1)), t, min(df[t], df[visits[0]])) for t in visits[1:]]
        else: contrasts = [line(unit((column(a, t), 1), (column(arms[0], t), -1)), t, df[t]) for t in visits for a in arms[1:]]
        expected = {"n": len(people), "readings": len(y), "contrasts": contrasts, "means": [{"estimate": b[j], "se": math.sqrt(cov[j, j])} for j in range(len(arms) * len(visits))]}
        if correlation == "exchangeable": expected["working_correlation"] = rho
        if slope: expected["slopes"] = [{"estimate": b[j], "se": math.sqrt(cov[j, j])} for j in range(len(arms) * len(visits), p)]
        emit(f"gee/{name}/{arm or 'one group'}/{'change' if baseline else 'reading'}/{correlation}/{errors}", name, "gee",
             {"arm": arm, "baseline": baseline, "slope": slope, "correlation": correlation, "errors": errors}, expected,
             f"statsmodels {statsmodels.__version__} GEE" + (", cov_type bias_reduced" if errors == "mancl-derouen" else "") + "; sandwich again in dense matrices", rel=1e-8, absolute=1e-9)
for correlation in ["exchangeable", "independence"]:
    gee("rm_arms_n24x4", "arm", True, True, correlation)
    gee("rm_arms_n24x4", None, True, False, correlation)
gee("rm_arms_n24x4", "arm", False, False, "exchangeable")
gee("orthodont", None, False, False, "exchangeable")
gee("rm_n8x3", None, True, False, "exchangeable")
json.dump(cases, open("cases/repeated.json", "w"), indent=1); open("cases/repeated.json", "a").write("\n")
print(len(cases), "cases")
