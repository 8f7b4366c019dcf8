#!/usr/bin/env python3
"""Cases for spread and shape, and the NIST univariate sets, by numpy, scipy and mpmath; writes cases/spread.json (after the carried-over
Shapiro-Wilk and NIST cases that are there) and the NIST data. Run in this folder: make_spread.py [folder of the collection]"""
import csv, json, math, sys
import mpmath as mp, numpy as np, scipy, scipy.stats as st
mp.mp.dps = 5100

def pairs(name):
    rows = [r for r in csv.DictReader(open(f"data/{name}.csv")) if r["before"] and r["after"]]
    return (np.array([float(r[c]) for r in rows]) for c in ("before", "after"))
def number(x): return "Inf" if x == math.inf else "-Inf" if x == -math.inf else x if isinstance(x, (int, bool, list, str, dict)) or x is None else float(x)
cases = []
def emit(id, dataset, procedure, arguments, expected, source, rel=1e-9, absolute=1e-13, fields=None):
    tolerance = {"rel": rel, "abs": absolute, **({"fields": fields} if fields else {})}
    cases.append({"id": id, "dataset": dataset, "procedure": procedure, "arguments": arguments,
                  "expected": {k: number(v) for k, v in expected.items()}, "source": source, "tolerance": tolerance})
versions = f"numpy {np.__version__}, scipy {scipy.__version__}"
SETS = ["sleep", "anorexia_ft", "syn_n5", "syn_n8", "syn_n12", "syn_n20", "syn_n50", "syn_n200", "ties_n60", "ties_decimal_n18",
        "outlier_n12", "lognormal_n18", "sas_bp", "missing_n24"]
SIDES = {"sleep": "less", "syn_n50": "greater"}

for name in SETS:
    x, y = pairs(name); d = y - x; n = len(d); side = SIDES.get(name, "two.sided"); level = 0.9 if name == "sas_bp" else 0.95
    alt = side.replace("two.sided", "two-sided"); arguments = {"alternative": side, "conf_level": level}
    # Pitman-Morgan as the correlation of difference and sum; its interval by finding the ratios that the test does not reject.
    def test(factor, alternative):
        return st.pearsonr(y / factor - x, y / factor + x, alternative=alternative)
    r, p = test(1.0, alt); ratio = y.std(ddof=1) / x.std(ddof=1)
    rho = np.corrcoef(x, y)[0, 1]; tail = (1 - level) / (2 if side == "two.sided" else 1)
    def limit(alternative, lo, hi):
        return scipy.optimize.brentq(lambda f: test(f, alternative)[1] - tail, lo, hi, xtol=1e-15, rtol=4 * np.finfo(float).eps)
    low = limit("greater", ratio * 1e-3, ratio) if side != "less" else 0.0
    high = limit("less", ratio, ratio * 1e3) if side != "greater" else math.inf
    emit(f"girth/pitman_morgan/{name}", name, "pitman_morgan", arguments,
         {"n": n, "sd_ratio": ratio, "variance_ratio": ratio ** 2, "t": r * math.sqrt((n - 2) / (1 - r * r)), "df": n - 2, "p_value": p,
          "ci_low": low, "ci_high": high}, f"{versions}: pearsonr of after - before and after + before; limits by inverting it numerically", 1e-8)
    a = np.abs(y - np.median(y)) - np.abs(x - np.median(x)); res = st.ttest_1samp(a, 0, alternative=alt); ci = res.confidence_interval(level)
    emit(f"girth/paired_levene/{name}", name, "paired_levene", arguments,
         {"n": n, "estimate": a.mean(), "se": a.std(ddof=1) / math.sqrt(n), "t": res.statistic, "df": n - 1, "p_value": res.pvalue,
          "ci_low": ci.low, "ci_high": ci.high}, f"{versions}: ttest_1samp of the differences of absolute deviations from the medians")
    sd = d.std(ddof=1); q = st.chi2.isf([(1 - level) / 2], n - 1)[0], st.chi2.ppf((1 - level) / 2, n - 1)
    emit(f"girth/sd_change/{name}", name, "sd_change", {"conf_level": level},
         {"n": n, "sd": sd, "df": n - 1, "ci_low": sd * math.sqrt((n - 1) / q[0]), "ci_high": sd * math.sqrt((n - 1) / q[1])}, f"{versions}: chi2.ppf")
    i = np.arange(1, n + 1); z = st.norm.ppf((i - 0.375) / (n + 0.25)); s = np.sort(d)
    band = [d.mean() + sd * st.norm.ppf(st.beta.ppf(p, i, n + 1 - i)) for p in ((1 - level) / 2, (1 + level) / 2)]
    emit(f"girth/normal_quantile_plot/{name}", name, "normal_quantile_plot", {"conf_level": level},
         {"theoretical": z.tolist(), "observed": s.tolist(), "lower": band[0].tolist(), "upper": band[1].tolist(),
          "correlation": np.corrcoef(z, s)[0, 1]}, f"{versions}: norm.ppf, beta.ppf", 1e-9, 1e-9 * sd)
    med = np.median(d); mad = np.median(np.abs(d - med)); q1, q3 = np.percentile(d, [25, 75])
    mz = 0.6745 * (d - med) / mad if mad > 0 else np.zeros(n); slack = 1e-9 * np.abs(d).max()
    emit(f"girth/outliers/{name}", name, "outliers", {},
         {"n": n, "modified_z": [int(k) for k in np.flatnonzero(np.abs(mz) > 3.5)],
          "fence": [int(k) for k in np.flatnonzero((d < q1 - 1.5 * (q3 - q1) - slack) | (d > q3 + 1.5 * (q3 - q1) + slack))]},
         f"{versions}: positions from 0 among complete pairs")
    if 3 <= n <= 5000 and name not in ("sleep", "anorexia_ft"):
        w = st.shapiro(d)
        emit(f"girth/shapiro_wilk/{name}", name, "shapiro_wilk", {"variable": "difference"}, {"n": n, "W": w.statistic, "p_value": w.pvalue},
             f"{versions}: shapiro (AS R94)", 1e-6, 1e-9)

# NIST StRD univariate: certified mean, SD and lag-1 autocorrelation; the data give them again (checked here in 50 digits).
michelso = """.85 .74 .90 1.07 .93 .85 .95 .98 .98 .88 1.00 .98 .93 .65 .76 .81 1.00 1.00 .96 .96 .96 .94 .96 .94 .88 .80 .85 .88 .90 .84 .83 .79 .81
.88 .88 .83 .80 .79 .76 .80 .88 .88 .88 .86 .72 .72 .62 .86 .97 .95 .88 .91 .85 .87 .84 .84 .85 .84 .84 .84 .89 .81 .81 .82 .80 .77 .76 .74 .75
.76 .91 .92 .89 .86 .88 .72 .84 .85 .85 .78 .89 .84 .78 .81 .76 .81 .79 .81 .82 .85 .87 .87 .81 .74 .81 .94 .95 .80 .81 .87""".split()
mavro = """180 170 180 190 180 170 150 140 150 150 170 180 180 190 190 210 200 160 140 130 130 150 150 160 150 140 130 140 150 140 150 160 150 160
190 200 200 210 220 230 240 250 270 260 260 260 270 260 250 240""".split()
data = {
    "mavro": (["2.00" + v for v in mavro], "2.00185600000000", "0.000429123454003053", "0.937989183438248"),
    "michelso": (["30" + "0" + v[1:] if v[0] == "1" else "299" + v for v in michelso], "299.852400000000", "0.0790105478190518", "0.535199668621283"),
    "numacc2": (["1.2"] + ["1.1", "1.3"] * 500, "1.2", "0.1", "-0.999"),
    "numacc4": (["10000000.2"] + ["10000000.1", "10000000.3"] * 500, "10000000.2", "0.1", "-0.999"),
    # NIST's file is the first 5000 digits of pi but for one: 18577(8)05321 has a 3. The certified values are those of the file.
    "pidigits": (list(mp.nstr(mp.pi, 5050).replace(".", "")[:5000].replace("18577805321", "18577305321")), "4.53480000000000", "2.86733906028871", "-0.00355099287237972"),
}
mp.mp.dps = 50
for name, (values, mean, sd, lag) in data.items():
    v = [mp.mpf(x) for x in values]; m = mp.fsum(v) / len(v); ss = mp.fsum((x - m) ** 2 for x in v)
    found = (m, mp.sqrt(ss / (len(v) - 1)), mp.fsum((a - m) * (b - m) for a, b in zip(v, v[1:])) / ss)
    for got, certified in zip(found, (mean, sd, lag)): assert abs(got - mp.mpf(certified)) < abs(got) * mp.mpf("6e-15"), (name, got, certified)
    open(f"data/nist_{name}.csv", "w").write("y\n" + "".join(x + "\n" for x in values))
    emit(f"girth/univariate/{name}", f"nist_{name}", "univariate", {"certified": True},
         {"n": len(v), "mean": float(mean), "sd": float(sd), "lag1_autocorrelation": float(lag)}, "NIST StRD certified values", 1e-13, 0,
         {"mean": 1e-14})

if len(sys.argv) > 1:
    outside = ("fev", "language_test", "pefr", "camis")
    carried = [c for c in json.load(open(sys.argv[1] + "/expected.json")) if c["procedure"] in ("shapiro_wilk", "univariate") and not c["dataset"].startswith(outside)]
else:
    carried = [c for c in json.load(open("cases/spread.json")) if not c["id"].startswith("girth/")]
open("cases/spread.json", "w").write("[\n" + ",\n".join(json.dumps(c) for c in carried + cases) + "\n]\n")
