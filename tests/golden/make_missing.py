#!/usr/bin/env python3
"""Cases of girth's own for people who left, from the formulas with numpy and scipy only.
REML of the unstructured model by EM with the coefficients as random effects of infinite variance (Laird and Ware 1982), run until no cell
moves; conditional means filled in per person, ordinary least squares, the jackknife by doing all of it again. Multiple imputation by
plain data augmentation: every missing reading and the parameters in turn, an inverse Wishart covariance and all steps kept (girth
draws only the holes, visit by visit, and thins). Rubin's rules on given numbers. The carried-over case stands first in
cases/missing.json. Run: make_missing.py data; `make_missing.py draw` prints long_dropout_n60x4.csv."""
import csv, json, random, sys
import numpy as np
from scipy import stats

CASES = []
FITS = {}


def draw():
    rng = random.Random(20261122)
    print("id,arm,baseline,visit,value")
    for i in range(60):
        arm = ("placebo", "active")[i % 2]
        base = rng.gauss(32, 3)
        own, slope = rng.gauss(0, 1.0), rng.gauss(0, 0.4)
        left = 4 if rng.random() < 0.7 else rng.randrange(1, 4)
        left = 0 if i == 17 else left
        hole = {9: 1, 24: 0, 33: 2, 40: 1, 51: 0}.get(i)
        for k, visit in enumerate(("W02", "W04", "W08", "W12")):
            change = -0.4 * (k + 1) - (0.75 * (k + 1) if arm == "active" else 0) - 0.2 * (base - 32) + own + slope * k + rng.gauss(0, 0.8)
            there = k < left and k != hole
            shown = f"{base + change:.1f}" if there else ""
            print(f"P{i + 1:02},{arm},{'' if i == 44 else format(base, '.1f')},{visit},{shown}")


def read(name, visits=None, group=None):
    """Baselines, arm (1 active), changes with NaN; people without a baseline are left out."""
    rows = list(csv.DictReader(open(f"{sys.argv[1]}/{name}.csv")))
    names = visits or list(dict.fromkeys(r["visit"] for r in rows))
    people = list(dict.fromkeys(r["id"] for r in rows if r["baseline"] and (group is None or r["arm"] == group)))
    at = {(r["id"], r["visit"]): r for r in rows}
    number = lambda text: float(text) if text else np.nan
    base = np.array([number(at[p, names[0]]["baseline"]) for p in people])
    arm = np.array([float(at[p, names[0]]["arm"] == "active") for p in people])
    y = np.array([[number(at[p, v]["value"]) for v in names] for p in people]) - base[:, None]
    return base - base.mean(), arm, y


def designs(base, arm, visits, arms, by_visit):
    """One K x p matrix for each person."""
    eye = np.eye(visits)
    out = []
    for b, a in zip(base, arm):
        parts = [eye, eye * b if by_visit else np.full((visits, 1), b)]
        if arms: parts.append(eye * a)
        out.append(np.hstack(parts))
    return np.array(out)


def reml(X, y, start=None):
    n, K = y.shape
    S = np.eye(K) * np.nanvar(y) if start is None else start.copy()
    seen = ~np.isnan(y)
    for step in range(20000):
        A, b = np.zeros((X.shape[2],) * 2), np.zeros(X.shape[2])
        inverse = {}
        for i in range(n):
            o = seen[i]
            if not o.any(): continue
            key = o.tobytes()
            if key not in inverse: inverse[key] = np.linalg.inv(S[np.ix_(o, o)])
            W = X[i][o].T @ inverse[key]
            A += W @ X[i][o]; b += W @ y[i][o]
        Phi = np.linalg.inv(A); beta = Phi @ b
        new, m = np.zeros((K, K)), 0
        for i in range(n):
            o = seen[i]
            if not o.any(): continue
            G = S[:, o] @ inverse[o.tobytes()]
            r = y[i][o] - X[i][o] @ beta
            new += G @ (np.outer(r, r) + X[i][o] @ Phi @ X[i][o].T) @ G.T + S - G @ S[o, :]
            m += 1
        new /= m
        done = np.abs(new - S).max() < 1e-12 * np.abs(S).max()
        S = new
        if done: return beta, S
    raise SystemExit("EM did not settle")


def dropouts(y):
    return np.isnan(y[:, -1])


def conditional(strategy, mu, ref, S, y):
    """Mean and variance of the last visit given what was read; all missing at the last visit are dropouts."""
    o = ~np.isnan(y)
    if strategy == "jump-to-baseline": return 0.0, S[-1, -1]
    w = np.linalg.solve(S[np.ix_(o, o)], S[o, -1]) if o.any() else np.zeros(0)
    variance = S[-1, -1] - w @ S[o, -1]
    before = ref if strategy == "copy-reference" else mu
    if strategy == "missing-at-random": target = mu[-1]
    elif strategy == "copy-increments" and o.any():
        last = np.flatnonzero(o)[-1]
        target = mu[last] + ref[-1] - ref[last]
    else: target = ref[-1]
    return target + w @ (y[o] - before[o]), variance


def analyse(base, arm, response, arms):
    X = np.column_stack([np.ones_like(base), base, arm]) if arms else np.ones((len(base), 1))
    inverse = np.linalg.inv(X.T @ X)
    b = inverse @ X.T @ response
    rss = ((response - X @ b) ** 2).sum()
    df = len(response) - X.shape[1]
    return b[-1], rss / df * inverse[-1, -1], df


def completed(base, arm, y, arms, strategy, by_visit, deltas, start=None):
    response = y[:, -1].copy()
    S = None
    if np.isnan(response).any():
        key = (base.tobytes(), y.tobytes(), by_visit)
        if key not in FITS: FITS[key] = reml(designs(base, arm, y.shape[1], arms, by_visit), y, start)
        beta, S = FITS[key]
        own = designs(base, arm, y.shape[1], arms, by_visit) @ beta
        ref = designs(base, 0 * arm, y.shape[1], arms, by_visit) @ beta
        for i in np.flatnonzero(dropouts(y)):
            response[i] = conditional(strategy, own[i], ref[i], S, y[i])[0] + deltas[int(arm[i])]
    return analyse(base, arm, response, arms)[0], S


def jackknife(base, arm, y, arms, strategy, by_visit, deltas):
    estimate, S = completed(base, arm, y, arms, strategy, by_visit, deltas)
    n = len(base)
    keep = [np.arange(n) != i for i in range(n)]
    # A person out moves nothing else: the EM starts where the whole data ended. Baselines need no new centre.
    values = np.array([completed(base[k], arm[k], y[k], arms, strategy, by_visit, deltas, S)[0] for k in keep])
    se = np.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum())
    return estimate, se


def normal_answer(estimate, se):
    z = stats.norm.isf(0.025)
    return {"estimate": estimate, "se": se, "ci_low": estimate - z * se, "ci_high": estimate + z * se,
            "p_value": 2 * stats.norm.sf(abs(estimate / se))}


def t_answer(estimate, se, df):
    q = stats.t.isf(0.025, df)
    return {"estimate": estimate, "se": se, "df": df, "ci_low": estimate - q * se, "ci_high": estimate + q * se,
            "p_value": 2 * stats.t.sf(abs(estimate / se), df)}


def case(procedure, dataset, label, arguments, expected, tolerance, source):
    name = f"girth/{procedure}/{dataset}/{label}" if dataset else f"girth/{procedure}/{label}"
    clean = lambda x: {k: clean(v) for k, v in x.items()} if isinstance(x, dict) else x if isinstance(x, (int, str)) else float(x)
    CASES.append({"id": name, "dataset": dataset, "procedure": procedure, "arguments": arguments, "expected": clean(expected),
                  "tolerance": tolerance, "source": source})


EXACT = {"rel": 1e-9, "abs": 1e-12}


def simple(name, group):
    base, arm, y = read(name, None, group)
    for method in ("complete-case", "locf", "bocf"):
        last, kept = y[:, -1].copy(), np.ones(len(base), bool)
        for i in np.flatnonzero(np.isnan(last)):
            there = np.flatnonzero(~np.isnan(y[i]))
            if method == "complete-case": kept[i] = False
            elif method == "locf": last[i] = y[i, there[-1]] if len(there) else 0.0
            else: last[i] = 0.0
        estimate, variance, df = analyse(base[kept], arm[kept], last[kept], group is None)
        arguments = {"method": method, "reference": "placebo", "treatment": "active"} if group is None else {"method": method, "group": group}
        case("simple_missing", name, f"{method}/{group or 'arms'}", arguments,
             {"n": int(kept.sum()), **t_answer(estimate, np.sqrt(variance), df)}, EXACT, "numpy, least squares on filled-in readings")


def conditional_means(name):
    two = read(name)
    base = {"reference": "placebo", "treatment": "active"}
    for strategy in ("missing-at-random", "jump-to-reference", "copy-reference", "copy-increments", "jump-to-baseline"):
        for by_visit, deltas in ((False, (0, 0)), (True, (0, 0)), (False, (-0.5, 1.25))):
            if by_visit and strategy not in ("missing-at-random", "copy-increments"): continue
            if deltas != (0, 0) and strategy != "jump-to-reference": continue
            found = normal_answer(*jackknife(*two, True, strategy, by_visit, deltas))
            label = strategy + ("/slopes" if by_visit else "") + ("/deltas" if deltas != (0, 0) else "")
            arguments = {**base, "strategy": strategy, "baseline_by_visit": by_visit, "delta_control": deltas[0], "delta_treated": deltas[1]}
            case("conditional_mean_imputation", name, label, arguments, {"n_dropout": int(dropouts(two[2]).sum()), **found},
                 {"rel": 1e-7, "abs": 1e-9, "fields": {"p_value": 1e-6}}, "numpy, REML by EM, jackknife by refitting")
    one = read(name, None, "active")
    for strategy in ("missing-at-random", "jump-to-baseline"):
        found = normal_answer(*jackknife(*one, False, strategy, True, (0, 0)))
        arguments = {"group": "active", "strategy": strategy}
        case("conditional_mean_imputation", name, f"{strategy}/active", arguments, {"n_dropout": int(dropouts(one[2]).sum()), **found},
             {"rel": 1e-7, "abs": 1e-9, "fields": {"p_value": 1e-6}}, "numpy, REML by EM, jackknife by refitting")


def tipping(name):
    """Bisection with the whole jackknife at every delta; estimates and errors at two deltas."""
    two = read(name)
    base, arm, y = two
    def at(treated, control=0.0): return jackknife(*two, True, "missing-at-random", False, (control, treated))
    for null, alternative, tail in ((0.0, "two-sided", 0.025), (-0.4, "less", 0.05)):
        z = stats.norm.isf(tail)
        low, high = 0.0, 64.0
        def lost(delta):
            estimate, se = at(delta)
            return not estimate - null < -z * se
        assert not lost(low) and lost(high)
        for _ in range(28):
            middle = (low + high) / 2
            low, high = (low, middle) if lost(middle) else (middle, high)
        cells = []
        for treated, control in ((0.0, 0.0), (2.0, -1.0)):
            estimate, se = at(treated, control)
            p = 2 * stats.norm.sf(abs(estimate - null) / se) if alternative == "two-sided" else stats.norm.cdf((estimate - null) / se)
            cells.append({"estimate": estimate, "se": se, "p_value": p})
        case("tipping_point", name, alternative, {"reference": "placebo", "treatment": "active", "null": null, "alternative": alternative,
             "deltas_treated": [0.0, 2.0], "deltas_control": [0.0, -1.0]},
             {"tipping": (low + high) / 2, "at_zero": cells[0], "at_both": cells[1]},
             {"rel": 1e-6, "abs": 1e-9, "fields": {"p_value": 1e-5}}, "numpy, bisection with the whole jackknife at every delta")


def rubin():
    rng = np.random.default_rng(5)
    for label, m, df in (("twenty", 20, 41), ("five", 5, 9), ("alike", 4, 30)):
        estimates = np.round(rng.normal(-2, 0.6, m), 4) if label != "alike" else np.full(m, -1.25)
        variances = np.round(rng.uniform(0.3, 0.9, m), 4)
        W, B = variances.mean(), estimates.var(ddof=1)
        T = W + (1 + 1 / m) * B
        share = (1 + 1 / m) * B / T
        observed = (df + 1) / (df + 3) * df * (1 - share)
        nu = 1 / (share ** 2 / (m - 1) + 1 / observed) if B > 0 else df
        case("rubin_rules", None, label, {"estimates": estimates.tolist(), "variances": variances.tolist(), "df_complete": df},
             {"estimate": estimates.mean(), "se": np.sqrt(T), "df": nu, "within": W, "between": B, "share_missing": share},
             {"rel": 1e-12}, "numpy, Rubin (1987) and Barnard and Rubin (1999) eq. 3")


def closed_form(name, visits, m):
    """Two visits, nobody read at the second only: posterior moments without drawing. Missing = Z_m b + e, b and s² of the regression of
    the second visit on design and first visit, s² = RSS / chi² with n_2 - p degrees of freedom, so E s² = RSS / (n_2 - p - 2)."""
    base, arm, y = read(name, visits)
    gone = np.isnan(y[:, 1])
    assert not np.isnan(y[:, 0]).any()
    X = np.column_stack([np.ones_like(base), base, arm])
    Z = np.column_stack([X, y[:, 0]])
    inverse = np.linalg.inv(Z[~gone].T @ Z[~gone])
    b = inverse @ Z[~gone].T @ y[~gone, 1]
    rss = ((y[~gone, 1] - Z[~gone] @ b) ** 2).sum()
    variance = rss / ((~gone).sum() - 3 - 2)
    filled = np.where(gone, Z @ b, y[:, 1])
    spread = variance * (Z[gone] @ inverse @ Z[gone].T + np.eye(gone.sum()))
    H = np.linalg.inv(X.T @ X) @ X.T
    estimate, between = H[-1] @ filled, H[-1][gone] @ spread @ H[-1][gone]
    M = np.eye(len(base)) - X @ H
    n = len(base)
    within = (filled @ M @ filled + np.trace(M[np.ix_(gone, gone)] @ spread)) / (n - 3) * np.linalg.inv(X.T @ X)[-1, -1]
    # Five standard errors over draws; those of the variances with a half on top for tails heavier than normal.
    tolerance = {"fields": {"estimate": {"abs": 5 * np.sqrt(between / m)}, "between": 7.5 * np.sqrt(2 / m), "within": 7.5 * np.sqrt(2 / m) * 0.5}}
    case("multiple_imputation", name, "closed form", {"reference": "placebo", "treatment": "active", "visits": visits,
         "strategy": "missing-at-random", "imputations": m}, {"estimate": estimate, "within": within, "between": between}, tolerance,
         "numpy, moments of the posterior without drawing")


def augmentation(name, m, steps=40000, warm_up=1000):
    base, arm, y = read(name)
    rng = np.random.default_rng(7)
    n, K = y.shape
    X = np.column_stack([np.ones_like(base), base, arm])
    R = np.column_stack([np.ones_like(base), base, 0 * arm])
    inverse = np.linalg.inv(X.T @ X)
    root = np.linalg.cholesky(inverse)
    gone = np.isnan(y)
    patterns = {tuple(g): np.flatnonzero((gone == g).all(1)) for g in np.unique(gone, axis=0)}
    filled = np.where(gone, 0.0, y)
    S, B = np.cov(filled.T), np.linalg.lstsq(X, filled, rcond=None)[0]
    strategies = ("missing-at-random", "jump-to-reference", "copy-reference", "copy-increments")
    found = {s: [] for s in strategies}
    for step in range(warm_up + steps):
        own, ref = X @ B, R @ B
        if step >= warm_up:
            noise = rng.standard_normal(n)
            for s in strategies:
                response = y[:, -1].copy()
                for g, who in patterns.items():
                    if not g[-1]: continue
                    o = ~np.array(g)
                    w = np.linalg.solve(S[np.ix_(o, o)], S[o, -1]) if o.any() else np.zeros(0)
                    sd = np.sqrt(S[-1, -1] - w @ S[o, -1])
                    before = ref if s == "copy-reference" else own
                    target = own[who, -1] if s == "missing-at-random" else ref[who, -1]
                    if s == "copy-increments" and o.any():
                        last = np.flatnonzero(o)[-1]
                        target = own[who, last] + ref[who, -1] - ref[who, last]
                    response[who] = target + (y[np.ix_(who, o)] - before[np.ix_(who, o)]) @ w + sd * noise[who]
                found[s].append(analyse(base, arm, response, True)[:2])
        for g, who in patterns.items():
            h = np.array(g)
            if not h.any(): continue
            o = ~h
            G = np.linalg.solve(S[np.ix_(o, o)], S[np.ix_(o, h)]).T if o.any() else np.zeros((h.sum(), 0))
            C = S[np.ix_(h, h)] - G @ S[np.ix_(o, h)]
            draw = rng.standard_normal((len(who), h.sum())) @ np.linalg.cholesky(C).T
            filled[np.ix_(who, h)] = own[np.ix_(who, h)] + (y[np.ix_(who, o)] - own[np.ix_(who, o)]) @ G.T + draw
        hat = inverse @ X.T @ filled
        E = filled - X @ hat
        S = np.atleast_2d(stats.invwishart.rvs(n - 3, E.T @ E, random_state=rng))
        B = hat + root @ rng.standard_normal((3, K)) @ np.linalg.cholesky(S).T
    for s in strategies:
        estimates, variances = np.array(found[s]).T
        batches = estimates.reshape(40, -1).mean(1)
        between, within = estimates.var(ddof=1), variances.mean()
        error = np.sqrt(between / m * 1.5 + batches.var(ddof=1) / 40)
        tolerance = {"fields": {"estimate": {"abs": 5 * error}, "between": 7.5 * np.sqrt(2 / m) * 1.5, "within": 0.03}}
        case("multiple_imputation", name, s, {"reference": "placebo", "treatment": "active", "strategy": s, "imputations": m},
             {"estimate": estimates.mean(), "within": within, "between": between}, tolerance, "numpy, data augmentation of all missing readings, 40,000 steps")


if sys.argv[1] == "draw":
    draw()
else:
    for name in ("long_n40x3", "long_dropout_n60x4"):
        for group in (None, "active"): simple(name, group)
    rubin()
    closed_form("long_n40x3", ["W04", "W08"], 20000)
    closed_form("long_n40x3", ["W04", "W12"], 20000)
    augmentation("long_dropout_n60x4", 5000)
    conditional_means("long_dropout_n60x4")
    tipping("long_dropout_n60x4")
    print(json.dumps(CASES, indent=1))
