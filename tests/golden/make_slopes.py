#!/usr/bin/env python3
"""Cases for random slopes, doses and what is left of an effect: mixed models with dense matrices and derivatives by differences (numpy,
scipy), contrasts and Fieller's sets in 40 digits with roots found on t itself (mpmath); writes cases/slopes.json (after the carried-over
case of sleepstudy) and the seeded data slopes_*. Run in this folder: make_slopes.py [folder of the collection]"""
import csv, json, math, os, sys
import mpmath as mp, numpy as np, scipy, scipy.stats as st, scipy.optimize as so
mp.mp.dps = 40
versions = f"numpy {np.__version__}, scipy {scipy.__version__}, mpmath {mp.__version__}"

def number(x): return "Inf" if x == math.inf else "-Inf" if x == -math.inf else x if isinstance(x, (int, bool, str)) or x is None else float(x)
def clean(v): return {k: clean(x) for k, x in v.items()} if isinstance(v, dict) else [clean(x) for x in v] if isinstance(v, list) else number(v)
cases = []
if len(sys.argv) > 1:
    cases = [c for c in json.load(open(f"{sys.argv[1]}/expected.json")) if c["id"] == "lmm_nested/sleepstudy/random_slope"]
elif os.path.exists("cases/slopes.json"):
    cases = [c for c in json.load(open("cases/slopes.json")) if not c["id"].startswith("girth/")]
def emit(id, dataset, procedure, arguments, expected, source, rel=1e-6, absolute=1e-9, fields=None):
    cases.append({"id": id, "dataset": dataset, "procedure": procedure, "arguments": arguments, "expected": clean(expected),
                  "source": f"{versions}: {source}", "tolerance": {"rel": rel, "abs": absolute, **({"fields": fields} if fields else {})}})

class Lines:
    """y = X b + u0 + u1 z + e. The covariance of (u0, u1) is full, of rank one, diagonal, or diagonal with one variance; phi are its cells
    and the residual variance (for rank one the two loadings), V is linear or quadratic in phi."""
    def __init__(self, y, X, z, person, independent=False):
        self.y, self.X, self.z = np.array(y, float), np.array(X, float), np.array(z, float)
        same = np.array([[a == b for b in person] for a in person], float)
        self.one = same; self.both = same * (self.z[:, None] + self.z[None, :]); self.slope = same * np.outer(self.z, self.z); self.same = same
        person = list(person); self.blocks = [np.array([i for i, a in enumerate(person) if a == b]) for b in dict.fromkeys(person)]
        self.y = self.y - self.y.mean(); self.shift = np.linalg.lstsq(self.X, np.ones(len(person)), rcond=None)[0] * (np.array(y, float).mean())
        self.n, self.p = self.X.shape; self.eye = np.eye(self.n)
        sd_y, sd_z = self.y.std(), self.z.std()
        forms = ["diagonal", "start", "slope", "none"] if independent else ["full", "line", "none"]
        fits = [(form, *self.best(form, sd_y, sd_z)) for form in forms]
        # The first is the richest; a simpler one takes its place only where nothing is lost.
        self.form, self.phi, self.ll = fits[0]
        for form, phi, ll in fits[1:]:
            if ll >= self.ll - 1e-8: self.form, self.phi, self.ll = form, phi, ll
        self.b, self.C = self.gls(self.phi)
    def parts(self, phi, form=None):
        """V and its derivatives in phi."""
        form = form or self.form; s = phi[0]; V = s * self.eye; D = [self.eye]
        if form == "full": V = V + phi[1] * self.one + phi[2] * self.both + phi[3] * self.slope; D += [self.one, self.both, self.slope]
        if form == "diagonal": V = V + phi[1] * self.one + phi[2] * self.slope; D += [self.one, self.slope]
        if form == "start": V = V + phi[1] * self.one; D += [self.one]
        if form == "slope": V = V + phi[1] * self.slope; D += [self.slope]
        if form == "line":
            v = phi[1] + phi[2] * self.z; ones = np.ones(self.n)
            V = V + self.same * np.outer(v, v); D += [self.same * (np.outer(a, v) + np.outer(v, a)) for a in (ones, self.z)]
        return V, D
    def log_likelihood(self, phi, form):
        V, _ = self.parts(phi, form); p = self.p; A, B, q, det = np.zeros((p, p)), np.zeros(p), 0.0, 0.0
        for rows in self.blocks:
            v = V[np.ix_(rows, rows)]
            try: L = np.linalg.cholesky(v)
            except np.linalg.LinAlgError: return -math.inf
            XY = np.linalg.solve(L, np.column_stack([self.X[rows], self.y[rows]])); x, y = XY[:, :p], XY[:, p]
            A += x.T @ x; B += x.T @ y; q += y @ y; det += 2 * np.log(np.diag(L)).sum()
        return -0.5 * ((self.n - p) * math.log(2 * math.pi) + det + np.linalg.slogdet(A)[1] + q - B @ np.linalg.solve(A, B))
    def score(self, phi, form):
        V, D = self.parts(phi, form); W = np.linalg.inv(V); A = self.X.T @ W @ self.X; P = W - W @ self.X @ np.linalg.solve(A, self.X.T @ W); e = P @ self.y
        return np.array([-0.5 * (np.sum(P * d) - e @ d @ e) for d in D])
    def best(self, form, sd_y, sd_z):
        def natural(t):
            s = math.exp(2 * t[0])
            if form == "none": return [s]
            a = math.exp(2 * t[1])
            if form in ("start", "slope"): return [s, a]
            if form == "line": return [s, t[1], t[2]]
            c = math.exp(2 * t[2])
            return [s, a, math.tanh(t[3]) * math.sqrt(a * c), c] if form == "full" else [s, a, c]
        ly, lz = math.log(sd_y), math.log(sd_y / sd_z); best = None
        starts = {"none": [[ly]], "start": [[ly, ly]], "slope": [[ly, lz]], "line": [[ly, sd_y, sd_y / sd_z], [ly, sd_y, -sd_y / sd_z]],
                  "diagonal": [[ly - 1, ly, lz]], "full": [[ly - 1, ly, lz, r] for r in (-0.5, 0.5)]}[form]
        for start in starts:
            t = np.array(start)
            t = so.minimize(lambda t: -max(self.log_likelihood(natural(t), form), -1e12), t, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-6, "maxiter": 600}).x
            phi = np.array(natural(t)); scale = np.abs(phi) + 1e-300
            root = so.root(lambda u: self.score(u * scale, form) * scale, phi / scale, tol=1e-13)
            found = root.x * scale  # outside the covariances a root is none
            inside = form == "line" or (min(found) >= 0 if form != "full" else found[1] > 0 and found[3] > 0 and found[1] * found[3] > found[2] ** 2)
            if inside and self.log_likelihood(found, form) >= self.log_likelihood(phi, form) - 1e-9: phi = root.x * scale
            ll = self.log_likelihood(phi, form)
            if best is None or ll > best[1]: best = (phi, ll)
        return best
    def gls(self, phi):
        W = np.linalg.inv(self.parts(phi)[0]); C = np.linalg.inv(self.X.T @ W @ self.X); return C @ self.X.T @ W @ self.y + self.shift, C
    def steps(self): return np.maximum(np.abs(self.phi), 1e-3 * np.max(np.abs(self.phi))) * 1e-4
    def contrast(self, c, method):
        c = np.array(c, float); est, v = c @ self.b, c @ self.C @ c; h = self.steps(); m = len(h); e = np.eye(m)
        if method == "satterthwaite":
            # Observed information: differences of the score, with one step of Richardson.
            def row(i, k): return (self.score(self.phi + k * h[i] * e[i], self.form) - self.score(self.phi - k * h[i] * e[i], self.form)) / (2 * k * h[i])
            H = -np.array([(4 * row(i, 1) - row(i, 2)) / 3 for i in range(m)]); H = (H + H.T) / 2
            g = np.array([(c @ self.gls(self.phi + h[i] * e[i])[1] @ c - c @ self.gls(self.phi - h[i] * e[i])[1] @ c) / (2 * h[i]) for i in range(m)])
            return est, math.sqrt(v), 2 * v * v / (g @ np.linalg.solve(H, g))
        V, D = self.parts(self.phi); W = np.linalg.inv(V); X = self.X; PP = W - W @ X @ self.C @ X.T @ W
        cov = np.linalg.inv([[0.5 * np.trace(PP @ a @ PP @ b) for b in D] for a in D])
        P = [-X.T @ W @ a @ W @ X for a in D]; Q = [[X.T @ W @ a @ W @ b @ W @ X for b in D] for a in D]
        adjusted = self.C + 2 * self.C @ sum(cov[i, j] * (Q[i][j] - P[i] @ self.C @ P[j]) for i in range(m) for j in range(m)) @ self.C
        g = np.array([c @ self.C @ -p @ self.C @ c for p in P]); return est, math.sqrt(c @ adjusted @ c), 2 * v * v / (g @ cov @ g)
    def covariance(self):
        z = self.phi
        return {"full": lambda: z[1:], "line": lambda: [z[1] ** 2, z[1] * z[2], z[2] ** 2], "diagonal": lambda: [z[1], 0, z[2]],
                "start": lambda: [z[1], 0, 0], "slope": lambda: [0, 0, z[1]], "none": lambda: [0, 0, 0]}[self.form]()
    def rank(self): return {"full": 2, "diagonal": 2, "none": 0}.get(self.form, 1)

def coefficient(model, c, method):
    est, se, df = model.contrast(c, method); t = est / se; return {"estimate": est, "se": se, "df": df, "t": t, "p_value": 2 * st.t.sf(abs(t), df)}
def answer(model, c, method="satterthwaite"):
    est, se, df = model.contrast(c, method); t = est / se; half = st.t.isf(0.025, df) * se
    return {"estimate": est, "se": se, "df": df, "p_value": 2 * st.t.sf(abs(t), df), "ci_low": est - half, "ci_high": est + half}
unit = lambda i, k: [float(j == i) for j in range(k)]
DENSE = "REML with dense V, roots of the score, information by differences of the score"
LOOSE = {"df": 2e-5, "p_value": 2e-4, "ci_low": 1e-5, "ci_high": 1e-5, "logLik_reml": 1e-9, "log_likelihood": 1e-9}

# ---- mixed models as such
own = np.random.default_rng(11)
def curved(name, n, visits, seed, sds, missing, noise):
    """A line for everybody, one in `missing` readings gone, written to one decimal. Without variation between people even the noise has
    none: each person's own line is taken off it."""
    r = np.random.default_rng(seed)
    with open(f"data/{name}.csv", "w") as f:
        f.write("id,week,value\n")
        for i in range(1, n + 1):
            start, slope = r.normal(60, sds[0]), r.normal(-0.3, sds[1])
            around = r.normal(0, noise, len(visits))
            if sds == (0, 0): around = around - np.polyval(np.polyfit(visits, around, 1), visits)
            for w, e in zip(visits, around):
                value, gone = start + slope * w + e, r.random() < 1 / missing
                if not gone: f.write(f"T{i:02d},{w},{value:.1f}\n")
curved("slopes_edge_n9", 9, (0, 1, 2, 4, 7), 5, (4.0, 0.02), 9, 1.5)
curved("slopes_flat_n9", 9, (0, 1, 2, 4, 7), 2, (0, 0), 9, 1.5)
for name, fixed, z, independent in (("sleepstudy", ["day"], "day", False), ("sleepstudy", ["day"], "day", True), ("orthodont", ["age", "sex"], "age", False),
                                    ("orthodont", ["age", "sex"], "age", True), ("slopes_edge_n9", ["week"], "week", False), ("slopes_edge_n9", ["week"], "week", True),
                                    ("slopes_flat_n9", ["week"], "week", False)):
    rows = list(csv.DictReader(open(f"data/{name}.csv"))); x = np.array([float(r[z]) for r in rows])
    names, X = ["(Intercept)", z], [[1.0, v] for v in x]
    if len(fixed) > 1:
        names += ["sexFemale", "age:sexFemale"]; X = [row + [float(r["sex"] == "Female"), row[1] * (r["sex"] == "Female")] for row, r in zip(X, rows)]
    model = Lines([float(r["value"]) for r in rows], X, x, [r["id"] for r in rows], independent); k = len(names); G = model.covariance()
    print(name, "independent" if independent else "unstructured", model.form, model.phi, model.ll)
    expected = {"n_obs": len(rows), "rank": model.rank(), "covariance": G[1], "variances": {"id (Intercept)": G[0], f"id {z}": G[2], "Residual ": model.phi[0]}, "logLik_reml": model.ll}
    for method in ("satterthwaite", "kenward_roger"): expected[method] = {n: coefficient(model, unit(i, k), method) for i, n in enumerate(names)}
    random = f"({z} || id)" if independent else f"({z} | id)"
    emit(f"girth/lmm_nested/{name}/{'independent' if independent else 'slope'}", name, "lmm_nested", {"fixed": "value ~ " + " * ".join(fixed), "random": random, "method": "REML"},
         expected, DENSE, fields=LOOSE)

# ---- the procedure: five visits after a baseline, the last without a further session; one visit in eight missed
r = np.random.default_rng(23)
with open("data/slopes_n26.csv", "w") as f:
    f.write("id,arm,visit,sessions,week,value\n")
    for i in range(1, 27):
        treated = i % 2; start, slope = r.normal(61, 4), r.normal(-0.25 - 0.2 * treated, 0.25)
        for visit, sessions, week in (("baseline", 0, 0), ("v1", 2, 2), ("v2", 4, 5), ("v3", 7, 8), ("v4", 10, 12), ("month 6", 10, 26)):
            value, gone = start + slope * sessions + r.normal(0, 0.8), r.random() < 1 / 8
            f.write(f"T{i:02d},{'treated' if treated else 'control'},{visit},{sessions},{week},{'' if gone else f'{value:.1f}'}\n")
rows = [r for r in csv.DictReader(open("data/slopes_n26.csv")) if r["value"]]
for arms in (True, False):
    for axis in ("sessions", "time"):
        use = [r for r in rows if (arms or r["arm"] == "control") and (axis == "time" or r["visit"] != "month 6")]
        x = [float(r["sessions" if axis == "sessions" else "week"]) for r in use]
        X = [[float(r["arm"] == a) for a in ("control", "treated")] + [v * (r["arm"] == a) for a in ("control", "treated")] for r, v in zip(use, x)] if arms else [[1.0, v] for v in x]
        model = Lines([float(r["value"]) for r in use], X, x, [r["id"] for r in use]); G = model.covariance(); print("random_slope", arms, axis, model.form, model.phi)
        slope = "mean slope per session" if axis == "sessions" else "mean slope per unit of time"
        means = {"control": answer(model, [0, 0, 1, 0]), "treated": answer(model, [0, 0, 0, 1])} if arms else {"all": answer(model, [0, 1])}
        contrasts = {"treated - control": answer(model, [0, 0, -1, 1])} if arms else {slope: answer(model, [0, 1])}
        for m in means.values(): del m["df"], m["p_value"]
        emit(f"girth/random_slope/slopes_n26/{'arms' if arms else 'one_group'}/{axis}", "slopes_n26", "random_slope", {"arms": arms, "axis": axis},
             {"readings": len(use), "people": len({r["id"] for r in use}), "sd_slope": math.sqrt(G[2]), "sd_start": math.sqrt(G[0]), "correlation": G[1] / math.sqrt(G[0] * G[2]),
              "residual_sd": math.sqrt(model.phi[0]), "log_likelihood": model.ll, "means": means, "contrasts": contrasts}, DENSE, fields=LOOSE)

# ---- effects over visits, from the effects, their covariance and the degrees of freedom
def sf(t, df):
    half = mp.betainc(mp.mpf(df) / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return half if t > 0 else 1 - half
def quantile(q, df): return mp.findroot(lambda t: sf(t, df) - q, mp.mpf(st.t.isf(float(q), df)))
def linear(w, e, V, df, alpha=mp.mpf("0.05"), null=0, side="two", interval_tail=None):
    w = [mp.mpf(x) for x in w]; est = mp.fsum(a * b for a, b in zip(w, e)); v = mp.fsum(w[i] * w[j] * V[i][j] for i in range(len(w)) for j in range(len(w)))
    se = mp.sqrt(v); t = (est - null) / se; half = quantile(interval_tail or alpha / 2, df) * se
    p = {"two": 2 * sf(abs(t), df), "less": 1 - sf(t, df), "greater": sf(t, df)}[side]
    return {"estimate": est, "se": se, "t": t, "df": df, "p_value": p, "ci_low": est - half, "ci_high": est + half}
A = own.normal(size=(6, 6)); cov = [[mp.mpf(round(float(x), 4)) for x in row] for row in (A @ A.T * 0.02 + 0.05 * np.eye(6) + 0.1)]
effect = [mp.mpf(x) for x in ("-0.35", "-0.9", "-1.7", "-2.15", "-1.6", "-1.2")]; sessions = [2, 3, 4, 10, None, None]; weeks = [2, 4, 6, 18, 30, 44]; df = 37.5
arguments = {"effects": [float(x) for x in effect], "covariance": [[float(x) for x in row] for row in cov], "degrees": df}
dose = [s for s in sessions if s is not None]; m = len(dose)
mean = mp.fsum(dose) / m; dev = [s - mean for s in dose]; sq = mp.fsum(d * d for d in dev)
M = mp.matrix(m, 3)
for i, s in enumerate(dose): M[i, 0], M[i, 1], M[i, 2] = 1, s, s * s
curve = ((M.T * M) ** -1 * M.T)[2, :]
def gls(places, x):
    Vi = mp.matrix([[cov[i][j] for j in places] for i in places]) ** -1; L = mp.matrix(len(x), 2)
    for i, v in enumerate(x): L[i, 0], L[i, 1] = 1, v
    W = (L.T * Vi * L) ** -1 * L.T * Vi; w = [mp.mpf(0)] * 6
    for k, i in enumerate(places): w[i] = W[1, k]
    return w
pad = lambda w: list(w) + [0] * (6 - len(w))
EXACT = "closed forms in 40 digits"
emit("girth/dose_effects/six_visits", None, "dose_effects", {**arguments, "sessions": sessions, "from": 4, "to": 10},
     {"ordered_contrast": linear(pad([d / sq for d in dev]), effect, cov, df), "slope": linear(gls(range(m), dose), effect, cov, df),
      "curvature": linear(pad([curve[0, i] for i in range(m)]), effect, cov, df), "gain": linear([0, 0, -1, 1, 0, 0], effect, cov, df),
      "first": linear([0, 0, 1, 0, 0, 0], effect, cov, df)}, EXACT, rel=1e-9)
margin = mp.mpf("1.0")
for later in (4, 5):
    w = [0, 0, 0, -1] + [float(i == later) for i in (4, 5)]
    ni = linear(w, effect, cov, df, null=margin, side="less", interval_tail=mp.mpf("0.05"))
    emit(f"girth/retention/after_{weeks[later]}", None, "retention", {**arguments, "times": weeks, "end": 3, "later": later, "margin": 1.0},
         {"change": linear(w, effect, cov, df), "non_inferiority": ni, "regain": linear(gls(range(3, later + 1), weeks[3:later + 1]), effect, cov, df)}, EXACT, rel=1e-9)

# ---- retained shares: the ends are roots of |t| - q on either side of the ratio, or of the ratio's pole
def share(a, b, va, vb, c, df, null, side="two", alpha=mp.mpf("0.05")):
    a, b, va, vb, c = map(mp.mpf, map(str, (a, b, va, vb, c))); r = a / b; q = quantile(alpha / 2 if side == "two" else alpha, df)
    t = lambda x: (a - x * b) * mp.sign(b) / mp.sqrt(va - 2 * x * c + x * x * vb)
    def end(direction):  # the first x beyond r where |t| = q
        step = mp.mpf("0.001"); x = r
        while abs(t(x)) < q:
            x += direction * step; step *= mp.mpf("1.05")
            if abs(x) > 1e7: return None
        return mp.findroot(lambda x: abs(t(x)) - q, (x - direction * step / mp.mpf("1.05"), x), solver="anderson", tol=1e-30)
    low = -mp.inf if side == "less" else end(-1); high = mp.inf if side == "greater" else end(1); t0 = t(mp.mpf(str(null)))
    p = {"two": 2 * sf(abs(t0), df), "less": 1 - sf(t0, df), "greater": sf(t0, df)}[side]
    se = mp.sqrt(va - 2 * r * c + r * r * vb) / abs(b)
    return {"estimate": r, "se": se, "t": t0, "p_value": p, "ci_low": low, "ci_high": high}
for id, a, b, va, vb, c, df, null, side in (("reduction", -1.2, -2.0, 0.16, 0.12, 0.05, 41, 0.5, "two"), ("rise", 3.1, 4.0, 0.5, 0.4, 0.3, 12.25, 0, "two"),
                                            ("alike", -1.98, -2.0, 0.1, 0.1, 0.0999, 20, 0.5, "two"), ("greater", -1.2, -2.0, 0.16, 0.12, 0.05, 41, 0.5, "greater"),
                                            ("less", -1.2, -2.0, 0.16, 0.12, -0.05, 41, 0.9, "less"), ("reversed", 0.4, -2.0, 0.3, 0.2, 0.02, 30, 0, "two")):
    emit(f"girth/retained_share/{id}", None, "retained_share", {"effects": [b, a], "covariance": [[vb, c], [c, va]], "degrees": df, "null": null, "alternative": {"two": "two.sided"}.get(side, side)},
         share(a, b, va, vb, c, df, null, side), "mpmath, 40 digits: roots of |t| = q", rel=1e-9)
emit("girth/retained_share/nothing_to_keep", None, "retained_share", {"effects": [-0.5, -0.4], "covariance": [[0.2, 0.1], [0.1, 0.2]], "degrees": 20, "null": 0, "alternative": "two.sided"},
     {"status": "refused: the effect at the end of the course has t = -1.12"}, "by definition")
# One-sided beyond zero, two-sided not: Fieller's set is all but a gap, and no interval is given.
emit("girth/retained_share/gap", None, "retained_share", {"effects": [-0.8, -1.5], "covariance": [[0.16, 0.02], [0.02, 0.2]], "degrees": 30, "null": 0, "alternative": "two.sided", "benefit": "less"},
     {"estimate": -1.5 / -0.8, "ci_low": None, "ci_high": None}, "by definition", rel=1e-12)
json.dump(cases, open("cases/slopes.json", "w"), indent=1)
print(len(cases), "cases")
