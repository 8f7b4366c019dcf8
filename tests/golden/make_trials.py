#!/usr/bin/env python3
"""Cases for two readings of each person and more: limits of agreement and concordance in 40 digits (mpmath; noncentral t by SciPy), limits
with several pairs per person (numpy, SciPy), kappa with its variance by derivatives of kappa in the cells (mpmath), and gross errors planted
in seeded readings. Writes cases/trials.json (after the carried-over cases) and the data repeats_n9.csv and gross_n12.csv.
Run in this folder: make_trials.py [folder of the collection]"""
import csv, json, math, os, random, statistics, sys
import mpmath as mp, numpy as np, scipy, scipy.stats as st
mp.mp.dps = 40
versions = f"numpy {np.__version__}, scipy {scipy.__version__}, mpmath {mp.__version__}"

def clean(v):
    if isinstance(v, dict): return {k: clean(x) for k, x in v.items()}
    if isinstance(v, (list, tuple)): return [clean(x) for x in v]
    return v if isinstance(v, (int, bool, str)) or v is None else float(v)
cases = []
if len(sys.argv) > 1:
    cases = [c for c in json.load(open(f"{sys.argv[1]}/expected.json"))
             if c["procedure"] == "agreement_two_trials" and c["dataset"] != "pefr"]
elif os.path.exists("cases/trials.json"):
    cases = [c for c in json.load(open("cases/trials.json")) if not c["id"].startswith("girth/")]
def emit(id, dataset, procedure, arguments, expected, source, rel=1e-9, absolute=1e-11, fields=None):
    cases.append({"id": f"girth/{id}", "dataset": dataset, "procedure": procedure, "arguments": arguments, "expected": clean(expected),
                  "source": f"{versions}: {source}", "tolerance": {"rel": rel, "abs": absolute, **({"fields": fields} if fields else {})}})
def rows(name): return list(csv.DictReader(open(f"data/{name}.csv")))

# Two trials, from the decimals of the file.
def two_trials(name, first, second, level):
    pairs = [(mp.mpf(r[first]), mp.mpf(r[second])) for r in rows(name) if r[first] and r[second]]
    n, z = mp.mpf(len(pairs)), mp.mpf(st.norm.isf(0.025))
    x, y = [p[0] for p in pairs], [p[1] for p in pairs]
    d, m = [b - a for a, b in pairs], [(a + b) / 2 for a, b in pairs]
    mean = lambda v: mp.fsum(v) / len(v)
    S = lambda u, v: mp.fsum((a - mean(u)) * (b - mean(v)) for a, b in zip(u, v))
    sd = lambda v: mp.sqrt(S(v, v) / (len(v) - 1))
    bias, s, tail = mean(d), sd(d), (1 - level) / 2
    t = mp.mpf(st.t.isf(tail, len(pairs) - 1))
    both = lambda c, r: [c - r, c + r]
    tem = mp.sqrt(mp.fsum(e * e for e in d) / (2 * n))
    out = {"n": len(pairs), "tem": tem, "relative_tem_pct": 100 * tem / mean(x + y), "reliability_R": 1 - tem**2 / sd(x + y)**2,
           "typical_error_sd_over_sqrt2": s / mp.sqrt(2), "mdc95_from_tem": z * mp.sqrt(2) * tem, "mdc95_from_typical_error": z * s,
           "within_subject_cv_pct_rms": 100 * mp.sqrt(mean([(e / c)**2 / 2 for e, c in zip(d, m)])),
           "bias": bias, "sd_diff": s, "bias_ci": both(bias, t * s / mp.sqrt(n))}
    for name_, sign in [("low", -1), ("high", 1)]:
        limit = bias + sign * z * s
        law = st.nct(len(pairs) - 1, float(sign * z * mp.sqrt(n)))
        out[f"loa_{name_}"] = limit
        out[f"loa_{name_}_exact_ci"] = [bias + s * mp.mpf(law.ppf(q)) / mp.sqrt(n) for q in (tail, 1 - tail)]
        out[f"loa_{name_}_approx_ci"] = both(limit, t * s * mp.sqrt(1 / n + z**2 / (2 * (n - 1))))
        out[f"loa_{name_}_ba1986_ci"] = both(limit, t * s * mp.sqrt(3 / n))
    slope = S(m, d) / S(m, m)
    rss = S(d, d) - slope * S(m, d)
    out["proportional_bias_slope"] = slope
    out["proportional_bias_p"] = 2 * st.t.sf(float(abs(slope) / mp.sqrt(rss / (n - 2) / S(m, m))), len(pairs) - 2)
    # Lin: the variance of the estimator of Lin (1989), not in the form of C_b.
    vx, vy, r = S(x, x) / n, S(y, y) / n, S(x, y) / mp.sqrt(S(x, x) * S(y, y))
    ccc, u = 2 * S(x, y) / n / (vx + vy + bias**2), bias / (vx * vy)**mp.mpf("0.25")
    se = mp.sqrt(((1 - r**2) * ccc**2 * (1 - ccc**2) / r**2 + 2 * ccc**3 * (1 - ccc) * u**2 / r - ccc**4 * u**4 / (2 * r**2)) / (n - 2))
    q = mp.mpf(st.norm.isf(tail)) * se / (1 - ccc**2)
    out |= {"ccc": ccc, "ccc_se": se, "ccc_ci_z": [mp.tanh(mp.atanh(ccc) - q), mp.tanh(mp.atanh(ccc) + q)], "pearson_r": r,
            "bias_correction_Cb": ccc / r, "scale_shift": mp.sqrt(vy / vx), "location_shift": u}
    return out
exact = {"loa_low_exact_ci": 1e-8, "loa_high_exact_ci": 1e-8}
for name, first, second, level in [("retest_n25", "trial2", "trial1", 0.99), ("offset_n20", "before", "after", 0.95), ("ties_n20", "before", "after", 0.8)]:
    emit(f"agreement/{name}/{level}", name, "agreement_two_trials",
         {"first": first, "second": second, "conf_level": level, "difference": "second - first", "readings": "decimal text"},
         two_trials(name, first, second, level), "from the decimals of the file", fields=exact)

# Several pairs per person.
random.seed(20261122)
if not os.path.exists("data/repeats_n9.csv"):
    with open("data/repeats_n9.csv", "w") as out:
        out.write("id,observer,session,value\n")
        for person in range(9):
            true, shift = random.gauss(95, 8), random.gauss(0.4, 0.5)
            for session in range(1 + person % 3):
                today = true + random.gauss(0, 0.6)
                for observer, of_observer, times in [("A", 0, 1 + (person + session) % 3), ("B", shift, 2)]:
                    for _ in range(times):
                        out.write(f"P{person + 1},{observer},S{session + 1},{today + of_observer + random.gauss(0, 0.3):.1f}\n")
def repeated(name, a, b, level):
    cells = {}
    for r in rows(name): cells.setdefault((r["id"], r["session"], r["observer"]), []).append(float(r["value"]))
    people, used = {}, 0
    for (id, session, observer), first in cells.items():
        if observer == a:
            for x, y in zip(first, cells.get((id, session, b), [])): people.setdefault(id, []).append(y - x)
    d = [np.array(v) for v in people.values()]
    n, N = len(d), sum(map(len, d))
    m = np.array([v.mean() for v in d]); bias = m.mean()
    Sb, Sw, inv = m.var(ddof=1), sum(((v - v.mean())**2).sum() for v in d) / (N - n), np.mean([1 / len(v) for v in d])
    total, tail = Sb + (1 - inv) * Sw, (1 - level) / 2
    q = lambda p, f: f / st.chi2.ppf(p, f)
    l = total - math.hypot(Sb * (1 - q(1 - tail, n - 1)), (1 - inv) * Sw * (1 - q(1 - tail, N - n)))
    u = total + math.hypot(Sb * (q(tail, n - 1) - 1), (1 - inv) * Sw * (q(tail, N - n) - 1))
    z, S, zb = st.norm.isf(0.025), math.sqrt(total), st.norm.isf(tail) * math.sqrt(Sb / n)
    rme, lme = math.hypot(zb, z * (S - math.sqrt(l))), math.hypot(zb, z * (math.sqrt(u) - S))
    reach = st.t.isf(tail, n - 1) * math.sqrt(Sb / n)
    readings = sum(len(v) for (_, _, o), v in cells.items() if o in (a, b))
    return {"people": n, "pairs": N, "unpaired": readings - 2 * N, "bias": bias, "bias_ci": [bias - reach, bias + reach], "sd": S,
            "between_sd": math.sqrt(max(0, Sb - inv * Sw)), "within_sd": math.sqrt(Sw), "loa_low": bias - z * S,
            "loa_low_ci": [bias - z * S - lme, bias - z * S + rme], "loa_high": bias + z * S, "loa_high_ci": [bias + z * S - rme, bias + z * S + lme]}
for a, b, level in [("A", "B", 0.95), ("B", "A", 0.8)]:
    emit(f"limits_repeated/repeats_n9/{a}{b}/{level}", "repeats_n9", "limits_repeated", {"first": a, "second": b, "conf_level": level},
         repeated("repeats_n9", a, b, level), "Bland and Altman 1999 and 2007, MOVER as Zou 2013", rel=1e-8)

# Kappa, its variances by the delta method from the multinomial law of the cells: derivatives in each cell by differences.
def kappa(first, second, weights, level):
    grades = sorted(set(first) | set(second)); k, n = len(grades), len(first); D = grades[-1] - grades[0]
    w = [[{"linear": 1 - mp.mpf(abs(i - j)) / D, "quadratic": 1 - mp.mpf((i - j)**2) / D**2, "unweighted": mp.mpf(i == j)}[weights]
          for j in grades] for i in grades]
    p = [[mp.mpf(sum(a == i and b == j for a, b in zip(first, second))) / n for j in grades] for i in grades]
    cells = [(i, j) for i in range(k) for j in range(k)]
    def parts(p):
        total = mp.fsum(p[i][j] for i, j in cells)
        row = [mp.fsum(p[i]) / total for i in range(k)]; col = [mp.fsum(p[i][j] for i in range(k)) / total for j in range(k)]
        po = mp.fsum(w[i][j] * p[i][j] for i, j in cells) / total
        return po, mp.fsum(w[i][j] * row[i] * col[j] for i, j in cells), row, col
    def value(p):
        po, pe, _, _ = parts(p)
        return (po - pe) / (1 - pe)
    def variance(p):
        h, g = mp.mpf(10)**-13, {}
        for cell in cells:
            moved = [[[p[i][j] + (s * h if (i, j) == cell else 0) for j in range(k)] for i in range(k)] for s in (1, -1)]
            g[cell] = (value(moved[0]) - value(moved[1])) / (2 * h)
        mean = mp.fsum(p[i][j] * g[i, j] for i, j in cells)
        return mp.fsum(p[i][j] * (g[i, j] - mean)**2 for i, j in cells) / n
    po, pe, row, col = parts(p); K, tail = value(p), (1 - level) / 2
    out = {"n": n, "kappa": K, "observed": po, "expected": pe, "grades": grades}
    single = sum(r > 0 for r in row) == 1 or sum(c > 0 for c in col) == 1
    if single: return out | {"se": None, "null_se": None, "p": None, "ci": None}
    null = mp.sqrt(variance([[row[i] * col[j] for j in range(k)] for i in range(k)]))
    out |= {"null_se": null, "p": 2 * st.norm.sf(float(abs(K) / null))}
    if first == second:
        low = st.beta.ppf(tail, n, 1)
        return out | {"se": None, "ci": [max(-1, 1 - (1 - low) / (1 - pe)), 1]}
    se = mp.sqrt(variance(p)); reach = mp.mpf(st.norm.isf(tail)) * se
    return out | {"se": se, "ci": [max(-1, K - reach), min(1, K + reach)]}
def kappa_case(id, first, second, weights, level=0.95, source="delta method"):
    e = kappa(first, second, weights, level)
    emit(f"weighted_kappa/{id}/{weights}/{level}", None, "weighted_kappa", {"first": first, "second": second, "weights": weights, "conf_level": level}, e, source, rel=1e-8, absolute=1e-10)
    return e
for name in ["grades_n40", "grades_n15"]:
    both = [(int(r["before"]), int(r["after"])) for r in rows(name) if r["before"] and r["after"]]
    for weights in ["linear", "quadratic", "unweighted"]:
        kappa_case(name, [a for a, _ in both], [b for _, b in both], weights, 0.95 if weights != "linear" else 0.9)
table = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
pairs = [(i + 1, j + 1) for i in range(3) for j in range(3) for _ in range(table[i][j])]
e = kappa_case("fleiss_1981", [a for a, _ in pairs], [b for _, b in pairs], "unweighted",
               source="delta method; Fleiss (1981), Statistical Methods for Rates and Proportions, 2nd ed., table 13.1, prints kappa 0.68")
assert abs(e["kappa"] - mp.mpf("0.676")) < 6e-4, e["kappa"]
kappa_case("gap", [0, 0, 4, 4, 9, 9, 4, 0], [0, 4, 4, 9, 9, 4, 4, 0], "linear")
kappa_case("all_agree", [1, 2, 2, 3, 1, 3, 2, 1, 1, 2], [1, 2, 2, 3, 1, 3, 2, 1, 1, 2], "quadratic")
kappa_case("one_grade_only", [2, 2, 2, 2, 2], [1, 2, 2, 3, 2], "linear")
for id, first, second in [("same_grade", [2, 2, 2], [2, 2, 2]), ("one_person", [2], [3])]:
    emit(f"weighted_kappa/{id}", None, "weighted_kappa", {"first": first, "second": second, "weights": "linear"}, {"status": "undefined"}, "0 / 0")

# Gross errors planted in readings of three outcomes.
random.seed(7)
unit = {"arm": ("mm", 0), "height": ("cm", 1), "weight": ("kg", 1)}
planted = [  # person, observer, round, outcome, what was written, cause
    (2, 1, 1, "arm", lambda right, other: (f"{right / 10:.0f}", "unit-slip", None)),
    (4, 0, 1, "height", lambda right, other: (f"{other['weight']:.1f}", "swapped-columns", None)),
    (5, 2, 0, "height", lambda right, other: (f"{other['arm'] / 10:.1f}", "swapped-columns", None)),
    (7, 2, 0, "height", lambda right, other: (f"{right:.1f}"[1] + f"{right:.1f}"[0] + f"{right:.1f}"[2:], "digits-exchanged", right)),
    (8, 0, 0, "weight", lambda right, other: ("4" + f"{right:.1f}"[1:], "digit-misread", right)),
    (9, 1, 0, "height", lambda right, other: (f"{right:.1f}"[0] + f"{right:.1f}"[0] + f"{right:.1f}"[1:], "digit-doubled", right)),
    (10, 1, 1, "height", lambda right, other: (f"{right * 10:.0f}", "unit-slip", right)),
    (11, 0, 0, "weight", lambda right, other: (f"{right / 10:.2f}", "decimal-point", right)),
]
lines, told = [], []
for person in range(12):
    true = {"arm": random.gauss(165, 9), "height": random.gauss(91, 2.5), "weight": random.gauss(16, 1.5)}
    if person == 7: true["height"] = 93.6
    for observer in range(3):
        for round_ in range(2):
            right = {"arm": round(true["arm"] + random.gauss(0, 1.5)), "height": round(true["height"] + random.gauss(0, 0.3), 1),
                     "weight": round(true["weight"] + random.gauss(0, 0.1), 1)}
            written = {o: f"{right[o]:.{unit[o][1]}f}" for o in unit}
            for p, ob, ro, outcome, slip in planted:
                if (p, ob, ro) == (person, observer, round_):
                    written[outcome], cause, meant = slip(right[outcome], right)
                    told.append({"outcome": outcome, "index": len(lines), "cause": cause, "meant": meant})
            lines.append([f"C{person + 1}", str(observer), written["arm"], written["height"], written["weight"]])
with open("data/gross_n12.csv", "w") as out:
    out.write("id,observer,arm,height,weight\n"); out.writelines(",".join(l) + "\n" for l in lines)
# Distances by the text of the method: each reading against the median of the person's others, and of those of the same cell.
def factor(k): return math.sqrt(1 + math.pi / (2 * k + math.pi - 2))
def z_scores(outcome, column):
    value = [float(l[column]) for l in lines]; flagged = [t["index"] for t in told if t["outcome"] == outcome]
    person = [l[0] for l in lines]; cell = [(l[0], l[1]) for l in lines]
    def others(i, key, gone=()): return [value[j] for j in range(len(value)) if j != i and key[j] == key[i] and j not in gone]
    def sd(key):
        sizes = [abs(value[i] - statistics.median(o)) / factor(len(o)) for i in range(len(value)) if (o := others(i, key))]
        return max(statistics.median(sizes) / st.norm.ppf(0.75), 0.5 * 10.0**-unit[outcome][1])
    result = {}
    for i in flagged:  # one planted error per person and outcome
        options = [(value[i] - statistics.median(o)) / (sd(key) * factor(len(o))) / (5.5 * (1 + 10 / (len(value) - len(set(key)))))
                   for key in (person, cell) if (o := others(i, key))]
        scale = [sd(key) * factor(len(others(i, key))) for key in (person, cell)]
        best = max(range(2), key=lambda at: abs(options[at]))
        key = (person, cell)[best]
        result[i] = (statistics.median(others(i, person)), (value[i] - statistics.median(others(i, key))) / scale[best])
    return result
z = {o: z_scores(o, c) for o, c in [("arm", 2), ("height", 3), ("weight", 4)]}
found = []
for o in ["arm", "height", "weight"]:
    for t in sorted((t for t in told if t["outcome"] == o), key=lambda t: t["index"]):
        expected, score = z[o][t["index"]]
        row = {"outcome": o, "index": t["index"], "cause": t["cause"], "expected": expected, "robust_z": score}
        found.append(row | ({} if t["meant"] is None else {"meant": t["meant"]}))
emit("gross_errors/gross_n12", "gross_n12", "gross_errors", {"outcomes": {o: u for o, (u, _) in unit.items()}}, {"found": found},
     "planted errors; distances by their definition", rel=1e-9, fields={"meant": {"rel": 0.02, "abs": 0}})
json.dump(cases, open("cases/trials.json", "w"), indent=1); open("cases/trials.json", "a").write("\n")
print(len(cases), "cases")
for f in found: print(f)
