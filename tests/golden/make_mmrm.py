#!/usr/bin/env python3
"""Cases of the mixed model for repeated measures with dense matrices: the likelihood maximised by BFGS over Cholesky factors and partial
autocorrelations, then Newton's steps with derivatives of the covariance by central differences (numpy, scipy); writes cases/mmrm.json (after the
carried-over cases that are there). Run in this folder: make_mmrm.py [folder of the collection]"""
import csv, json, math, os, sys
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np, scipy, scipy.optimize as so, scipy.stats as st
versions = f"numpy {np.__version__}, scipy {scipy.__version__}"
cases = []
if len(sys.argv) > 1:
    cases = [c for c in json.load(open(f"{sys.argv[1]}/expected.json")) if c["id"].startswith("mmrm/long_")]
elif os.path.exists("cases/mmrm.json"):
    cases = [c for c in json.load(open("cases/mmrm.json")) if not c["id"].startswith("girth/")]

# ---- structures: natural parameters (variances, then correlations) -> matrix; unconstrained -> natural
def distances(m): return np.abs(np.subtract.outer(np.arange(m), np.arange(m)))
def correlation(kind, r, m, times):
    D = distances(m)
    if kind == "toep": return np.concatenate([[1.0], r])[D]
    if kind == "cs": return np.where(D == 0, 1.0, r[0])
    if kind == "ar1": return r[0] ** D
    if kind == "sp_exp": return r[0] ** np.abs(np.subtract.outer(times, times))
    C = np.eye(m)  # ad
    for i in range(m):
        for j in range(i): C[i, j] = C[j, i] = np.prod(r[j:i])
    return C
def shape(structure):
    if structure == "us": return "us", True
    heterogeneous = structure in ("adh", "toeph", "ar1h", "csh")
    return structure[:-1] if heterogeneous else structure, heterogeneous
def matrix(structure, natural, m, times):
    kind, heterogeneous = shape(structure)
    if kind == "us":
        V = np.zeros((m, m)); V[np.tril_indices(m)] = natural; return V + np.tril(V, -1).T
    k = m if heterogeneous else 1
    s = np.sqrt(natural[:k]) * np.ones(m); return np.outer(s, s) * correlation(kind, natural[k:], m, times)
def durbin(p):
    """Partial autocorrelations -> autocorrelations."""
    phi, r = [], []
    for k, a in enumerate(p):
        r.append(a * (1 - sum(f * x for f, x in zip(phi, r))) + sum(f * x for f, x in zip(phi, r[::-1])))
        phi = [f - a * g for f, g in zip(phi, phi[::-1])] + [a]
    return np.array(r)
def natural(structure, t, m, times):
    kind, heterogeneous = shape(structure)
    if kind == "us":
        L = np.zeros((m, m)); L[np.tril_indices(m)] = t; return (L @ L.T)[np.tril_indices(m)]
    k = m if heterogeneous else 1; v, u = np.exp(t[:k]), t[k:]
    if kind == "toep": r = durbin(np.tanh(u))
    elif kind == "cs": low = -1 / (m - 1); r = low + (1 - low) / (1 + np.exp(-u))
    elif kind == "sp_exp": r = np.exp(-np.exp(u))
    else: r = np.tanh(u)
    return np.concatenate([v, r])
def begin(structure, S, m, times):
    kind, heterogeneous = shape(structure)
    if kind == "us": return np.linalg.cholesky(S)[np.tril_indices(m)]
    v = np.log(np.diag(S)) if heterogeneous else [math.log(np.mean(np.diag(S)))]
    count = {"toep": m - 1, "ad": m - 1}.get(kind, 1)
    u = np.full(count, 0.3) if kind != "sp_exp" else np.array([math.log(0.5 / np.mean(np.diff(times)))])
    if kind == "toep": u = np.array([0.5] + [0.1] * (m - 2))
    return np.concatenate([v, u])

class Fit:
    def __init__(self, X, y, person, visit, m, structure, times=None, group=None, weight=None, reml=True):
        self.X, self.y, self.m, self.s, self.times, self.reml = X, y, m, structure, times, reml
        self.visit = visit; self.n, self.p = X.shape; self.same = np.equal.outer(person, person)
        self.w = np.ones(self.n) if weight is None else weight; self.people = len(set(person))
        self.group = np.zeros(self.n, int) if group is None else group; self.g = self.group.max() + 1
        k = person.max() + 1; self.there = np.zeros((k, m), bool); self.there[person, visit] = True; self.own = np.zeros(k, int); self.own[person] = self.group
        self.padded = np.zeros((k, m, self.p + 1)); self.padded[person, visit] = np.column_stack([X, y]) * np.sqrt(self.w)[:, None]
        b = np.linalg.lstsq(X, y, rcond=None)[0]; r = (y - X @ b) * np.sqrt(self.w); S = np.zeros((m, m)); C = S.copy()
        for i in range(self.n):
            for j in np.nonzero(self.same[i])[0]: S[visit[i], visit[j]] += r[i] * r[j]; C[visit[i], visit[j]] += 1
        S /= np.maximum(C, 1); e, U = np.linalg.eigh(S); S = (U * np.maximum(e, 0.05 * e.max())) @ U.T
        t0 = np.concatenate([begin(structure, S, m, times)] * self.g); q = len(t0) // self.g; self.q = len(t0)
        to_natural = lambda t: np.concatenate([natural(structure, t[i * q:(i + 1) * q], m, times) for i in range(self.g)])
        f = lambda t: -self.value(to_natural(t))
        t = so.minimize(f, t0, method="BFGS", options={"gtol": 1e-5, "maxiter": 3000}).x
        x = to_natural(t)
        for _ in range(30):
            g, O = self.slope(x); step = np.linalg.solve(O, g); x = x + step
            if step @ g < 1e-24: break
        g, O = self.slope(x); assert g @ np.linalg.solve(O, g) < 1e-18 and np.all(np.linalg.eigvalsh(O) > 0)
        self.x, self.W, self.ll = x, np.linalg.inv(O), self.value(x); self.parts(x)
    def matrices(self, x):
        q = len(x) // self.g; return [matrix(self.s, x[i * q:(i + 1) * q], self.m, self.times) for i in range(self.g)]
    def dense(self, M):
        full = np.array(M)[self.group[:, None], self.visit[:, None], self.visit[None, :]]
        return np.where(self.same, full, 0.0) / np.sqrt(np.outer(self.w, self.w))
    def value(self, x):
        """By people: a visit without reading is a row of zeros with variance 1 and no covariance."""
        M = np.array(self.matrices(x))[self.own]; M = np.where(self.there[:, :, None] & self.there[:, None, :], M, np.eye(self.m))
        try: L = np.linalg.cholesky(M)
        except np.linalg.LinAlgError: return -1e10
        logdet = 2 * np.log(np.diagonal(L, axis1=1, axis2=2)).sum() - np.log(self.w).sum(); Z = np.linalg.solve(L, self.padded).reshape(-1, self.p + 1); A, z = Z[:, :-1], Z[:, -1]; I = A.T @ A
        b = np.linalg.solve(I, A.T @ z); r = z - A @ b; d = self.n - self.p if self.reml else self.n
        return -0.5 * (d * math.log(2 * math.pi) + logdet + (np.linalg.slogdet(I)[1] if self.reml else 0) + r @ r)
    def derivatives(self, x):
        """First and second derivatives of V, by differences of five points (the matrices are smooth; scaled to each parameter)."""
        h = 1e-3 * np.maximum(np.abs(x), 0.05); e = np.eye(len(x)); M = lambda x: np.array(self.matrices(x))
        D = [(8 * (M(x + h[i] * e[i]) - M(x - h[i] * e[i])) - (M(x + 2 * h[i] * e[i]) - M(x - 2 * h[i] * e[i]))) / (12 * h[i]) for i in range(len(x))]
        D2 = {}
        for i in range(len(x)):
            for j in range(i + 1):
                if i == j: s = (-M(x + 2 * h[i] * e[i]) + 16 * M(x + h[i] * e[i]) - 30 * M(x) + 16 * M(x - h[i] * e[i]) - M(x - 2 * h[i] * e[i])) / (12 * h[i] ** 2)
                else:
                    f = lambda k: sum(a * b * M(x + k * (a * h[i] * e[i] + b * h[j] * e[j])) for a in (1, -1) for b in (1, -1)) / (4 * k * k * h[i] * h[j])
                    s = (4 * f(1) - f(2)) / 3
                D2[i, j] = self.dense(np.where(np.abs(s) < 1e-6 * np.abs(M(x)).max() * 1e-3, 0.0, s))
        return [self.dense(d) for d in D], D2
    def slope(self, x):
        V = self.dense(self.matrices(x)); Vi = np.linalg.inv(V); X = self.X; F = np.linalg.inv(X.T @ Vi @ X); P = Vi - Vi @ X @ F @ X.T @ Vi; Py = P @ self.y
        D, D2 = self.derivatives(x); R = P if self.reml else Vi; q = len(x)
        g = np.array([-0.5 * (np.sum(R * d) - Py @ d @ Py) for d in D]); RD = [R @ d for d in D]
        O = np.array([[-0.5 * np.sum(RD[i] * RD[j].T) + Py @ D[i] @ P @ D[j] @ Py for j in range(q)] for i in range(q)])
        for (i, j), d in D2.items():
            v = 0.5 * (np.sum(R * d) - Py @ d @ Py); O[i, j] += v
            if i != j: O[j, i] += v
        return g, O
    def parts(self, x):
        self.V = self.dense(self.matrices(x)); Vi = np.linalg.inv(self.V); X = self.X; self.F = np.linalg.inv(X.T @ Vi @ X); self.b = self.F @ X.T @ Vi @ self.y
        D, D2 = self.derivatives(x); VX = Vi @ X; self.A = [VX.T @ d @ VX for d in D]; q = len(x); W = self.W
        S = sum(W[i, j] * (VX.T @ D[i] @ Vi @ D[j] @ VX - self.A[i] @ self.F @ self.A[j]) for i in range(q) for j in range(q))
        R = np.zeros_like(S)
        if shape(self.s)[0] not in ("us",) and self.s not in ("cs", "toep"):
            for (i, j), d in D2.items(): R += W[i, j] * (1 if i == j else 2) * 0.25 * VX.T @ d @ VX
        self.linear, self.full = self.F + 2 * self.F @ S @ self.F, self.F + 2 * self.F @ (S - R) @ self.F
    def t_test(self, c, C):
        v = c @ self.F @ c; Fc = self.F @ c; g = np.array([Fc @ a @ Fc for a in self.A]); df = 2 * v * v / (g @ self.W @ g)
        est, se = c @ self.b, math.sqrt(c @ C @ c); return {"estimate": est, "se": se, "df": df, "t": est / se, "p_value": 2 * st.t.sf(abs(est / se), df)}
    def f_satterthwaite(self, L):
        d, U = np.linalg.eigh(L @ self.F @ L.T); q = len(L); rows = U.T @ L; F = np.mean([(r @ self.b) ** 2 / v for r, v in zip(rows, d)])
        nu = [self.t_test(r, self.F)["df"] for r in rows]; E = sum(v / (v - 2) for v in nu)
        return {"F": F, "numerator_df": q, "denominator_df": 2 * E / (E - q)}
    def f_kenward_roger(self, L, C):
        l = len(L); T = L.T @ np.linalg.inv(L @ self.F @ L.T) @ L; M = [T @ self.F @ a @ self.F for a in self.A]; W = self.W; q = len(M)
        A1 = sum(W[i, j] * np.trace(M[i]) * np.trace(M[j]) for i in range(q) for j in range(q)); A2 = sum(W[i, j] * np.trace(M[i] @ M[j]) for i in range(q) for j in range(q))
        B = (A1 + 6 * A2) / (2 * l); g = ((l + 1) * A1 - (l + 4) * A2) / ((l + 2) * A2); k = 3 * l + 2 * (1 - g); c1, c2, c3 = g / k, (l - g) / k, (l + 2 - g) / k
        E = 1 / (1 - A2 / l); Vs = 2 / l * (1 + c1 * B) / ((1 - c2 * B) ** 2 * (1 - c3 * B)); rho = Vs / (2 * E * E); m = 4 + (l + 2) / (l * rho - 1)
        e = L @ self.b; return {"F": m / (E * (m - 2)) / l * e @ np.linalg.inv(L @ C @ L.T) @ e, "numerator_df": l, "denominator_df": m}

def build(dataset, formula, reference):
    rows = [r for r in csv.DictReader(open(f"data/{dataset}.csv")) if r["value"]]
    level = lambda name: sorted({r[name] for r in rows}); names, columns = ["(Intercept)"], [np.ones(len(rows))]; two = []
    def main(f):
        if f == "baseline": return [(f, np.array([float(r[f]) for r in rows]))]
        ref = reference.get(f, level(f)[0]); return [(f + v, np.array([float(r[f] == v) for r in rows])) for v in level(f) if v != ref]
    for term in formula.split(" + "):
        parts = [main(f) for f in term.split(" * ")]
        for n, c in sum(parts, []):
            if n not in names: names.append(n); columns.append(c)
        if len(parts) == 2: two += [(f"{a}:{b}", x * z) for a, x in parts[0] for b, z in parts[1]]
    names += [n for n, _ in two]; columns += [c for _, c in two]; visits = level("visit"); ids = sorted({r["id"] for r in rows})
    return rows, names, np.array(columns).T, np.array([float(r["value"]) for r in rows]), np.array([ids.index(r["id"]) for r in rows]), np.array([visits.index(r["visit"]) for r in rows]), len(visits)

def case(name, dataset, formula, structure, times=None, group=None, weight=None, method="REML", contrasts=None):
    rows, names, X, y, person, visit, m = build(dataset, formula, {"arm": "placebo"}); arguments = {"fixed": "value ~ " + formula, "covariance": structure, "visit": "visit", "subject": "id", "method": method, "reference_levels": {"arm": "placebo"}, "coding": "treatment contrasts"}
    if times is not None: arguments["times"] = times
    if contrasts: arguments["contrasts"] = contrasts
    g = None
    if group:
        seen = []; [seen.append(r[group]) for r in rows if r[group] not in seen]; g = np.array([seen.index(r[group]) for r in rows]); arguments["group"] = group
    w = None
    if weight: w = np.array([float(r[weight]) for r in rows]); arguments["weight"] = weight
    fit = Fit(X, y, person, visit, m, structure, None if times is None else np.array(times, float), g, w, method == "REML"); I = np.eye(len(names))
    count = fit.q + (fit.p if method == "ML" else 0); table = lambda C: {n: fit.t_test(I[i], C) for i, n in enumerate(names)}
    expected = {"n_obs": fit.n, "n_id": fit.people, "logLik": fit.ll, "aic": -2 * fit.ll + 2 * count, "bic": -2 * fit.ll + math.log(fit.people) * count,
                "covariances": [M.tolist() for M in fit.matrices(fit.x)], "satterthwaite": table(fit.F), "kenward_roger_linear": table(fit.linear), "kenward_roger_full": table(fit.full)}
    if contrasts:
        L = np.array([I[names.index(n)] for n in contrasts]); expected["f_satterthwaite"] = fit.f_satterthwaite(L); expected["f_kenward_roger_linear"] = fit.f_kenward_roger(L, fit.linear)
    cases.append({"id": f"girth/mmrm/{dataset}/{name}", "dataset": dataset, "procedure": "mmrm", "arguments": arguments, "expected": expected,
                  "source": f"{versions}: dense V, BFGS then Newton in natural parameters, derivatives of V by differences", "tolerance": {"rel": 1e-6, "abs": 1e-9, "fields": {"df": 2e-5, "p_value": 2e-5, "denominator_df": 2e-5, "logLik": 1e-9, "aic": 1e-9, "bic": 1e-9}}})
    print(cases[-1]["id"], fit.ll, flush=True)

CROSSED, ADDED = "baseline * visit + arm * visit", "baseline + arm * visit"
arms = ["armactive:visitW08", "armactive:visitW12", "armactive:visitW16"]
for structure in ("toeph", "toep", "adh", "ad", "ar1h", "csh"): case(structure, "long_n80x4", CROSSED, structure, contrasts=arms if structure == "adh" else None)
case("sp_exp", "long_n80x4", CROSSED, "sp_exp", times=[4, 8, 12, 26])
case("us_ml", "long_n80x4", CROSSED, "us", method="ML"); case("ar1_ml", "long_n40x3", ADDED, "ar1", method="ML")
case("us_f", "long_n80x4", CROSSED, "us", contrasts=arms); case("us_by_arm", "long_n80x4", CROSSED, "us", group="arm"); case("adh_by_arm", "long_n40x3", ADDED, "adh", group="arm")
case("us_weights", "long_n40x3", ADDED, "us", weight="value"); case("ar1h_weights", "long_n80x4", CROSSED, "ar1h", weight="baseline")
json.dump(cases, open("cases/mmrm.json", "w"), indent=1)
