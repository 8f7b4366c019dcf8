//! What the comparisons of two groups have in common.

use super::{TwoByTwo, UNCONDITIONAL_LIMIT, barnard, boschloo, boschloo_doubled, chi_squared, fisher_exact};
use crate::data::TwoArms;
use crate::result::{Alternative, Analysed, Citation, Detail, DetailValue, ExcludedCount, Note};
use crate::stats::StatsError;
use crate::stats::analysed::analysed;

pub(super) const NEWCOMBE: Citation = Citation {
    key: "Newcombe 1998c",
    reference: "Newcombe RG (1998). Interval estimation for the difference between independent proportions: comparison of eleven methods. Stat Med 17:873-890.",
};

pub(super) const MIETTINEN_NURMINEN: Citation = Citation {
    key: "Miettinen and Nurminen 1985",
    reference: "Miettinen O, Nurminen M (1985). Comparative analysis of two rates. Stat Med 4:213-226.",
};

pub(super) const FISHER: Citation = Citation {
    key: "Fisher 1935",
    reference: "Fisher RA (1935). The logic of inductive inference. J R Stat Soc 98:39-82.",
};

pub(super) const BOSCHLOO: Citation = Citation {
    key: "Boschloo 1970",
    reference: "Boschloo RD (1970). Raised conditional level of significance for the 2 x 2-table when testing the equality of two probabilities. Stat Neerl 24:1-9.",
};

/// Who entered from both arms.
pub(super) fn analysed_arms(arms: &TwoArms) -> Analysed {
    let mut all = analysed(arms.treated());
    let control = analysed(arms.control());
    all.n += control.n;
    for ExcludedCount { reason, n } in control.excluded {
        match all.excluded.iter_mut().find(|count| count.reason == reason) {
            Some(count) => count.n += n,
            None => all.excluded.push(ExcludedCount { reason, n }),
        }
    }
    all
}

/// The four counts and the two shares.
pub(super) fn counts(table: &TwoByTwo) -> Vec<Detail> {
    let count = |id, label, n| Detail { id, label, value: DetailValue::Count(n) };
    vec![
        count("treated_events", "treated people with the event", table.treated_events()),
        count("treated_n", "treated people", table.treated_n()),
        count("control_events", "control people with the event", table.control_events()),
        count("control_n", "control people", table.control_n()),
        Detail::number("treated_risk", "share of the treated with the event", table.treated_risk()),
        Detail::number("control_risk", "share of the control with the event", table.control_risk()),
    ]
}

/// What there is to say where nobody or everybody had the event.
pub(super) fn no_variation(table: &TwoByTwo) -> Option<Note> {
    let who = if table.events() == 0 { "Nobody" } else { "Everybody" };
    let text = format!("{who} in either group had the event: there is no statistic and no p-value.");
    (!table.varies()).then(|| Note::new("no-variation", text))
}

/// The p-values beside Fisher's, for a table that varies; the exact unconditional ones in groups that are not too large for them, with a
/// note otherwise.
pub(super) fn other_p_values(
    table: &TwoByTwo,
    alternative: Alternative,
    notes: &mut Vec<Note>,
) -> Result<Vec<Detail>, StatsError> {
    let fisher = fisher_exact(table, alternative)?;
    let mut details = vec![Detail::number("p_mid", "mid-p of Fisher's test", fisher.mid_p)];
    if table.n() <= UNCONDITIONAL_LIMIT {
        details.push(Detail::number("p_boschloo", "p of Boschloo's test", boschloo(table, alternative)?));
        if alternative == Alternative::TwoSided {
            let label = "twice the smaller one-sided p of Boschloo's test";
            details.push(Detail::number("p_boschloo_doubled", label, boschloo_doubled(table)?));
        }
        details.push(Detail::number("p_barnard", "p of Barnard's test (pooled z)", barnard(table, alternative)?));
    } else {
        let text = format!(
            "Boschloo's and Barnard's tests go through all tables and are left out beyond {UNCONDITIONAL_LIMIT} participants."
        );
        notes.push(Note::new("too-many-tables", text));
    }
    let asymptotic = [
        (false, "chi_squared", "chi-squared (Pearson)", "p_chi_squared", "p of chi-squared"),
        (true, "chi_squared_yates", "chi-squared (Yates)", "p_chi_squared_yates", "p of chi-squared (Yates)"),
    ];
    for (corrected, id, label, p_id, p_label) in asymptotic {
        if let Some(test) = chi_squared(table, alternative, corrected)? {
            details.push(Detail::number(id, label, test.statistic));
            details.push(Detail::number(p_id, p_label, test.p));
        }
    }
    Ok(details)
}

/// How many said yes at the first reading, with a note that this is not adjusted for where somebody did.
pub(super) fn before(arms: &TwoArms, notes: &mut Vec<Note>) -> Vec<Detail> {
    let yes = |ticks: &[i128]| ticks.iter().filter(|&&ticks| ticks == 1).count();
    let [treated, control] = [arms.treated(), arms.control()].map(|sample| yes(sample.before().ticks()));
    if treated + control > 0 {
        let text = format!(
            "Yes before: {treated} of {} treated and {control} of {} control people. The shares after are compared as they are, not adjusted for that.",
            arms.treated().n(),
            arms.control().n()
        );
        notes.push(Note::new("yes-before", text));
    }
    vec![
        Detail::count("treated_yes_before", "treated people with yes before", treated),
        Detail::count("control_yes_before", "control people with yes before", control),
    ]
}
