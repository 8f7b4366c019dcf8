#!/usr/bin/env python3
"""Cases for the mixed model for repeated measures of courses of readings: dense matrices over all readings, unstructured covariance by
scoring in its variances and covariances (numpy, scipy); sandwiches with the whole hat matrix; writes cases/mmrm_model.json and the seeded
data mmrm_arms_n26x3 and mmrm_single_n14x3. Run in this folder: make_mmrm_model.py"""
import csv, json
import numpy as np, scipy, scipy.linalg as sl, scipy.stats as st

versions = f"numpy {np.__version__}, scipy {scipy.__version__}"
cases = []
def emit(id, dataset, arguments, expected, source, rel=1e-7):
    cases.append({"id": f"girth/mmrm_model/{id}", "dataset": dataset, "procedure": "mmrm_model", "arguments": arguments, "expected": expected,
                  "source": f"{versions}: {source}", "tolerance": {"rel": rel, "abs": 1e-9, "fields": {"df": 1e-6, "denominator_df": 1e-6, "p_value": 1e-5, "logLik": 1e-9}}})

# ---- data: one line for each person and visit; a person's baseline, arm, site and age repeated
def write(name, n, arms, seed):
    g = np.random.default_rng(seed); visits = ["week 4", "week 8", "week 12"]; rows = []
    S = np.array([[4.0, 2.6, 2.0], [2.6, 5.0, 3.4], [2.0, 3.4, 6.5]])
    for i in range(n):
        arm, site, age = arms[i % len(arms)], ["north", "south", "east"][int(g.integers(3))], int(g.integers(30, 61))
        base = round(float(g.normal(60, 5)), 1)
        e = np.linalg.cholesky(S) @ g.normal(size=3)
        effect = np.array([-0.5, -1.0, -1.2]) if len(arms) == 1 else {"sham": np.zeros(3), "active": np.array([-0.8, -1.6, -2.0])}[arm]
        missing = g.random(3) < 0.16
        for j, v in enumerate(visits):
            value = "" if missing[j] else f"{base + (60 - base) * 0.2 + effect[j] + e[j] + (site == 'south'):.1f}"
            if i == 5: value = ""                              # never came back
            rows.append([f"P{i + 1:02}", arm, "" if i == 7 else site, age, "" if i == 3 else base, v, value])
    with open(f"data/{name}.csv", "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n"); w.writerow(["id", "arm", "site", "age", "baseline", "visit", "value"]); w.writerows(rows)
write("mmrm_arms_n26x3", 26, ["sham", "active"], 20261122); write("mmrm_single_n14x3", 14, ["all"], 7)

def read(name):
    people, visits = {}, []
    for r in csv.DictReader(open(f"data/{name}.csv")):
        p = people.setdefault(r["id"], {"arm": r["arm"], "site": r["site"], "age": float(r["age"]), "base": float(r["baseline"]) if r["baseline"] else None, "y": {}})
        if r["visit"] not in visits: visits.append(r["visit"])
        if r["value"]: p["y"][r["visit"]] = float(r["value"])
    return list(people.values()), visits

class Fit:
    """REML of an unstructured covariance; rows of (person, visit)."""
    def __init__(self, y, X, person, visit, m):
        self.y, self.X, self.person = np.array(y), np.array(X, float), np.array(person); visit = np.array(visit)
        N = len(y); same = self.person[:, None] == self.person[None, :]
        self.pairs = [(a, b) for a in range(m) for b in range(a + 1)]
        self.d = []
        for a, b in self.pairs:
            A = np.outer(visit == a, visit == b); self.d.append(same * (A | A.T).astype(float))
        X = self.X; r = self.y - X @ np.linalg.lstsq(X, self.y, rcond=None)[0]
        t = np.array([np.mean(r[visit == a] ** 2) * (1 if a == b else 0) if a == b else 0.0 for a, b in self.pairs])
        for _ in range(200):
            V, W, M, P = self.at(t); Py = P @ self.y; D = [P @ d for d in self.d]
            g = np.array([-0.5 * np.trace(A) + 0.5 * Py @ d @ Py for A, d in zip(D, self.d)])
            E = np.array([[0.5 * np.sum(A * B.T) for B in D] for A in D])
            decrement = g @ np.linalg.solve(E, g)
            if decrement < 1e-4:                               # Newton's own steps near the end
                O = np.array([[-0.5 * np.sum(A * B.T) + Py @ a @ B @ Py for B, b in zip(D, self.d)] for A, a in zip(D, self.d)])
                step = np.linalg.solve(O, g); t = t + step
                if decrement < 1e-22: break
                continue
            step = np.linalg.solve(E, g); k = 1.0
            while True:
                S = np.zeros((m, m))
                for (a, b), v in zip(self.pairs, t + k * step): S[a, b] = S[b, a] = v
                if np.linalg.eigvalsh(S)[0] > 0 and self.ll(t + k * step) >= self.ll(t) - 1e-12: break
                k /= 2
                if k < 1e-8: break
            t = t + k * step
        assert decrement < 1e-18, g
        self.t, self.n, self.p = t, N, X.shape[1]
        self.V, self.W, self.M, P = self.at(t); Py = P @ self.y
        observed = np.array([[-0.5 * np.sum((P @ a) * (P @ b).T) + Py @ a @ P @ b @ Py for b in self.d] for a in self.d])
        self.A = np.linalg.inv(observed); self.b = self.M @ X.T @ self.W @ self.y; self.loglik = self.ll(t)
    def at(self, t):
        V = sum(v * d for v, d in zip(t, self.d)); W = np.linalg.inv(V); M = np.linalg.inv(self.X.T @ W @ self.X)
        return V, W, M, W - W @ self.X @ M @ self.X.T @ W
    def ll(self, t):
        V, W, M, P = self.at(t); N, p = self.X.shape
        if np.linalg.eigvalsh(V)[0] <= 0: return -np.inf
        return -0.5 * ((N - p) * np.log(2 * np.pi) + np.linalg.slogdet(V)[1] - np.linalg.slogdet(M)[1] + self.y @ P @ self.y)
    def slopes(self, c):
        u = self.W @ self.X @ self.M @ c
        return np.array([u @ d @ u for d in self.d])
    def satterthwaite(self, c):
        v, g = c @ self.M @ c, self.slopes(c)
        return v, 2 * v * v / (g @ self.A @ g)
    def sandwich(self, kind):
        """The covariance, and a function for Satterthwaite's df, from full matrices."""
        X, W, V, M = self.X, self.W, self.V, self.M; N = self.n; H = X @ M @ X.T @ W; I = np.eye(N); e = self.y - X @ self.b
        people = [np.where(self.person == i)[0] for i in sorted(set(self.person))]; halves = []
        for rows in people:
            Vi, R = V[np.ix_(rows, rows)], ((I - H) @ V @ (I - H).T)[np.ix_(rows, rows)]
            if kind == "cr0": A = np.eye(len(rows))
            if kind == "cr2":
                D = np.linalg.cholesky(Vi).T; B = D @ R @ D.T; w, U = np.linalg.eigh(B)
                A = D.T @ (U @ np.diag([x ** -0.5 if x > 1e-9 else 0 for x in w]) @ U.T) @ D
            if kind == "cr3": A = np.linalg.inv(np.eye(len(rows)) - H[np.ix_(rows, rows)])
            halves.append(M @ X[rows].T @ np.linalg.inv(Vi) @ A)
        S = sum(np.outer(h @ e[r], h @ e[r]) for h, r in zip(halves, people))
        def df(c):
            p = np.array([(I - H)[r].T @ h.T @ c for h, r in zip(halves, people)]); Q = p @ V @ p.T
            return np.trace(Q) ** 2 / np.sum(Q * Q)
        return S, df

def line(est, v, df):
    se = v ** 0.5; t = est / se
    return {"estimate": float(est), "se": float(se), "df": float(df), "p_value": float(2 * st.t.sf(abs(t), df)), "ci_low": float(est - st.t.ppf(0.975, df) * se), "ci_high": float(est + st.t.ppf(0.975, df) * se)}

def joint(fit, X, L):
    """Fai and Cornelius; the same fit in other columns X, and an orthonormal basis of the rows of L over their coefficients."""
    L = np.linalg.qr(np.array(L, float).T)[0].T @ np.linalg.lstsq(X, fit.X, rcond=None)[0]; C = L @ fit.M @ L.T; w, U = np.linalg.eigh(C); F, E, q = 0.0, 0.0, len(w); dfs = []
    for x, u in zip(w, U.T):
        c = u @ L; F += (c @ fit.b) ** 2 / x / q; dfs.append(fit.satterthwaite(c)[1])
    E = sum(v / (v - 2) for v in dfs if v > 2)
    den = dfs[0] if max(dfs) - min(dfs) < 1e-8 * max(dfs) else 2 * E / (E - q) if E > q else 2.0
    return {"F": float(F), "numerator_df": q, "denominator_df": float(den), "p_value": float(st.f.sf(F, q, den))}

# ---- arms: change ~ arm * visit + baseline * visit + covariates in treatment contrasts, LS means by emmeans' rule
def arms_model(name, covariates, reading=False):
    people, visits = read(name); arms = ["sham", "active"]; excluded = {"no reading after the baseline": 0, "no reading at baseline": 0, "covariate not known": 0}; kept = []
    for p in people:
        if not p["y"]: excluded["no reading after the baseline"] += 1
        elif p["base"] is None and not reading: excluded["no reading at baseline"] += 1
        elif "site" in covariates and not p["site"]: excluded["covariate not known"] += 1
        else: kept.append(p)
    if reading: visits = ["baseline"] + visits
    rows = [(i, p, j) for i, p in enumerate(kept) for j, v in enumerate(visits) if (v in p["y"] or (v == "baseline" and p["base"] is not None))]
    mean_base = np.mean([p["base"] for _, p, _ in rows]) if not reading else 0.0; mean_age = np.mean([p["age"] for _, p, _ in rows])
    sites = []
    for p in people:
        if p["site"] and p["site"] not in sites: sites.append(p["site"])
    sites = [s for s in sites if any(p["site"] == s for p in kept)]; m = len(visits)
    def x(arm, j, base, age, share):
        v = [float(j == k) for k in range(1, m)]; a = float(arm == "active")
        row = [1.0, *v, a, *[a * k for k in v]]
        if not reading: row += [base, *[base * k for k in v]]
        if "site" in covariates: row += share[1:]
        if "age" in covariates: row += [age]
        return np.array(row)
    value = lambda p, j: p["base"] if visits[j] == "baseline" else p["y"][visits[j]]
    y = [value(p, j) - (0 if reading else p["base"]) for _, p, j in rows]
    X = [x(p["arm"], j, p["base"], p["age"], [float(p["site"] == s) for s in sites]) for _, p, j in rows]
    fit = Fit(y, X, [i for i, _, _ in rows], [j for _, _, j in rows], m)
    mean = lambda arm, j: x(arm, j, mean_base, mean_age, [1 / len(sites)] * len(sites))
    return fit, visits, mean, mean_base, {k: v for k, v in excluded.items() if v}, len(kept), rows

def arms_fields(model, method, reading=False):
    fit, visits, mean, mean_base, excluded, n, _ = model
    S, df = (None, None) if method == "satterthwaite" else method
    def answer(c, plus=0.0):
        est = c @ fit.b + plus
        if method == "satterthwaite": v, d = fit.satterthwaite(c)
        else: v, d = c @ S @ c, df(c)
        return line(est, v, d)
    means = {f"{a} at {v}": answer(mean(a, j), mean_base) for a in ("sham", "active") for j, v in enumerate(visits)}
    first = 1 if reading else 0
    at = lambda a, j: mean(a, j) - (mean(a, 0) if reading else 0)
    changes = {f"{a} at {v}": answer(at(a, j)) for a in ("sham", "active") for j, v in enumerate(visits) if j >= first}
    differences = {f"{v}": answer(at("active", j) - at("sham", j)) for j, v in enumerate(visits) if j >= first}
    for each in means.values(): del each["p_value"], each["df"]
    return {"n": n, "n_obs": fit.n, "excluded": excluded, "logLik": float(fit.loglik), "means": means, "changes": changes, "differences": differences}

default = arms_model("mmrm_arms_n26x3", [])
fields = arms_fields(default, "satterthwaite"); fit, visits, mean = default[:3]
# means of arms at visits and slopes at visits: active - sham at week 8 less that at week 4, and so on
cells = np.array([[float(p["arm"] == a and j == k) for k in range(3) for a in ("sham", "active")] + [(p["base"] - default[3]) * (j == k) for k in range(3)] for _, p, j in default[6]])
fields["overall"] = joint(fit, cells, [[1, -1, -1, 1, 0, 0, 0, 0, 0], [1, -1, 0, 0, -1, 1, 0, 0, 0]])
emit("arms/default", "mmrm_arms_n26x3", {}, fields, "change ~ arm * visit + baseline * visit, unstructured, REML; Satterthwaite's df from the observed information")
full = arms_model("mmrm_arms_n26x3", ["site", "age"])
emit("arms/covariates", "mmrm_arms_n26x3", {"covariates": ["site", "age"]}, arms_fields(full, "satterthwaite"), "the same with a group of three levels and a number; means weigh the levels equally")
for kind in ("cr0", "cr2", "cr3"):
    emit(f"arms/{kind}", "mmrm_arms_n26x3", {"errors": kind, "covariates": ["age"]}, arms_fields(c := arms_model("mmrm_arms_n26x3", ["age"]), c[0].sandwich(kind)), f"{kind.upper()} over people with the fitted covariance, the whole hat matrix; Satterthwaite's df by Pustejovsky and Tipton")
reading = arms_model("mmrm_arms_n26x3", [], reading=True)
emit("arms/baseline_as_reading", "mmrm_arms_n26x3", {"baseline": "reading"}, arms_fields(reading, "satterthwaite", True), "value ~ arm * visit with the baseline as first visit")
# columns of treatment contrasts that vary within people: visits and their products; the others differ between people
def bw(model):
    fit, _, _, _, _, n, rows = model; X = fit.X
    varies = [any(len(set(X[fit.person == i][:, k])) > 1 for i in set(fit.person)) for k in range(fit.p)]
    between, within = n - varies.count(False), fit.n - n - varies.count(True)
    return fit.M, lambda c: between if any(abs(c[k]) > 1e-12 and not varies[k] for k in range(fit.p)) else within
emit("arms/between_within", "mmrm_arms_n26x3", {"df": "between-within"}, arms_fields(default, bw(default)), "df by columns that vary within people or not, the intercept not; the lesser for both sorts")
emit("arms/between_within_reading", "mmrm_arms_n26x3", {"df": "between-within", "baseline": "reading"}, arms_fields(reading, bw(reading), True), "the same; changes from the baseline lie within people")
emit("arms/residual", "mmrm_arms_n26x3", {"df": "residual"}, arms_fields(default, (default[0].M, lambda c: default[0].n - default[0].p)), "readings less coefficients")

# ---- a single group, the baseline its first reading
people, visits = read("mmrm_single_n14x3"); kept = [p for p in people if p["y"]]; names = ["baseline", *visits]
rows = [(i, j, p["base"] if j == 0 else p["y"][names[j]]) for i, p in enumerate(kept) for j in range(4) if (p["base"] is not None if j == 0 else names[j] in p["y"])]
single = Fit([v for *_, v in rows], [[float(j == k) for k in range(4)] for _, j, _ in rows], [i for i, *_ in rows], [j for _, j, _ in rows], 4)
def one(c):
    v, df = single.satterthwaite(c); return line(c @ single.b, v, df)
e = np.eye(4); means = {names[j]: one(e[j]) for j in range(4)}
for each in means.values(): del each["p_value"], each["df"]
emit("single/default", "mmrm_single_n14x3", {}, {"n": len(kept), "n_obs": len(rows), "excluded": {"no reading after the baseline": len(people) - len(kept)}, "logLik": float(single.loglik), "means": means,
     "changes": {names[j]: one(e[j] - e[0]) for j in (1, 2, 3)}, "overall": joint(single, single.X, [e[j] - e[0] for j in (1, 2, 3)])}, "value ~ visit with the baseline as first visit, unstructured, REML")
json.dump(cases, open("cases/mmrm_model.json", "w"), indent=1); open("cases/mmrm_model.json", "a").write("\n")
