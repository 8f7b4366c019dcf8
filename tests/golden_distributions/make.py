"""Golden values of the distributions, by mpmath at 60 digits or more.

    python3 make.py [t|f|beta|chi_squared|binomial|normal|noncentral_t|noncentral_f|rank_sum|studentized_range|dunnett] ...

Arguments are doubles (repr round-trips), values have 32 digits. Central tails are continued fractions and series at 60
digits, always of the smaller tail; the noncentral t is the series of Lenth (AS 243) with enough digits to survive its
cancellation, where the library integrates.
"""
import json, sys
import mpmath as mp
from scipy import stats  # only for starting values of root searches

mp.mp.dps = 60


def beta_tail(a, b, odds, lower):
    """Lower or upper tail of beta(a, b) at x / (1 - x) = odds."""
    a, b, w0 = mp.mpf(a), mp.mpf(b), mp.log(odds)
    log_b = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    def density(w):
        return -a * mp.log1p(mp.exp(-w)) - b * mp.log1p(mp.exp(w))
    def scale(w):
        x = 1 / (1 + mp.exp(-w))
        slope = a * (1 - x) - b * x
        return 1 / mp.sqrt(slope ** 2 + (a + b) * x * (1 - x))
    total, top = panels(density, scale, w0, -1 if lower else 1)
    return total * mp.exp(top - log_b)


def continued_fraction(term):
    """b0 + a1 / (b1 + a2 / (b2 + ...)) for (a_k, b_k) = term(k), b0 = 0, by Lentz's method."""
    tiny = mp.mpf(10) ** -400
    value, c, d, k = tiny, tiny, mp.mpf(0), 0
    while True:
        k += 1
        a, b = term(k)
        d = 1 / (b + a * d)
        c = b + a / c
        value *= c * d
        if abs(c * d - 1) < mp.mpf(10) ** -(mp.mp.dps - 3):
            return value


def beta_small_tail(a, b, x, y):
    """I_x(a, b) for x below the mean: DLMF 8.17.22."""
    def term(k):
        if k == 1:
            return mp.mpf(1), mp.mpf(1)
        m, odd = divmod(k - 1, 2)
        if odd:
            return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), mp.mpf(1)
        return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), mp.mpf(1)
    front = mp.exp(a * mp.log(x) + b * mp.log(y) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b)) / a
    return front * continued_fraction(term)


def beta_tail(a, b, odds, lower):
    """Lower or upper tail of beta(a, b) at x / (1 - x) = odds."""
    a, b, odds = mp.mpf(a), mp.mpf(b), mp.mpf(odds)
    x, y = odds / (1 + odds), 1 / (1 + odds)
    if x < (a + 1) / (a + b + 2):
        tail = beta_small_tail(a, b, x, y)
        return tail if lower else 1 - tail
    tail = beta_small_tail(b, a, y, x)
    return 1 - tail if lower else tail


def gamma_tail(a, x, lower):
    """P(a, x) by its series below the mean, Q(a, x) by its continued fraction above (DLMF 8.11.4, 8.9.2)."""
    a, x = mp.mpf(a), mp.mpf(x)
    front = mp.exp(a * mp.log(x) - x - mp.loggamma(a))
    if x < a + 1:
        total, term, k = mp.mpf(0), 1 / a, 0
        while term > total * mp.mpf(10) ** -(mp.mp.dps + 2):
            total += term
            k += 1
            term *= x / (a + k)
        return front * total if lower else 1 - front * total
    tail = front * continued_fraction(lambda k: (mp.mpf(1) if k == 1 else -(k - 1) * (k - 1 - a), x + 2 * k - 1 - a))
    return 1 - tail if lower else tail


def t_sf(df, t):
    df, t = mp.mpf(df), mp.mpf(t)
    if t == 0:
        return mp.mpf(1) / 2
    tail = beta_tail(df / 2, mp.mpf(1) / 2, df / t ** 2, True) / 2
    return tail if t > 0 else 1 - tail


def noncentral_t(df, ncp, t, upper):
    """Both tails by Lenth's series; digits grow with the cancellation."""
    if t < 0:
        return noncentral_t(df, -ncp, -t, not upper)
    # The terms sum to at most 1 in magnitude, so that 420 digits leave over 100 for a tail of 1e-300.
    mp.mp.dps = 420
    df, ncp, t = mp.mpf(df), mp.mpf(ncp), mp.mpf(t)
    x, lam, b = t * t / (df + t * t), ncp * ncp / 2, df / 2
    y = df / (df + t * t)
    p, q = mp.exp(-lam), ncp * mp.exp(-lam) * mp.sqrt(2 / mp.pi)  # q_0 = d e^-l / (sqrt 2 Gamma(3/2))
    def regularised(a):
        # Lower incomplete beta by whichever end converges, full working precision.
        if x < 0.5:
            return mp.betainc(a, b, 0, x, regularized=True)
        return 1 - mp.betainc(b, a, 0, y, regularized=True)
    half = mp.mpf(1) / 2
    ip, iq = regularised(half), regularised(mp.mpf(1))
    tp = x ** half * y ** b / (half * mp.beta(half, b))
    tq = x * y ** b / mp.beta(mp.mpf(1), b)
    total = mp.mpf(0)
    j = 0
    while True:
        total += p * (1 - ip) + q * (1 - iq) if upper else p * ip + q * iq
        ip, iq = ip - tp, iq - tq
        tp *= x * (j + half + b) / (j + half + 1)
        tq *= x * (j + 1 + b) / (j + 2)
        j += 1
        p *= lam / j
        q *= lam / (j + half)
        if j > lam and p + abs(q) < mp.mpf(10) ** (-mp.mp.dps + 10):
            break
    value = total / 2 if upper else mp.ncdf(-ncp) + total / 2
    mp.mp.dps = 60
    return +value


def show(value):
    return mp.nstr(value, 32, strip_zeros=False, min_fixed=0, max_fixed=0)


def log_root(function, slope, target, w):
    """The w with function(w) = target, by Newton's method on the logarithm; slope(w) is the derivative of function."""
    for _ in range(60):
        value = function(w)
        step = -mp.log(value / target) * value / slope(w)
        w += step
        # Quadratic convergence: the next step would be below 1e-32.
        if abs(step) < mp.mpf(10) ** -17:
            return w
    raise ArithmeticError("root")


def beta_density(a, b, w):
    """Derivative of the lower tail by w = ln(x / (1 - x))."""
    a, b = mp.mpf(a), mp.mpf(b)
    return mp.exp(-a * mp.log1p(mp.exp(-w)) - b * mp.log1p(mp.exp(w))) / mp.beta(a, b)


def make_t():
    cases = []
    for df in [0.1, 0.5, 1.0, 2.5, 4.0, 17.3, 58.0, 1000.0, 1e8, 1e10]:
        for t in [1e-8, 0.3, 1.0, 2.0, 5.5, 12.0, 36.0, 1e4, 1e60, 1e200]:
            value = t_sf(df, t)
            if value > mp.mpf(10) ** -300:
                cases.append(["sf", df, t, show(value)])
    for df in [0.5, 1.0, 4.0, 58.0, 1000.0, 1e8]:
        for p in [0.500001, 0.6, 0.975, 0.025, 1e-5, 1e-40, 1e-300]:
            p = mp.mpf(p)
            q = min(p, 1 - p)
            sign = 1 if p > 0.5 else -1
            start = stats.t.isf(float(q), df)
            if not 0 < start < 1e300 or q < 1e-30:
                start = (1 / q) ** (1 / mp.mpf(df)) if df <= 4 else mp.sqrt(df * mp.expm1(2 * mp.log(1 / q) / df))
            if q > mp.mpf("0.49"):
                start = mp.mpf("2.5") * (mp.mpf(1) / 2 - q)
            slope = lambda w: -beta_density(mp.mpf(df) / 2, 0.5, mp.log(df) - 2 * w)
            w = log_root(lambda w: t_sf(df, mp.exp(w)), slope, q, mp.log(start))
            cases.append(["quantile", df, float(p), show(sign * mp.exp(w))])
        for t in [0.0, 1e-12, 0.7, 3.0, 30.0]:
            d, u = mp.mpf(df), mp.mpf(t)
            value = mp.exp(mp.loggamma((d + 1) / 2) - mp.loggamma(d / 2) - (d + 1) / 2 * mp.log1p(u * u / d)) / mp.sqrt(d * mp.pi)
            cases.append(["pdf", df, t, show(value)])
    return cases


def make_beta():
    cases = []
    for a, b in [(0.05, 0.5), (0.5, 0.5), (1.0, 3.0), (2.5, 30.0), (31.0, 1.0), (800.0, 12.5), (1e5, 1e5)]:
        for p in ["1e-300", "1e-30", "0.001", "0.3", "0.5", "0.95"]:
            p = mp.mpf(p)
            m = mp.log(mp.mpf(a) / b)
            s = mp.sqrt(1 / mp.mpf(a) + 1 / mp.mpf(b))
            guess = m + s * mp.mpf(str(round(float(mp.sqrt(2) * mp.erfinv(2 * p - 1)) if p > 1e-20 else -11.0, 3)))
            # Any double near the quantile serves: the value is computed at that double.
            x = float(1 / (1 + mp.exp(-guess)))
            if p < 1e-20 and a < 40:
                x = float((p * a * mp.beta(a, b)) ** (1 / mp.mpf(a)))
            if not 1e-300 < x < 1:
                continue
            odds = mp.mpf(x) / (1 - mp.mpf(x))
            lower, upper = beta_tail(a, b, odds, True), beta_tail(a, b, odds, False)
            cases += [[name, a, b, x, show(v)] for name, v in (("cdf", lower), ("sf", upper)) if v > mp.mpf(10) ** -300]
    for a, b in [(0.5, 0.5), (1.0, 30.0), (2.5, 30.0), (800.0, 12.5)]:
        for p in [1e-12, 0.025, 0.5, 0.975]:
            x = mp.mpf(float(stats.beta.ppf(p, a, b)))
            guess = mp.log(x / (1 - x))
            w = log_root(lambda w: beta_tail(a, b, mp.exp(w), True), lambda w: beta_density(a, b, w), mp.mpf(p), guess)
            cases.append(["quantile", a, b, p, show(1 / (1 + mp.exp(-w)))])
    return cases


def make_f():
    cases = []
    for d1, d2 in [(1.0, 1.0), (1.0, 58.0), (2.0, 7.5), (3.0, 1e6), (12.0, 4.0), (250.0, 300.0)]:
        for f in [1e-12, 0.01, 0.5, 1.0, 4.0, 40.0, 1e4]:
            odds = mp.mpf(d1) * mp.mpf(f) / mp.mpf(d2)
            for name, lower in (("cdf", True), ("sf", False)):
                value = beta_tail(d1 / 2, d2 / 2, odds, lower)
                if value > mp.mpf(10) ** -300:
                    cases.append([name, d1, d2, f, show(value)])
        for q in [0.9, 0.05, 1e-10, 1e-200]:
            odds0 = mp.mpf(float(stats.f.isf(q, d1, d2))) * mp.mpf(d1) / mp.mpf(d2)
            if not 0 < odds0 < mp.mpf(10) ** 300:
                odds0 = mp.mpf(q) ** (-2 / mp.mpf(d2))
            w = log_root(lambda w: beta_tail(d1 / 2, d2 / 2, mp.exp(w), False), lambda w: -beta_density(d1 / 2, d2 / 2, w),
                         mp.mpf(q), mp.log(odds0))
            cases.append(["upper_quantile", d1, d2, q, show(mp.exp(w) * mp.mpf(d2) / mp.mpf(d1))])
    return cases


def make_chi_squared():
    cases = []
    for df in [0.1, 1.0, 2.0, 7.5, 60.0, 1000.0, 1e5]:
        for ratio in ["1e-20", "0.1", "0.9", "1", "1.3", "3", "20"]:
            x = float(mp.mpf(df) * mp.mpf(ratio))
            for name, lower in (("cdf", True), ("sf", False)):
                value = gamma_tail(mp.mpf(df) / 2, mp.mpf(x) / 2, lower)
                if value > mp.mpf(10) ** -300:
                    cases.append([name, df, x, show(value)])
        for q in [0.999, 0.5, 0.05, 1e-12, 1e-250]:
            a = mp.mpf(df) / 2
            start = mp.mpf(float(stats.chi2.isf(q, df)))
            if start == 0:
                start = (mp.mpf(1 - q) * mp.gamma(a + 1)) ** (1 / a)
            start /= 2
            lower = q > 0.5
            target = mp.mpf(1) - mp.mpf(q) if lower else mp.mpf(q)
            sign = 1 if lower else -1
            slope = lambda w: sign * mp.exp(a * w - mp.exp(w) - mp.loggamma(a))
            w = log_root(lambda w: gamma_tail(a, mp.exp(w), lower), slope, target, mp.log(start))
            cases.append(["upper_quantile", df, q, show(2 * mp.exp(w))])
    return cases


def make_binomial():
    cases = []
    for n, p in [(10, 0.5), (30, 0.01), (60, 0.37), (2000, 0.9), (100000, 0.001)]:
        for k in sorted({0, 1, n // 10, n // 3, n // 2, (9 * n) // 10, n - 1, n, int(n * p) + 3}):
            exact = lambda j: mp.binomial(n, j) * mp.mpf(p) ** j * (1 - mp.mpf(p)) ** (n - j)
            value = exact(k)
            if value < mp.mpf(10) ** -300:
                continue
            cases.append(["pmf", n, p, k, show(value)])
            def tail(indices):
                total = mp.mpf(0)
                term = None
                for j in indices:
                    total += (term := exact(j))
                    if term < total * mp.mpf(10) ** -45 and abs(j - n * p) > 3 * mp.sqrt(n * p * (1 - p)) + 3:
                        break
                return total
            if k <= n * p:
                low = tail(range(k, -1, -1))
                high = 1 - low + value
            else:
                high = tail(range(k, n + 1))
                low = 1 - high + value
            cases += [["at_most", n, p, k, show(low)], ["at_least", n, p, k, show(high)]]
    return cases


def make_normal():
    cases = []
    for z in [0.0, 1e-9, 0.1, 1.0, -1.0, 1.96, -3.3, 5.0, 8.5, 12.3, 20.7, 30.1, 37.1, -37.1]:
        cases.append(["sf", z, show(mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2)])
        cases.append(["pdf", z, show(mp.npdf(mp.mpf(z)))])
    for p in [1e-300, 1e-200, 1e-77, 1e-20, 1e-8, 1e-3, 0.025, 0.2, 0.3, 0.45, 0.499999, 0.500001, 0.6, 0.75, 0.975, 0.9999]:
        q = mp.mpf(p)
        tail = min(q, 1 - q)
        start = mp.sqrt(-2 * mp.log(tail)) - mp.mpf("0.05") if tail < 1e-4 else mp.sqrt(2) * mp.erfinv(1 - 2 * tail)
        mp.mp.dps = 80
        z = mp.findroot(lambda z: mp.log(mp.erfc(z / mp.sqrt(2)) / (2 * tail)), start)
        mp.mp.dps = 60
        cases.append(["quantile", p, show(z if q > 0.5 else -z)])
    return cases


def make_rank_sum():
    """Counts of choices as whole numbers: sizes of both groups, length of the ties, doubled rank sum."""
    cases = []
    for m, n, tied in [(3, 4, 1), (8, 12, 1), (10, 9, 3), (30, 30, 1), (60, 40, 4), (60, 60, 1), (7, 150, 2)]:
        ranks = [2 * (i // tied * tied + 1) + min(tied, m + n - i // tied * tied) - 1 for i in range(m + n)]
        rows = [{0: 1}] + [{} for _ in range(m)]
        for rank in ranks:
            for size in range(m, 0, -1):
                for total, count in rows[size - 1].items():
                    rows[size][total + rank] = rows[size].get(total + rank, 0) + count
        law, everything = rows[m], mp.binomial(m + n, m)
        sums = sorted(law)
        for place in (0, 1, len(sums) // 20, len(sums) // 4, len(sums) // 2, 9 * len(sums) // 10, len(sums) - 1):
            w = sums[place]
            parts = [("pmf", law[w]), ("at_most", sum(law[t] for t in sums if t <= w)), ("at_least", sum(law[t] for t in sums if t >= w))]
            cases += [[name, m, n, tied, w, show(mp.mpf(count) / everything)] for name, count in parts]
    return cases


def make_noncentral_t():
    cases = []
    for df in [0.5, 1.0, 3.5, 20.0, 59.0, 1000.0]:
        for ncp in [-12.0, -2.5, 0.0, 0.3, 2.5, 8.0, 25.0, 40.0]:
            for t in [-3.0, -0.2, 0.0, 1e-6, 0.7, 2.1, 9.0, 26.0, 45.0, 1000.0]:
                if df == 1000.0 and t == 1000.0:
                    continue
                for name, upper in (("cdf", False), ("sf", True)):
                    value = noncentral_t(df, ncp, t, upper)
                    if value > mp.mpf(10) ** -300:
                        cases.append([name, df, ncp, t, show(value)])
    return cases


def noncentral_f(d1, d2, ncp, f, upper):
    """Poisson mixture of beta tails; the tails by their recurrence in the first parameter, with digits for its cancellation."""
    mp.mp.dps = 400
    a, b, h = mp.mpf(d1) / 2, mp.mpf(d2) / 2, mp.mpf(ncp) / 2
    odds = mp.mpf(d1) * mp.mpf(f) / mp.mpf(d2)
    x, y = odds / (1 + odds), 1 / (1 + odds)
    tail = mp.betainc(a, b, 0, x, regularized=True) if x < 0.5 else 1 - mp.betainc(b, a, 0, y, regularized=True)
    step = x ** a * y ** b / (a * mp.beta(a, b))
    weight, total, j = mp.exp(-h), mp.mpf(0), 0
    while True:
        total += weight * (1 - tail if upper else tail)
        tail -= step
        step *= x * (a + j + b) / (a + j + 1)
        j += 1
        weight *= h / j
        if j > h and weight < mp.mpf(10) ** -390:
            break
    mp.mp.dps = 60
    return +total


def make_noncentral_f():
    cases = []
    for d1, d2 in [(1.0, 1.0), (1.0, 58.0), (2.5, 7.5), (4.0, 300.0), (40.0, 12.0)]:
        for ncp in [0.0, 0.01, 1.0, 12.5, 200.0, 3000.0]:
            for ratio in ["1e-6", "0.05", "0.4", "1", "1.7", "6", "300"]:
                f = float(mp.mpf(ratio) * (1 + mp.mpf(ncp) / mp.mpf(d1)))
                for name, upper in (("cdf", False), ("sf", True)):
                    value = noncentral_f(d1, d2, ncp, f, upper)
                    if value > mp.mpf(10) ** -300:
                        cases.append([name, d1, d2, ncp, f, show(value)])
    return cases


def make_studentized_range():
    """Range of k normals over an independent S: balls of 160 bits (python-flint), Gauss-Legendre in S over a window found by scanning, the
    trapezoidal rule in z. Every value is computed twice, with finer panels and steps, and must agree to 15 digits."""
    from flint import arb, ctx
    ctx.prec = 160
    root2, root2pi = arb(2).sqrt(), (2 * arb.pi()).sqrt()
    def cdf(z):
        tail = (-z / root2).erfc() / 2
        return tail if tail.is_finite() else ((1 + (z / root2).erf()) / 2 if z > -1 else arb(0))
    def range_tail(k, w, upper, step):
        """P(R > w) or P(R <= w) for k standard normals."""
        half = float(w) / 2
        low, high = (half - 13, (2 * half * half + 170) ** 0.5 + 1) if upper else (-13.0, min(half, 13.0) + 13)
        count = int((high - low) / step) + 1
        total = arb(0)
        for i in range(count + 1):
            z = arb(low) + i * arb(step)
            below, beyond = cdf(z), cdf(z - w)
            power = (below - beyond) ** (k - 1)
            if upper and half > 2:
                power = -below ** (k - 1) * ((k - 1) * (-beyond / below).log1p()).expm1()
            elif upper:
                power = below ** (k - 1) - power
            total += (-(z * z) / 2).exp() * power
        return k * total * step / root2pi
    def log_scale_density(df, s):
        d = arb(df)
        return (d / 2) * (d / 2).log() - (d / 2).lgamma() + arb(2).log() + (d - 1) * s.log() - d * s * s / 2
    def tail(k, df, q, upper, nodes, step):
        q = arb(q)
        if df is None:
            return range_tail(k, q, upper, step)
        def log_term(x):
            s = arb(x).exp()
            value = range_tail(k, q * s, upper, 0.4)
            return float((log_scale_density(df, s) + s.log()).mid()) + (float(value.mid().log()) if value > 0 else -1e9)
        grid = [x / 4 for x in range(int(4 * min(-12, -float(q.log()) - 12)), 13)]
        if df > 50:
            grid = [x / 40 for x in range(-80, 60)]
        terms = [log_term(x) for x in grid]
        top = max(terms)
        inside = [x for x, term in zip(grid, terms) if term > top - 42]
        spacing = grid[1] - grid[0]
        # Panels of equal width in ln S.
        low, high = min(inside) - spacing, max(inside) + spacing
        panels = 10 if df > 2 else 26
        total = arb(0)
        for panel in range(panels):
            a, b = (arb(low + (high - low) * (panel + i) / panels).exp() for i in (0, 1))
            for x, weight in nodes:
                s = (a + b) / 2 + (b - a) / 2 * x
                total += (b - a) / 2 * weight * log_scale_density(df, s).exp() * range_tail(k, q * s, upper, step)
        return total
    def rule(n):
        return [arb.legendre_p_root(n, i, weight=True) for i in range(n)]
    coarse, fine = rule(18), rule(22)
    def agreed(k, df, q, upper):
        step = 0.25 if k < 5 else 0.12 if upper else 0.05
        one, two = tail(k, df, q, upper, coarse, step), tail(k, df, q, upper, fine, 0.72 * step)
        if not abs(float((one / two - 1).mid())) < 1e-15:
            raise ArithmeticError((k, df, q, upper, one, two))
        return two
    # Two values make sqrt(2) |t|, which the tests hold against the t distribution.
    limit = [(k, None, q, upper) for k in (2, 3, 10, 50) for q, upper in
             [(0.01, False), (0.5, False), (0.5, True), (3.5, False), (3.5, True), (12.0, True), (50.0, True)]]
    finite = [(k, df, q, upper) for k in (3, 50) for df in (2, 20, 1000) for q, upper in
              [(0.5, False), (3.5, True), (12.0, True), (50.0, True)] if df > 2 or not upper]
    cases = []
    for k, df, q, upper in limit + finite:
        value = agreed(k, df, q, upper)
        if float(value.mid()) > 1e-300:
            # A df beyond which girth takes the limit.
            cases.append(["sf" if upper else "cdf", k, df or 1e300, q, value.str(20, radius=False)])
    return cases


def make_dunnett():
    """Largest of t statistics with correlations lambda_i lambda_j: Gauss-Legendre panels of 20 points in S itself and in Y, in double
    precision, all terms positive; every value twice, with finer panels, and both must agree to 1e-13. Two values, of two comparisons,
    again by mpmath at 40 digits."""
    import numpy as np
    from scipy.special import gammaln, ndtr
    x, w = np.polynomial.legendre.leggauss(20)
    def panels(lo, hi, count):
        half = (hi - lo) / count / 2
        return (lo + half * (2 * np.arange(count)[:, None] + 1 + x)).ravel(), np.tile(w * half, count)
    def normal_tail(v, lambdas, both, fine):
        reach = np.sqrt(max(v, 0.0) ** 2 + 90)
        narrowest = min(np.sqrt(1 - lam * lam) for lam in lambdas)
        y, wy = panels(-reach, reach, int(fine * reach / narrowest) + 1)
        logs = 0.0
        for lam in lambdas:
            rest = np.sqrt((1 - lam) * (1 + lam))
            tail = ndtr(-(v - lam * y) / rest) + (ndtr(-(v + lam * y) / rest) if both else 0.0)
            with np.errstate(divide="ignore"):
                logs = logs + np.log1p(-np.minimum(tail, 1.0))
        return float(np.sum(wy * np.exp(-y * y / 2) * -np.expm1(logs)) / np.sqrt(2 * np.pi))
    def tail(df, d, lambdas, both, fine):
        if df > 1e200:
            return normal_tail(d, lambdas, both, fine)
        a = df / 2
        grid = np.arange(1, 2000) / 100
        size = a * np.log(a) - gammaln(a) + np.log(2) + (df - 1) * np.log(grid) - a * grid ** 2 + stats.norm.logsf(max(d, 0) * grid)
        inside = grid[size > size.max() - 46]
        s, ws = panels(max(inside[0] - 0.01, 0.0), inside[-1] + 0.01, int(6 * fine) + 4)
        density = np.exp(a * np.log(a) - float(mp.loggamma(a)) + np.log(2) + (df - 1) * np.log(s) - a * s * s)
        return float(np.sum(ws * density * np.array([normal_tail(d * v, lambdas, both, fine) for v in s])))
    half = 2 ** -0.5
    cases = []
    for df, d, lambdas in [
        (3, 0.5, [half, half]), (5, 3.0, [half] * 3), (10, 2.57, [half] * 2), (8, 12.0, [half] * 2), (30, 2.5, [0.6, 0.7, 0.8]),
        (30, 9.0, [0.5, 0.9]), (2, 6.0, [0.3, 0.8]), (200, 1.2, [half] * 5), (1e300, 2.35, [half] * 3), (1e300, 11.0, [0.4, 0.75]),
        (14, 3.3, [0.95, 0.9]), (12, -0.8, [half, half]),
    ]:
        for both in (True, False):
            if both and d < 0:
                continue
            first, second = tail(df, d, lambdas, both, 1.0), tail(df, d, lambdas, both, 1.6)
            assert abs(first / second - 1) < 1e-13, (df, d, lambdas, both, first, second)
            cases.append(["two_sided_sf" if both else "one_sided_sf", df, d, *lambdas, repr(second)])
    # An equal correlation of one half and S known, by another formula: P(max <= d) = E Phi(sqrt(2) d + Y)^2.
    mp.mp.dps = 40
    for d in (2.35, 11.0):
        upper = lambda z: mp.erfc(z / mp.sqrt(2)) / 2
        term = lambda y: mp.exp(-y * y / 2) * -mp.expm1(2 * mp.log1p(-upper(mp.sqrt(2) * d + y)))
        value = mp.quad(term, [mp.mpf(i) / 2 for i in range(-60, 61)]) / mp.sqrt(2 * mp.pi)
        cases.append(["one_sided_sf", 1e300, d, half, half, mp.nstr(value, 17)])
    return cases


for name in sys.argv[1:]:
    cases = globals()["make_" + name]()
    rows = ",\n".join("  " + json.dumps(case) for case in cases)
    with open(f"{name}.json", "w") as out:
        by = "numpy and mpmath" if name == "dunnett" else "mpmath " + mp.__version__
        out.write('{"source": "%s, tests/golden_distributions/make.py",\n"cases": [\n%s\n]}\n' % (by, rows))
    print(name, len(cases))
