"""Reference cases of yes-or-no and graded pairs that the collection lacks, by independent means:

    python3 make_binary.py

Score test: the constrained likelihood is maximised numerically (mpmath, 40 digits), without its closed form; the limits are roots of the
test itself. Stuart-Maxwell: the quadratic form over a generalised inverse of the whole covariance matrix (numpy), compared with
statsmodels' SquareTable where that is defined, and with published values.
"""
import json, pathlib
import mpmath as mp
import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import SquareTable

mp.mp.dps = 40
CASES = pathlib.Path(__file__).parent / "cases" / "binary.json"


def constrained_share(gained, lost, n, delta):
    """The share who lost that maximises the likelihood when the share who gained is delta more: bisection of the score."""
    rest = n - gained - lost
    low, high = max(mp.mpf(0), -delta), (1 - delta) / 2
    def score(q):
        terms = mp.mpf(0)
        for count, share, sign in ((gained, q + delta, 1), (lost, q, 1), (rest, 1 - 2 * q - delta, -2)):
            if count:
                terms += sign * count / share if share else sign * mp.inf
        return terms
    for _ in range(140):
        middle = (low + high) / 2
        if score(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def score_z(gained, lost, n, delta):
    delta = mp.mpf(delta)
    q = constrained_share(gained, lost, n, delta)
    return (mp.mpf(gained - lost) / n - delta) / mp.sqrt((2 * q + delta - delta ** 2) / n)


def score_limit(gained, lost, n, z):
    """The delta at which the score statistic is z, by bisection."""
    low, high = mp.mpf(-1), mp.mpf(1)
    for _ in range(130):
        middle = (low + high) / 2
        if score_z(gained, lost, n, middle) > z:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def score_case(name, both, lost, gained, neither, null, alternative="two-sided", level=0.95):
    n = both + lost + gained + neither
    z = score_z(gained, lost, n, mp.mpf(str(null)))
    lower, upper = mp.ncdf(z), mp.ncdf(-z)
    p = {"two-sided": 2 * min(lower, upper), "less": lower, "greater": upper}[alternative]
    tail = (1 - mp.mpf(str(level))) / (2 if alternative == "two-sided" else 1)
    reach = mp.sqrt(2) * mp.erfinv(1 - 2 * tail)
    limits = [float(score_limit(gained, lost, n, reach)), float(score_limit(gained, lost, n, -reach))]
    if alternative == "less":
        limits[0] = "-Inf"
    if alternative == "greater":
        limits[1] = "Inf"
    return {
        "id": f"girth/score_test/{name}", "dataset": None, "procedure": "score_test_paired_proportions",
        "arguments": {"before_yes_after_yes": both, "before_yes_after_no": lost, "before_no_after_yes": gained,
                      "before_no_after_no": neither, "null": null, "alternative": alternative, "conf_level": level,
                      "difference": "p_after - p_before"},
        "expected": {"z": float(z), "p_value": float(p), "tango_ci": limits},
        "source": "make_binary.py: mpmath, the constrained likelihood maximised by bisection, limits as roots of the test",
        "tolerance": {"rel": 1e-12, "fields": {"tango_ci": 1e-11}},
    }


def stuart_maxwell(table):
    table = np.array(table, dtype=float)
    surplus = table.sum(0) - table.sum(1)
    covariance = np.diag(table.sum(0) + table.sum(1)) - table - table.T
    inverse = np.linalg.pinv(covariance, rcond=1e-10)
    degrees = int(np.linalg.matrix_rank(covariance))
    chi_squared = float(surplus @ inverse @ surplus)
    return chi_squared, degrees, float(stats.chi2.sf(chi_squared, degrees)) if degrees else 1.0


def grade_case(name, table, source, connected=True):
    chi_squared, degrees, p = stuart_maxwell(table)
    if connected:
        other = SquareTable(np.array(table, dtype=float), shift_zeros=False).homogeneity(method="stuart_maxwell")
        assert other.df == degrees and abs(other.statistic - chi_squared) < 1e-9 * chi_squared, (name, other)
        source += "; statsmodels 0.15.0 SquareTable agrees"
    table_sums = np.array(table)
    n = int(table_sums.sum())
    distance = float(np.abs(table_sums.sum(0) - table_sums.sum(1)).sum() / (2 * n))
    return {
        "id": f"girth/marginal_homogeneity/{name}", "dataset": None, "procedure": "marginal_homogeneity",
        "arguments": {"table": table},
        "expected": {"n": n, "chisq": chi_squared, "df": degrees, "p_value": p, "distance": distance},
        "source": source, "tolerance": {"rel": 1e-10},
    }


VISION = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]

cases = [
    score_case("camis/0", 20, 6, 15, 5, 0),
    score_case("camis/0.1", 20, 6, 15, 5, 0.1),
    score_case("camis/less", 20, 6, 15, 5, -0.2, "less"),
    score_case("camis/greater", 20, 6, 15, 5, 0.05, "greater", 0.9),
    score_case("none_lost", 10, 0, 6, 4, 0.3),
    score_case("none_gained", 10, 6, 0, 4, 0.3),
    score_case("all_gained", 0, 0, 9, 0, 0.5),
    score_case("all_lost", 0, 9, 0, 0, 0.5),
    score_case("nobody_changed", 12, 0, 0, 8, -0.1),
    score_case("one_pair", 0, 0, 1, 0, 0.25),
    score_case("large", 510, 133, 87, 1270, -0.05, level=0.99),
    grade_case("vision", VISION, "unaided distance vision of 7477 women (Stuart 1955), published chi-squared 11.96 with 3 df; "
               "make_binary.py: numpy, generalised inverse"),
    grade_case("maxwell", [[35, 5, 0], [15, 20, 5], [10, 5, 5]],
               "table of Maxwell (1970), published chi-squared 14.00 with 2 df (Fleiss 1981); make_binary.py: numpy"),
    grade_case("two_grades", [[20, 6], [15, 5]], "make_binary.py: numpy; McNemar's chi-squared 81/21"),
    grade_case("grade_of_stayers", [[5, 3, 0, 1], [7, 4, 0, 2], [0, 0, 6, 0], [1, 0, 0, 2]],
               "make_binary.py: numpy, generalised inverse; a grade that nobody left or came to", connected=False),
    grade_case("two_groups", [[5, 3, 0, 0], [9, 4, 0, 0], [0, 0, 6, 8], [0, 0, 1, 2]],
               "make_binary.py: numpy, generalised inverse; two groups of grades without exchange", connected=False),
    grade_case("one_way", [[0, 3, 0], [0, 0, 5], [0, 0, 0]], "make_binary.py: numpy; everybody rose"),
    grade_case("nobody_changed", [[5, 0, 0], [0, 7, 0], [0, 0, 2]], "by definition: nothing to test, p = 1", connected=False),
]

assert abs(cases[11]["expected"]["chisq"] - 11.96) < 0.005 and cases[11]["expected"]["df"] == 3
assert abs(cases[12]["expected"]["chisq"] - 14.0) < 0.005 and cases[12]["expected"]["df"] == 2
carried = [case for case in json.loads(CASES.read_text()) if not case["id"].startswith("girth/")] if CASES.exists() else []
CASES.parent.mkdir(exist_ok=True)
CASES.write_text("[\n" + ",\n".join(json.dumps(case) for case in carried + cases) + "\n]\n")
print(len(carried), "carried,", len(cases), "own")
