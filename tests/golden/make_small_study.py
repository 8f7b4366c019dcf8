"""Reference cases of small-study effects, three-level models, Bayesian random effects and rare events, by independent means:

    python3 make_small_study.py

Trim and fill from the papers of Duval and Tweedie with SciPy's optimiser; three-level models by dense covariance matrices in 30 digits;
posterior distributions by double-exponential quadrature over mean and SD together, in the order mean after SD and never in closed form;
random log odds, odds ratios and rates by the trapezoidal rule and numerical derivatives in long doubles. The mixed-effects form of Egger's test is metafor's, from the alternatives of the cases `egger/*`.
"""
import csv, json, math, pathlib
import mpmath as mp
import numpy as np
from scipy import optimize, stats

mp.mp.dps = 30
HERE = pathlib.Path(__file__).parent
cases = []




def add(id, procedure, arguments, expected, source, tolerance=None, dataset=None):
    def plain(value):
        if isinstance(value, (list, tuple)):
            return [plain(item) for item in value]
        if isinstance(value, (str, bool, int)) or value is None:
            return value
        return float(value)
    cases.append({"id": f"girth/{procedure}/{id}", "dataset": dataset, "procedure": procedure, "arguments": arguments,
                  "expected": {name: plain(value) for name, value in expected.items()}, "source": source,
                  "tolerance": tolerance or {"rel": 1e-8, "abs": 1e-10}})


def columns(name):
    rows = list(csv.DictReader(open(HERE / "data" / f"{name}.csv")))
    return {key: [float(row[key]) for row in rows] for key in rows[0]}


# ---- Egger's test with a variance between studies: metafor 3.8-1, regtest() by default ----

for id, dataset, measure, z, p in [
    ("bcg/RR_bcg", "bcg", "RR_bcg", -0.8033291930908746, 0.4217844888552782),
    ("bcg/OR_bcg", "bcg", "OR_bcg", -0.774290904413906, 0.43875878122601825),
    ("hackshaw1998/yi_vi", "hackshaw1998", "yi_vi", 2.105487180509104, 0.03524892206272012),
    ("raudenbush1985/yi_vi", "raudenbush1985", "yi_vi", 2.5261738250645553, 0.01153124108540129),
    ("normand1999/SMD", "normand1999", "SMD", -0.7656995633942869, 0.44385508691760456),
]:
    add(id, "egger_test", {"measure": measure}, {"mixed_z": z, "mixed_p_value": p}, "metafor 3.8-1 regtest()",
        {"rel": 1e-5, "abs": 1e-9}, dataset)
for id, y, v in [("two_studies", [0.1, 0.4], [0.1, 0.2]), ("same_precision", [0.1, 0.4, -0.3, 0.2], [0.25] * 4),
                 ("on_a_line", [0.3] * 4, [0.1, 0.2, 0.3, 0.4])]:
    add(id, "egger_test", {"y": y, "v": v}, {"status": "undefined"}, "by definition")


# ---- Trim and fill ----

def reml(y, v):
    y, v = np.asarray(y), np.asarray(v)

    def minus(log_t):
        w = 1 / (v + (math.exp(log_t) if log_t > -60 else 0))
        m = (w * y).sum() / w.sum()
        return 0.5 * (-np.log(w).sum() + math.log(w.sum()) + (w * (y - m) ** 2).sum())
    grid = np.linspace(-14, 6, 400)
    best = grid[np.argmin([minus(t) for t in grid])]
    if minus(-100) <= minus(best):
        return 0.0
    def score(t):
        w = 1 / (v + t)
        m = (w * y).sum() / w.sum()
        return (w ** 2 * (y - m) ** 2).sum() - w.sum() + (w ** 2).sum() / w.sum()
    return optimize.brentq(score, math.exp(best - 0.2), math.exp(best + 0.2), xtol=1e-16, rtol=1e-14)


def combined(y, v, model):
    w = 1 / (np.asarray(v) + (reml(y, v) if model == "REML" else 0.0))
    return float((w * y).sum() / w.sum()), float(1 / math.sqrt(w.sum()))


def trim_fill(y, v, estimator, model, side=None):
    y, v = np.array(y, float), np.array(v, float)
    k = len(y)
    if side is None:
        s = np.sqrt(v)
        if model == "REML":
            X = np.column_stack([np.ones(k), s])

            def minus(t):
                W = np.diag(1 / (v + t))
                A = X.T @ W @ X
                r = y - X @ np.linalg.solve(A, X.T @ W @ y)
                return 0.5 * (np.log(v + t).sum() + np.linalg.slogdet(A)[1] + r @ W @ r)
            t = optimize.minimize_scalar(minus, bounds=(0, 10 * y.var()), method="bounded", options={"xatol": 1e-12}).x
            t = 0.0 if minus(0.0) <= minus(t) else t
        else:
            t = 0.0
        side = "right" if np.polyfit(s, y, 1, w=1 / np.sqrt(v + t))[0] < 0 else "left"
    if side == "right":
        y = -y
    order = np.lexsort((v, y))
    ys, vs = y[order], v[order]
    k0 = 0
    while True:
        mean = combined(ys[:k - k0], vs[:k - k0], model)[0]
        d = ys - mean
        r = stats.rankdata(np.abs(d))
        T = r[d > 0].sum()
        new = {"L0": (4 * T - k * (k + 1)) / (2 * k - 1),
               "R0": k - (r[d < 0].max() if (d < 0).any() else 0) - 1,
               "Q0": k - 0.5 - math.sqrt(max(0.0, 2 * k * k - 4 * T + 0.25))}[estimator]
        if estimator == "Q0" and 2 * k * k - 4 * T + 0.25 < 0:
            return {"status": "undefined"}
        new = max(0, round(new))
        if new == k0:
            break
        k0 = new
    fill = 2 * mean - ys[k - k0:] if k0 else np.array([])
    estimate, se = combined(np.concatenate([y, fill]), np.concatenate([v, vs[k - k0:] if k0 else []]), model)
    sign = -1 if side == "right" else 1
    return {"side": side, "filled": k0, "estimate": sign * estimate, "se": se, "fills": sorted(float(sign * f) for f in fill)}


hack, raud = columns("hackshaw1998"), columns("raudenbush1985")
skewed = ([0.05, 0.1, 0.02, 0.3, 0.45, 0.8, 1.1, 0.9], [0.01, 0.012, 0.02, 0.05, 0.09, 0.2, 0.31, 0.25])
for name, y, v in [("hackshaw1998", hack["yi"], hack["vi"]), ("raudenbush1985", raud["yi"], raud["vi"]), ("skewed", *skewed),
                   ("skewed_down", [-y for y in skewed[0]], skewed[1])]:
    for model in ["FE", "REML"]:
        for estimator in ["L0", "R0", "Q0"]:
            add(f"{name}/{model}/{estimator}", "trim_and_fill", {"y": y, "v": v, "model": model, "estimator": estimator},
                trim_fill(y, v, estimator, model), "Duval and Tweedie 2000, numpy and SciPy")
symmetric = [0.0, -0.4, 0.4, -0.9, 0.9, -1.3, 1.3], [0.01, 0.1, 0.1, 0.3, 0.3, 0.5, 0.5]
add("symmetric", "trim_and_fill", {"y": symmetric[0], "v": symmetric[1], "model": "FE", "estimator": "L0"},
    {"side": "left", "filled": 0, "estimate": 0, "se": 1 / math.sqrt(sum(1 / v for v in symmetric[1])), "fills": []}, "by symmetry")
add("two_studies", "trim_and_fill", {"y": [0.1, 0.4], "v": [0.1, 0.2], "model": "FE", "estimator": "L0"},
    {"status": "undefined"}, "by definition")


# ---- Three levels ----

def dense(y, v, trial, rho, b, w):
    n = len(y)
    V = mp.matrix(n, n)
    for i in range(n):
        for j in range(n):
            same = trial[i] == trial[j]
            V[i, j] = (b if same else 0) + ((w + v[i]) if i == j else (rho * mp.sqrt(v[i] * v[j]) if same else 0))
    return V


def restricted(y, v, trial, rho, b, w):
    n = len(y)
    V = dense(y, v, trial, rho, b, w)
    inverse = V ** -1
    one, Y = mp.ones(n, 1), mp.matrix(y)
    weight = (one.T * inverse * one)[0]
    mean = (one.T * inverse * Y)[0] / weight
    r = Y - mean * one
    log = -((n - 1) * mp.log(2 * mp.pi) - mp.log(n) + mp.log(mp.det(V)) + mp.log(weight) + (r.T * inverse * r)[0]) / 2
    P = inverse - inverse * one * one.T * inverse / weight
    return log, mean, weight, (r.T * inverse * r)[0], sum(P[i, i] for i in range(n))


def rough(y, v, trial, rho):
    """The same likelihood in doubles, for the search."""
    y, v = np.array([float(a) for a in y]), np.array([float(a) for a in v])
    same = np.array([[a == b for b in trial] for a in trial], float)
    sampling = float(rho) * same * np.sqrt(np.outer(v, v))
    np.fill_diagonal(sampling, v)

    def log(b, w):
        V = b * same + w * np.eye(len(y)) + sampling
        inverse = np.linalg.inv(V)
        weight = inverse.sum()
        r = y - (inverse @ y).sum() / weight
        return -((len(y) - 1) * math.log(2 * math.pi) - math.log(len(y)) + np.linalg.slogdet(V)[1] + math.log(weight) + r @ inverse @ r) / 2
    return log


def maximise(f, g, starts, free=(True, True)):
    """The largest value of f(b, w), in doubles g, on the quarter-plane: the best of several starts, then roots of the derivatives."""
    best = None
    index = [i for i in (0, 1) if free[i]]
    for start in starts:
        def minus(x):
            full = [0.0, 0.0]
            for i, xi in zip(index, x):
                full[i] = abs(float(xi))
            return -g(*full)
        found = optimize.minimize(minus, [start[i] for i in index], method="Nelder-Mead",
                                  options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 400})
        if best is None or found.fun < best.fun - 1e-9:
            best = found
    point = [mp.mpf(0), mp.mpf(0)]
    for i, xi in zip(index, best.x):
        point[i] = mp.mpf(abs(float(xi)))
    active = [i for i in index if point[i] > 1e-6]
    for i in index:
        if i not in active:
            point[i] = mp.mpf(0)
    if active:
        h = mp.mpf(10) ** -8

        def gradient(*x):
            full = list(point)
            for i, xi in zip(active, x):
                full[i] = xi
            slopes = []
            for i in active:
                up, down = list(full), list(full)
                up[i] += h
                down[i] -= h
                slopes.append((f(*up) - f(*down)) / (2 * h))
            return slopes if len(slopes) > 1 else slopes[0]
        root = mp.findroot(gradient, [point[i] for i in active] if len(active) > 1 else point[active[0]], tol=1e-20, maxsteps=30)
        for n, i in enumerate(active):
            point[i] = root[n] if len(active) > 1 else root
    return f(*point), tuple(point)


def three_level(id, y, v, trial, rho, profile=False):
    y, v = [mp.mpf(str(a)) for a in y], [mp.mpf(str(a)) for a in v]
    rho = mp.mpf(str(rho))
    f = lambda b, w: restricted(y, v, trial, rho, b, w)[0]
    starts = [(0.1, 0.1), (0.02, 0.3), (0.3, 0.02)]
    g = rough(y, v, trial, rho)
    top, (b, w) = maximise(f, g, starts)
    log, mean, weight, _, _ = restricted(y, v, trial, rho, b, w)
    _, _, _, q, trace = restricted(y, v, trial, rho, mp.mpf(0), mp.mpf(0))
    typical = (len(y) - 1) / trace
    trials = len(set(trial))
    se = 1 / mp.sqrt(weight)
    t = float(stats.t.isf(0.025, trials - 1))
    chi = lambda ratio: 0.5 * float(stats.chi2.sf(float(ratio), 1)) if ratio > 1e-15 else 1.0
    lr = [max(mp.mpf(0), 2 * (top - maximise(f, g, starts, free)[0])) for free in [(False, True), (True, False)]]
    expected = {"estimate": mean, "se": se, "t": mean / se, "ci_low": mean - t * se, "ci_high": mean + t * se,
                "p_value": 2 * float(stats.t.sf(float(abs(mean / se)), trials - 1)), "between": b, "within": w,
                "log_likelihood": log, "q": q, "q_p_value": float(stats.chi2.sf(float(q), len(y) - 1)),
                "i2_between": 100 * b / (b + w + typical), "i2_within": 100 * w / (b + w + typical),
                "lr_between": lr[0], "lr_within": lr[1],
                "p_between": chi(lr[0]) if b > 0 else 1.0, "p_within": chi(lr[1]) if w > 0 else 1.0}
    if profile:
        cut = top - mp.mpf(float(stats.chi2.isf(0.05, 1))) / 2
        for name, held, at in [("between", 0, b), ("within", 1, w)]:
            def height(x):
                along = (lambda other: g(x, other)) if held == 0 else (lambda other: g(other, x))
                inner = optimize.minimize_scalar(lambda other: -along(other), bounds=(0, 5), method="bounded", options={"xatol": 1e-10})
                return max(-inner.fun, along(0.0)) - float(cut)
            expected[f"{name}_low"] = 0.0 if height(0.0) >= 0 else optimize.brentq(height, 1e-9, float(at), xtol=1e-11)
            expected[f"{name}_high"] = optimize.brentq(height, float(at), float(at) + 30, xtol=1e-10)
    add(id, "three_level", {"y": [float(a) for a in y], "v": [float(a) for a in v], "trial": trial, "rho": float(rho)}, expected,
        "dense covariance matrices, mpmath and SciPy",
        {"rel": 1e-8, "abs": 1e-10, "fields": {n: {"rel": 1e-6, "abs": 1e-7} for n in
                                              ["between_low", "between_high", "within_low", "within_high"]}
         | {n: {"rel": 1e-7, "abs": 1e-9} for n in ["between", "within", "i2_between", "i2_within", "lr_between", "lr_within",
                                                    "p_between", "p_within"]}})


rows = ([0.31, 0.92, 0.55, -0.41, -0.12, 1.40, 1.85, 0.20, 0.66, -0.30, 0.05],
        [0.04, 0.06, 0.05, 0.03, 0.08, 0.10, 0.05, 0.02, 0.07, 0.06, 0.04],
        ["a", "a", "a", "b", "b", "c", "c", "d", "e", "f", "f"])
three_level("both", *rows, 0, profile=True)
three_level("rho_0.6", *rows, 0.6)
three_level("only_within", [0.3, 1.4, -0.6, 0.5, 1.3, -0.7, 1.2, -0.5], [0.04, 0.05, 0.06, 0.04, 0.05, 0.03, 0.06, 0.05],
            ["a", "a", "a", "b", "b", "b", "c", "c"], 0)
three_level("only_between", [0.30, 0.34, 0.28, 1.50, 1.46, -0.70, -0.69], [0.04, 0.05, 0.06, 0.04, 0.05, 0.03, 0.06],
            ["a", "a", "a", "b", "b", "c", "c"], 0)
three_level("neither", [0.30, 0.34, 0.28, 0.31, 0.29], [0.04, 0.05, 0.06, 0.04, 0.05], ["a", "a", "b", "b", "c"], 0.3)
for id, trial in [("one_row_each", ["a", "b", "c"]), ("one_trial", ["a", "a", "a"])]:
    add(id, "three_level", {"y": [0.1, 0.4, 0.2], "v": [0.1, 0.2, 0.1], "trial": trial, "rho": 0.0}, {"status": "undefined"},
        "by definition")


# ---- Bayesian random effects ----

H = 0.035
T = np.arange(-4.2, 4.2 + H / 2, H)


def half_line(scale):
    """Double-exponential nodes and weights on (0, inf)."""
    x = scale * np.exp(np.pi / 2 * np.sinh(T))
    return x, H * x * np.pi / 2 * np.cosh(T)


def bayes(id, y, v, mean, spread, threshold):
    y, v = np.array(y), np.array(v)
    scale = spread.get("scale", float(np.sqrt(v.mean() + y.var())))
    middle = float((y / v).sum() / (1 / v).sum())

    def prior_tau(t):
        if spread["kind"] == "half-normal":
            return 2 * stats.norm.pdf(t, 0, scale)
        if spread["kind"] == "half-cauchy":
            return 2 / (np.pi * scale * (1 + (t / scale) ** 2))
        return np.ones_like(t)

    def prior_mu(m):
        return stats.norm.pdf(m, mean["mean"], mean["sd"]) if mean["kind"] == "normal" else np.ones_like(m)

    tau, dtau = half_line(scale)

    def joint(m):
        """The unnormalised posterior of mu (rows) and tau (columns), with the weights of tau."""
        d = prior_mu(m)[:, None] * (prior_tau(tau) * dtau)[None, :]
        for yi, vi in zip(y, v):
            d = d * np.exp(-0.5 * (yi - m[:, None]) ** 2 / (vi + tau**2)[None, :]) / np.sqrt(2 * np.pi * (vi + tau**2))[None, :]
        return d

    reach = float(np.sqrt(v.mean() + y.var()))

    def below(x):
        m, dm = half_line(reach)
        return float((joint(x - m) * dm[:, None]).sum())

    def above(x):
        m, dm = half_line(reach)
        return float((joint(x + m) * dm[:, None]).sum())
    total = below(middle) + above(middle)
    nodes, weights = np.polynomial.legendre.leggauss(40)
    u = np.concatenate([a + (nodes + 1) / 20 for a in np.linspace(0, 1, 11)[:-1]])
    wu = np.tile(weights / 20, 10)
    half = below(middle)

    def cdf(x):
        # From the middle on, in panels that are finer near it.
        return (half + float((joint(middle + (x - middle) * u**2) * (2 * u * wu)[:, None]).sum()) * (x - middle)) / total
    m1, w1 = half_line(reach)
    mu = np.concatenate([middle - m1, middle + m1])
    grid = joint(mu) * np.concatenate([w1, w1])[:, None] / total
    tail = len(y) - (mean["kind"] == "flat") + {"half-normal": 1e9, "half-cauchy": 2, "flat": 0}[spread["kind"]]

    def solve(f, p, lo, hi):
        return optimize.brentq(lambda x: f(x) - p, lo, hi, xtol=1e-13, rtol=1e-13)
    wide = 12 * (reach + scale) if tail > 4 else 400 * (reach + scale)
    lo, hi = middle - wide, middle + wide
    expected = {"mu_median": solve(cdf, 0.5, lo, hi), "mu_low": solve(cdf, 0.025, lo, hi), "mu_high": solve(cdf, 0.975, lo, hi),
                "below_threshold": cdf(threshold)}
    density = lambda m: float(joint(np.array([m])).sum() / total)

    def shortest(q, dens, start=1e-6):
        g = lambda p: dens(q(p)) - dens(q(p + 0.95))
        p = optimize.brentq(g, start, 0.05 - start, xtol=1e-9)
        return q(p), q(p + 0.95)
    expected["mu_shortest_low"], expected["mu_shortest_high"] = shortest(lambda p: solve(cdf, p, lo, hi), density)
    by_mu, by_tau = grid.sum(axis=1), grid.sum(axis=0)
    if mean["kind"] == "normal" or tail > 2:
        expected["mu_mean"] = float((by_mu * mu).sum())
    if mean["kind"] == "normal" or tail > 3:
        expected["mu_sd"] = math.sqrt(float((by_mu * (mu - expected["mu_mean"]) ** 2).sum()))
    expected["tau_mean"] = float((by_tau * tau).sum()) if tail > 2 else None
    expected["tau_sd"] = math.sqrt(float((by_tau * (tau - expected["tau_mean"]) ** 2).sum())) if tail > 3 else None

    # tau's distribution: the same integral over mu, tau from a bound on.
    def tau_density(t):
        t = np.atleast_1d(t)
        d = prior_tau(t)[None, :] * prior_mu(mu)[:, None] * np.concatenate([w1, w1])[:, None]
        for yi, vi in zip(y, v):
            d = d * np.exp(-0.5 * (yi - mu[:, None]) ** 2 / (vi + t**2)[None, :]) / np.sqrt(2 * np.pi * (vi + t**2))[None, :]
        return d.sum(axis=0) / total
    def tau_cdf(x):
        # tau = x u^2 keeps the panels fine near 0.
        sum_ = 0.0
        for a in np.linspace(0, 1, 9)[:-1]:
            u = a + (nodes + 1) / 16
            sum_ += float((tau_density(x * u**2) * weights / 16 * 2 * x * u).sum())
        return sum_
    top = 3 * scale if tail > 100 else 40 * (reach + scale)
    top = max(top, 3 * reach)
    tq = lambda p: solve(tau_cdf, p, 0, top)
    expected["tau_median"], expected["tau_low"], expected["tau_high"] = tq(0.5), tq(0.025), tq(0.975)
    last = tq(0.95)
    if tau_density(0.0)[0] >= tau_density(last)[0]:
        expected["tau_shortest_low"], expected["tau_shortest_high"] = 0.0, last
    else:
        expected["tau_shortest_low"], expected["tau_shortest_high"] = shortest(tq, lambda t: float(tau_density(t)[0]), 1e-7)

    def new_cdf(x):
        return float((grid * stats.norm.cdf((x - mu[:, None]) / tau[None, :])).sum())
    expected["new_low"], expected["new_high"] = solve(new_cdf, 0.025, lo, hi), solve(new_cdf, 0.975, lo, hi)

    # The first study's own effect: its density with the mean written as effect + tau z, so that nothing is steep at a small tau.
    z = np.arange(-9, 9.01, 0.2)

    def first_density(theta):
        m = theta[:, None, None] + tau[None, None, :] * z[None, :, None]
        d = prior_mu(m) * (prior_tau(tau) * dtau)[None, None, :] * stats.norm.pdf(z)[None, :, None] * 0.2
        for yi, vi in zip(y[1:], v[1:]):
            d = d * np.exp(-0.5 * (yi - m) ** 2 / (vi + tau**2)) / np.sqrt(2 * np.pi * (vi + tau**2))
        return d.sum(axis=(1, 2)) * stats.norm.pdf(theta, y[0], math.sqrt(v[0]))
    reach_first = math.sqrt(v[0])
    short = np.concatenate([a + (nodes + 1) / 4 for a in (0, 0.5)])
    first_part = lambda x: float(first_density(y[0] + (x - y[0]) * short) @ np.tile(weights / 4, 2)) * (x - y[0])
    first_half = -first_part(y[0] - 12 * reach_first)
    first_total = first_half + first_part(y[0] + 12 * reach_first)
    first = lambda x: (first_half + first_part(x)) / first_total
    # Under a Normal mean and a tau without end the mean is too narrow for the steps of z.
    for name, p in [("first_median", 0.5), ("first_low", 0.025)] if spread["kind"] != "flat" else []:
        expected[name] = optimize.brentq(lambda x: first(x) - p, y[0] - 4 * reach_first, y[0] + 4 * reach_first, xtol=1e-11)
    if mean["kind"] == "normal":
        at_zero = joint(np.array([0.0])).sum() / prior_mu(np.array([0.0]))[0]
        expected["bayes_factor"] = float(at_zero) / total
    else:
        expected["bayes_factor"] = None
    add(id, "bayesian_meta", {"y": list(y), "v": list(v), "mean": mean, "spread": spread, "threshold": threshold}, expected,
        "double-exponential quadrature in two dimensions",
        {"rel": 1e-7, "abs": 1e-9, "fields": {n: {"rel": 1e-5, "abs": 1e-6} for n in
         ["mu_shortest_low", "mu_shortest_high", "tau_shortest_low", "tau_shortest_high"]}})


flat, hn = {"kind": "flat"}, lambda s: {"kind": "half-normal", "scale": s}
hc = lambda s: {"kind": "half-cauchy", "scale": s}
four = ([-0.61, -0.12, -0.95, 0.20], [0.04, 0.09, 0.25, 0.06])
bayes("four/half-normal", *four, flat, hn(0.5), 0.0)
bayes("four/half-cauchy", *four, flat, hc(0.3), -0.2)
bayes("four/flat_normal_mean", *four, {"kind": "normal", "mean": 0.0, "sd": 1.0}, {"kind": "flat"}, 0.0)
bayes("two/half-normal", [-0.8, -0.1], [0.05, 0.16], flat, hn(0.5), 0.0)
bayes("one/half-normal", [-0.8], [0.05], {"kind": "normal", "mean": 0.2, "sd": 2.0}, hn(1.0), 0.0)
bayes("alike/half-normal", [0.4, 0.4, 0.4], [0.04, 0.09, 0.02], flat, hn(0.4), 0.3)
for id, y, v, mean in [("two/flat", [0.1, 0.4], [0.1, 0.2], flat),
                       ("one/flat_normal_mean", [0.1], [0.1], {"kind": "normal", "mean": 0.0, "sd": 1.0})]:
    add(id, "bayesian_meta", {"y": y, "v": v, "mean": mean, "spread": {"kind": "flat"}, "threshold": 0.0}, {"status": "undefined"},
        "the integral over the SD diverges")

# ---- Rare events ----

Long = np.longdouble
U = np.arange(-14, 14.0001, 0.01, dtype=Long)


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def binomial(x, n):
    return lambda eta: x * eta - n * softplus(eta)


def poisson(x, exposure):
    return lambda eta: x * eta - Long(exposure) * np.exp(eta)


def rate_pair(x1, e1, x0, e0):
    offset = np.log(Long(e1) / Long(e0))
    return lambda eta: x1 * (eta + offset) - (x1 + x0) * softplus(eta + offset)


def conditional(x1, n1, x0, n0):
    total = x1 + x0
    counts = [(k, Long(math.comb(n1, k) * math.comb(n0, total - k))) for k in range(max(0, total - n0), min(n1, total) + 1)]
    own = np.log(Long(math.comb(n1, x1) * math.comb(n0, x0)))
    return lambda eta: own + x1 * eta - np.log(sum(w * np.exp(k * eta) for k, w in counts))


def marginal(logs, theta, tau):
    """The log likelihood: the integral over each study's own effect by the trapezoidal rule in long doubles."""
    theta, tau = Long(theta), Long(tau)
    if tau == 0:
        return sum(log(theta) for log in logs)
    total = Long(0)
    for log in logs:
        heights = log(theta + tau * U) - U * U / 2
        top = heights.max()
        total += top + np.log(np.exp(heights - top).sum() * Long("0.01") / np.sqrt(2 * Long(np.pi)))
    return total


def fourth(f, h=Long("1e-3")):
    """First and second derivative by central differences of sixth order."""
    at = [f(k * h) for k in range(-3, 4)]
    first = (-at[0] + 9 * at[1] - 45 * at[2] + 45 * at[4] - 9 * at[5] + at[6]) / (60 * h)
    second = (2 * at[0] - 27 * at[1] + 270 * at[2] - 490 * at[3] + 270 * at[4] - 27 * at[5] + 2 * at[6]) / (180 * h * h)
    return first, second


def best(logs, start, held=None):
    """theta and tau of the largest likelihood: a rough search, then Newton's method on derivatives by differences."""
    f = lambda theta, tau: marginal(logs, theta, tau)
    along = lambda tau: held if held is not None else optimize.minimize_scalar(
        lambda theta: -float(f(theta, tau)), bracket=(start - 0.5, start + 0.5), tol=1e-8).x
    grid = [0.0, 0.15, 0.3, 0.5, 0.8, 1.2, 1.8, 2.7, 4.0]
    at = int(np.argmax([float(f(along(tau), tau)) for tau in grid]))
    tau = grid[at]
    if 0 < at < len(grid) - 1:
        tau = optimize.minimize_scalar(lambda t: -float(f(along(t), t)), bounds=(grid[at - 1], grid[at + 1]),
                                       method="bounded", options={"xatol": 1e-5}).x
    theta, tau = Long(along(tau)), Long(tau)
    for _ in range(8):
        by_theta, tt = fourth(lambda h: f(theta + h, tau)) if held is None else (Long(0), Long(-1))
        by_tau, ss, ts = Long(0), Long(-1), Long(0)
        if tau > 0:
            by_tau, ss = fourth(lambda h: f(theta, tau + h))
            if held is None:
                ts = (fourth(lambda h: f(theta + h, tau + h))[1] - fourth(lambda h: f(theta + h, tau - h))[1]) / 4
        d = tt * ss - ts * ts
        theta, tau = theta - (ss * by_theta - ts * by_tau) / d, tau - (tt * by_tau - ts * by_theta) / d
    return theta, tau, f(theta, tau), np.sqrt(-ss / d)


def rare(id, kind, counts, logs, back, start, average=None):
    theta, tau, log, se = best(logs, start)
    z = stats.norm.isf(0.025)
    common = -optimize.minimize_scalar(lambda t: -float(marginal(logs, t, 0)), bracket=(start - 0.5, start + 0.5), tol=1e-10).fun
    ratio = 2 * (float(log) - common)
    slope = back(theta) * (1 - back(theta)) if kind == "share" else back(theta)
    expected = {"effect": theta, "se": se, "low": theta - z * se, "high": theta + z * se, "tau": tau, "natural": back(theta),
                "natural_low": back(theta - z * se), "natural_high": back(theta + z * se), "natural_se": slope * se,
                "new_low": back(theta - z * np.sqrt(se**2 + tau**2)), "new_high": back(theta + z * np.sqrt(se**2 + tau**2)),
                "log_likelihood": log, "heterogeneity": ratio if tau > 0 else 0,
                "heterogeneity_p": 0.5 * float(stats.chi2.sf(float(ratio), 1)) if tau > 0 else 1.0,
                "average": average(theta, tau) if average else None}
    if kind in ("odds_ratio", "rate_ratio"):
        even = best(logs, 0.0, held=0.0)[2]
        expected |= {"likelihood_ratio": 2 * (log - even), "p_value": float(stats.chi2.sf(float(2 * (log - even)), 1)),
                     "z": theta / se, "wald_p_value": 2 * float(stats.norm.sf(abs(float(theta / se))))}
    add(id, "rare_events", {"kind": kind, "counts": counts}, expected, "trapezoidal rule and differences in long doubles",
        {"rel": 1e-7, "abs": 1e-8})


shares = [(3, 40), (0, 25), (1, 60), (7, 50), (0, 12), (2, 80)]
logistic = lambda x: 1 / (1 + np.exp(-x))
mean_share = lambda theta, tau: (logistic(theta + tau * U) * np.exp(-U * U / 2)).sum() * Long("0.01") / np.sqrt(2 * Long(np.pi))
rare("six", "share", [list(c) for c in shares], [binomial(*c) for c in shares], logistic, -3.0, mean_share)
even = [(2, 40), (1, 20), (3, 60)]
rare("no_spread", "share", [list(c) for c in even], [binomial(*c) for c in even], logistic, -3.0, mean_share)
rates = [(4, 120.5), (0, 60.0), (1, 200.0), (12, 90.0), (3, 310.0)]
rare("five", "rate", [list(c) for c in rates], [poisson(*c) for c in rates], np.exp, -3.5, lambda t, s: np.exp(t + s * s / 2))
tables = [(1, 40, 4, 42), (0, 30, 3, 28), (2, 55, 2, 50), (5, 60, 1, 64), (0, 20, 0, 22), (1, 35, 6, 33)]
rare("six", "odds_ratio", [list(c) for c in tables], [conditional(*c) for c in tables if c[0] + c[2]], np.exp, -0.5)
mild = [(1, 40, 4, 42), (0, 30, 1, 28), (2, 55, 4, 50), (0, 20, 0, 22)]
rare("no_spread", "odds_ratio", [list(c) for c in mild], [conditional(*c) for c in mild if c[0] + c[2]], np.exp, -0.8)
pairs = [(1, 100.0, 6, 110.0), (0, 50.0, 2, 40.0), (7, 220.0, 5, 200.0), (0, 30.0, 0, 30.0), (2, 90.0, 9, 85.0)]
rare("five", "rate_ratio", [list(c) for c in pairs], [rate_pair(*c) for c in pairs if c[0] + c[2]], np.exp, -0.6)
for id, kind, counts in [("none", "share", [[0, 10], [0, 20]]), ("all", "share", [[10, 10], [20, 20]]), ("none", "rate", [[0, 10.0]]),
                         ("double_zeros", "odds_ratio", [[0, 10, 0, 12], [0, 9, 0, 9]]),
                         ("one_arm", "odds_ratio", [[0, 10, 2, 12], [0, 9, 1, 9]]), ("one_arm", "rate_ratio", [[0, 1.0, 3, 1.0]])]:
    add(id, "rare_events", {"kind": kind, "counts": counts}, {"status": "undefined"}, "by definition")

# Common effects: sums of exact fractions; Peto's Q by deviations from the mean.
from fractions import Fraction as Q


def pooled(id, tables):
    cells = [[Q(a), Q(n1 - a), Q(c), Q(n0 - c)] for a, n1, c, n0 in tables]
    z = float(stats.norm.isf(0.025))

    def put(method, value, variance, log, extra={}):
        se = math.sqrt(variance)
        back = math.exp if log else (lambda x: x)
        add(f"{id}/{method}", "pooled_tables", {"method": method, "counts": [list(t) for t in tables]},
            {"estimate": back(value), "low": back(value - z * se), "high": back(value + z * se), "scale_se": se, "z": value / se,
             "p_value": 2 * float(stats.norm.sf(abs(value / se)))} | extra, "exact fractions", {"rel": 1e-11, "abs": 1e-13})
    oe, v = [], []
    for a, b, c, d in cells:
        n = a + b + c + d
        oe.append(a - (a + b) * (a + c) / n)
        v.append((a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1)))
    q = sum(o * o / w for o, w in zip(oe, v) if w) - sum(oe) ** 2 / sum(v)
    put("peto", float(sum(oe) / sum(v)), float(1 / sum(v)), True,
        {"q": q, "q_p_value": float(stats.chi2.sf(float(q), sum(1 for w in v if w) - 1))})
    N = [sum(t) for t in cells]
    R = [t[0] * t[3] / n for t, n in zip(cells, N)]
    S = [t[1] * t[2] / n for t, n in zip(cells, N)]
    P = [(t[0] + t[3]) / n for t, n in zip(cells, N)]
    W = [(t[1] + t[2]) / n for t, n in zip(cells, N)]
    r, s = sum(R), sum(S)
    variance = (sum(p * x for p, x in zip(P, R)) / (2 * r * r)
                + sum(p * y + w * x for p, w, x, y in zip(P, W, R, S)) / (2 * r * s) + sum(w * y for w, y in zip(W, S)) / (2 * s * s))
    put("mh_or", math.log(r / s), float(variance), True)
    r = sum(a * (c + d) / n for (a, b, c, d), n in zip(cells, N))
    s = sum(c * (a + b) / n for (a, b, c, d), n in zip(cells, N))
    top = sum(((a + b) * (c + d) * (a + c) - a * c * n) / n**2 for (a, b, c, d), n in zip(cells, N))
    put("mh_rr", math.log(r / s), float(top / (r * s)), True)
    w = [(a + b) * (c + d) / n for (a, b, c, d), n in zip(cells, N)]
    diff = [a / (a + b) - c / (c + d) for a, b, c, d in cells]
    own = [x * x * (a * b / (a + b) ** 3 + c * d / (c + d) ** 3) for x, (a, b, c, d) in zip(w, cells)]
    put("mh_rd", float(sum(x * y for x, y in zip(w, diff)) / sum(w)), float(sum(own) / sum(w) ** 2), False)


pooled("six", tables)
bcg = columns("bcg")
pooled("bcg", [(int(a), int(a + b), int(c), int(c + d)) for a, b, c, d in zip(*(bcg[n] for n in ["tpos", "tneg", "cpos", "cneg"]))])

(HERE / "cases" / "small_study.json").write_text(json.dumps(cases, indent=1) + "\n")
print(len(cases), "cases")
