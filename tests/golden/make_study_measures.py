#!/usr/bin/env python3
"""Cases for effects of single studies and for the consistency of printed figures: formulas in 40 digits (mpmath), checks of figures by counting
every possibility in fractions; writes cases/study_measures.json (after the carried-over cases of metafor).
Run in this folder: make_study_measures.py [folder of the collection]"""
import json, math, os, sys
from fractions import Fraction as F
import mpmath as mp
mp.mp.dps = 40
versions = f"Python {sys.version.split()[0]}, mpmath {mp.__version__}"
m = lambda x: mp.mpf(str(x))
def clean(v):
    if isinstance(v, dict): return {k: clean(x) for k, x in v.items()}
    if isinstance(v, (list, tuple)): return [clean(x) for x in v]
    if isinstance(v, (bool, str, int)) or v is None: return v
    return "Inf" if v == mp.inf else float(v)
cases = []
if len(sys.argv) > 1:
    cases = [c for c in json.load(open(f"{sys.argv[1]}/expected.json")) if c["procedure"] == "paired_study_effect"]
elif os.path.exists("cases/study_measures.json"):
    cases = [c for c in json.load(open("cases/study_measures.json")) if not c["id"].startswith("girth/")]
def emit(id, procedure, arguments, expected, source, rel=1e-12, absolute=1e-14, fields=None):
    cases.append({"id": f"girth/{id}", "dataset": None, "procedure": procedure, "arguments": arguments, "expected": clean(expected),
                  "source": source if "published" in source else f"{versions}: {source}", "tolerance": {"rel": rel, "abs": absolute, **({"fields": fields} if fields else {})}})

def J(df): return mp.gamma(df / 2) / (mp.sqrt(df / 2) * mp.gamma((df - 1) / 2))
def cdf_t(t, df): return mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) if df != mp.inf else mp.erfc(t / mp.sqrt(2))
def two_sided(t, df): return mp.mpf(1) if t == 0 else mp.mpf(0) if t == mp.inf else cdf_t(abs(t), df)
def t_quantile(p_two_sided, df):
    start = mp.sqrt(2) * mp.erfinv(1 - p_two_sided)
    if df == mp.inf: return start
    lo, hi = mp.mpf(0), start + 1
    while two_sided(hi, df) > p_two_sided: hi *= 2
    for _ in range(160):
        mid = (lo + hi) / 2
        lo, hi = (mid, hi) if two_sided(mid, df) > p_two_sided else (lo, mid)
    return lo

# Measures of one group before and after, of two groups, of counts. A group is given by name of its figures.
def paired(n, before, after, sd_before, sd_after, r): return dict(n=n, before=before, after=after, sd_before=sd_before, sd_after=sd_after, r=r)
def group(n, mean, sd): return dict(n=n, mean=mean, sd=sd)
def of_change(g):
    b, a, r = m(g["sd_before"]), m(g["sd_after"]), m(g["r"])
    return m(g["n"]), m(g["after"]) - m(g["before"]), mp.sqrt(b * b + a * a - 2 * r * b * a)
def one_group(kind, g):
    n, d, sd = of_change(g); b, a, r = m(g["sd_before"]), m(g["sd_after"]), m(g["r"])
    if kind == "MC": return d, sd ** 2 / n
    if kind == "SMCC": y = J(n - 1) * d / sd; return y, 1 / n + y * y / (2 * n)
    if kind == "SMCR": y = J(n - 1) * d / b; return y, 2 * (1 - r) / n + y * y / (2 * n)
    if kind == "SMCRH": y = J(n - 1) * d / b; return y, sd ** 2 / (b * b * (n - 1)) + y * y / (2 * (n - 1))
    if kind == "SMCRP": y = J(2 * (n - 1) / (1 + r * r)) * d / mp.sqrt((b * b + a * a) / 2); return y, 2 * (1 - r) / n + y * y * (1 + r * r) / (4 * n)
    if kind == "ROMC":
        cb, ca = b / m(g["before"]), a / m(g["after"])
        return mp.log(m(g["after"]) / m(g["before"])), (cb * cb + ca * ca - 2 * r * cb * ca) / n
def two_groups(kind, t, c, pooled=False):
    (nt, mt, st), (nc, mc, sc) = [(m(g["n"]), m(g["mean"]), m(g["sd"])) for g in (t, c)]
    sp2 = ((nt - 1) * st ** 2 + (nc - 1) * sc ** 2) / (nt + nc - 2)
    if kind == "MD": return mt - mc, sp2 * (1 / nt + 1 / nc) if pooled else st ** 2 / nt + sc ** 2 / nc
    if kind == "SMD": y = J(nt + nc - 2) * (mt - mc) / mp.sqrt(sp2); return y, 1 / nt + 1 / nc + y * y / (2 * (nt + nc))
    if kind == "SMDH":
        s = mp.sqrt((st ** 2 + sc ** 2) / 2); y = J(nt + nc - 2) * (mt - mc) / s
        return y, y * y * (st ** 4 / (nt - 1) + sc ** 4 / (nc - 1)) / (8 * s ** 4) + (st ** 2 / (nt - 1) + sc ** 2 / (nc - 1)) / s ** 2
    if kind == "ROM": return mp.log(mt / mc), st ** 2 / (nt * mt ** 2) + sc ** 2 / (nc * mc ** 2)
def noncentral_variance(d, a, df):
    """Variance of J Z sqrt(a) / (chi / sqrt(df)) with mean d, from the moments of 1 / chi^2: E(1 / chi^2) = 1 / (df - 2)."""
    return J(df) ** 2 * (a + d * d) * df / (df - 2) - d * d
def morris(kind, t, c):
    nt, nc = m(t["n"]), m(c["n"]); mm = nt + nc - 2
    d = (m(t["after"]) - m(t["before"])) - (m(c["after"]) - m(c["before"]))
    r = ((nt - 1) * m(t["r"]) + (nc - 1) * m(c["r"])) / mm
    pool = lambda which: ((nt - 1) * m(t[which]) ** 2 + (nc - 1) * m(c[which]) ** 2) / mm
    a = 2 * (1 - r) * (1 / nt + 1 / nc)
    if kind == "DPPC1":
        y = v = mp.mpf(0)
        for sign, g in ((1, t), (-1, c)):
            n = m(g["n"]); own = J(n - 1) * (m(g["after"]) - m(g["before"])) / m(g["sd_before"])
            y += sign * own; v += noncentral_variance(own, 2 * (1 - m(g["r"])) / n, n - 1)
        return y, v
    if kind == "DPPC2": y = J(mm) * d / mp.sqrt(pool("sd_before")); return y, noncentral_variance(y, a, mm)
    if kind == "DPPC3":
        y = J(2 * mm) * d / mp.sqrt((pool("sd_before") + pool("sd_after")) / 2)
        return y, a + y * y * (1 + r * r) / (4 * mm)
def measured(id, kind, arguments, answer, source, half=False):
    y, v = answer
    emit(f"study_measure/{kind}/{id}", "study_measure", {"measure": kind, **arguments}, {"yi": y, "vi": v, "half_added": half}, source)

pairs = {"girth": paired(28, 101.4, 98.9, 9.8, 9.1, .94), "wider": paired(12, 2.4, 5.6, .7, 2.1, .31), "apart": paired(7, 61.5, 60.2, 4.4, 5.2, -.2),
         "level": paired(40, 1000101.25, 1000100.5, 1.5, 1.25, .875)}
for id, g in pairs.items():
    for kind in ("MC", "SMCC", "SMCR", "SMCRH", "SMCRP", "ROMC"):
        measured(id, kind, {"pairs": g}, one_group(kind, g), "escalc's formula in 40 digits")
groups = {"normand1": (group(155, 55, 47), group(156, 75, 64)), "normand4": (group(18, 66, 20), group(20, 137, 48)), "changes": (group(14, -1.8, 2.1), group(11, -.4, 1.3))}
for id, (t, c) in groups.items():
    for kind in ("MD", "SMD", "SMDH") + (() if id == "changes" else ("ROM",)):
        measured(id, kind, {"treated": t, "control": c}, two_groups(kind, t, c), "escalc's formula in 40 digits")
    measured(f"{id}_pooled", "MD", {"treated": t, "control": c, "variances": "pooled"}, two_groups("MD", t, c, True), "escalc's formula, vtype HO, in 40 digits")
T = [paired(20, 30.6, 38.5, 15.0, 11.6, .47), paired(50, 23.5, 26.8, 3.1, 4.1, .64), paired(9, .5, .7, .1, .1, .77), paired(10, 53.4, 75.9, 14.5, 4.4, .89), paired(14, 35.6, 36.0, 4.7, 4.6, .44)]
C = [paired(20, 23.1, 19.7, 13.8, 14.8, .47), paired(42, 24.9, 25.3, 4.1, 3.3, .64), paired(9, .6, .6, .2, .2, .77), paired(11, 55.7, 60.7, 17.3, 17.9, .89), paired(14, 34.8, 33.4, 3.1, 6.9, .44)]
for i, (t, c, printed) in enumerate(zip(T, C, (.77, .80, 1.20, 1.05, .44))):
    for kind in ("DPPC1", "DPPC2", "DPPC3"):
        measured(f"morris{i + 1}", kind, {"treated": t, "control": c}, morris(kind, t, c), "Morris' formulas with the exact J, in 40 digits")
    emit(f"study_measure/DPPC2/morris{i + 1}_printed", "study_measure", {"measure": "DPPC2", "treated": t, "control": c}, {"yi": printed},
         "published: Morris (2008), table 5, column d_ppc2, two decimals", rel=0, absolute=.005)

# Counts: half a person only where a zero needs it.
def risks(kind, a, n1, c, n2):
    a, n1, c, n2 = map(m, (a, n1, c, n2)); b, d, h = n1 - a, n2 - c, m(".5")
    if kind == "RR":
        half = a == 0 or c == 0 or (b == 0 and d == 0)
        if half: a, b, c, d = a + h, b + h, c + h, d + h
        return (mp.log(a / (a + b)) - mp.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)), half
    if kind == "OR":
        half = 0 in (a, b, c, d)
        if half: a, b, c, d = a + h, b + h, c + h, d + h
        return (mp.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d), half
    if kind == "RD":
        y, half = a / n1 - c / n2, a * b == 0 and c * d == 0
        if half: a, b, c, d = a + h, b + h, c + h, d + h
        return (y, a * b / (a + b) ** 3 + c * d / (c + d) ** 3), half
    if kind == "AS": return (mp.asin(mp.sqrt(a / n1)) - mp.asin(mp.sqrt(c / n2)), 1 / (4 * n1) + 1 / (4 * n2)), False
    if kind == "PETO":
        N, e = n1 + n2, a + c; v = n1 * n2 * e * (N - e) / (N * N * (N - 1))
        return ((a - n1 * e / N) / v, 1 / v), False
tables = {"bcg1": (4, 123, 11, 139), "none_treated": (0, 37, 5, 40), "all_control": (9, 12, 15, 15), "nobody": (0, 30, 0, 28), "everybody": (8, 8, 9, 9), "apart": (6, 6, 0, 5)}
for id, (a, n1, c, n2) in tables.items():
    for kind in ("RR", "OR", "RD", "AS", "PETO"):
        arguments = {"treated": {"events": a, "n": n1}, "control": {"events": c, "n": n2}}
        empty = (a + c == 0 and kind in ("RR", "OR", "PETO")) or (a + c == n1 + n2 and kind in ("OR", "PETO"))
        if empty:
            emit(f"study_measure/{kind}/{id}", "study_measure", {"measure": kind, **arguments}, {"status": "undefined"}, "no information on a ratio (Cochrane Handbook 10.4.4)")
        else:
            answer, half = risks(kind, a, n1, c, n2); measured(id, kind, arguments, answer, "formula in 40 digits", half)
bcg = [(4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761), (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892),
       (29, 7470, 45, 7232), (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825)]
printed = [(-.8893, .3256), (-1.5854, .1946), (-1.3481, .4154), (-1.4416, .0200), (-.2175, .0512), (-.7861, .0069), (-1.6209, .2230), (.0120, .0040), (-.4694, .0564), (-1.3713, .0730),
           (-.3394, .0124), (.4459, .5325), (-.0173, .0714)]
for i, ((a, b, c, d), (y, v)) in enumerate(zip(bcg, printed)):
    emit(f"study_measure/RR/bcg{i + 1}_printed", "study_measure", {"measure": "RR", "treated": {"events": a, "n": a + b}, "control": {"events": c, "n": c + d}}, {"yi": y, "vi": v},
         "published: Viechtbauer (2010), J Stat Softw 36(3), section 3.2, four decimals", rel=0, absolute=5.001e-5)
def share(kind, x, n):
    x, n, h = m(x), m(n), m(".5"); half = x == 0 or x == n
    xs, ns = (x + h, n + 1) if half else (x, n)
    if kind == "PR": return (x / n, xs / ns * (1 - xs / ns) / ns), half
    if kind == "PLN": return (mp.log(xs / ns), 1 / xs - 1 / ns), half
    if kind == "PLO": return (mp.log(xs / (ns - xs)), 1 / xs + 1 / (ns - xs)), half
    if kind == "PAS": return (mp.asin(mp.sqrt(x / n)), 1 / (4 * n)), False
    if kind == "PFT": return ((mp.asin(mp.sqrt(x / (n + 1))) + mp.asin(mp.sqrt((x + 1) / (n + 1)))) / 2, 1 / (4 * n + 2)), False
for x, n in ((20, 28), (3, 25), (0, 12), (9, 9), (1, 400)):
    for kind in ("PR", "PLN", "PLO", "PAS", "PFT"):
        (y, v), half = share(kind, x, n)
        back = m(x) / n if kind in ("PAS", "PFT") or not half else (m(x) + m(".5")) / (n + 1) if kind != "PR" else m(x) / n
        emit(f"study_measure/{kind}/{x}_of_{n}", "study_measure", {"measure": kind, "group": {"events": x, "n": n}}, {"yi": y, "vi": v, "half_added": half, "natural": back},
             "formula in 40 digits; natural: the share itself")
# A combined double arcsine: the p with pft(p n, n) = y by bisection, n the harmonic mean.
for y, sizes in (("0.62", [28, 25, 400]), ("1.2", [9, 14]), ("0.2", [40, 55, 61])):
    n = len(sizes) / sum(1 / m(s) for s in sizes); lo, hi = mp.mpf(0), mp.mpf(1)
    for _ in range(140):
        p = (lo + hi) / 2; at = (mp.asin(mp.sqrt(p * n / (n + 1))) + mp.asin(mp.sqrt((p * n + 1) / (n + 1)))) / 2
        lo, hi = (p, hi) if at < m(y) else (lo, p)
    emit(f"study_measure/PFT/back_{y}", "study_measure_natural", {"measure": "PFT", "value": float(y), "sizes": sizes}, {"natural": lo}, "root of the transformation by bisection", rel=1e-11)
for kind, y, back in (("RR", "-0.7", mp.exp(m("-0.7"))), ("PLO", "-1.3", 1 / (1 + mp.exp(m("1.3")))), ("PAS", "0.4", mp.sin(m("0.4")) ** 2), ("IRS", "0.35", m("0.35") ** 2),
                      ("ZCOR", "0.8", mp.tanh(m("0.8"))), ("SMD", "-0.3", m("-0.3"))):
    emit(f"study_measure/{kind}/back", "study_measure_natural", {"measure": kind, "value": float(y), "sizes": []}, {"natural": back}, "40 digits")
def rates(kind, x1, t1, x2=None, t2=None):
    h = m(".5"); x1, t1 = m(x1), m(t1)
    if x2 is None:
        half = x1 == 0 and kind != "IRS"; xs = x1 + h if half else x1
        return {"IR": lambda: (x1 / t1, xs / t1 ** 2), "IRLN": lambda: (mp.log(xs / t1), 1 / xs), "IRS": lambda: (mp.sqrt(x1 / t1), 1 / (4 * t1))}[kind](), half
    x2, t2 = m(x2), m(t2)
    half = (x1 == 0 or x2 == 0) if kind == "IRR" else (x1 == 0 and x2 == 0)
    xs, zs = (x1 + h, x2 + h) if half else (x1, x2)
    return ((mp.log(xs / t1 / (zs / t2)), 1 / xs + 1 / zs) if kind == "IRR" else (x1 / t1 - x2 / t2, xs / t1 ** 2 + zs / t2 ** 2)), half
for id, (x1, t1, x2, t2) in {"sessions": (14, 240, 9, 236.5), "none": (0, 61, 4, 58), "never": (0, 61, 0, 58)}.items():
    side = lambda x, t: {"events": x, "exposure": t}
    for kind in ("IR", "IRLN", "IRS"):
        answer, half = rates(kind, x1, t1); measured(id, kind, {"group": side(x1, t1)}, answer, "formula in 40 digits", half)
    for kind in ("IRR", "IRD"):
        arguments = {"treated": side(x1, t1), "control": side(x2, t2)}
        if kind == "IRR" and x1 + x2 == 0: emit(f"study_measure/{kind}/{id}", "study_measure", {"measure": kind, **arguments}, {"status": "undefined"}, "no information on a ratio")
        else: answer, half = rates(kind, x1, t1, x2, t2); measured(id, kind, arguments, answer, "formula in 40 digits", half)
measured("retest", "ZCOR", {"r": .94, "n": 28}, (mp.atanh(m(".94")), 1 / mp.mpf(25)), "40 digits")

# From what is printed.
def conversion(id, what, arguments, value, source="40 digits", **tolerance): emit(f"study_conversion/{what}/{id}", "study_conversion", {"what": what, **arguments}, {"value": value}, source, **tolerance)
for low, high, level, df in ((-2.1, -.3, .95, 27), (-2.1, -.3, .95, None), (.4, 1.9, .9, 4), (-11, 3, .99, 61)):
    alpha = {.95: m(".05"), .9: m(".1"), .99: m(".01")}[level]
    conversion(f"{low}_{high}_{df}", "se_from_ci", {"low": low, "high": high, "level": level, "df": df}, (m(high) - m(low)) / (2 * t_quantile(alpha, mp.mpf(df) if df else mp.inf)))
for value, p, df in ((-1.4, .03, 19), (2.2, .0004, None), (.5, .62, 3)):
    conversion(f"{value}_{p}", "se_from_p", {"value": value, "p": p, "df": df}, abs(m(value)) / t_quantile(m(p), mp.mpf(df) if df else mp.inf))
conversion("middle", "off_centre", {"value": -1.2, "low": -2.1, "high": -.3}, 0, absolute=1e-14)
conversion("above", "off_centre", {"value": 1.5, "low": 1, "high": 3}, m("-.5"))
conversion("trial", "se_from_sd", {"sd": 2.1, "n": 14}, m("2.1") / mp.sqrt(14))
conversion("trial", "sd_from_se", {"se": .56, "n": 14}, m(".56") * mp.sqrt(14))
conversion("girth", "sd_of_change", {"before": 9.8, "after": 9.1, "r": .94}, mp.sqrt(m("9.8") ** 2 + m("9.1") ** 2 - 2 * m(".94") * m("9.8") * m("9.1")))
conversion("handbook_treated", "r_from_sds", {"before": 4.0, "after": 4.4, "change": 3.8}, m(".59"), "published: Cochrane Handbook 6.5.2.8, two decimals", rel=0, absolute=.005)
conversion("handbook_control", "r_from_sds", {"before": 5.7, "after": 5.6, "change": 4.4}, m(".70"), "published: Cochrane Handbook 6.5.2.8, two decimals", rel=0, absolute=.005)
def z(p): return mp.sqrt(2) * mp.erfinv(2 * p - 1)
def from_quantiles(n, q1, md, q3, low=None, high=None, quartiles=True):
    n, md = m(n), m(md); zr, zq = z((n - m(".375")) / (n + m(".25"))), z((m(".75") * n - m(".125")) / (n + m(".25")))
    if low is None: w = m(".7") + m(".39") / n; return w * (m(q1) + m(q3)) / 2 + (1 - w) * md, (m(q3) - m(q1)) / (2 * zq)
    if not quartiles: w = 4 / (4 + n ** m(".75")); return w * (m(low) + m(high)) / 2 + (1 - w) * md, (m(high) - m(low)) / (2 * zr)
    w1, w2 = m("2.2") / (m("2.2") + n ** m(".75")), m(".7") - m(".72") / n ** m(".55")
    mean = w1 * (m(low) + m(high)) / 2 + w2 * (m(q1) + m(q3)) / 2 + (1 - w1 - w2) * md
    return mean, (m(high) - m(low)) / ((2 + m(".14") * n ** m(".6")) * zr) + (m(q3) - m(q1)) / ((2 + 2 / (m(".07") * n ** m(".6"))) * zq)
def skew(n, q1, md, q3, low=None, high=None, quartiles=True):
    n = m(n); u = lambda lo, hi: abs(m(lo) + m(hi) - 2 * m(md)) / (m(hi) - m(lo))
    if low is None: return u(q1, q3), m("2.65") / mp.sqrt(n) - 6 / n ** 2
    if not quartiles: return u(low, high), m("1.01") / mp.log(n + 9) + m("2.43") / (n + 1)
    return max(m("2.65") * mp.log(m(".6") * n) / mp.sqrt(n) * u(low, high), u(q1, q3)), m("2.97") / mp.sqrt(n) - m("39.1") / n ** 3
for id, (n, low, q1, md, q3, high) in {"even": (30, -6.5, -2.5, -1.0, .5, 4.5), "skewed": (46, 0, .5, 1, 4.5, 19), "few": (7, 60.5, 62, 65.5, 70, 71)}.items():
    for what, use in (("quartiles", {}), ("range", {"low": low, "high": high, "quartiles": False}), ("five", {"low": low, "high": high})):
        mean, sd = from_quantiles(n, q1, md, q3, **use); statistic, limit = skew(n, q1, md, q3, **use)
        figures = {"n": n, "median": md, **({} if what == "range" else {"q1": q1, "q3": q3}), **({} if what == "quartiles" else {"min": low, "max": high})}
        emit(f"study_conversion/median/{id}_{what}", "study_conversion", {"what": "median", **figures}, {"mean": mean, "sd": sd, "statistic": statistic, "limit": limit, "skewed": bool(statistic > limit)},
             "Luo, Wan, Shi in 40 digits; the limits hold 5 % in simulated normal samples of 5 to 401 (4 to 5 %)")
def together(rows):
    n = sum(m(r[0]) for r in rows); mean = sum(m(r[0]) * m(r[1]) for r in rows) / n
    squares = sum((m(r[0]) - 1) * m(r[2]) ** 2 + m(r[0]) * m(r[1]) ** 2 for r in rows)
    return n, mean, mp.sqrt((squares - n * mean ** 2) / (n - 1))
for id, rows in {"three": [(12, -1.5, 2.1), (9, -.3, 1.4), (31, 2.25, 3)], "one": [(5, 3.5, 1.25)], "far": [(8, 1e9, .5), (6, 1e9 + 1, .75)]}.items():
    n, mean, sd = together(rows)
    emit(f"study_conversion/pooled/{id}", "study_conversion", {"what": "pooled", "groups": [group(*r) for r in rows]}, {"n": int(n), "mean": mean, "sd": sd}, "sums of squares in 40 digits")

# Whether figures can be true together: every possibility counted, or p at each n in turn.
def half(text): return F(1, 2 * 10 ** (len(text.split(".")[1]) if "." in text else 0))
def ends(text): return F(text) - half(text), F(text) + half(text)
def mpf(x): return mp.mpf(x.numerator) / x.denominator
def size(text): low, high = ends(text); return max(low, 0), high
def distance(text): low, high = ends(text); return (F(0), max(-low, high)) if low <= 0 <= high else (min(abs(low), abs(high)), max(abs(low), abs(high)))
def ratio(top, bottom): return mp.inf if bottom == 0 else mpf(top) / mpf(bottom)
def p_range(p): return (mpf(max(ends(p[1])[0], 0)), mpf(min(ends(p[1])[1], 1))) if p[0] == "=" else (mp.mpf(0), m(p[1])) if p[0] == "<" else (m(p[1]), mp.mpf(1))
def consistency(id, check, arguments, expected, source, **tolerance): emit(f"consistency/{check}/{id}", "consistency_of_figures", {"check": check, **arguments}, expected, source, **tolerance)
def verdict(holds): return "consistent" if holds else "inconsistent"
def read_spread(value, x, n, p, as_sd, most_n=3000):
    (v_low, v_high), (x_low, x_high), (p_low, p_high) = distance(value), size(x), p_range(p)
    high, low = ratio(v_high, x_low), ratio(v_low, x_high)
    scale = lambda n: mp.sqrt(n) if as_sd else mp.mpf(1)
    at = lambda r, n: two_sided(mp.inf if r == mp.inf else r * scale(n), n - 1) if n != mp.inf else (two_sided(r, mp.inf) if not as_sd else mp.mpf(1 if r == 0 else 0))
    fits = lambda k: at(high, mp.mpf(k)) <= p_high and at(low, mp.mpf(k)) >= p_low
    least = next((k for k in range(2, most_n) if fits(k)), None) if at(high, mp.inf) < p_high else None
    last = None
    if least is not None and at(low, mp.inf) < p_low: last = next(k for k in range(least, 10 ** 6) if not fits(k)) - 1
    t = None
    if F(x) > 0 and not (as_sd and n is None): t = abs(m(value)) / m(x) * (mp.sqrt(n) if as_sd else 1)
    return {"fits": fits(n) if n else least is not None, "t": t, "smallest_p": at(high, mp.mpf(n) if n else mp.inf), "largest_p": at(low, mp.mpf(n or 2)), "fewest": least, "most": last}
for id, value, x, n, p, label in (("greenway_trial_2", "2.03", "1.36", None, ("<", "0.05"), "standard-error"), ("greenway_trial_3", "1.5", "0.77", None, ("<", "0.02"), "standard-error"),
        ("sd_labelled", "-1.8", "2.1", 14, ("=", "0.007"), "sd"), ("se_labelled_sd", "-1.8", "0.56", 14, ("=", "0.007"), "sd"), ("either", "0.1", "1.9", 10, (">", "0.4"), None),
        ("neither", "1.0", "1.0", 16, ("=", "0.20"), None), ("upper_limit", "0.50", "2.00", None, (">", "0.1"), "sd"), ("window", "0.50", "2.00", None, ("=", "0.03"), None), ("zero_spread", "1.2", "0.0", 8, ("<", "0.001"), None),
        ("zero_value", "0.0", "1.1", 20, (">", "0.5"), "standard-error")):
    sd, se = read_spread(value, x, n, p, True), read_spread(value, x, n, p, False)
    told = verdict((sd if label == "sd" else se)["fits"]) if label else "cannot-tell" if sd["fits"] and se["fits"] else verdict(sd["fits"] or se["fits"])
    consistency(id, "sd_or_se", {"value": value, "plus_minus": x, "n": n, "p": "".join(p), "labelled": label}, {"verdict": told, "as_sd": sd, "as_se": se},
                "p by the incomplete beta function at every n in turn, with the ends of the roundings", rel=1e-9)
def totals(mean, n, step): low, high = ends(mean); return range(math.ceil(low * n / F(step)), math.floor(high * n / F(step)) + 1)
def grim_case(id, mean, n, step):
    always = F(step) / n <= 2 * half(mean); k = math.floor(F(mean) * n / F(step))
    near = [mpf(F(step) * j / n) for j in (k, k + 1)]
    consistency(id, "grim", {"mean": mean, "n": n, "step": step}, {"verdict": "cannot-tell" if always else verdict(len(totals(mean, n, step)) > 0), "nearest": near}, "every total in fractions")
for id, mean, n, step in (("possible", "3.45", 20, "1"), ("impossible", "3.48", 20, "1"), ("half_up", "2.13", 8, "1"), ("half_even", "2.12", 8, "1"), ("tape", "-1.24", 12, "0.5"), ("tape_possible", "-1.21", 12, "0.5"), ("fine_tape", "92.37", 7, "0.1"),
                          ("too_many", "3.5", 20, "1"), ("brown_heathers", "5.19", 28, "1"), ("quarter", "0.6", 9, "0.25")): grim_case(id, mean, n, step)
def grimmer_case(id, mean, sd, n, step):
    low, high = size(sd); h = F(step); found = False; possible = totals(mean, n, step)
    for k in possible:
        q_low, q_high = ((low / h) ** 2 * (n - 1) + F(k * k, n)), ((high / h) ** 2 * (n - 1) + F(k * k, n))
        found |= any(q_low <= q <= q_high and (q - k) % 2 == 0 for q in range(math.floor(q_low), math.ceil(q_high) + 1))
    a, b = (n * (n - 1) * (x / h) ** 2 for x in (low, high))
    always = math.floor(b) - math.ceil(a) >= 2 * n
    told = "inconsistent" if not possible else "cannot-tell" if always else verdict(found)
    consistency(id, "grimmer", {"mean": mean, "sd": sd, "n": n, "step": step}, {"verdict": told, "mean_possible": len(possible) > 0}, "every total and every sum of squares in fractions")
for id, mean, sd, n, step in (("possible", "3.44", "2.48", 18, "1"), ("parity_of_18", "3.44", "2.47", 18, "1"), ("sd_impossible", "3.44", "2.44", 18, "1"), ("mean_impossible", "3.48", "1.10", 20, "1"), ("tape", "-1.21", "0.54", 12, "0.5"), ("tape_impossible", "-1.21", "0.60", 12, "0.5"),
                              ("constant", "4.00", "0.00", 9, "1"), ("parity", "2.00", "0.71", 5, "1"), ("parity_impossible", "2.00", "0.87", 5, "1"), ("coarse", "20", "6", 30, "0.1")): grimmer_case(id, mean, sd, n, step)
for id, percent, n in (("twenty_of_28", "71.43", 28), ("three_of_25", "12", 25), ("none_of_37", "91.9", 37), ("impossible", "73.0", 28), ("many", "12", 250), ("hundred", "100.0", 9), ("above", "103.0", 400), ("half", "12.5", 8), ("cut_off", "66.6", 3)):
    low, high = ends(percent); counts = [x for x in range(n + 1) if low <= F(100 * x, n) <= high]; k = math.floor(F(percent) * n / 100)
    always = F(100, n) <= 2 * half(percent)
    consistency(id, "percentage", {"percent": percent, "n": n}, {"verdict": "cannot-tell" if always and counts else verdict(bool(counts)), "counts": [counts[0], counts[-1]] if counts else None,
                "nearest": [100 * mp.mpf(min(max(j, 0), n)) / n for j in (k, k + 1)]}, "every count in fractions")
def interval_case(id, value, low, high, level, scale, df, p):
    f = (lambda x: mpf(x)) if scale == "difference" else (lambda x: mp.log(mpf(x)) if x > 0 else -mp.inf)
    (v0, v1), (l0, l1), (h0, h1) = [tuple(f(max(x, 0) if scale == "ratio" else x) for x in ends(t)) for t in (value, low, high)]
    centred = v0 <= (l1 + h1) / 2 and (l0 + h0) / 2 <= v1
    d0 = mp.mpf(0) if v0 <= 0 <= v1 else min(abs(v0), abs(v1)); d1 = max(abs(v0), abs(v1))
    w0, w1 = max((h0 - l1) / 2, mp.mpf(0)), (h1 - l0) / 2
    alpha = 1 - m(level); r0, r1 = d0 / w1, mp.inf if w0 == 0 else d1 / w0
    many = [mp.mpf(df) if df != "Inf" else mp.inf] if df else [mp.mpf(k) for k in (1, 1.5, 2, 3, 5, 8, 13, 30, 100, 1000)] + [mp.inf]
    at = lambda r, k: mp.mpf(0) if r == mp.inf else two_sided(r * t_quantile(alpha, k), k)
    implied = [min(at(r1, k) for k in many), max(at(r0, k) for k in many)]
    fits = None if p is None else p_range(p)[0] <= implied[1] and implied[0] <= p_range(p)[1]
    g = (lambda t: m(t)) if scale == "difference" else (lambda t: mp.log(m(t)))
    off = ((g(value) - g(low)) - (g(high) - g(value))) / (g(high) - g(low))
    told = verdict(centred and fits is not False)
    consistency(id, "interval", {"value": value, "low": low, "high": high, "level": level, "scale": scale, "df": df, "p": "".join(p) if p else None},
                {"verdict": told, "centred": verdict(centred), "off_centre": off, "p": "cannot-tell" if fits is None else verdict(fits), "implied_p": implied},
                "ends of the roundings, t by bisection in 40 digits, eleven degrees of freedom where none are given", rel=1e-8, absolute=1e-13)
for args in (("agrees", "-1.2", "-2.1", "-0.3", .95, "difference", 27, ("=", "0.011")), ("rounded", "-1.2", "-2.1", "-0.4", .95, "difference", 27, ("<", "0.01")), ("not_centred", "-1.2", "-2.1", "-0.7", .95, "difference", None, None),
             ("wrong_p", "0.40", "-0.35", "1.15", .95, "difference", None, ("<", "0.05")), ("unknown_df", "2.0", "0.3", "3.7", .95, "difference", None, ("=", "0.02")), ("ratio", "0.62", "0.41", "0.94", .95, "ratio", "Inf", ("=", "0.024")),
             ("ratio_not_centred", "0.62", "0.41", "0.83", .95, "ratio", "Inf", None), ("ninety", "1.5", "0.2", "2.8", .9, "difference", 9, (">", "0.1")), ("wide", "0", "-1", "1", .95, "difference", None, ("=", "0.9"))): interval_case(*args)
for id, before, after, change, same in (("agrees", "101.4", "98.9", "-2.5", True), ("rounding", "101.4", "98.9", "-2.61", True), ("off", "101.4", "98.9", "-2.8", True), ("off_others", "101.4", "98.9", "-2.8", False), ("edge", "10", "12.4", "1.85", True),
                                        ("past_edge", "10", "12.4", "1.84", True)):
    d = F(after) - F(before); slack = half(before) + half(after) + half(change); ok = abs(F(change) - d) <= slack
    consistency(id, "mean_change", {"before": before, "after": after, "change": change, "same_people": same}, {"verdict": verdict(ok) if ok or same else "cannot-tell", "difference": mpf(d), "gap": mpf(F(change) - d), "rounding": mpf(slack)}, "fractions")
for id, b, a, d, same in (("handbook", "4.0", "4.4", "3.8", True), ("too_small", "9.8", "5.1", "2.1", True), ("too_large", "2.1", "2.4", "4.8", True), ("others", "9.8", "5.1", "2.1", False), ("edge", "3.0", "3.0", "6.1", True), ("inner_minimum", "3", "1", "3", True)):
    (b0, b1), (a0, a1), (d0, d1) = size(b), size(a), size(d); steps = 400
    grid = lambda lo, hi: [mpf(lo) + (mpf(hi) - mpf(lo)) * i / steps for i in range(steps + 1)]
    r = lambda x, y, s: (x * x + y * y - mpf(s) ** 2) / (2 * x * y)
    A = grid(a0, a1); values = [(r(x, y, d1), r(x, y, d0)) for x in grid(b0, b1) for y in ((A[0], A[-1]) if id != "inner_minimum" else A)] + [(r(x, y, d1), r(x, y, d0)) for y in A for x in (mpf(b0), mpf(b1))]
    gap = max(F(0), a0 - b1, b0 - a1); ok = gap <= d1 and d0 <= a1 + b1
    consistency(id, "sd_of_change", {"before": b, "after": a, "change": d, "same_people": same}, {"verdict": verdict(ok) if ok or same else "cannot-tell", "correlation": [min(v[0] for v in values), max(v[1] for v in values)],
                "bounds": [mpf(gap), mpf(a1 + b1)]}, "correlation at 401 values of each SD", rel=1e-9, absolute=1e-10, **({"fields": {"correlation": 1e-5}} if id == "inner_minimum" else {}))
for id, mean, sd, n, low, high, kind in (("scale", "6.2", "2.9", 14, "0", "10", "possible"), ("sd_too_large", "9.1", "3.4", 14, "0", "10", "possible"), ("mean_outside", "10.7", "1.0", 14, "0", "10", "possible"), ("observed", "-1.8", "2.1", 9, "-6.5", "1.0", "observed"),
                                         ("sd_too_small", "-1.8", "1.6", 9, "-6.5", "1.0", "observed"), ("mean_too_near", "0.5", None, 9, "-6.5", "1.0", "observed"), ("two", "3.0", "1.4", 2, "2", "4", "observed"), ("alone", "4.1", None, 30, "1", "5", "possible")):
    (m0, m1), (l0, l1), (h0, h1) = [ends(x) if x == mean or kind == "observed" else (F(x), F(x)) for x in (mean, low, high)]; inward = F(1, n) if kind == "observed" else F(0)
    b0, b1 = l0 + inward * (h0 - l0), h1 - inward * (h1 - l1); mean_ok = m0 <= b1 and b0 <= m1; bounds = sd_ok = None
    if mean_ok:
        inner = [max(m0, l0) + (min(m1, h1) - max(m0, l0)) * F(i, 1000) for i in range(1001)] + [x for x in [(l0 + h1) / 2] if m0 <= x <= m1]
        top = mp.sqrt(mpf(F(n, n - 1) * max((h1 - x) * (x - l0) for x in inner)))
        bounds = [mp.sqrt(mpf(max(h0 - l1, F(0)) ** 2 / (2 * (n - 1)))) if kind == "observed" else mp.mpf(0), top]
        if sd: s0, s1 = size(sd); sd_ok = mpf(s0) <= bounds[1] and bounds[0] <= mpf(s1)
    consistency(id, "range", {"mean": mean, "sd": sd, "n": n, "min": low, "max": high, "kind": kind}, {"verdict": verdict(mean_ok and sd_ok is not False), "mean": verdict(mean_ok), "sd": "cannot-tell" if sd_ok is None else verdict(sd_ok),
                "mean_bounds": [mpf(b0), mpf(b1)], "sd_bounds": bounds}, "fractions", rel=1e-10, absolute=1e-11)

json.dump(cases, open("cases/study_measures.json", "w"), indent=1, ensure_ascii=False)
open("cases/study_measures.json", "a").write("\n")
print(len(cases), "cases")
