#!/usr/bin/env python3
"""Cases of girth's own for effect sizes, by mpmath with 40 digits on the decimals of the files. The noncentral t is integrated over the
SD; the score limits of paired proportions come from the trinomial likelihood maximised numerically for each difference, and not from
Tango's quadratic. Prints a JSON list; the carried-over cases stand before it in cases/effects.json. Run: make_effects.py data"""
import csv, json, sys
import mpmath as mp
mp.mp.dps = 40


def pairs(name):
    rows = [(row["before"], row["after"]) for row in csv.DictReader(open(f"{sys.argv[1]}/{name}.csv"))]
    rows = [(mp.mpf(b), mp.mpf(a)) for b, a in rows if b and a]
    return [b for b, _ in rows], [a for _, a in rows], [a - b for b, a in rows]


def mean(v): return mp.fsum(v) / len(v)
def sd(v): return mp.sqrt(mp.fsum((x - mean(v)) ** 2 for x in v) / (len(v) - 1))
def correction(df): return mp.gamma(df / 2) / (mp.sqrt(df / 2) * mp.gamma((df - 1) / 2))


def upper_tail(t, df, ncp):
    """P(T > t): the normal tail at t s, averaged over s = SD / sigma."""
    log_density = lambda s: mp.log(2) + df / 2 * mp.log(df / 2) - mp.loggamma(df / 2) + (df - 1) * mp.log(s) - df * s * s / 2
    w = 1 / mp.sqrt(2 * df)
    cuts = sorted({max(mp.mpf(0), 1 + k * w) for k in (-60, -20, -9, -6, -3, 0, 3, 6, 9, 20, 60)})
    return mp.quad(lambda s: mp.exp(log_density(s)) * mp.ncdf(ncp - t * s) if s > 0 else mp.mpf(0), cuts)


def ncp_limits(t, df, level):
    tail = (1 - level) / 2
    z = mp.mpf("1.96")
    root = lambda p, guess: mp.findroot(lambda ncp: mp.log(upper_tail(t, df, ncp) / p), (guess, guess + mp.mpf("0.1")), tol=mp.mpf(10) ** -30)
    mp.mp.dps = 25
    found = root(tail, t - z), root(1 - tail, t + z)
    mp.mp.dps = 40
    return found


def score_limits(rose, unchanged, fell, level):
    """Differences P(rise) - P(fall) at which the score statistic is -z and z."""
    n = rose + unchanged + fell
    z = mp.sqrt(2) * mp.erfinv(level)

    def variance(difference):
        # Maximum of rose ln(q + D) + fell ln q + unchanged ln(1 - D - 2 q) over q, by halving on its slope.
        low, high = max(mp.mpf(0), -difference), (1 - difference) / 2
        for _ in range(140):
            q = (low + high) / 2
            slope = (rose / (q + difference) if rose else 0) + (fell / q if fell else 0) - (2 * unchanged / (1 - difference - 2 * q) if unchanged else 0)
            low, high = (q, high) if slope > 0 else (low, q)
        return n * (2 * low + difference - difference ** 2)

    def edge(sign):
        inside, outside = mp.mpf(rose - fell) / n, mp.mpf(sign)
        for _ in range(110):
            middle = (inside + outside) / 2
            within = (rose - fell - n * middle) ** 2 <= z ** 2 * variance(middle)
            inside, outside = (middle, outside) if within else (inside, middle)
        return inside
    return edge(-1), edge(1)


def wilson(count, n, level):
    z2 = 2 * mp.erfinv(level) ** 2
    p = mp.mpf(count) / n
    roots = mp.polyroots([n + z2, -(2 * count + z2), n * p * p], maxsteps=200, extraprec=200)
    return sorted(mp.re(root) for root in roots)


cases = []
def emit(effect, data, level, expected, source):
    number = lambda x: float(x)
    cases.append({"id": f"girth/{effect}/{data}/{level}", "dataset": data, "procedure": "one_effect_paired",
        "arguments": {"effect": effect, "conf_level": float(level), "difference": "after - before"},
        "expected": {k: number(v) for k, v in expected.items()}, "source": source, "tolerance": {"rel": 1e-9, "abs": 1e-12}})


MPM = "mpmath, 40 digits, tests/golden/make_effects.py: "
for data, level in (("sleep", "0.95"), ("anorexia_ft", "0.95"), ("syn_n5", "0.9"), ("syn_n20", "0.95"), ("ties_n20", "0.99")):
    before, after, d = pairs(data)
    n = len(d); df = mp.mpf(n - 1); level_ = mp.mpf(level)
    low, high = (ncp / mp.sqrt(n) for ncp in ncp_limits(mean(d) / sd(d) * mp.sqrt(n), df, level_))
    for effect, denominator, j in (("glass_delta_before", sd(before), 1), ("glass_delta_after", sd(after), 1), ("g_b", sd(before), correction(df))):
        factor = j * sd(d) / denominator
        expected = {"estimate": j * mean(d) / denominator, "ci_low": low * factor, "ci_high": high * factor}
        if effect == "g_b": expected["degrees_of_freedom"] = df
        emit(effect, data, level, expected, MPM + "noncentral t integrated, scaled by SD(d) / SD")
for data, level in (("sleep", "0.95"), ("anorexia_ft", "0.95"), ("syn_n5", "0.95"), ("ties_n20", "0.95"), ("ties_n60", "0.9"), ("ties_n200", "0.95"), ("allzero_n6", "0.95"), ("one_pair", "0.95")):
    _, _, d = pairs(data)
    n = len(d); level_ = mp.mpf(level)
    rose, fell = sum(x > 0 for x in d), sum(x < 0 for x in d); same = n - rose - fell
    signs = [mp.sign(x) for x in d]
    low, high = score_limits(rose, same, fell, level_)
    expected = {"estimate": mean(signs), "ci_low": low, "ci_high": high}
    if n > 1: expected["standard_error"] = sd(signs) / mp.sqrt(n)
    emit("cliffs_delta_paired", data, level, expected, MPM + "score limits from the trinomial likelihood")
    emit("probability_of_increase", data, level, {"estimate": (1 + mean(signs)) / 2, "ci_low": (1 + low) / 2, "ci_high": (1 + high) / 2},
        MPM + "score limits from the trinomial likelihood")
    for effect, count in (("share_rose", rose), ("share_unchanged", same), ("share_fell", fell)):
        low, high = wilson(count, n, level_)
        emit(effect, data, level, {"estimate": mp.mpf(count) / n, "ci_low": low, "ci_high": high}, MPM + "roots of the score equation")
if __name__ == "__main__":
    print(",\n".join(json.dumps(case) for case in cases))
    low, high = score_limits(1, 13, 7, mp.mpf("0.95"))
    print("Fagerland 2014, 1 and 7 of 21:", mp.nstr(low, 6), mp.nstr(high, 6), file=sys.stderr)
