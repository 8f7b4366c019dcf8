#!/usr/bin/env python3
"""Cases for several readings of one person and for ordered grades: mixed models with dense matrices and numerical derivatives (numpy,
scipy), proportional odds in 30 digits (mpmath), rank sums by counting tables of grades; writes cases/mixed.json (after the carried-over
lmm cases that are there) and the seeded data grades_*. Run in this folder: make_mixed.py [folder of the collection]"""
import csv, json, math, os, sys
from fractions import Fraction
import mpmath as mp, numpy as np, scipy, scipy.stats as st, scipy.optimize as so
mp.mp.dps = 40
versions = f"numpy {np.__version__}, scipy {scipy.__version__}, mpmath {mp.__version__}"

def number(x): return "Inf" if x == math.inf else "-Inf" if x == -math.inf else x if isinstance(x, (int, bool, str, dict)) or x is None else float(x)
cases = []
if len(sys.argv) > 1:
    cases = [c for c in json.load(open(f"{sys.argv[1]}/expected.json")) if c["id"].startswith("lmm") and str(c["dataset"]).startswith("sites_")]
elif os.path.exists("cases/mixed.json"):
    cases = [c for c in json.load(open("cases/mixed.json")) if not c["id"].startswith("girth/")]
def emit(id, dataset, procedure, arguments, expected, source, rel=1e-6, absolute=1e-9, fields=None):
    def clean(v): return {k: clean(x) for k, x in v.items()} if isinstance(v, dict) else number(v)
    cases.append({"id": id, "dataset": dataset, "procedure": procedure, "arguments": arguments, "expected": clean(expected),
                  "source": f"{versions}: {source}", "tolerance": {"rel": rel, "abs": absolute, **({"fields": fields} if fields else {})}})

# ---- mixed models of changes
def changes(name):
    first, readings, sites = {"sites_n30x4": "baseline"}.get(name, "pre"), {}, []
    for r in csv.DictReader(open(f"data/{name}.csv")):
        if r["site"] not in sites: sites.append(r["site"])
        if r["value"]: readings.setdefault((r["id"], r["site"]), {})[r["visit"] == first] = float(r["value"])
    return sites, [(i, s, round(v[False] - v[True], 9)) for (i, s), v in readings.items() if len(v) == 2]

class Reml:
    """y = X b + u_group + e with dense V, everything by definition."""
    def __init__(self, y, X, group):
        self.y, self.X = np.array(y), np.array(X, float); names = sorted(set(group))
        Z = np.array([[g == n for n in names] for g in group], float); self.J = Z @ Z.T; self.k = len(names)
        n, p = self.X.shape; self.n, self.p = n, p
        f = lambda t: -self.profile(math.exp(t))
        t = min((so.minimize_scalar(f, bracket=(a, a + 0.5), tol=1e-12) for a in (-4, -2, 0, 2)), key=lambda r: r.fun).x
        slope = lambda t: (self.profile(math.exp(t + 1e-4)) - self.profile(math.exp(t - 1e-4)))
        self.zero = t < -12 or self.profile(0) >= self.profile(math.exp(t))
        if not self.zero: t = so.brentq(slope, t - 0.05, t + 0.05, xtol=1e-13)
        ratio = 0.0 if self.zero else math.exp(t)
        self.b, A, q, self.ll = self.gls(ratio); self.s = np.array([q / (n - p), ratio * q / (n - p)])
    def gls(self, ratio):
        V = np.eye(self.n) + ratio * self.J; W = np.linalg.inv(V); A = self.X.T @ W @ self.X; b = np.linalg.solve(A, self.X.T @ W @ self.y)
        r = self.y - self.X @ b; q = r @ W @ r; d = self.n - self.p
        return b, A, q, -0.5 * (d * math.log(2 * math.pi * q / d) + d + np.linalg.slogdet(V)[1] + np.linalg.slogdet(A)[1])
    def profile(self, ratio): return self.gls(ratio)[3]
    def full(self, s):
        V = s[0] * np.eye(self.n) + s[1] * self.J; W = np.linalg.inv(V); A = self.X.T @ W @ self.X; P = W - W @ self.X @ np.linalg.solve(A, self.X.T @ W)
        return -0.5 * (np.linalg.slogdet(V)[1] + np.linalg.slogdet(A)[1] + self.y @ P @ self.y), np.linalg.inv(A)
    def hessian(self):
        h = self.s * 2e-3; H = np.zeros((2, 2)); e = np.eye(2)
        def second(i, j, c):
            f = lambda a, b: self.full(self.s + c * (a * h * e[i] + b * h * e[j]))[0]
            return (f(1, 1) - f(1, -1) - f(-1, 1) + f(-1, -1)) / (4 * c * c * h[i] * h[j])
        for i in range(2):
            for j in range(2): H[i, j] = (4 * second(i, j, 1) - second(i, j, 2)) / 3
        return -H
    def contrast(self, c, method):
        c = np.array(c, float); est = c @ self.b; C = self.full(self.s)[1]; v = c @ C @ c
        if self.zero: return est, math.sqrt(v), self.n - self.p
        if method == "satterthwaite":
            g = np.zeros(2)
            for i in range(2):
                h = np.zeros(2); h[i] = self.s[i] * 1e-4; g[i] = (c @ self.full(self.s + h)[1] @ c - c @ self.full(self.s - h)[1] @ c) / (2 * h[i])
            return est, math.sqrt(v), 2 * v * v / (g @ np.linalg.inv(self.hessian()) @ g)
        G, W, P, Q, C, CA = self.kr_parts()
        g = [c @ C @ -P[i] @ C @ c for i in range(2)]; a = sum(W[i, j] * g[i] * g[j] for i in range(2) for j in range(2)) / v ** 2
        return est, math.sqrt(c @ CA @ c), 2 / a
    def kr_parts(self):
        V = self.s[0] * np.eye(self.n) + self.s[1] * self.J; Vi = np.linalg.inv(V); X = self.X; G = [np.eye(self.n), self.J]; C = np.linalg.inv(X.T @ Vi @ X)
        P = [-X.T @ Vi @ g @ Vi @ X for g in G]; Q = [[X.T @ Vi @ g @ Vi @ h @ Vi @ X for h in G] for g in G]
        PP = Vi - Vi @ X @ C @ X.T @ Vi; I = np.array([[0.5 * np.trace(PP @ g @ PP @ h) for h in G] for g in G]); W = np.linalg.inv(I)
        return G, W, P, Q, C, C + 2 * C @ sum(W[i, j] * (Q[i][j] - P[i] @ C @ P[j]) for i in range(2) for j in range(2)) @ C
    def f_test(self, L, method):
        L = np.array(L, float); q = len(L)
        if method == "satterthwaite":
            C = self.full(self.s)[1]; d, U = np.linalg.eigh(L @ C @ L.T); rows = U.T @ L
            F = sum((r @ self.b) ** 2 / v for r, v in zip(rows, d)) / q
            if self.zero: return F, q, self.n - self.p
            nu = [self.contrast(r, method)[2] for r in rows]
            if max(nu) - min(nu) < 1e-6 * max(nu): return F, q, float(np.mean(nu))
            E = sum(v / (v - 2) for v in nu); return F, q, 2 * E / (E - q)
        if self.zero:  # the model without it: F of least squares
            C = self.full(self.s)[1]; e = L @ self.b; return e @ np.linalg.inv(L @ C @ L.T) @ e / q, q, self.n - self.p
        G, W, P, Q, C, CA = self.kr_parts(); T = L.T @ np.linalg.inv(L @ C @ L.T) @ L
        M = [T @ C @ p @ C for p in P]; A1 = sum(W[i, j] * np.trace(M[i]) * np.trace(M[j]) for i in range(2) for j in range(2))
        A2 = sum(W[i, j] * np.trace(M[i] @ M[j]) for i in range(2) for j in range(2)); l = q; B = (A1 + 6 * A2) / (2 * l)
        g = ((l + 1) * A1 - (l + 4) * A2) / ((l + 2) * A2); k = 3 * l + 2 * (1 - g); c1, c2, c3 = g / k, (l - g) / k, (l + 2 - g) / k
        E = 1 / (1 - A2 / l); Vs = 2 / l * (1 + c1 * B) / ((1 - c2 * B) ** 2 * (1 - c3 * B)); rho = Vs / (2 * E * E); m = 4 + (l + 2) / (l * rho - 1)
        lam = m / (E * (m - 2)); e = L @ self.b; return lam / l * e @ np.linalg.inv(L @ CA @ L.T) @ e, q, m

def answer(model, c, method):
    est, se, df = model.contrast(c, method); t = est / se; half = st.t.isf(0.025, df) * se
    return {"estimate": est, "se": se, "df": df, "p_value": 2 * st.t.sf(abs(t), df), "ci_low": est - half, "ci_high": est + half}
def overall(model, L, method):
    F, q, df = model.f_test(L, method); return {"F": F, "numerator_df": q, "denominator_df": df, "p_value": st.f.sf(F, q, df)}
LOOSE = {"df": 2e-5, "p_value": 1e-4, "denominator_df": 2e-5, "ci_low": 1e-5, "ci_high": 1e-5}
DENSE = "REML with dense V, numerical derivatives (Satterthwaite) and the matrices of Kenward and Roger"
unit = lambda i, k: [float(j == i) for j in range(k)]
treated = lambda i: int(i[1:]) % 2 == 1
own = np.random.default_rng(7)
with open("data/sites_alike_n14x4.csv", "w") as f:  # changes of one person are alike; one in six sites is missing
    f.write("id,site,visit,value\n")
    for i in range(1, 15):
        person = own.normal(-1, 1.5)
        for j, s in enumerate(("waist", "hips", "thigh", "arm")):
            before, change, gone = own.normal(80 - 12 * j, 4), person + (-0.8, -0.2, 0.3, 0.0)[j] + own.normal(0, 1.2) - (i % 2) * (1 + j / 2), own.random() < 1 / 6
            if not gone: f.write(f"T{i:02d},{s},pre,{before:.1f}\nT{i:02d},{s},post,{before + change:.1f}\n")
for name in ("sites_n30x4", "sites_balanced_n10x3", "sites_alike_n14x4"):
    sites, rows = changes(name); k = len(sites)
    print(name, len(rows), "changes")
    model = Reml([y for _, _, y in rows], [unit(sites.index(s), k) for _, s, _ in rows], [i for i, _, _ in rows])
    shared = {"readings": model.n, "people": model.k, "residual_variance": model.s[0], "between_variance": model.s[1],
              "icc": model.s[1] / model.s.sum(), "log_likelihood": model.ll}
    for method in ("satterthwaite", "kenward_roger"):
        contrasts = {"mean over sites": answer(model, [1 / k] * k, method)}
        contrasts.update({s: answer(model, unit(j, k), method) for j, s in enumerate(sites)})
        contrasts.update({f"{sites[b]} - {sites[a]}": answer(model, np.subtract(unit(b, k), unit(a, k)), method) for a in range(k) for b in range(a + 1, k)})
        emit(f"girth/sites_model/{name}/{method}", name, "sites_model", {"degrees": method},
             {**shared, "contrasts": contrasts, "overall": overall(model, [np.subtract(unit(j, k), unit(0, k)) for j in range(1, k)], method)}, DENSE, fields=LOOSE)
    y = np.array([r[2] for r in rows]); people = {}
    for i, _, _ in rows: people[i] = people.get(i, 0) + 1
    m = sum(v * v for v in people.values()) / len(y); icc = shared["icc"]; deff = 1 + (m - 1) * icc; est, se, df = model.contrast([1 / k] * k, "satterthwaite")
    emit(f"girth/naive_pooled/{name}", name, "naive_pooled", {},
         {"readings": len(y), "people": len(people), "readings_per_person": m, "icc": icc, "design_effect": deff, "effective_number": len(y) / deff,
          "pooled_mean": y.mean(), "pooled_standard_error": y.std(ddof=1) / math.sqrt(len(y)), "pooled_degrees": len(y) - 1,
          "mean": est, "standard_error": se, "degrees": df}, DENSE, fields={"degrees": 2e-5})
    # Arms: odd numbers treated.
    for effect in ("separate", "common"):
        def row(i, s):
            base = unit(sites.index(s), k); extra = base if effect == "separate" else [1.0]
            return base + [x * treated(i) for x in extra]
        model = Reml([y for _, _, y in rows], [row(i, s) for i, s, _ in rows], [i for i, _, _ in rows])
        for method in ("satterthwaite", "kenward_roger"):
            d = k if effect == "separate" else 1
            contrasts = {"treated - control, mean over sites": answer(model, [0] * k + [1 / d] * d, method)}
            if d > 1: contrasts.update({f"treated - control, {s}": answer(model, [0] * k + unit(j, k), method) for j, s in enumerate(sites)})
            expected = {"readings": model.n, "people": model.k, "residual_variance": model.s[0], "between_variance": model.s[1], "contrasts": contrasts}
            if d > 1: expected["overall"] = overall(model, [[0] * k + list(np.subtract(unit(j, k), unit(0, k))) for j in range(1, k)], method)
            emit(f"girth/sites_model_of_arms/{name}/{effect}/{method}", name, "sites_model_of_arms", {"degrees": method, "effect": effect, "treated": "odd numbers"}, expected, DENSE, fields=LOOSE)
    # Clusters of the changes at the first site with a variance between clusters above zero.
    for rule, of, arm in (("within", lambda i: int(i[1:]) % 4 // 2 * 3 + int(i[1:]) % 3, treated), ("between", lambda i: int(i[1:]) % 7, lambda i: int(i[1:]) % 7 % 2 == 1)):
        fits = {}
        for s in sites:
            part = [r for r in rows if r[1] == s]; fits[s] = Reml([y for *_, y in part], [[1.0, float(arm(i))] for i, *_ in part], [of(i) for i, *_ in part])
        site = next((s for s in sites if not fits[s].zero), sites[0]); model = fits[site]
        for method in ("satterthwaite", "kenward_roger"):
            emit(f"girth/clusters_model/{name}/{rule}/{method}", name, "clusters_model", {"degrees": method, "assignment": rule, "site": site},
                 {"readings": model.n, "clusters": model.k, "residual_variance": model.s[0], "between_variance": model.s[1], "contrast": answer(model, [0, 1], method)}, DENSE, 1e-6, 1e-9, LOOSE)

# ---- grades
rng = np.random.default_rng(20261122)
def grades(name, n, shift, levels):
    rows = []
    for i in range(n):
        arm = "treated" if i % 2 == 0 else "control"; skill = rng.logistic(); cut = lambda x: int(np.clip(np.floor(x + levels / 2), 0, levels - 1))
        rows.append((f"P{i + 1:03d}", arm, cut(skill), cut(0.7 * skill + rng.logistic() * 0.8 + (shift if arm == "treated" else 0))))
    with open(f"data/{name}.csv", "w") as f:
        f.write("id,arm,before,after\n"); f.writelines(",".join(map(str, r)) + "\n" for r in rows)
grades("grades_n120", 120, -0.8, 5); grades("grades_n40", 40, 0.9, 4); grades("grades_n15", 15, -0.5, 3)
with open("data/grades_apart_n12.csv", "w") as f:
    f.write("id,arm,before,after\n"); f.writelines(f"P{i:02d},{'treated' if i < 6 else 'control'},{i % 3},{[2, 2, 3, 3, 3, 2][i] if i < 6 else [0, 1, 1, 2, 0, 2][i - 6]}\n" for i in range(12))

def read(name):
    rows = list(csv.DictReader(open(f"data/{name}.csv"))); levels = sorted({int(r["after"]) for r in rows})
    return [(int(r["arm"] == "treated"), int(r["before"]), levels.index(int(r["after"]))) for r in rows], len(levels)
def sigma(t): return 1 / (1 + mp.exp(-t))
class Odds:
    """The cumulative logit model by its definition, Newton with numerical derivatives in 40 digits."""
    def __init__(self, rows, J, held=None):
        counts = {}
        for r in rows: counts[r] = counts.get(r, 0) + 1
        self.counts, self.J, self.held = counts, J, held; self.mean = mp.mpf(sum(r[1] for r in rows)) / len(rows)
        start = []
        for j in range(J - 1):
            below = mp.mpf(sum(r[2] <= j for r in rows)) / len(rows); start.append(mp.log(below / (1 - below)) + (held or 0) * mp.mpf(sum(r[0] for r in rows)) / len(rows))
        self.x = mp.matrix(start + ([mp.mpf(0)] if held is not None else [mp.mpf(0)] * 2)); self.solve()
    def p(self, x, arm, before, y, per_cut=None):
        if self.held is None: b, g = x[self.J - 1], x[self.J]
        else: b, g = self.held, x[self.J - 1]
        def F(j):
            if j < 0: return mp.mpf(0)
            if j >= self.J - 1: return mp.mpf(1)
            return sigma(x[j] - (per_cut[j] if per_cut else b) * arm - g * (before - self.mean))
        return F(y) - F(y - 1)
    def ll(self, x):
        total = mp.mpf(0)
        for (a, b, y), n in self.counts.items():
            p = self.p(x, a, b, y)
            if p <= 0: return mp.mpf("-inf")
            total += n * mp.log(p)
        return total
    def derivatives(self, x):
        k, h = len(x), mp.mpf(10) ** -12; e = lambda *at: mp.matrix([x[i] + sum(s * h for j, s in at if j == i) for i in range(k)])
        f0 = self.ll(x); up = [self.ll(e((i, 1))) for i in range(k)]; down = [self.ll(e((i, -1))) for i in range(k)]
        g = mp.matrix([(up[i] - down[i]) / (2 * h) for i in range(k)]); H = mp.zeros(k)
        for i in range(k):
            H[i, i] = (up[i] - 2 * f0 + down[i]) / h ** 2
            for j in range(i): H[i, j] = H[j, i] = (self.ll(e((i, 1), (j, 1))) - up[i] - up[j] + 2 * f0 - down[i] - down[j] + self.ll(e((i, -1), (j, -1)))) / (2 * h * h)
        return g, H
    def solve(self):
        for _ in range(60):
            g, self.H = self.derivatives(self.x); step = mp.lu_solve(-self.H, g); s, now = mp.mpf(1), self.ll(self.x)
            while self.ll(self.x + s * step) < now and s > 1e-9: s /= 2
            self.x += s * step
            if mp.norm(step) < mp.mpf(10) ** -13: break
        self.top = self.ll(self.x)
    def score_test(self):
        J, x, h = self.J, self.x, mp.mpf(10) ** -12; full = [x[j] for j in range(J - 1)] + [x[J - 1]] * (J - 1) + [x[J]]
        def prob(v, a, b, y): return self.p(mp.matrix(list(v[:J - 1]) + [0, v[-1]]), a, b, y, per_cut=v[J - 1:2 * (J - 1)])
        k = len(full); S = mp.zeros(k, 1); I = mp.zeros(k)
        def slopes(a, b, y):
            out = []
            for i in range(k):
                up, down = list(full), list(full); up[i] += h; down[i] -= h; out.append((prob(up, a, b, y) - prob(down, a, b, y)) / (2 * h))
            return out
        for (a, b, y), n in self.counts.items():
            for z in range(J):
                p, d = prob(full, a, b, z), slopes(a, b, z)
                for i in range(k):
                    if z == y: S[i] += n * d[i] / p
                    for j in range(k): I[i, j] += n * d[i] * d[j] / p
        return (S.T * mp.lu_solve(I, S))[0], J - 2
def profile_limits(rows, J, peak, b, level):
    z = mp.mpf(st.norm.isf((1 - level) / 2)); root = lambda c: mp.sign(b - c) * mp.sqrt(max(2 * (peak - Odds(rows, J, mp.mpf(c)).top), 0))
    def find(target, inner, outer): return so.brentq(lambda c: float(root(c) - target), inner, outer, xtol=1e-11)
    return find(z, float(b) - 0.01, float(b) - 6), find(-z, float(b) + 0.01, float(b) + 6)
mp.mp.dps = 34
for name in ("grades_n120", "grades_n40", "grades_n15"):
    rows, J = read(name); free = Odds(rows, J); null = Odds(rows, J, mp.mpf(0)); b = free.x[J - 1]; z = mp.sign(b) * mp.sqrt(2 * (free.top - null.top))
    low, high = profile_limits(rows, J, free.top, b, 0.95); chi, df = free.score_test()
    expected = {"n": len(rows), "odds_ratio": mp.exp(b), "log_odds_ratio": b, "se": mp.sqrt((-free.H) ** -1)[J - 1, J - 1] if False else mp.sqrt(((-free.H) ** -1)[J - 1, J - 1]),
                "baseline": free.x[J], "log_likelihood": free.top, "z": z, "p_value": 2 * st.norm.sf(abs(float(z))), "ci_low": math.exp(low), "ci_high": math.exp(high)}
    if df: expected.update({"check_chi_squared": chi, "check_df": df, "check_p": st.chi2.sf(float(chi), df)})
    emit(f"girth/proportional_odds/{name}", name, "proportional_odds", {"conf_level": 0.95}, expected, "cumulative logit model from its definition, numerical derivatives in 34 digits", 1e-8, 1e-10)
for name in ("grades_n120", "grades_n40", "grades_n15", "grades_apart_n12"):
    rows, J = read(name); T = [y for a, _, y in rows if a]; C = [y for a, _, y in rows if not a]; m, n = len(T), len(C)
    W = np.sign(np.subtract.outer(T, C)); h, l = (W > 0).mean(), (W < 0).mean(); theta = (h + (1 - l)) / 2; U = (W > 0).sum() + 0.5 * (W == 0).sum()
    per = [sum(y == j for _, _, y in rows) for j in range(J)]
    if m + n <= 100:  # every table of grades with m treated, weighted by its number of divisions
        mid, below = [], 0
        for c in per: mid.append(Fraction(2 * below + c + 1, 2)); below += c
        law = {(0, Fraction(0)): 1}
        for c, r in zip(per, mid):
            new = {}
            for (used, w), ways in law.items():
                for t in range(min(c, m - used) + 1):
                    key = (used + t, w + t * r); new[key] = new.get(key, 0) + ways * math.comb(c, t)
            law = new
        law = {w: ways for (used, w), ways in law.items() if used == m}; total = sum(law.values()); obs = Fraction(2 * U).limit_denominator(2) / 2 + Fraction(m * (m + 1), 2)
        lower, upper = (Fraction(sum(v for w, v in law.items() if f(w)), total) for f in (lambda w: w <= obs, lambda w: w >= obs)); p = float(min(1, 2 * min(lower, upper)))
    else: p = float(st.mannwhitneyu(T, C, use_continuity=False, method="asymptotic").pvalue)
    expected = {"n": m + n, "U": U, "p_value": p, "probability": theta, "higher": h, "lower": l, "tied": 1 - h - l, "win_odds": theta / (1 - theta) if theta < 1 else math.inf}
    a, c = (W.mean(axis=1) + 1) / 2, (W.mean(axis=0) + 1) / 2; va, vc = a.var(ddof=1) / m, c.var(ddof=1) / n; v = va + vc
    df = v * v / (va ** 2 / (m - 1) + vc ** 2 / (n - 1)); logit = math.log(theta / (1 - theta)); half = st.t.isf(0.025, df) * math.sqrt(v) / (theta * (1 - theta))
    check = st.brunnermunzel(C, T); assert abs(abs(check.statistic) - abs(theta - 0.5) / math.sqrt(v)) < 1e-9
    expo = lambda t: 1 / (1 + math.exp(-t))
    expected.update({"ci_low": expo(logit - half), "ci_high": expo(logit + half), "win_odds_ci_low": math.exp(logit - half), "win_odds_ci_high": math.exp(logit + half)})
    if h > 0 and l > 0:
        i, j = (W > 0).mean(axis=1) / h - (W < 0).mean(axis=1) / l, (W > 0).mean(axis=0) / h - (W < 0).mean(axis=0) / l
        se = math.sqrt(i.var(ddof=1) / m + j.var(ddof=1) / n); z = st.norm.isf(0.025)
        expected.update({"win_ratio": h / l, "win_ratio_ci_low": h / l * math.exp(-z * se), "win_ratio_ci_high": h / l * math.exp(z * se)})
    expected.update({"benefit": 1 - theta, "benefit_ci_low": expo(-logit - half), "benefit_ci_high": expo(-logit + half)})
    emit(f"girth/wilcoxon_grades/{name}", name, "wilcoxon_grades", {"conf_level": 0.95}, expected, "pairs counted; exact p from all tables of grades; brunnermunzel for the variance", 1e-9, 1e-12)
    raw = list(csv.DictReader(open(f"data/{name}.csv"))); pairs = [(int(r["before"]), int(r["after"])) for r in raw]; N = len(pairs)
    up, down = sum(x < y for x, y in pairs), sum(x > y for x, y in pairs); had = [(x, y) for x, y in pairs if x != 0]
    def share(x, of):
        r = st.binomtest(x, of).proportion_ci(0.95, "exact"); return {"count": x, "of": of, "share": x / of, "ci_low": r.low, "ci_high": r.high}
    emit(f"girth/grade_improvement/{name}", name, "grade_improvement", {"better": "lower", "zero": 0, "conf_level": 0.95},
         {"improved": share(down, N), "unchanged": share(N - up - down, N), "worsened": share(up, N), "improved_of_changed": share(down, up + down),
          "p_value": st.binomtest(down, up + down).pvalue, "eliminated": share(sum(y == 0 for _, y in had), len(had))}, "binomtest", 1e-9, 1e-12)

json.dump(cases, open("cases/mixed.json", "w"), indent=1); open("cases/mixed.json", "a").write("\n")
print(len(cases), "cases")
