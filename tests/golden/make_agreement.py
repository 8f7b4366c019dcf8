#!/usr/bin/env python3
"""Cases for technical errors, intraclass correlations, variance components and detectable changes. Errors in exact fractions of the decimal
text, correlations in 40 digits (mpmath) with McGraw and Wong's a, b and v, components by projections onto the model's columns, expected mean
squares as traces, and a linear system (numpy), quantiles from scipy; writes cases/agreement.json (after the carried-over cases) and the
seeded data repeats_* and ratings_*. Run in this folder: make_agreement.py [folder of the collection]"""
import csv, itertools, json, math, os, random, statistics, sys
from fractions import Fraction
import mpmath as mp, numpy as np, scipy, scipy.stats as st
mp.mp.dps = 40
versions = f"numpy {np.__version__}, scipy {scipy.__version__}, mpmath {mp.__version__}"

def number(x): return x if isinstance(x, (int, bool, str)) or x is None else "Inf" if x == math.inf else "-Inf" if x == -math.inf else float(x)
def clean(v): return {k: clean(x) for k, x in v.items()} if isinstance(v, dict) else [clean(x) for x in v] if isinstance(v, (list, tuple)) else number(v)
if len(sys.argv) > 1:
    cases = [c for c in json.load(open(f"{sys.argv[1]}/expected.json")) if c["procedure"] == "icc" and c["dataset"] != "pefr"]
else:
    cases = [c for c in json.load(open("cases/agreement.json")) if not c["id"].startswith("girth/")]
def emit(id, dataset, procedure, arguments, expected, source, rel=1e-9, absolute=1e-12, fields=None):
    cases.append({"id": f"girth/{procedure}/{dataset}/{id}", "dataset": dataset, "procedure": procedure, "arguments": arguments, "expected": clean(expected),
                  "source": f"{versions}: {source}", "tolerance": {"rel": rel, "abs": absolute, **({"fields": fields} if fields else {})}})
def write(name, header, rows):
    with open(f"data/{name}.csv", "w", newline="") as file: csv.writer(file, lineterminator="\n").writerows([header, *rows])

# ---- data
rng = random.Random(20261122)
def readings(people, observers, sessions, rounds, size, decimals, offset=0):
    """The model with all its effects; sizes of person, observer, person by observer, session, observer by session, residual."""
    bias = [rng.gauss(0, size[1]) for _ in observers]; rows = []
    for person in range(1, people + 1):
        own = rng.gauss(0, size[0]); taste = [rng.gauss(0, size[2]) for _ in observers]
        for session in sessions:
            day = rng.gauss(0, size[3])
            for at, observer in enumerate(observers):
                both = own + bias[at] + taste[at] + day + rng.gauss(0, size[4])
                for _ in range(rounds):
                    ticks = round((60 + both + rng.gauss(0, size[5])) * 10**decimals) + offset * 10**decimals
                    rows.append([f"P{person:02d}", observer, session, f"{ticks // 10**decimals}.{ticks % 10**decimals:0{decimals}d}"])
    return rows
HEADER = ["id", "observer", "session", "value"]
gaps = readings(9, ["Anna", "Berta", "Cara"], ["first", "second"], 2, (4, 0.6, 0.3, 0.5, 0.2, 0.3), 1)
drop = lambda row, at: ((row[0] == "P09" and row[1] != "Anna") or (row[0] == "P08" and row[1:3] == ["Cara", "second"])
                        or (row[0] == "P07" and row[1:3] == ["Berta", "second"] and at % 2) or (row[0] == "P05" and row[1:3] == ["Anna", "first"] and at % 2))
write("repeats_n9x3", HEADER, [row for at, row in enumerate(gaps) if not drop(row, at)])
write("repeats_offset_n6x2", HEADER, readings(6, ["Anna", "Berta"], ["once"], 3, (0.5, 0.01, 0.004, 0, 0, 0.006), 3, 10**9))
write("repeats_days_n7", HEADER, readings(7, ["Anna"], ["first", "second", "third"], 2, (3, 0, 0, 0.8, 0, 0.2), 1))
write("repeats_single_n8x3", HEADER, readings(8, ["Anna", "Berta", "Cara"], ["first", "second"], 1, (3, 0.7, 0.2, 0.01, 0, 0.6), 1))
first = ["30.1", "28.4", "33.9", "31.2", "29.9"]
tenths = lambda texts, f: [f"{f(round(float(t) * 10)) / 10:.1f}" for t in texts]
edge = {"first": first, "same": first, "shifted": tenths(first, lambda t: t + 5), "constant": ["30.0"] * 5, "constant2": ["30.0"] * 5,
        "mirrored": tenths(first, lambda t: 620 - t), "noisy": ["31.0", "32.2", "29.4", "30.8", "31.5"], "two_a": ["30.1", "", "33.0", "", ""],
        "two_b": ["31.5", "30.0", "32.2", "", ""]}
write("ratings_edge_n5", ["id", *edge], [[f"E{i + 1}", *(edge[c][i] for c in edge)] for i in range(5)])

def table(name): return list(csv.DictReader(open(f"data/{name}.csv")))
def cells(rows):
    found = {}
    for row in rows: found.setdefault((row["id"], row["session"], row["observer"]), []).append(Fraction(row["value"]))
    return found
def root(x): return mp.sqrt(mp.mpf(x.numerator) / x.denominator) if isinstance(x, Fraction) else mp.sqrt(x)
def chi_limits(sd, df, level):
    a, df = 1 - level, float(df)
    return None if sd == 0 else [sd * math.sqrt(df / st.chi2.isf(a / 2, df)), sd * mp.sqrt(df / st.chi2.ppf(a / 2, df))]

# ---- technical error
def tem(rows, scope, level, observer=None):
    found = cells(rows); groups = {}
    for (person, session, who), values in found.items():
        if scope == "within-observer":
            if observer in (None, who): groups[person, session, who] = values
        elif scope == "between-observers": groups.setdefault((person, session), []).append(values[0])
        else: groups.setdefault((person, who), []).append(values[0])
    everybody = {key[0] for key in groups}; groups = {k: g for k, g in groups.items() if len(g) > 1}; persons = {key[0] for key in groups}
    used = [x for g in groups.values() for x in g]; df = sum(len(g) - 1 for g in groups.values())
    ss = sum(sum(x * x for x in g) - sum(g) ** 2 / len(g) for g in groups.values())
    variance = Fraction(ss) / df; error = root(variance); mean = Fraction(sum(used)) / len(used); limits = chi_limits(error, df, level)
    total = statistics.variance(used)
    cv = mp.sqrt(sum(mp.mpf(float((len(g) - 1) * statistics.variance(g) / statistics.mean(g) ** 2)) for g in groups.values()) / df)
    percent = 100 / (mp.mpf(mean.numerator) / mean.denominator)
    return {"tem": error, "tem_ci": limits, "df": df, "relative_pct": percent * error, "relative_ci": [percent * x for x in limits] if limits else None, "within_cv_pct": 100 * cv,
            "reliability": float(1 - variance / total) if total else None, "mean": float(mean), "persons": len(persons), "readings": len(used), "left_out": len(everybody - persons)}
EXACT = "exact fractions of the decimals; quantiles from scipy"
for name, level in (("repeats_n9x3", 0.95), ("repeats_n9x3", 0.9), ("repeats_offset_n6x2", 0.95), ("repeats_days_n7", 0.95), ("repeats_single_n8x3", 0.95)):
    rows = table(name); observers = list(dict.fromkeys(r["observer"] for r in rows)); sessions = {r["session"] for r in rows}
    wanted = [("within-observer", None)] + [("within-observer", o) for o in observers] if name != "repeats_single_n8x3" else []
    wanted += [("between-observers", None)] if len(observers) > 1 else []
    wanted += [("between-sessions", None)] if len(sessions) > 1 else []
    for scope, who in wanted:
        arguments = {"scope": scope, "conf_level": level, **({"observer": who} if who else {})}
        # Squares of errors of 1e-11 of the readings, in percent of them.
        emit(f"{scope}/{who or 'all'}/{level}", name, "technical_error", arguments, tem(rows, scope, level, who), EXACT, absolute=1e-18 if "offset" in name else 1e-12)
for scope, name in (("within-observer", "repeats_single_n8x3"), ("between-observers", "repeats_days_n7"), ("between-sessions", "repeats_offset_n6x2")):
    emit(f"{scope}/nobody", name, "technical_error", {"scope": scope}, {"status": "refused: nobody has two readings to compare"}, "by definition")
write("repeats_alike_n3x2", HEADER, [[f"P{i}", o, "once", v] for i, v in ((1, "30.1"), (2, "0.3"), (3, "-41")) for o in ("Anna", "Berta") for _ in range(2)])
emit("within-observer/no_error", "repeats_alike_n3x2", "technical_error", {"scope": "within-observer"},
     {"tem": 0, "tem_ci": None, "df": 6, "relative_pct": None, "relative_ci": None, "within_cv_pct": None, "reliability": 1, "persons": 3, "left_out": 0}, "by definition")

# ---- detectable change
for name, scope, k in (("repeats_n9x3", "within-observer", 1), ("repeats_n9x3", "between-observers", 3), ("repeats_alike_n3x2", "within-observer", 2)):
    error = {"tem": 0, "tem_ci": None} if "alike" in name else tem(table(name), scope, 0.95)
    part = lambda factor: [factor * x for x in (error["tem"], *(error["tem_ci"] or ()))]
    z = lambda level: mp.sqrt(2) * mp.erfinv(mp.mpf(str(level)))
    emit(f"{scope}/{k}", name, "detectable_change", {"scope": scope, "readings_averaged": k},
         {"sem": part(1 / mp.sqrt(k)), "repeatability": part(z(0.95) * mp.sqrt(2)), "repeatability_1.96": 1.96 * math.sqrt(2) * error["tem"],
          "mdc90": part(z(0.9) * mp.sqrt(2) / mp.sqrt(k)), "mdc95": part(z(0.95) * mp.sqrt(2) / mp.sqrt(k))}, EXACT + "; normal quantiles by mpmath")
emit("no_readings", "repeats_n9x3", "detectable_change", {"scope": "within-observer", "readings_averaged": 0}, {"status": "refused: nothing to average"}, "by definition")

# ---- intraclass correlations
def icc(matrix, level, left_out=0):
    Y = [[mp.mpf(x.numerator) / x.denominator for x in row] for row in matrix]; n, k = len(Y), len(Y[0]); a = (1 - mp.mpf(str(level))) / 2
    F = [[Fraction(x) for x in row] for row in matrix]; g = sum(map(sum, F)) / (n * k); r = [sum(row) / k for row in F]; c = [sum(F[i][j] for i in range(n)) / n for j in range(k)]
    MSR = k * sum((x - g) ** 2 for x in r) / (n - 1); MSC = n * sum((x - g) ** 2 for x in c) / (k - 1)
    MSE = sum((F[i][j] - r[i] - c[j] + g) ** 2 for i in range(n) for j in range(k)) / ((n - 1) * (k - 1)); MSW = sum((F[i][j] - r[i]) ** 2 for i in range(n) for j in range(k)) / (n * (k - 1))
    MSR, MSC, MSE, MSW = (mp.mpf(x.numerator) / x.denominator for x in (MSR, MSC, MSE, MSW)); d1 = n - 1
    q = lambda num, den: mp.mpf(st.f.isf(float(a), float(num), float(den)))
    def form(top, bottom, below, df, limits): 
        f = MSR / below if below else None
        value = top / bottom if bottom > 0 else None
        low, high = limits if limits and value is not None else (None, None)
        return {"icc": value, "ci_low": low, "ci_high": high, "F": f, "df1": d1 if below else None, "df2": df if below else None, "p_value": st.f.sf(float(f), d1, df) if below else None}
    def exact(below, df, to): return None if not MSR or not below else (to(MSR / below / q(d1, df)), to(MSR / below * q(df, d1)))
    single = lambda f: (f - 1) / (f + k - 1); mean = lambda f: 1 - 1 / f; sb = lambda x: k * x / (1 + (k - 1) * x)
    e1, e2 = n * (k - 1), (n - 1) * (k - 1); bottom = MSR + (k - 1) * MSE + k * (MSC - MSE) / n; random = None
    if MSR and (MSE or MSC):
        rho = (MSR - MSE) / bottom
        if rho != 1:
            A = k * rho / (n * (1 - rho)); B = 1 + k * rho * (n - 1) / (n * (1 - rho))
            v = (A * MSC + B * MSE) ** 2 / ((A * MSC) ** 2 / (k - 1) + (B * MSE) ** 2 / e2); up, down = q(d1, v), q(v, d1)
            random = (n * (MSR - up * MSE) / (up * (k * MSC + (k * n - k - n) * MSE) + n * MSR), n * (down * MSR - MSE) / (k * MSC + (k * n - k - n) * MSE + n * down * MSR))
    flat = [x for row in F for x in row]; sd = root(statistics.variance(flat)); va = MSC / n + (n - 1) * MSE / n
    dfa = va ** 2 / ((MSC / n) ** 2 / (k - 1) + ((n - 1) * MSE / n) ** 2 / e2) if va else None
    forms = {"icc_1_1": form(MSR - MSW, MSR + (k - 1) * MSW, MSW, e1, exact(MSW, e1, single)), "icc_2_1": form(MSR - MSE, bottom, MSE, e2, random),
             "icc_3_1": form(MSR - MSE, MSR + (k - 1) * MSE, MSE, e2, exact(MSE, e2, single)), "icc_1_k": form(MSR - MSW, MSR, MSW, e1, exact(MSW, e1, mean)),
             "icc_2_k": form(MSR - MSE, MSR + (MSC - MSE) / n, MSE, e2, random and tuple(map(sb, random))), "icc_3_k": form(MSR - MSE, MSR, MSE, e2, exact(MSE, e2, mean))}
    z = mp.sqrt(2) * mp.erfinv(mp.mpf("0.95")) * mp.sqrt(2)
    return {"n": n, "k": k, "left_out": left_out, "ms_rows": MSR, "ms_columns": MSC, "ms_error": MSE, "ms_within": MSW, **forms, "sem_agreement": mp.sqrt(MSW), "sem_consistency": mp.sqrt(MSE),
            "sem_agreement_ci": chi_limits(mp.sqrt(va), dfa, level) if va else None, "sem_consistency_ci": chi_limits(mp.sqrt(MSE), e2, level) if MSE else None, "mdc95_agreement": z * mp.sqrt(MSW),
            "mdc95_consistency": z * mp.sqrt(MSE), "sd_total": sd, **{f"sem_from_{name}": sd * mp.sqrt(1 - max(0, forms[form]["icc"])) for name, form in (("icc21", "icc_2_1"), ("icc31", "icc_3_1"))}}
MP = "Shrout and Fleiss, McGraw and Wong in 40 digits; quantiles from scipy"
wide = table("ratings_edge_n5")
for columns, level in ((("first", "same"), 0.95), (("first", "shifted"), 0.95), (("first", "mirrored"), 0.95), (("first", "noisy"), 0.95), (("first", "noisy", "shifted"), 0.8), (("two_a", "two_b"), 0.95), (("constant", "noisy"), 0.95)):
    rows = [[Fraction(r[c]) for c in columns] for r in wide if all(r[c] for c in columns)]; seen = sum(any(r[c] for c in columns) for r in wide)
    emit(f"{'+'.join(columns)}/{level}", "ratings_edge_n5", "icc", {"columns": list(columns), "conf_level": level}, icc(rows, level, seen - len(rows)), MP)
emit("constant+constant2", "ratings_edge_n5", "icc", {"columns": ["constant", "constant2"]}, {"status": "refused: all readings are equal"}, "by definition")
emit("one_rater", "ratings_edge_n5", "icc", {"columns": ["first"]}, {"status": "refused: one rater"}, "by definition")
def matrix(rows, raters, who):
    by = {}
    sessions = list(dict.fromkeys(r["session"] for r in rows))
    for (person, session, observer), values in cells(rows).items():
        row = by.setdefault(person, {})
        if raters == "observers" and session == sessions[0]: row[observer] = values[0]
        if raters == "rounds" and session == sessions[0] and observer == who: row.update(enumerate(values))
        if raters == "sessions" and observer == who: row[session] = values[0]
    by = {p: r for p, r in by.items() if r}; columns = list(dict.fromkeys(c for r in by.values() for c in r))
    full = [[r[c] for c in columns] for r in by.values() if len(r) == len(columns)]
    return full, len(by) - len(full)
for name, raters, who in (("repeats_n9x3", "observers", None), ("repeats_n9x3", "rounds", "Anna"), ("repeats_n9x3", "sessions", "Berta"), ("repeats_offset_n6x2", "observers", None), ("repeats_offset_n6x2", "rounds", "Berta"), ("repeats_days_n7", "sessions", "Anna")):
    full, left_out = matrix(table(name), raters, who)
    emit(f"{raters}/{who or 'all'}", name, "icc", {"raters": raters, "conf_level": 0.95, **({"observer": who} if who else {})}, icc(full, 0.95, left_out), MP, absolute=1e-18 if "offset" in name else 1e-12)

# ---- variance components
def grid(rows):
    found = cells(rows); observers = list(dict.fromkeys(r["observer"] for r in rows)); people = list(dict.fromkeys(r["id"] for r in rows)); best = None
    sessions = list(dict.fromkeys(r["session"] for r in rows)); most = max(map(len, found.values()))
    for s, r in itertools.product(range(1, len(sessions) + 1), range(1, most + 1)):
        usable = {p: [t for t in sessions if all(len(found.get((p, t, o), ())) >= r for o in observers)] for p in people}
        taken = [p for p in people if len(usable[p]) >= s]; size = (len(taken) * s * r, len(taken))
        if len(taken) > 1 and len(observers) * s * r > 1 and (best is None or size > best[0]): best = (size, s, r, {p: usable[p][:s] for p in taken})
    _, s, r, taken = best
    data = [(p, o, t, float(x - Fraction(rows[0]["value"]))) for p, ts in taken.items() for t in ts for o in observers for x in found[p, t, o][:r]]
    exact = [x for p, ts in taken.items() for t in ts for o in observers for x in found[p, t, o][:r]]
    return data, (len(taken), len(observers), s, r), len(people) - len(taken), float(Fraction(sum(exact)) / len(exact))
def components(rows, level):
    data, (p, o, s, r), left_out, mean = grid(rows); y = np.array([d[3] for d in data]); N = len(y)
    keys = {"person": lambda d: d[0], "observer": lambda d: d[1], "person-by-observer": lambda d: d[:2], "session": lambda d: (d[0], d[2]), "observer-by-session": lambda d: d[:3], "residual": None}
    Z, basis, projections = {}, np.ones((N, 1)) / math.sqrt(N), {}
    for name, key in keys.items():
        levels = list(dict.fromkeys(map(key, data))) if key else None
        Z[name] = np.array([[float(key(d) == level) for level in levels] for d in data]) if key else np.eye(N)
        rest = Z[name] - basis @ (basis.T @ Z[name]); u, size, _ = np.linalg.svd(rest, full_matrices=False); u = u[:, size > 1e-8]
        if u.shape[1]: projections[name] = u; basis = np.hstack([basis, u])
    names = list(projections); last = names[-1]; df = {n: projections[n].shape[1] for n in names}; MS = {n: float(np.sum((projections[n].T @ y) ** 2)) / df[n] for n in names}
    # The last line of the table is the residual: its own effect cannot be told from the readings' error.
    effects = [n for n in names if n != last] + ["residual"]; rename = lambda n: "residual" if n == last else n
    E = np.array([[np.sum((projections[n].T @ Z[e]) ** 2) / df[n] for e in effects] for n in names]); C = np.linalg.inv(E); ms = np.array([MS[n] for n in names]); dfs = np.array([df[n] for n in names])
    C[np.abs(C) < 1e-12 * np.abs(C).max(axis=1, keepdims=True)] = 0
    uncut = {e: float(C[i] @ ms) for i, e in enumerate(effects)}; total = sum(max(0, v) for v in uncut.values())
    def sd(weights):
        value = float(weights @ ms)
        return {"sd": math.sqrt(max(value, 0)), "ci": chi_limits(math.sqrt(value), value ** 2 / float(np.sum((weights * ms) ** 2 / dfs)), level) if value > 1e-14 else None}
    def difference(which): return sd(2 * sum(C[i] for i, e in enumerate(effects) if e in which and uncut[e] > 0))
    same = ["session", "observer-by-session", "residual"]; errors = {}
    for who in dict.fromkeys(row["observer"] for row in rows):
        own = [row for row in rows if row["observer"] == who]
        if any(len(c) > 1 for c in cells(own).values()): errors[who] = tem(own, "within-observer", level)["tem"]
    return {"persons": p, "observers": o, "sessions": s, "replicates": r, "left_out": left_out, "mean": mean, "mean_squares": {rename(n): {"df": df[n], "ms": MS[n]} for n in names},
            "components": {e: {"variance": max(0, uncut[e]), "uncut": uncut[e], "share": max(0, uncut[e]) / total, **sd(C[i])} for i, e in enumerate(effects)},
            "same_observer": difference(same), "other_observer": difference(same + ["observer", "person-by-observer"]) if o > 1 else None, "observer_errors": errors}
for name, keep, level in (("repeats_n9x3", "all", 0.95), ("repeats_n9x3", "first", 0.9), ("repeats_offset_n6x2", "all", 0.95), ("repeats_days_n7", "all", 0.95), ("repeats_single_n8x3", "all", 0.95), ("repeats_single_n8x3", "first", 0.95), ("repeats_days_n7", "first", 0.95)):
    rows = [r for r in table(name) if keep == "all" or r["session"] == keep]
    emit(f"{keep}/{level}", name, "variance_components", {"session": keep, "conf_level": level}, components(rows, level),
         "projections, traces and a linear system in doubles; quantiles from scipy", rel=1e-8, absolute=1e-10)
emit("one_reading_each", "repeats_single_n8x3", "variance_components", {"session": "first", "observer": "Anna"}, {"status": "refused: one reading of everybody"}, "by definition")
json.dump(cases, open("cases/agreement.json", "w"), indent=1)
print(len(cases), "cases")
