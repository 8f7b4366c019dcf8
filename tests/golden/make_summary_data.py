#!/usr/bin/env python3
"""Cases for tests and sizes from printed figures, by numpy and scipy; writes cases/summary_data.json. Run in this folder."""
import json, math
import numpy as np, scipy, scipy.optimize as opt, scipy.stats as st

cases = []
versions = f"numpy {np.__version__}, scipy {scipy.__version__}"
EPS = 4 * np.finfo(float).eps


def emit(id, procedure, arguments, expected, source, rel=1e-9, absolute=1e-13, fields=None):
    number = lambda x: "Inf" if x == math.inf else "-Inf" if x == -math.inf else x
    cases.append({"id": f"girth/{id}", "dataset": None, "procedure": procedure, "arguments": arguments,
                  "expected": {k: number(v) for k, v in expected.items()}, "source": source,
                  "tolerance": {"rel": rel, "abs": absolute, **({"fields": fields} if fields else {})}})


def tails(level, side):
    """Probabilities left below the lower and above the upper limit."""
    alpha = 1 - level
    return {"two-sided": (alpha / 2, alpha / 2), "less": (None, alpha), "greater": (alpha, None)}[side]


def t_test(mean, se, df, null, side, level):
    t = (mean - null) / se
    p = {"two-sided": 2 * st.t.sf(abs(t), df), "less": st.t.cdf(t, df), "greater": st.t.sf(t, df)}[side]
    below, above = tails(level, side)
    return {"se": se, "t": t, "p_value": p,
            "ci_low": -math.inf if below is None else mean - st.t.isf(below, df) * se,
            "ci_high": math.inf if above is None else mean + st.t.isf(above, df) * se}


def ncp_limits(t, df, level):
    """Noncentralities under which t is the upper, and the lower, tail's quantile."""
    a = (1 - level) / 2
    span = 4 * math.sqrt(1 + t * t / (2 * df))
    low = opt.brentq(lambda d: st.nct.sf(t, df, d) - a, t - span, t + span, xtol=1e-13, rtol=EPS)
    high = opt.brentq(lambda d: st.nct.cdf(t, df, d) - a, t - span, t + span, xtol=1e-13, rtol=EPS)
    return low, high


def j(df):
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


def sd_of_change(before, after, r):
    return math.sqrt(before**2 + after**2 - 2 * r * before * after)


# One group: n, mean and SD of the changes, and the test of a claim.
for n, mean, sd, null, side, level in [(34, -1.9, 2.1, 0, "two-sided", 0.95), (34, -1.9, 2.1, -1.5, "less", 0.95),
                                       (2, 0.4, 0.3, 0, "two-sided", 0.9), (12, 1.83, 5.83, 0, "greater", 0.95),
                                       (2000, -0.05, 1.4, 0, "two-sided", 0.99)]:
    emit(f"paired_t_from_summary/{n}/{mean}/{sd}/{null}/{side}", "paired_t_from_summary",
         {"n": n, "mean": mean, "sd": sd, "mu": null, "alternative": side, "conf_level": level},
         {"n": n, "mean_diff": mean, "df": n - 1, **t_test(mean, sd / math.sqrt(n), n - 1, null, side, level)}, f"{versions}: t")
# R 4 prints t = -4.0621, df = 9, p-value = 0.002833, interval -2.4598858 to -0.7001142 for t.test(extra ~ group, data = sleep, paired = TRUE),
# which is before - after; means 0.75 and 2.33, SDs 1.789010 and 2.002249, correlation 0.7951702.
emit("paired_t_from_summary/sleep_as_r_prints_it", "paired_t_from_summary",
     {"n": 10, "mean": 1.58, "sd_before": 1.789010, "sd_after": 2.002249, "r": 0.7951702, "conf_level": 0.95},
     {"n": 10, "t": 4.0621, "df": 9, "p_value": 0.002833, "ci_low": 0.7001142, "ci_high": 2.4598858},
     "R: example(sleep) and t.test, as printed (p to four digits), sign of after - before", 2e-5, fields={"p_value": 2e-4})

for n, mean, sd, low, high, alpha in [(34, -0.2, 2.1, -1, 1, 0.05), (34, -1.9, 2.1, -2.5, -1, 0.05), (10, 1.58, 1.23, -0.5, 2, 0.025)]:
    se, df = sd / math.sqrt(n), n - 1
    tl, tu = (mean - low) / se, (mean - high) / se
    reach = st.t.isf(alpha, df) * se
    common = {"ci_low": mean - reach, "ci_high": mean + reach, "t_lower": tl, "t_upper": tu}
    emit(f"tost_from_summary/{n}/{mean}/{low}/{high}", "tost_from_summary", {"n": n, "mean": mean, "sd": sd, "low": low, "high": high, "alpha": alpha},
         {**common, "p_lower": st.t.sf(tl, df), "p_upper": st.t.cdf(tu, df), "p_value": max(st.t.sf(tl, df), st.t.cdf(tu, df)),
          "minimum_effect_p": min(st.t.cdf(tl, df), st.t.sf(tu, df))}, f"{versions}: t, both tails")

for n, mean, before, after, r, level in [(10, 1.58, 1.789010, 2.002249, 0.7951702, 0.95), (34, -1.9, 8.4, 8.1, 0.9, 0.95), (3, -0.5, 2.0, 1.0, -0.2, 0.9)]:
    sd, df = sd_of_change(before, after, r), n - 1
    t = mean / (sd / math.sqrt(n))
    low, high = (x / math.sqrt(n) for x in ncp_limits(t, df, level))
    rms = math.sqrt((before**2 + after**2) / 2)
    factors = {"d_z": 1, "g_z": j(df), "d_av": sd / rms, "g_av": j(df) * sd / rms, "d_rm": math.sqrt(2 * (1 - r)),
               "g_rm": j(df) * math.sqrt(2 * (1 - r)), "g_b": j(df) * sd / before}
    expected = {"sd_change": sd}
    for name, factor in factors.items():
        expected |= {name: mean / sd * factor, f"{name}_ci_low": low * factor, f"{name}_ci_high": high * factor}
    emit(f"sizes_from_summary/{n}/{mean}/{r}", "sizes_from_summary",
         {"n": n, "mean": mean, "sd_before": before, "sd_after": after, "r": r, "conf_level": level}, expected, f"{versions}: nct, lgamma", 1e-7)

# Two groups. The first is the example of scipy's manual for ttest_ind_from_stats, which prints 0.9051358093310269 and 0.3751996797581487.
for (n1, m1, s1, b1), (n2, m2, s2, b2), level, (low, high) in [
        ((13, 15.0, math.sqrt(87.5), 10.0), (11, 12.0, math.sqrt(39.0), 8.0), 0.95, (-9, 9)),
        ((40, -1.9, 2.1, 8.4), (38, -0.6, 1.7, 7.9), 0.95, (-2, 2)), ((5, -3.0, 4.0, 6.0), (60, -2.5, 0.8, 7.0), 0.9, (-1, 1))]:
    welch, student = (st.ttest_ind_from_stats(m1, s1, n1, m2, s2, n2, equal_var=e) for e in (False, True))
    v1, v2 = s1**2 / n1, s2**2 / n2
    se, df, value = math.sqrt(v1 + v2), (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1)), m1 - m2
    pool = lambda a, b: math.sqrt(((n1 - 1) * a**2 + (n2 - 1) * b**2) / (n1 + n2 - 2))
    sp, spre, root, f = pool(s1, s2), pool(b1, b2), math.sqrt(1 / n1 + 1 / n2), n1 + n2 - 2
    reach, reach2 = st.t.isf((1 - level) / 2, df) * se, st.t.isf(1 - level, df) * se
    nlow, nhigh = ncp_limits(value / (sp * root), f, level)
    gf = math.sqrt(1 / n2 + (s1 / s2) ** 2 / n1)
    glow, ghigh = ncp_limits(value / (s2 * gf), n2 - 1, level)
    expected = {"difference": value, "se": se, "df": df, "t": welch.statistic, "p_value": welch.pvalue, "ci_low": value - reach, "ci_high": value + reach,
                "student_t": student.statistic, "student_p": student.pvalue, "student_df": f,
                "equivalence_p": max(st.t.sf((value - low) / se, df), st.t.cdf((value - high) / se, df)),
                "equivalence_ci_low": value - reach2, "equivalence_ci_high": value + reach2}
    for name, over, factor in [("d_change", sp, root), ("g_change", sp / j(f), root * j(f)), ("d_ppc2", spre / j(f), root * j(f) * sp / spre)]:
        expected |= {name: value / over, f"{name}_ci_low": nlow * factor, f"{name}_ci_high": nhigh * factor}
    expected |= {"glass_delta_change": value / s2, "glass_delta_change_ci_low": glow * gf, "glass_delta_change_ci_high": ghigh * gf}
    emit(f"two_arms_from_summary/{n1}/{n2}", "two_arms_from_summary",
         {"treated": [n1, m1, s1, b1], "control": [n2, m2, s2, b2], "conf_level": level, "low": low, "high": high}, expected,
         f"{versions}: ttest_ind_from_stats, t, nct", 1e-7)

# The SD of the changes behind a standard error, an interval, a p.
for n, mean in [(34, -1.9), (5, 2.03)]:
    df = n - 1
    emit(f"sd_from_printed/{n}", "sd_from_printed", {"n": n, "mean": mean, "se": 0.36, "ci_low": mean - 0.7, "ci_high": mean + 0.7, "conf_level": 0.95, "p": 0.048},
         {"of_se": 0.36 * math.sqrt(n), "of_ci": 0.7 / st.t.ppf(0.975, df) * math.sqrt(n), "of_p": abs(mean) / st.t.isf(0.024, df) * math.sqrt(n)},
         f"{versions}: t.ppf, t.isf")

# Without the correlation: p at some of them, and where p crosses alpha, by the formula for r that the critical SD leaves; with a margin, the
# bound that asks for the higher r decides.
for n, mean, before, after, side, level, margin in [(34, -1.9, 8.4, 8.1, "two-sided", 0.95, (-4, 1)), (34, -1.9, 8.4, 8.1, "less", 0.95, (-4, 4)),
                                                     (10, -5.0, 3.0, 3.5, "two-sided", 0.95, (-10, 0.5)), (12, -0.1, 5.0, 8.0, "two-sided", 0.95, (-1, 1))]:
    df, alpha = n - 1, 1 - level
    rs = [0.0, 0.5, 0.9, 0.99]
    se = lambda r: sd_of_change(before, after, r) / math.sqrt(n)
    def crossing(distance, tail):
        """The r above which |t| is beyond the quantile; a range cut to -0.99 to 0.99, or none."""
        r = (before**2 + after**2 - n * (distance / st.t.isf(tail, df)) ** 2) / (2 * before * after)
        return [] if r >= 0.99 else [[max(r, -0.99), 0.99]]
    significant = crossing(mean, alpha / (2 if side == "two-sided" else 1))
    inside = crossing(min(mean - margin[0], margin[1] - mean), alpha)
    p = lambda r: {"two-sided": 2 * st.t.sf(abs(mean / se(r)), df), "less": st.t.cdf(mean / se(r), df)}[side]
    emit(f"correlation_sweep/{n}/{mean}/{side}", "correlation_sweep",
         {"n": n, "mean": mean, "sd_before": before, "sd_after": after, "alternative": side, "conf_level": level, "low": margin[0], "high": margin[1]},
         {"p_values": [p(r) for r in rs], "sds": [sd_of_change(before, after, r) for r in rs], "significant": significant, "equivalent": inside},
         f"{versions}: closed form in r", 1e-9)

# Two groups with one common correlation: where Welch's p crosses alpha, by brentq.
def welch_p(r, a, b):
    (n1, m1, x1, y1), (n2, m2, x2, y2) = a, b
    return st.ttest_ind_from_stats(m1, sd_of_change(x1, y1, r), n1, m2, sd_of_change(x2, y2, r), n2, equal_var=False).pvalue
a, b = (40, -1.9, 8.4, 8.1), (38, -0.6, 7.9, 8.2)
root = opt.brentq(lambda r: welch_p(r, a, b) - 0.05, 0, 0.98, xtol=1e-15, rtol=EPS)
emit("correlation_sweep_arms/40/38", "correlation_sweep_arms", {"treated": list(a), "control": list(b)},
     {"p_values": [welch_p(r, a, b) for r in (0.0, 0.5, 0.9, 0.99)], "significant": [[root, 0.99]]}, f"{versions}: ttest_ind_from_stats, brentq")

json.dump(cases, open("cases/summary_data.json", "w"), indent=1)
print(len(cases))
