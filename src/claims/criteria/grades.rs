//! Ordered grades: more better than worse, and gone.

use crate::claims::compared::Compared;
use crate::claims::found::{Found, Measured, Settle, Stop};
use crate::claims::{Basis, Claim, Direction, Records, Region, Which, shares};
use crate::data::{Decimal, PairedSample};
use crate::result::Quantity;
use std::cmp::Ordering;

const IMPROVED: Quantity = Quantity {
    id: "share_improved_of_changed",
    label: "share improved among those whose grade changed",
    symbol: "p(improved | changed)",
};
const MORE_IMPROVED: Quantity = Quantity {
    id: "difference_of_shares_improved",
    label: "difference of the shares improved",
    symbol: "difference of p(improved)",
};
const GONE: Quantity = Quantity { id: "share_without_grade", label: "share with grade 0 after", symbol: "p(grade 0)" };
const PROCEDURE: &str = "the comparison of grades";

/// More improve than get worse; against a control arm, more improve than there.
pub(super) fn improves(claim: &Claim, records: &dyn Records) -> Result<Found, Stop> {
    let compared = Compared::of(claim, records)?;
    let (level, n, basis) = (records.level(), compared.n(), compared.basis());
    // The sign test of each person's change; with two sites, of the difference between the sites' changes.
    let one = match &compared {
        Compared::Pairs(sample, _) => signs(sample, claim.direction),
        Compared::Sites(sites) => signs(sites.difference(), claim.direction),
        Compared::Arms(arms) => {
            let [treated, control] =
                [arms.treated(), arms.control()].map(|arm| (signs(arm, claim.direction).0, arm.n()));
            let region = Region::share_above(Decimal::ZERO);
            let measured = Measured::of(basis, region, n, level, |level| {
                shares::difference(MORE_IMPROVED, treated, control, level, PROCEDURE)
            })?;
            let words =
                format!("{} of {} treated and {} of {} controls improved.", treated.0, treated.1, control.0, control.1);
            return measured.remark(words).found();
        }
        Compared::Periods(_) => return Err(Stop::lacks("grades before and after of the same period")),
    };
    let (better, worse) = one;
    if better + worse == 0 {
        return Err(Stop::lacks("anybody whose grade changed"));
    }
    let half = Decimal::new(5, 1).unwrap_or(Decimal::ZERO);
    let changed = better + worse;
    let mut measured = Measured::of(basis, Region::share_above(half), n, level, |level| {
        shares::share(IMPROVED, better, changed, level, PROCEDURE)
    })?;
    measured.settle = binomial(measured.estimate.value, "people whose grade changes (normal approximation)");
    measured.remark(format!("{better} of {n} improved, {worse} got worse, {} stayed.", n - changed)).found()
}

/// Those who had a grade have none after.
pub(super) fn eliminated(claim: &Claim, share: f64, records: &dyn Records) -> Result<Found, Stop> {
    let which = Which::of(claim);
    let sample = records.pairs(&which).ok_or_else(|| Stop::lacks(format!("pairs of {}", which.words())))?;
    let rows = || sample.before().ticks().iter().zip(sample.after().ticks());
    if rows().any(|(&before, &after)| before < 0 || after < 0) {
        return Err(Stop::lacks("grades that begin at 0"));
    }
    let had = rows().filter(|(before, _)| **before > 0).count();
    let gone = rows().filter(|(before, after)| **before > 0 && **after == 0).count();
    if had == 0 {
        return Err(Stop::lacks("people with a grade above 0 at the start"));
    }
    let edge = Decimal::from_f64(share).ok_or_else(|| Stop::lacks("a share that can be written"))?;
    let mut measured = Measured::of(Basis::Change, Region::share_above(edge), had, records.level(), |level| {
        shares::share(GONE, gone, had, level, PROCEDURE)
    })?;
    measured.settle = binomial(measured.estimate.value, "people with a grade above 0 (normal approximation)");
    measured.remark(format!("{gone} of {had} people with a grade above 0 had grade 0 after.")).found()
}

fn binomial(share: f64, what: &'static str) -> Option<Settle> {
    (share > 0.0 && share < 1.0).then(|| Settle { sd: (share * (1.0 - share)).sqrt(), what })
}

/// How many changed in the direction, and how many against it.
fn signs(sample: &PairedSample, direction: Option<Direction>) -> (usize, usize) {
    let better = if direction == Some(Direction::Increase) { Ordering::Greater } else { Ordering::Less };
    let count = |wanted: Ordering| sample.change().ticks().iter().filter(|ticks| (*ticks).cmp(&0) == wanted).count();
    (count(better), count(better.reverse()))
}
