"""Reference cases of what can be said of one person, by independent means:

    python3 make_individual.py

The chance of a rounded change comes from the two roundings themselves: both readings are rounded, the true level lies anywhere between two
marks of the tape, and the joint probability is summed over the marks of the first reading and integrated over that level. Quantiles are SciPy's,
binomial tails sums of mpmath, F and t tails mpmath's incomplete beta function; power is SciPy's noncentral t, and mpmath quadrature over
the SD for two one-sided tests.
"""
import json, math, pathlib, random
import mpmath as mp
import numpy as np
from scipy import stats
from scipy.optimize import brentq

mp.mp.dps = 30
CASES = pathlib.Path(__file__).parent / "cases" / "individual.json"
cases = []
random.seed(20261122)


def add(id, procedure, arguments, expected, source, tolerance=None):
    def plain(value):
        if isinstance(value, (list, tuple)):
            return [plain(item) for item in value]
        if isinstance(value, (str, bool, int)) or value is None:
            return value
        return float(value)
    cases.append({"id": f"girth/{procedure}/{id}", "dataset": None, "procedure": procedure, "arguments": arguments,
                  "expected": {name: plain(value) for name, value in expected.items()}, "source": source,
                  "tolerance": tolerance or {"rel": 1e-9, "abs": 1e-11}})


# ---- distributions ----

def z_of(tail):
    return stats.norm.isf(float(tail))


def chi2_quantile(p, df):
    return mp.mpf(float(stats.chi2.ppf(float(p), df)))


def f_sf(x, d1, d2):
    x = mp.mpf(x)
    return mp.betainc(mp.mpf(d2) / 2, mp.mpf(d1) / 2, 0, d2 / (d2 + d1 * x), regularized=True)


def t_sf(t, df):
    half = mp.betainc(mp.mpf(df) / 2, mp.mpf(1) / 2, 0, df / (df + mp.mpf(t) ** 2), regularized=True) / 2
    return half if t > 0 else 1 - half


def at_least(x, n, p):
    return mp.fsum(mp.binomial(n, k) * p**k * (1 - p)**(n - k) for k in range(x, n + 1)) if x > 0 else mp.mpf(1)


def clopper_pearson(x, n, tail):
    tail = float(tail)
    return (0.0 if x == 0 else stats.beta.ppf(tail, x, n - x + 1)), (1.0 if x == n else stats.beta.isf(tail, x + 1, n - x))


def chance_of_rounded(least, step, sd):
    """P(round(level + e2) - round(level + e1) >= least), the level anywhere between two marks."""
    least, step, sd = float(least), float(step), float(sd)
    steps, reach = round(least / step), math.ceil(9 * sd / step) + 1
    nodes, weights = np.polynomial.legendre.leggauss(64)
    level = ((nodes + 1) / 2 * step)[:, None]
    marks = np.arange(-reach, reach + 1)[None, :]
    low, high = ((marks - 0.5) * step - level) / sd, ((marks + 0.5) * step - level) / sd
    first = np.where(low > 0, stats.norm.sf(low) - stats.norm.sf(high), stats.norm.cdf(high) - stats.norm.cdf(low))
    second = stats.norm.sf(((marks + steps - 0.5) * step - level) / sd)
    return mp.mpf(float(np.sum(weights / 2 * np.sum(first * second, axis=1))))


# ---- who changed ----

def people(n, mean, spread, step, decimals):
    pairs = []
    for at in range(n):
        before = 80 + 0.7 * at
        after = before + random.gauss(mean, spread)
        mark = lambda value: f"{round(value / step) * step:.{decimals}f}"
        pairs.append([mark(before), mark(after)])
    return pairs


def least_change(size, step, strictly):
    steps = mp.mpf(size) / mp.mpf(str(step))
    return (int(mp.floor(steps)) + 1 if strictly else int(mp.ceil(steps - mp.mpf(10) ** -15))) * mp.mpf(str(step))


def share(pairs, least, step, toward, sd, df, level):
    changes = [mp.mpf(after) - mp.mpf(before) for before, after in pairs]
    side = -1 if toward == "fall" else 1
    who = [at for at, change in enumerate(changes) if side * change >= least - mp.mpf(10) ** -15]
    alpha = 1 - mp.mpf(str(level))
    beta = alpha / 10 if df else mp.mpf(0)
    upper = sd * mp.sqrt(df / chi2_quantile(beta, df)) if df else mp.mpf(sd)
    lower = sd * mp.sqrt(df / chi2_quantile(1 - beta, df)) if df else mp.mpf(sd)
    expected, most, fewest = (chance_of_rounded(least, step, s) for s in (sd, upper, lower))
    low, high = clopper_pearson(len(who), len(pairs), alpha / 2 - beta)
    return {"who": who, "share": mp.mpf(len(who)) / len(pairs), "expected_share": expected, "least_change": least,
            "ci": [max(low + expected - most, 0), min(high + expected - fewest, 1)],
            "p_value": min(at_least(len(who), len(pairs), most) + beta, 1)}


def detectable(sd, level):
    return z_of((1 - mp.mpf(str(level))) / 2) * mp.sqrt(2) * mp.mpf(str(sd))


SHARE = {"rel": 1e-8, "abs": 1e-11}
STUDIES = {
    "tenths": (people(24, -2.2, 1.6, 0.1, 1), 0.1),
    "halves": (people(40, -1.0, 1.2, 0.5, 1), 0.5),
    "nobody": (people(12, 0.0, 0.1, 0.1, 1), 0.1),
}
for name, (pairs, step) in STUDIES.items():
    for sd, df, occasions, threshold, toward, level in (
        ("0.6", None, "different", "1.5", "fall", 0.95),
        ("0.6", 15, "different", "2", "fall", 0.95),
        ("0.6", 15, "same", "1.5", "fall", 0.9),
        ("0.25", 7.5, "different", None, "rise", 0.95),
    ):
        mdc = detectable(sd, level)
        above = threshold is not None and mp.mpf(threshold) > mdc
        found = share(pairs, least_change(threshold if above else mdc, step, not above), step, toward, mp.mpf(sd), df, level)
        opens = found["p_value"] <= (1 - mp.mpf(str(level))) / 2
        allowed = ("responders" if occasions == "different" else "change-beyond-reading") if opens else "nothing"
        add(f"{name}/{sd}/{df}/{threshold}/{toward}/{level}", "individual_responders",
            {"pairs": pairs, "error_sd": sd, "error_df": df, "occasions": occasions, "threshold": threshold, "toward": toward, "conf_level": level},
            {**found, "detectable_change": mdc, "allowed": allowed, "below_detectable": threshold is not None and not above},
            "SciPy 1.17 and mpmath 1.4, from the definition", SHARE)
    for sd, df in (("0.6", None), ("0.3", 20)):
        mdc = detectable(sd, 0.95)
        sides = {toward: share(pairs, least_change(mdc, step, True), step, toward, mp.mpf(sd), df, 0.95) for toward in ("fall", "rise")}
        add(f"{name}/{sd}/{df}", "beyond_detectable", {"pairs": pairs, "error_sd": sd, "error_df": df, "conf_level": 0.95},
            {"detectable_change": mdc, "within": len(pairs) - sum(len(side["who"]) for side in sides.values()),
             **{f"{toward}_{field}": side[field] for toward, side in sides.items() for field in ("who", "share", "expected_share", "ci", "p_value")}},
            "SciPy 1.17 and mpmath 1.4, from the definition", SHARE)


# ---- do people differ ----

def variance(values):
    mean = mp.fsum(values) / len(values)
    return mp.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


def changes(pairs):
    return [mp.mpf(after) - mp.mpf(before) for before, after in pairs]


def limits(value, df, alpha):
    return [value * df / chi2_quantile(1 - alpha / 2, df), value * df / chi2_quantile(alpha / 2, df)]


def mover(first, second, r2=0):
    (s1, (l1, u1)), (s2, (l2, u2)) = first, second
    below = mp.sqrt((s1 - l1) ** 2 + (u2 - s2) ** 2 - 2 * r2 * (s1 - l1) * (u2 - s2))
    above = mp.sqrt((u1 - s1) ** 2 + (s2 - l2) ** 2 - 2 * r2 * (u1 - s1) * (s2 - l2))
    return s1 - s2 - below, s1 - s2 + above


def response(first, second, low, high, p):
    root = lambda value: mp.sqrt(max(value, 0))
    return {"sd": root(first - second), "sd_change": mp.sqrt(first), "sd_noise": mp.sqrt(second), "variance": first - second,
            "variance_ci": [low, high], "ci": [root(low), root(high)], "p_value": p}


def paired(r, n):
    """Changes of two sites of the same people, at marks of 1 mm."""
    rows = []
    for at in range(n):
        shared = random.gauss(0, 1)
        site = lambda mean, own: round(mean + own * (r * shared + math.sqrt(1 - r * r) * random.gauss(0, 1)), 1)
        treated, control = site(-2, 1.6), site(-0.5, 0.9)
        rows.append([[f"{60 + at}.0", f"{60 + at + treated:.1f}"], [f"{61 + at}.0", f"{61 + at + control:.1f}"]])
    return [row[0] for row in rows], [row[1] for row in rows]


for name, (pairs, _) in STUDIES.items():
    s, df = variance(changes(pairs)), len(pairs) - 1
    for sd, of_error, level in (("0.4", None, 0.95), ("0.4", 15, 0.95), ("0.9", None, 0.9), ("0.9", 6, 0.95)):
        alpha, noise = 1 - mp.mpf(str(level)), 2 * mp.mpf(sd) ** 2
        own = limits(s, df, alpha)
        if of_error:
            low, high = mover((s, own), (noise, limits(noise, of_error, alpha)))
            p = f_sf(s / noise, df, of_error)
        else:
            low, high = own[0] - noise, own[1] - noise
            p = stats.chi2.sf(float(df * s / noise), df)
        add(f"error/{name}/{sd}/{of_error}/{level}", "sd_of_response",
            {"treated": pairs, "error_sd": sd, "error_df": of_error, "conf_level": level}, response(s, noise, low, high, p), "SciPy 1.17 and mpmath 1.4, from the formulas")
for name, treated, control in (("wider", people(30, -2, 1.8, 0.1, 1), people(25, -0.4, 1.1, 0.1, 1)), ("alike", people(12, -2, 1.0, 0.1, 1), people(15, 0, 1.3, 0.1, 1)),
                               ("two", people(2, -2, 1.0, 0.1, 1), people(2, 0, 1.3, 0.1, 1))):
    s, c, alpha = variance(changes(treated)), variance(changes(control)), mp.mpf(1) / 20
    low, high = mover((s, limits(s, len(treated) - 1, alpha)), (c, limits(c, len(control) - 1, alpha)))
    add(f"control/{name}", "sd_of_response", {"treated": treated, "control": control, "conf_level": 0.95},
        response(s, c, low, high, f_sf(s / c, len(treated) - 1, len(control) - 1)), "SciPy 1.17 and mpmath 1.4, from the formulas")
for name, r, n in (("alike", 0.8, 20), ("apart", 0.0, 9)):
    treated, control = paired(r, n)
    t, c = changes(treated), changes(control)
    st, sc, alpha = variance(t), variance(c), mp.mpf(1) / 20
    mean = lambda values: mp.fsum(values) / len(values)
    correlation = mp.fsum((a - mean(t)) * (b - mean(c)) for a, b in zip(t, c)) / (n - 1) / mp.sqrt(st * sc)
    low, high = mover((st, limits(st, n - 1, alpha)), (sc, limits(sc, n - 1, alpha)), correlation ** 2)
    pitman = (st - sc) * mp.sqrt(n - 2) / (2 * mp.sqrt(st * sc * (1 - correlation ** 2)))
    add(f"sites/{name}", "sd_of_response", {"treated": treated, "untreated_site": control, "conf_level": 0.95},
        response(st, sc, low, high, t_sf(pitman, n - 2)), "SciPy 1.17 and mpmath 1.4, from the formulas")


# ---- power ----

def power_t(n, delta, sd, alpha, alternative):
    df, ncp = n - 1, delta / sd * math.sqrt(n)
    if alternative == "two.sided":
        t = stats.t.isf(alpha / 2, df)
        return stats.nct.sf(t, df, ncp) + stats.nct.cdf(-t, df, ncp)
    t = stats.t.isf(alpha, df)
    return stats.nct.sf(t, df, ncp) if alternative == "greater" else stats.nct.cdf(-t, df, ncp)


def size(power, target):
    n = 2
    while power(n) < target:
        n += 1
    return n


for n, delta, sd, alpha, alternative, target in ((15, -1.5, 2.0, 0.05, "less", 0.9), (2, 4.0, 1.0, 0.05, "two.sided", None), (40, -0.8, 2.5, 0.1, "two.sided", 0.8)):
    power = lambda n: power_t(n, delta, sd, alpha, alternative)
    expected = {"power": power(n)}
    if target:
        least = size(power, target)
        expected |= {"n_for_target": least, "power_at_n": power(least), "n_for_target_continuous": brentq(lambda n: power(n) - target, least - 1, least, xtol=1e-12)}
    add(f"{n}/{delta}/{sd}/{alpha}/{alternative}", "power_paired_t",
        {"n": n, "delta": delta, "sd_diff": sd, "alpha": alpha, "alternative": alternative, "target_power": target}, expected,
        "SciPy 1.17 nct", {"rel": 1e-8, "abs": 1e-10})
for change, true, error, alternative, target in ((-1.5, 1.8, 1.2, "two.sided", 0.8), (-1.0, 0.0, 0.9, "less", 0.9)):
    by = [math.hypot(true, error * math.sqrt(2 / k)) for k in (1, 2, 3, 4)]
    add(f"{change}/{true}/{error}/{alternative}", "sample_size_by_readings",
        {"change": change, "sd_true": true, "error_sd": str(error), "error_df": None, "alpha": 0.05, "alternative": alternative, "target_power": target},
        {"sd_change": by, "n": [size(lambda n: power_t(n, change, sd, 0.05, alternative), target) for sd in by]},
        "SciPy 1.17 nct", {"rel": 1e-10})


def power_tost(n, delta, sd, low, high, alpha):
    """Over the distribution of the SD: given it, the mean must lie between the bounds moved in by t s / sqrt(n)."""
    df = n - 1
    t, root = mp.mpf(float(stats.t.isf(alpha, df))), mp.sqrt(n)
    edge = (high - low) * root / (2 * t * sd)
    density = lambda s: 2 * (mp.mpf(df) / 2) ** (mp.mpf(df) / 2) / mp.gamma(mp.mpf(df) / 2) * s ** (df - 1) * mp.exp(-df * s * s / 2)
    inside = lambda s: mp.ncdf((high - delta) * root / sd - t * s) - mp.ncdf((low - delta) * root / sd + t * s)
    return mp.quad(lambda s: density(s) * inside(s), mp.linspace(0, min(edge, 6), 13))


for n, delta, sd, low, high, alpha in ((2, 0.0, 1.0, -8.0, 8.0, 0.05), (15, 1.2, 1.0, -0.5, 1.0, 0.05), (50, -0.2, 1.5, -1.0, 0.8, 0.025)):
    add(f"{n}/{delta}/{sd}/{low}/{high}/{alpha}", "power_tost_paired",
        {"n": n, "delta": delta, "sd_diff": sd, "low": low, "high": high, "alpha": alpha, "target_power": None},
        {"power": power_tost(n, delta, sd, low, high, alpha)}, "mpmath 1.4, quadrature over the SD", {"rel": 1e-8, "abs": 1e-11})

CASES.write_text(json.dumps(cases, indent=1) + "\n")
print(len(cases), "cases")
