#!/usr/bin/env python3
"""Cases of girth's own for measures of evidence, by mpmath with 30 digits on the decimals of the files. The likelihood of the standardised
change is the noncentral t density by confluent hypergeometric functions, integrated over the change itself. Prints a JSON list; the
carried-over cases stand before it in cases/evidence.json. Run: make_evidence.py data; `make_evidence.py unit` prints values of the unit
tests."""
import csv, json, sys
import mpmath as mp
mp.mp.dps = 30


def changes(name):
    rows = [(row["before"], row["after"]) for row in csv.DictReader(open(f"{sys.argv[1]}/{name}.csv"))]
    return [mp.mpf(a) - mp.mpf(b) for b, a in rows if b and a]


def mean(v): return mp.fsum(v) / len(v)
def sd(v): return mp.sqrt(mp.fsum((x - mean(v)) ** 2 for x in v) / (len(v) - 1))


class Jzs:
    def __init__(self, t, n, r):
        self.t, self.n, self.df, self.r = mp.mpf(t), n, mp.mpf(n - 1), mp.mpf(r)
        self.width = mp.sqrt((1 + self.t ** 2 / self.df) / n)
        self.centre = self.t / mp.sqrt(n)

    def likelihood(self, delta):
        """Density of t given delta over that given 0."""
        lam = delta * mp.sqrt(self.n)
        a = lam * self.t / mp.sqrt(self.df + self.t ** 2)
        x, b = a * a / 2, (self.df + 1) / 2
        if a < 0:
            both = mp.gamma(b + mp.mpf(1) / 2) / mp.sqrt(mp.pi) * mp.hyperu(b, mp.mpf(1) / 2, x)
        else:
            both = mp.hyp1f1(b, mp.mpf(1) / 2, x) + mp.sqrt(2) * a * mp.gamma(b + mp.mpf(1) / 2) / mp.gamma(b) * mp.hyp1f1(b + mp.mpf(1) / 2, mp.mpf(3) / 2, x)
        return mp.exp(-lam * lam / 2) * both

    def prior(self, delta):
        return 1 / (mp.pi * self.r * (1 + (delta / self.r) ** 2))

    def mass(self, low, high):
        far = [self.centre + k * self.width for k in (-16, -10, -6, -3, -1, 0, 1, 3, 6, 10, 16)]
        near = [k * self.r for k in (-30, -10, -3, -1, 0, 1, 3, 10, 30)]
        low, high = max(low, min(far + [-self.r])), min(high, max(far + [self.r]))
        if low >= high: return mp.mpf(0)
        cuts = sorted({low, high, *(x for x in far + near if low < x < high)})
        return mp.quad(lambda d: self.likelihood(d) * self.prior(d), cuts)

    def prior_mass(self, low, high):
        cdf = lambda x: mp.mpf(1) / 2 + mp.atan(x / self.r) / mp.pi
        return cdf(high) - cdf(low)

    def bf10(self, side):
        low, high = {"two.sided": (-mp.inf, mp.inf), "less": (-mp.inf, mp.mpf(0)), "greater": (mp.mpf(0), mp.inf)}[side]
        return self.mass(low, high) / self.prior_mass(low, high)

    def quantile(self, p):
        total = self.mass(-mp.inf, mp.inf)
        x = self.centre
        below = self.mass(-mp.inf, x)
        for _ in range(60):
            density = self.likelihood(x) * self.prior(x)
            step = (p * total - below) / density
            step = max(min(step, self.width), -self.width)
            below += mp.quad(lambda d: self.likelihood(d) * self.prior(d), [x, x + step])
            x += step
            if abs(step) < mp.mpf(10) ** -22: return x
        raise ArithmeticError("quantile")


def t_tail(t, df):
    half = mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return half if t > 0 else 1 - half


def unit():
    for t, n, r in (("0", 2, "0.5"), ("4.5", 2, "1"), ("-3", 3, "0.7"), ("2.1", 40, "0.05"), ("-12", 12, "1.5"), ("500", 20, "0.7"), ("60", 400, "0.7")):
        j = Jzs(t, n, float(r))
        out = [mp.log(j.bf10("two.sided")), mp.log(j.bf10("less")), mp.log(j.bf10("greater")), j.quantile(mp.mpf("0.025")), j.quantile(mp.mpf("0.5"))]
        print(f"        ({float(t)}, {n}, {r}, [{', '.join(mp.nstr(x, 17) for x in out)}]),", flush=True)


def main():
    cases = []
    def emit(name, data, procedure, arguments, expected, source, tolerance):
        number = lambda x: x if isinstance(x, int) else float(x)
        cases.append({"id": f"girth/{name}", "dataset": data, "procedure": procedure, "arguments": {**arguments, "difference": "after - before"},
            "expected": {k: number(v) for k, v in expected.items()}, "source": "mpmath, 30 digits, tests/golden/make_evidence.py: " + source,
            "tolerance": {"rel": tolerance, "abs": 1e-13}})
    for data, r, side, level, mu, bounds in (
        ("sleep", 0.7071067811865476, "two.sided", "0.95", "0", None), ("anorexia_ft", 1, "two.sided", "0.9", "0", ("-3", "3")),
        ("syn_n5", 0.7071067811865476, "two.sided", "0.95", "0", ("-0.5", "1")), ("syn_n20", 1.4142135623730951, "less", "0.95", "0", ("-1", "1")),
        ("ties_n20", 0.5, "greater", "0.99", "0.1", ("-0.4", "0.5")), ("syn_n50", 0.2, "two.sided", "0.8", "0", ("-0.25", "0.25"))):
        d = changes(data); n = len(d); mu_ = mp.mpf(mu)
        j = Jzs((mean(d) - mu_) / (sd(d) / mp.sqrt(n)), n, r)
        log_bf = mp.log(j.bf10(side))
        expected = {"t": j.t, "n": n, "bf10": mp.exp(log_bf), "bf01": mp.exp(-log_bf), "log_bf10": log_bf, "estimate": j.quantile(mp.mpf("0.5"))}
        tail = 1 - mp.mpf(level)
        if side == "two.sided": expected |= {"ci_low": j.quantile(tail / 2), "ci_high": j.quantile(1 - tail / 2)}
        if side == "less": expected |= {"ci_high": j.quantile(1 - tail)}
        if side == "greater": expected |= {"ci_low": j.quantile(tail)}
        arguments = {"r_scale": r, "alternative": side, "conf_level": float(level), "mu": float(mu)}
        if bounds:
            low, high = ((mp.mpf(b) - mu_) / sd(d) for b in bounds)
            inside, outside = j.mass(low, high), j.mass(-mp.inf, low) + j.mass(high, mp.inf)
            p = j.prior_mass(low, high)
            expected |= {"null_lower": low, "null_upper": high, "ln_bf_outside": mp.log(outside / (1 - p) / (inside / p)), "posterior_inside": inside / (inside + outside)}
            arguments |= {"low": float(bounds[0]), "high": float(bounds[1])}
        emit(f"jzs_bf/{data}/{r}/{side}", data, "jzs_bayes_factor_paired", arguments, expected, "hypergeometric noncentral t density", 1e-9)
    for data, side, mu, bounds in (("sleep", "two.sided", "0", ("-0.5", "0.5")), ("sleep", "less", "0", None), ("anorexia_ft", "greater", "1.5", ("-3", "3")),
                                   ("syn_n5", "two.sided", "0", ("-2", "2")), ("ties_n60", "less", "0", ("-0.5", "0.2"))):
        d = changes(data); n = len(d); df = mp.mpf(n - 1); se = sd(d) / mp.sqrt(n)
        # From the sums of squares themselves: (S(mean) / S(null))^(-n/2).
        around = lambda value: mp.fsum((x - value) ** 2 for x in d)
        log_l = lambda value: -mp.mpf(n) / 2 * mp.log(around(value))
        best = log_l(mean(d)); mu_ = mp.mpf(mu)
        wrong = (side == "less" and mean(d) >= mu_) or (side == "greater" and mean(d) <= mu_)
        expected = {"t": (mean(d) - mu_) / se, "n": n, "ln_lr": 0 if wrong else best - log_l(mu_), "estimate": mean(d)}
        for k in (8, 32):
            # Roots of S(value) = S(mean) k^(2/n), a quadratic.
            root = mp.sqrt((around(mean(d)) * mp.mpf(k) ** (mp.mpf(2) / n) - around(mean(d))) / n)
            expected |= {f"support_{k}_lower": mean(d) - root, f"support_{k}_upper": mean(d) + root}
        arguments = {"alternative": side, "mu": float(mu)}
        if bounds:
            low, high = mp.mpf(bounds[0]), mp.mpf(bounds[1])
            inside = best if low <= mean(d) <= high else max(log_l(low), log_l(high))
            outside = max(log_l(low), log_l(high)) if low <= mean(d) <= high else best
            expected["ln_lr_outside"] = outside - inside
            arguments |= {"low": float(low), "high": float(high)}
        emit(f"likelihood_ratio/{data}/{side}", data, "likelihood_ratio_paired", arguments, expected, "from sums of squares", 1e-11)
    for data, level, bounds in (("sleep", "0.95", ("-0.5", "0.5")), ("sleep", "0.95", ("-1", "1")), ("sleep", "0.99", ("-0.1", "0.2")), ("syn_n5", "0.95", ("-0.5", "0.5")),
                                ("syn_n50", "0.95", ("-3", "3")), ("ties_n60", "0.9", ("-0.4", "0.4")), ("anorexia_ft", "0.95", ("-2", "3"))):
        d = changes(data); n = len(d); df = mp.mpf(n - 1)
        t = mp.findroot(lambda t: t_tail(t, df) - (1 - mp.mpf(level)) / 2, 2.1)
        reach = t * sd(d) / mp.sqrt(n)
        i_low, i_high = mean(d) - reach, mean(d) + reach
        low, high = mp.mpf(bounds[0]), mp.mpf(bounds[1])
        overlap = max(mp.mpf(0), min(i_high, high) - max(i_low, low))
        p = overlap / (i_high - i_low) * max((i_high - i_low) / (2 * (high - low)), 1)
        expected = {"n": n, "p_delta": p, "estimate": mean(d), "ci_low": i_low, "ci_high": i_high}
        if p == 0: expected["delta_gap"] = (max(i_low, low) - min(i_high, high)) / ((high - low) / 2)
        emit(f"second_generation_p/{data}/{level}/{bounds[0]}/{bounds[1]}", data, "second_generation_p_paired",
            {"conf_level": float(level), "low": float(low), "high": float(high)}, expected, "the published formula on the t interval", 1e-9)
    print(",\n".join(json.dumps(case) for case in cases))


unit() if sys.argv[1] == "unit" else main()
