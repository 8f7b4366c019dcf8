#!/usr/bin/env python3
"""Cases for what explains a change away. Regression to the mean: sums over a fine grid of days and errors, in which a person of given day and
error is picked with the probability of the level (numpy, scipy); written readings as sums over the steps of the grid. Mee and Chua, Blomqvist:
least squares in 50 digits on the decimals (mpmath). Rosenbaum: all sign patterns counted in fractions; estimates and limits by ranking the
changes less an amount anew between all Walsh averages. Writes cases/explain.json (after the carried-over cases) and data/lead.csv. Run in
this folder: make_explain.py [folder of the collection]"""
import csv, json, math, os, sys
from fractions import Fraction as F
import mpmath as mp, numpy as np, scipy, scipy.optimize as so, scipy.stats as st
mp.mp.dps = 50
versions = f"numpy {np.__version__}, scipy {scipy.__version__}, mpmath {mp.__version__}"

def number(x): return "Inf" if x == math.inf else "-Inf" if x == -math.inf else x if isinstance(x, (int, bool, str)) or x is None else float(x)
def clean(v): return {k: clean(x) for k, x in v.items()} if isinstance(v, dict) else [clean(x) for x in v] if isinstance(v, list) else number(v)
carried = ["rtm/syn_n50", "rtm/anorexia_ft", "rtm/syn_n20", "rtm/sas_bp", "rtm_expected/100/15/0.6/120/above", "rtm_expected/50/10/0.8/40/below"]
cases = []
if len(sys.argv) > 1:
    cases = [c for c in json.load(open(f"{sys.argv[1]}/expected.json")) if c["id"] in carried]
elif os.path.exists("cases/explain.json"):
    cases = [c for c in json.load(open("cases/explain.json")) if not c["id"].startswith("girth/")]
assert len(cases) == len(carried)
def emit(id, dataset, procedure, arguments, expected, source, rel=1e-9, absolute=1e-12, fields=None):
    cases.append({"id": f"girth/{id}", "dataset": dataset, "procedure": procedure, "arguments": clean(arguments), "expected": clean(expected),
                  "source": f"{versions}: {source}" if source[0] != "!" else source[1:],
                  "tolerance": {"rel": rel, "abs": absolute, **({"fields": fields} if fields else {})}})
def pairs(name):
    rows = [r for r in csv.DictReader(open(f"data/{name}.csv")) if r["before"] and r["after"]]
    return [F(r["before"]) for r in rows], [F(r["after"]) for r in rows]
def m(x): return mp.mpf(x.numerator) / x.denominator if isinstance(x, F) else mp.mpf(x)
def t_quantile(p, df): return mp.findroot(lambda t: 1 - mp.betainc(mp.mpf(df) / 2, 0.5, 0, df / (df + t * t), regularized=True) / 2 - p, st.t.ppf(float(p), df))
def t_two_sided(t, df): return mp.betainc(mp.mpf(df) / 2, 0.5, 0, df / (df + t * t), regularized=True)

# Regression to the mean.
Z = np.linspace(-9, 9, 361); DZ = Z[1] - Z[0]
def worst(worst_of): return worst_of * st.norm.pdf(Z) * st.norm.cdf(Z) ** (worst_of - 1) * DZ
def moments(a, boundary):
    """P(picked) and E(level), E(day + error), E((day + error)^2) of the picked, where high is bad and the mean is 0."""
    b = math.sqrt(a["sd"] ** 2 - a["occasion_sd"] ** 2 - a["error_sd"] ** 2); e = a["error_sd"] / math.sqrt(a["averaged"])
    w = np.outer(worst(a["worst_of"]), worst(1)); u = a["occasion_sd"] * Z[:, None] + e * Z[None, :]
    x = (boundary - u) / b; picked = w * st.norm.sf(x); share = picked.sum()
    return share, (w * b * st.norm.pdf(x)).sum() / share, (picked * u).sum() / share, (picked * u * u).sum() / share
def boundary_of(a, share): return so.brentq(lambda c: moments(a, c)[0] - share, -8 * a["sd"], 8 * a["sd"], xtol=1e-12)
usual = {"mean": 90, "sd": 10, "occasion_sd": 1.5, "error_sd": 1.0, "extreme": "highest", "averaged": 1, "worst_of": 1, "step": 0, "visit": "baseline"}
def expected(a):
    sign = 1 if a["extreme"] == "highest" else -1
    if "cut_off" in a: c = sign * (a["cut_off"] - a["mean"])
    elif "share" in a: c = boundary_of(a, a["share"])
    else: c = -math.inf
    share, level, excess, square = moments(a, c)
    later = a["occasion_sd"] ** 2 + a["error_sd"] ** 2 / a["averaged"]
    apart = a["visit"] == "separate"
    return {"share_selected": share, "mean_of_selected": a["mean"] + sign * (level + excess), "expected_second": a["mean"] + sign * level,
            "expected_change": 0 if apart else -sign * excess, "sd_of_change": math.sqrt(later + (later if apart else square - excess ** 2))}
for name, more in {
    "cut": {"cut_off": 100}, "cut_low": {"cut_off": 75, "extreme": "lowest"}, "three_readings": {"cut_off": 100, "averaged": 3, "error_sd": 4},
    "share": {"share": 0.1}, "share_low": {"share": 0.02, "extreme": "lowest", "occasion_sd": 0, "error_sd": 5}, "most": {"share": 0.9},
    "worst_of_3": {"cut_off": 100, "worst_of": 3}, "worst_of_3_everybody": {"worst_of": 3, "occasion_sd": 4},
    "worst_of_5_share": {"worst_of": 5, "share": 0.25, "occasion_sd": 4, "averaged": 2}, "worst_of_4_low": {"worst_of": 4, "cut_off": 78, "extreme": "lowest", "occasion_sd": 6},
    "separate": {"cut_off": 100, "worst_of": 3, "visit": "separate"}}.items():
    a = {**usual, **more}
    emit(f"rtm/{name}", None, "expected_regression", a, expected(a), "sums over a grid of days and errors", 1e-8, 1e-9)
# Readings written in steps: the chance of each step, and of the level given it. What the formula leaves out is step^4 |z^2 - 1| / (720 sd^2 w^2) of
# the change (Euler and Maclaurin), 6e-6 for the wider step.
for name, more in {"half": {"cut_off": 100, "step": 0.5, "occasion_sd": 0, "error_sd": 3}, "two_low": {"cut_off": 80, "step": 2, "extreme": "lowest", "occasion_sd": 0, "error_sd": 4}}.items():
    a = {**usual, **more}; g = a["step"]; sign = 1 if a["extreme"] == "highest" else -1
    cells = np.arange(0, 200 / g + 1) * g
    sd, b2 = a["sd"], a["sd"] ** 2 - a["error_sd"] ** 2
    lo, hi = (cells - g / 2 - a["mean"]) / sd, (cells + g / 2 - a["mean"]) / sd
    chance = np.where(lo > 0, st.norm.sf(lo) - st.norm.sf(hi), st.norm.cdf(hi) - st.norm.cdf(lo)); on = cells >= a["cut_off"] if sign > 0 else cells <= a["cut_off"]
    share = chance[on].sum(); written = (cells * chance)[on].sum() / share
    level = a["mean"] + b2 / sd * ((st.norm.pdf(lo) - st.norm.pdf(hi))[on].sum()) / share
    # The SDs of written readings have the rounding in them.
    a["sd"], a["error_sd"] = math.sqrt(sd ** 2 + g * g / 12), math.sqrt(a["error_sd"] ** 2 + g * g / 12)
    emit(f"rtm/steps_{name}", None, "expected_regression", a, {"share_selected": share, "mean_of_selected": written, "expected_second": level, "expected_change": level - written},
         "the chance of each written reading", 2e-6 if g < 1 else 2e-5)
for name, more in {"fall": {"change": -1}, "rise": {"change": 0.4, "averaged": 2}, "worst": {"change": -3, "worst_of": 3, "occasion_sd": 3}, "worst_enough": {"change": -2, "worst_of": 3, "occasion_sd": 3},
                   "too_much": {"change": -9}, "none": {"change": 0}}.items():
    a = {k: v for k, v in {**usual, **more}.items() if k not in ("extreme", "step", "visit")}; target = abs(a["change"])
    most = boundary_of({**a}, 1e-9)
    if moments(a, -math.inf)[2] >= target - 1e-12: share = 1
    elif moments(a, most)[2] < target: share = None
    else: share = moments(a, so.brentq(lambda c: moments(a, c)[2] - target, -8 * a["sd"], most, xtol=1e-12))[0]
    emit(f"rtm_share/{name}", None, "share_that_explains", a, {"share": share}, "sums over a grid of days and errors, root in the cut-off", 1e-7, 1e-10)

# Mee and Chua; Oldham; Blomqvist.
def line(x, y):
    n = len(x); X, Y = [m(v) for v in x], [m(v) for v in y]; mx, my = sum(X) / n, sum(Y) / n
    sxx = sum((v - mx) ** 2 for v in X); b = sum((u - mx) * (v - my) for u, v in zip(X, Y)) / sxx
    return n, mx, my, sxx, b, sum((v - my - b * (u - mx)) ** 2 for u, v in zip(X, Y)) / (n - 2)
for name, means in {"syn_n12": ["70", "73.5", "77"], "offset_n20": ["999999999.5", "1000000000", "1000000000.5"], "ties_n20": ["60", "80", "100"]}.items():
    x, y = pairs(name); n, mx, my, sxx, b, s2 = line(x, y); points = []
    for mu in map(F, means):
        effect = my - mx + (1 - b) * (mx - m(mu)); se = mp.sqrt(s2 * (mp.mpf(1) / n + (m(mu) - mx) ** 2 / sxx)); t = effect / se; q = t_quantile(mp.mpf("0.975"), n - 2)
        points.append({"effect": effect, "se": se, "t": t, "df": n - 2, "p_value": t_two_sided(t, n - 2), "ci_low": effect - q * se, "ci_high": effect + q * se})
    # The effect at the mean mu: the mean change less what the distance of the mean first reading regresses.
    for p, mu in zip(points, map(F, means)): p["effect"] = (my - mx) + (1 - b) * (mx - m(mu)); assert abs(p["effect"] - (my + b * (m(mu) - mx) - m(mu))) < mp.mpf(10) ** -30
    emit(f"mee_chua/{name}", name, "mee_chua", {"from": float(F(means[0])), "to": float(F(means[-1])), "steps": len(means) - 1, "readings": "decimal text"},
         {"curve": points, "no_effect_at": mx + (my - mx) / (1 - b)}, "least squares in 50 digits", 1e-8, 1e-12)
for name, w, df in [("syn_n50", "3", None), ("syn_n50", "3", 20), ("anorexia_ft", "2.5", None), ("offset_n20", "0.0002", None), ("syn_n12", "0", None)]:
    x, y = pairs(name); n, mx, my, sxx, b, s2 = line(x, [v - u for u, v in zip(x, y)]); lam = m(F(w)) ** 2 / (sxx / (n - 1))
    slope = (b + lam) / (1 - lam)
    # Derivatives of the slope in b and in log(lambda), by differences.
    of = lambda b, log: (b + mp.e ** log) / (1 - mp.e ** log)
    db = mp.diff(lambda v: (v + lam) / (1 - lam), b); dl = mp.diff(lambda v: of(b, v), mp.log(lam)) if lam > 0 else mp.mpf(0)
    se = mp.sqrt(db ** 2 * s2 / sxx + dl ** 2 * (mp.mpf(2) / (n - 1) + (mp.mpf(2) / df if df else 0))); q = t_quantile(mp.mpf("0.975"), n - 2)
    emit(f"blomqvist/{name}/{w}/{df}", name, "blomqvist", {"within_sd": float(F(w)), "degrees": df, "readings": "decimal text"}, {"slope": slope, "se": se, "ci_low": slope - q * se, "ci_high": slope + q * se},
         "formulas in 50 digits, derivatives by differences", 1e-8)
emit("blomqvist/refused", "syn_n12", "blomqvist", {"within_sd": 40.0, "degrees": None}, {"status": "undefined"}, "the SD of the first readings is below 40")

# Rosenbaum.
def signed(d, zeros):
    kept = [v for v in d if v != 0] if zeros == "wilcox" else d
    ranks = st.rankdata([abs(v) for v in kept]) if kept and len({abs(v) for v in kept}) else []
    ordered = sorted(abs(v) for v in kept); ranks = [F(ordered.index(abs(v)) + 1 + ordered.index(abs(v)) + ordered.count(abs(v)), 2) for v in kept]
    return [(r, v > 0) for r, v in zip(ranks, kept) if v != 0]
def law(ranks, q):
    """Chances of sums of ranks, each counted with probability q."""
    ways = {F(0): q ** 0}
    for r in ranks:
        new = {}
        for s, c in ways.items():
            new[s] = new.get(s, 0) + c * (1 - q); new[s + r] = new.get(s + r, 0) + c * q
        ways = new
    return ways
def bound(d, zeros, method, gamma):
    ranks = signed(d, zeros); up = sum(r for r, s in ranks if s); total = sum(r for r, _ in ranks); against = min(up, total - up)
    if not ranks: return mp.mpf(1)
    q = 1 / (1 + gamma)
    if method == "exact": return m(F(1)) * sum(m(c) for s, c in law([r for r, _ in ranks], q).items() if s <= against)
    return mp.ncdf((m(against) - m(q * total)) / mp.sqrt(m(q) * (1 - m(q)) * sum(m(r) ** 2 for r, _ in ranks)))
def estimates(d, gamma, level, exact):
    n = len(d); walsh = sorted({(d[i] + d[j]) / 2 for i in range(n) for j in range(i, n)}); total = F(n * (n + 1), 2); p = gamma / (1 + gamma)
    edges = [walsh[0] - 1] + walsh + [walsh[-1] + 1]
    # T+ is constant between neighbouring Walsh averages.
    pieces = [(lo, hi, sum(r for r, s in signed([v - (lo + hi) / 2 for v in d], "wilcox") if s)) for lo, hi in zip(edges, edges[1:])]
    def at(target): return (max([hi for lo, hi, t in pieces if t > target], default=walsh[0]) + min([lo for lo, hi, t in pieces if t < target], default=walsh[-1])) / 2
    tail = (1 - level) / 2
    if exact:
        ways = law([F(r) for r in range(1, n + 1)], 1 / (1 + gamma)); against = lambda t: sum(c for s, c in ways.items() if s <= t)
        chance = {t: against(total - t) for _, _, t in pieces} | {total - t: against(t) for _, _, t in pieces}
        # An amount is rejected where so large a T+, or so small a one, is rarer than the tail.
        kept = [(lo, hi) for lo, hi, t in pieces if chance[t] > tail and against(t) > tail]
        low = -math.inf if kept[0][0] == edges[0] else kept[0][0]; high = math.inf if kept[-1][1] == edges[-1] else kept[-1][1]
    else: low = high = None
    return at(p * total), at((1 - p) * total), low, high
def rosenbaum(name, gammas, zeros="wilcox", method="exact", level=F(95, 100), alphas=(F(1, 20), F(1, 40)), hl=True, note=None):
    x, y = pairs(name); d = [v - u for u, v in zip(x, y)]; ranks = signed(d, zeros); up = sum(r for r, s in ranks if s); total = sum(r for r, _ in ranks); rows = []
    for gamma in gammas:
        row = {"gamma": gamma, "p_value": bound(d, zeros, method, gamma)}
        if hl:
            least, greatest, low, high = estimates(d, gamma, level, method == "exact"); row |= {"least_estimate": least, "greatest_estimate": greatest}
            if method == "exact": row |= {"ci_low": low, "ci_high": high}
        rows.append(row)
    def sensitivity(alpha):
        if bound(d, zeros, method, F(1)) > m(alpha): return 1
        return mp.findroot(lambda g: mp.log(bound(d, zeros, method, g)) - mp.log(m(alpha)), (mp.mpf(1), mp.mpf(30)), solver="anderson", tol=1e-24)
    emit(f"rosenbaum/{name}/{zeros}/{method}", name, "rosenbaum", {"gammas": [float(g) for g in gammas], "zero_method": zeros, "method": method, "conf_level": float(level), "alphas": [float(a) for a in alphas], "readings": "decimal text"},
         {"direction": "greater" if 2 * up >= total else "less", "bounds": rows, "sensitivity": [sensitivity(a) for a in alphas]},
         "distribution by convolution in fractions, T+ ranked anew between all Walsh averages, sensitivity by the root in Gamma", 1e-8, 1e-14)
lead = ([38, 23, 41, 18, 37, 36, 23, 62, 31, 34, 24, 14, 21, 17, 16, 20, 15, 10, 45, 39, 22, 35, 49, 48, 44, 35, 43, 39, 34, 13, 73, 25, 27],
        [16, 18, 18, 24, 19, 11, 10, 15, 16, 18, 18, 13, 19, 10, 16, 16, 24, 13, 9, 14, 21, 19, 7, 18, 19, 12, 11, 22, 25, 16, 13, 11, 13])
with open("data/lead.csv", "w", newline="") as f:
    f.write("id,before,after\n" + "".join(f"{i + 1},{c},{e}\n" for i, (e, c) in enumerate(zip(*lead))))
G = lambda *g: [F(v) for v in g]
rosenbaum("sleep", G("1", "1.5", "2", "3")); rosenbaum("sleep", G("1", "2"), "pratt"); rosenbaum("syn_n12", G("1", "1.25", "4")); rosenbaum("ties_n20", G("1", "2", "3.5"))
rosenbaum("ties_half_n16", G("1", "2"), level=F(9, 10)); rosenbaum("allzero_n6", G("1", "2"), hl=False); rosenbaum("offset_n20", G("1", "2"), hl=False); rosenbaum("lead", G("1", "2", "3", "4", "5"))
rosenbaum("lead", G("1", "2", "3"), "pratt", "asymptotic"); rosenbaum("syn_n200", G("1", "1.2"), "wilcox", "asymptotic", hl=False)
emit("rosenbaum/lead/published", "lead", "rosenbaum", {"gammas": [2, 3, 4, 4.25, 5], "zero_method": "pratt", "method": "asymptotic", "alphas": []},
     {"direction": "greater", "bounds": [{"gamma": g, "p_value": p} for g, p in [(2, 0.0018), (3, 0.0136), (4, 0.0388), (4.25, 0.0468), (5, 0.0740)]]},
     "!Rosenbaum (2002), Observational Studies, section 4.3: lead in the blood of children (Morton et al. 1982), p to four decimals", 0, 5.1e-5)

# Tipping values.
for n, mean, sd, level in [(17, "-2.5", "3.1", "0.95"), (17, "-1.8", "3.1", "0.95"), (40, "0.9", "1.4", "0.9"), (2, "-5", "1", "0.95")]:
    mean_, sd_, p = m(F(mean)), m(F(sd)), 1 - (1 - m(F(level))) / 2
    def end(df, se):
        reach = t_quantile(p, df) * se; return mean_ + reach if mean_ + reach < 0 else mean_ - reach if mean_ - reach > 0 else None
    emit(f"tipping_control/{n}/{mean}/{sd}", None, "tipping_control", {"n": n, "mean": float(F(mean)), "sd": float(F(sd)), "conf_level": float(F(level))},
         {"no_difference": mean_, "known_control": end(n - 1, sd_ / mp.sqrt(n)), "control_arm": end(2 * n - 2, sd_ * mp.sqrt(mp.mpf(2) / n))}, "formulas in 50 digits")

json.dump(cases, open("cases/explain.json", "w"), indent=1); open("cases/explain.json", "a").write("\n")
if "-v" in sys.argv:
    for c in cases: print(c["id"], json.dumps(c["expected"])[:400])
