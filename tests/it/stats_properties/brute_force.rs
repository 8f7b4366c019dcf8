//! The signed-rank test from its definition: ranks by counting, p-values by going through all sign patterns.

use girth::result::Alternative;
use girth::stats::ZeroHandling;

/// 2 T+ and the exact p-value.
pub fn signed_rank(changes: &[i128], zeros: ZeroHandling, alternative: Alternative) -> (u64, f64) {
    let ranked: Vec<i128> =
        changes.iter().copied().filter(|&change| zeros != ZeroHandling::Wilcoxon || change != 0).collect();
    // Twice the mid-rank: those smaller count 2, those equal (itself among them) 1, and 1.
    let rank = |change: i128| -> u64 {
        let smaller = ranked.iter().filter(|other| other.abs() < change.abs()).count();
        let equal = ranked.iter().filter(|other| other.abs() == change.abs()).count();
        (2 * smaller + equal + 1) as u64
    };
    let signed: Vec<(u64, bool)> =
        ranked.iter().filter(|&&change| change != 0).map(|&change| (rank(change), change > 0)).collect();
    let observed: u64 = signed.iter().filter(|(_, positive)| *positive).map(|(rank, _)| rank).sum();
    let (mut at_most, mut at_least, patterns) = (0u32, 0u32, 1u32 << signed.len());
    for pattern in 0..patterns {
        let sum: u64 =
            signed.iter().enumerate().filter(|(bit, _)| pattern >> bit & 1 == 1).map(|(_, (rank, _))| rank).sum();
        at_most += u32::from(sum <= observed);
        at_least += u32::from(sum >= observed);
    }
    let (lower, upper) = (f64::from(at_most) / f64::from(patterns), f64::from(at_least) / f64::from(patterns));
    let p = match alternative {
        Alternative::Less => lower,
        Alternative::Greater => upper,
        Alternative::TwoSided => (2.0 * lower.min(upper)).min(1.0),
    };
    // Twice the ranks of zeros that are split, each of which is half of its number and one, are z (z + 1); each sign has half
    // of them.
    let split = if zeros == ZeroHandling::Split { (ranked.len() - signed.len()) as u64 } else { 0 };
    (observed + split * (split + 1) / 2, p)
}
