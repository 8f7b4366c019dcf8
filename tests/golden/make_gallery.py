"""Reference cases of picked pictures and rated pairs, by independent means:

    python3 make_gallery.py

Means of the best of normal draws: mpmath, each order statistic's density for up to 30 draws, and the joint density of the two largest on
a grid of Gauss-Legendre panels; for more draws the share of draws that are picked, z f(z) P(Bin(n - 1, tail) < k), in 40 digits. Published values are
cases of their own. Draws from data: whole-number probabilities of every order statistic (fractions). Ranges: half a million galleries of
NumPy's. Clients until a picture: SciPy's negative binomial. Rated pairs: SciPy's exact binomial test; the mixed likelihood on 30 panels of
Gauss-Legendre with 40 nodes each, maximised from several starts, its derivatives by complex steps.
"""
import collections, csv, functools, json, math, pathlib
from fractions import Fraction
import mpmath as mp
import numpy as np
from scipy import integrate, optimize, stats

mp.mp.dps = 40
HERE = pathlib.Path(__file__).parent
cases = []


def add(id, procedure, arguments, expected, source, tolerance=None, dataset=None):
    def plain(value):
        if isinstance(value, dict):
            return {name: plain(item) for name, item in value.items()}
        if isinstance(value, (list, tuple, np.ndarray)):
            return [plain(item) for item in value]
        if isinstance(value, (str, bool)) or value is None:
            return value
        if isinstance(value, (int, np.integer)):
            return int(value)
        value = float(value)
        return value if math.isfinite(value) else ("Inf" if value > 0 else "-Inf")
    print(procedure, id, flush=True)
    cases.append({"id": f"girth/{procedure}/{id}", "dataset": dataset, "procedure": procedure, "arguments": arguments,
                  "expected": plain(expected), "source": source, "tolerance": tolerance or {"rel": 1e-10, "abs": 1e-12}})


# ---- the best of normal draws ----

def single(n, i):
    """Expectation of the i-th largest of n."""
    density = lambda z: mp.npdf(z) * mp.ncdf(z) ** (n - i) * mp.ncdf(-z) ** (i - 1)
    return n * mp.binomial(n - 1, i - 1) * mp.quad(lambda z: z * density(z), [-12, -4, -2, -1, 0, 1, 2, 4, 12])


for n, k in [(2, 1), (3, 2), (5, 2), (10, 1), (10, 3), (30, 5), (30, 29)]:
    mean = sum(single(n, i) for i in range(1, k + 1)) / k
    add(f"single/{n}/{k}", "best_of_normal", {"n": n, "k": k}, {"mean": mean}, "mpmath 1.4.1, densities of single order statistics")


def panels(low, high, many):
    """Gauss-Legendre with 40 nodes on each panel."""
    nodes, weights = np.polynomial.legendre.leggauss(40)
    edges = np.linspace(low, high, many + 1)
    half, middle = np.diff(edges) / 2, (edges[1:] + edges[:-1]) / 2
    return (middle[:, None] + half[:, None] * nodes).ravel(), (half[:, None] * weights).ravel()


def moments_of_two(n):
    """The mean of the two largest, y and y + t, and its SD."""
    (y, wy), (t, wt) = panels(-10, 9, 60), panels(0, 18, 40)
    density = n * (n - 1) * np.outer(wy * stats.norm.pdf(y) * stats.norm.cdf(y) ** (n - 2), wt) * stats.norm.pdf(y[:, None] + t)
    half = y[:, None] + t / 2
    mean = (density * half).sum()
    return mean, math.sqrt((density * (half - mean) ** 2).sum())


for n in (3, 10, 100):
    mean, sd = moments_of_two(n)
    add(f"joint/{n}/2", "best_of_normal", {"n": n, "k": 2}, {"mean": mean, "sd": sd}, "numpy 2.4.6, joint density of the two largest")


def picked(n, k):
    """E of the mean: a draw at z is picked when fewer than k of the others are above. By parts, so that the binomial tail becomes its density."""
    centre = -mp.sqrt(2) * mp.erfinv(2 * mp.mpf(k) / n - 1)
    width = mp.sqrt(mp.mpf(k) * (n - k) / n) / n / mp.npdf(centre)
    constant = mp.loggamma(n) - mp.loggamma(k) - mp.loggamma(n - k)
    f = lambda z: mp.e ** (constant + 2 * mp.log(mp.npdf(z)) + (n - k - 1) * mp.log(mp.ncdf(z)) + (k - 1) * mp.log(mp.ncdf(-z)))
    points = [centre + width * step for step in (-14, -7, -3, 0, 3, 7, 14, 24, 40)]
    return mp.mpf(n) / k * mp.quad(f, points)


for n, k in [(400, 1), (400, 200), (10_000, 7), (1_000_000, 1), (1_000_000, 5), (1_000_000, 500_000), (1_000_000, 900_000)]:
    add(f"picked/{n}/{k}", "best_of_normal", {"n": n, "k": k}, {"mean": picked(n, k)}, "mpmath 1.4.1, 40 digits, the share of draws that are picked")
for n, value in [(10, 1.53875), (20, 1.86748), (50, 2.24907), (100, 2.50759), (400, 2.96818)]:
    add(f"published/{n}", "best_of_normal", {"n": n, "k": 1}, {"mean": value}, "Harter (1961), Biometrika 48:151-165, table 1", {"rel": 0, "abs": 5.1e-6})

# ---- ranges ----
rng = np.random.default_rng(5)
for n, k, level in [(20, 3, 0.95), (100, 10, 0.9), (300, 40, 0.95)]:
    means = []
    for _ in range(200):
        draws = rng.standard_normal((2_500, n))
        means.append(np.partition(draws, n - k, axis=1)[:, n - k:].mean(axis=1))
    means = np.concatenate(means)
    tail = (1 - level) / 2
    add(f"drawn/{n}/{k}", "range_of_best", {"n": n, "k": k, "conf_level": level},
        {"lower": np.quantile(means, tail), "upper": np.quantile(means, 1 - tail)},
        f"numpy 2.4.6, {len(means)} galleries", {"rel": 0, "abs": 5 * means.std() * math.sqrt(tail / 20_000) / stats.norm.pdf(stats.norm.ppf(tail))})
for n, level in [(1, 0.95), (7, 0.95), (1000, 0.9)]:
    tail = mp.mpf(str(1 - level)) / 2
    at = lambda p: mp.sqrt(2) * mp.erfinv(2 * mp.mpf(p) ** (mp.mpf(1) / n) - 1)
    add(f"one/{n}", "range_of_best", {"n": n, "k": 1, "conf_level": level}, {"lower": at(tail), "upper": at(1 - tail)}, "mpmath 1.4.1")

# ---- draws from data ----

def redrawn(best_first, k):
    n = len(best_first)
    @functools.cache
    def at_least(i, j):
        return sum(Fraction(math.comb(n, b) * j ** b * (n - j) ** (n - b), n ** n) for b in range(i, n + 1))
    total = Fraction(0)
    for i in range(1, k + 1):
        for j in range(1, n + 1):
            total += best_first[j - 1] * (at_least(i, j) - at_least(i, j - 1))
    return total / k


# ---- galleries ----

def columns(dataset):
    rows = list(csv.DictReader(open(HERE / "data" / f"{dataset}.csv")))
    return [Fraction(row["after"]) - Fraction(row["before"]) for row in rows if row["before"] and row["after"]]


single = functools.cache(single)


def noise_mean(n, k):
    if k == n:
        return mp.mpf(0)
    return sum(single(n, i) for i in range(1, k + 1)) / k if n <= 30 else picked(n, k)


for dataset, shown, toward, noise in [("sleep", 3, "rise", None), ("sleep", 10, "rise", 0.5), ("sleep", 1, "fall", 0.5),
                                      ("anorexia_ft", 4, "rise", 2.0), ("anorexia_ft", 5, "fall", None), ("ties_half_n16", 2, "fall", 1.0)]:
    change = columns(dataset)
    n, sign = len(change), 1 if toward == "rise" else -1
    order = sorted(range(n), key=lambda at: (-sign * change[at], at))
    best = [change[at] for at in order]
    floats = np.array([float(each) for each in change])
    mean = sum(change) / n
    sd = mp.sqrt(sum((mp.mpf(each.numerator) / each.denominator - mp.mpf(mean.numerator) / mean.denominator) ** 2 for each in change) / (n - 1))
    used = mp.mpf(noise) if noise is not None else sd
    reach = stats.t.ppf(0.975, n - 1) * float(sd) / math.sqrt(n)
    observed = sum(best[:shown]) / shown
    expected = sign * used * noise_mean(n, shown)
    arguments = {"shown": shown, "toward": toward} | ({} if noise is None else {"noise_sd": noise})
    add(f"{dataset}/{shown}/{toward}", "gallery", arguments, {
        "everybody": mean, "everybody_ci": [float(mean) - reach, float(mean) + reach], "observed": observed,
        "picked": order[:shown], "tied_out": sum(each == best[shown - 1] for each in best[shown:]),
        "redrawn": redrawn(best, shown), "noise": expected, "own_spread": noise is None, "noise_sd": used,
        "share_by_picking": expected / mp.mpf(float(observed)) if sign * observed > 0 else None,
        "curve_observed": [sum(best[:k]) / k for k in range(1, n + 1)],
        "curve_redrawn": [redrawn(best, k) for k in range(1, n + 1)],
        "curve_noise": [sign * used * noise_mean(n, k) for k in range(1, n + 1)],
    }, "mpmath 1.4.1 and whole-number fractions", {"rel": 1e-9, "abs": 1e-11}, dataset)

# ---- until a picture ----
for amount, sd, step, pictures in [(2.0, 1.2, None, 1), (2.0, 1.2, 0.5, 6), (2.0, 0.7, 0.1, 3), (5.0, 0.8, None, 1)]:
    from_here = amount if step is None else (math.ceil(Fraction(str(amount)) / Fraction(str(step))) - 0.5) * step
    q = stats.norm.sf(from_here / sd)
    failures = lambda p: int(stats.nbinom.ppf(p, pictures, q))
    arguments = {"amount": amount, "noise_sd": sd, "pictures": pictures} | ({} if step is None else {"step": step})
    add(f"{amount}/{sd}/{step}/{pictures}", "until_pictures", arguments,
        {"chance": q, "expected": pictures / q, "even": failures(0.5) + pictures, "nearly_sure": failures(0.95) + pictures},
        "scipy 1.17.1, nbinom", {"rel": 1e-10})

# ---- rated pairs ----
U, W = panels(-13, 13, 30)
W = W * np.exp(-U ** 2 / 2) / math.sqrt(2 * math.pi)


def log_likelihood(theta, counts):
    p = 1 / (1 + np.exp(-(theta[0] + theta[1] * U)))
    return sum(many * np.log(np.sum(W * p ** x * (1 - p) ** (n - x))) for (x, n), many in collections.Counter(counts).items())


def gradient(theta, counts):
    def along(at):
        moved = np.array(theta, dtype=complex)
        moved[at] += 1e-30j
        return log_likelihood(moved, counts).imag / 1e-30
    return np.array([along(0), along(1)])


def hessian(theta, counts, h=1e-5):
    rows = []
    for at in (0, 1):
        step = np.zeros(2)
        step[at] = h
        rows.append((8 * (gradient(theta + step, counts) - gradient(theta - step, counts))
                     - (gradient(theta + 2 * step, counts) - gradient(theta - 2 * step, counts))) / (12 * h))
    return np.array(rows)


def maximum(counts, held):
    """Best of several starts, and of the boundary."""
    right, answers = sum(x for x, _ in counts), sum(n for _, n in counts)
    pooled = math.log(right / (answers - right)) if held is None else held
    best = (np.array([pooled, 0.0]), log_likelihood(np.array([pooled, 0.0]), counts))
    for start in (0.2, 0.7, 1.5, 4.0):
        if held is None:
            found = optimize.minimize(lambda t: -log_likelihood(t, counts), [pooled, start], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-12, "maxiter": 4000})
            theta = optimize.root(lambda t: gradient(t, counts), found.x, tol=1e-13).x
        else:
            found = optimize.minimize(lambda s: -log_likelihood(np.array([held, s[0]]), counts), [start], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-13})
            theta = np.array([held, found.x[0]])
        theta[1] = abs(theta[1])
        value = log_likelihood(theta, counts)
        if theta[1] > 1e-4 and value > best[1] + 1e-10:
            best = (theta, value)
    return best


def mixed(counts):
    theta, value = maximum(counts, None)
    _, guessing = maximum(counts, 0.0)
    p = 1 / (1 + np.exp(-(theta[0] + theta[1] * U)))
    share = np.sum(W * p)
    slopes = np.array([np.sum(W * p * (1 - p)), np.sum(W * U * p * (1 - p))]) / (share * (1 - share))
    information = -hessian(theta, counts)
    covariance = np.linalg.inv(information) if theta[1] > 0 else np.diag([1 / information[0, 0], 0])
    error = math.sqrt(slopes @ covariance @ slopes)
    logit, z, se = math.log(share / (1 - share)), stats.norm.ppf(0.975), math.sqrt(covariance[0, 0])
    back = lambda x: 1 / (1 + math.exp(-x))
    ratio = max(2 * (value - guessing), 0)
    return {"share": share, "share_se": share * (1 - share) * error, "share_ci": [back(logit - z * error), back(logit + z * error)],
            "log_odds": theta[0], "log_odds_se": se, "log_odds_ci": [theta[0] - z * se, theta[0] + z * se], "sd": theta[1],
            "log_likelihood": value, "likelihood_ratio": ratio, "p_value": stats.chi2.sf(ratio, 1), "wald_p": 2 * stats.norm.sf(abs(theta[0] / se))}


def simple(counts):
    shares = np.array([x / n for x, n in counts])
    if len(shares) < 2:
        return None
    if np.ptp(shares) == 0:
        return {"share": shares[0], "t": (0 if shares[0] == 0.5 else math.copysign(math.inf, shares[0] - 0.5)), "df": len(shares) - 1, "p_value": None}
    test = stats.ttest_1samp(shares, 0.5)
    low, high = test.confidence_interval(0.95)
    return {"share": shares.mean(), "t": test.statistic, "df": len(shares) - 1, "p_value": test.pvalue, "ci": [max(low, 0), min(high, 1)]}


def binomial(x, n):
    two, more = stats.binomtest(int(x), int(n)), stats.binomtest(int(x), int(n), alternative="greater")
    low, high = two.proportion_ci(0.95, "exact")
    return {"right": x, "answers": n, "share": x / n, "ci": [low, high], "p_two_sided": two.pvalue, "p_greater": more.pvalue}


def rated(id, rows, without=()):
    """Each rater's answers in the order of the pairs: 1 right, 0 wrong, . none."""
    columns_ = list(zip(*rows))
    of = lambda lines: [(line.count("1"), len(line) - line.count(".")) for line in ("".join(each) for each in lines)]
    by_rater = of(rows)
    by_pair = [counts for counts in of(columns_) if counts[1]]
    all_ = (sum(x for x, _ in by_rater), sum(n for _, n in by_rater))
    expected = {"by_rater": [binomial(*counts) for counts in by_rater], "pooled": binomial(*all_)}
    for name, counts in (("pair", by_pair), ("rater", by_rater)):
        expected[name] = {"mixed": None if name in without else mixed(counts), "simple": simple(counts)}
    add(id, "rated_pairs", {"rows": rows}, expected, "scipy 1.17.1, numpy 2.4.6",
        {"rel": 1e-7, "abs": 1e-9, "fields": {"sd": 1e-6, "log_odds_se": 1e-6, "share_se": 1e-6, "likelihood_ratio": {"rel": 1e-6, "abs": 1e-8}, "p_value": {"rel": 1e-6, "abs": 1e-9}, "log_odds_ci": 1e-6}})


def seeded(seed, raters, pairs, odds, sd_pair, sd_rater, gaps=0.0):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(0, sd_pair, pairs), rng.normal(0, sd_rater, raters)
    right = rng.random((raters, pairs)) < 1 / (1 + np.exp(-(odds + a[None, :] + b[:, None])))
    given = rng.random((raters, pairs)) >= gaps
    return ["".join("." if not g else str(int(r)) for r, g in zip(*line)) for line in zip(right, given)]


rated("spread_pairs", seeded(1, 6, 25, 0.4, 1.5, 0.0))
rated("spread_raters", seeded(2, 12, 20, 0.6, 0.0, 1.2))
rated("gaps", seeded(3, 5, 30, 0.2, 1.0, 0.5, 0.2))
rated("guessing", seeded(4, 4, 20, 0.0, 0.0, 0.0))
rated("wide", seeded(8, 9, 14, 1.0, 4.0, 0.0))
rated("one_rater", ["110101111011"], without=("rater",))
rated("one_pair", ["1", "0", "1", "1"], without=("pair",))
rated("all_right", ["1111", "1111"], without=("pair", "rater"))
rated("each_pair_once", ["1101....", "....0111"])
rated("alike_within_pairs", ["11011100", "11011100", "11011100"], without=("pair",))

(HERE / "cases" / "gallery.json").write_text(json.dumps(cases, indent=1) + "\n")
print(len(cases), "cases")
