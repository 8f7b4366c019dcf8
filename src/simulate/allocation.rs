//! Who gets which arm, which treatment first, or which side treated.

use super::draws::Draws;
use super::{Assignment, Spec};
use crate::data::DesignKind;

/// The assignment of each person enrolled: an arm; in a crossover the treatment of the first period; in a split body 1 when the right
/// side is treated and 0 when the left one is.
pub(super) fn allocate(spec: &Spec) -> Vec<usize> {
    let cards: Vec<usize> = match spec.design {
        DesignKind::SplitBody => vec![1, 0],
        DesignKind::Crossover => vec![0, 1],
        _ => spec.arm.iter().enumerate().flat_map(|(at, arm)| vec![at; arm.share as usize]).collect(),
    };
    if cards.len() < 2 {
        return vec![0; spec.people];
    }
    match spec.randomisation.method {
        Assignment::None if spec.design == DesignKind::SplitBody => vec![1; spec.people],
        Assignment::None => (0..spec.people).map(|person| cards[person % cards.len()]).collect(),
        Assignment::Simple => {
            let count = u32::try_from(cards.len()).unwrap_or(u32::MAX);
            let one = |person| cards[Draws::new(spec.seed, "allocation", "", person as u64).below(count) as usize];
            (0..spec.people).map(one).collect()
        }
        Assignment::Blocks => blocks(spec, &cards),
    }
}

/// Permuted blocks, each shuffled by Fisher and Yates from a stream of its own.
fn blocks(spec: &Spec, cards: &[usize]) -> Vec<usize> {
    let repeats = spec.randomisation.repeats_per_block.unwrap_or(1).max(1) as usize;
    let size = cards.len() * repeats;
    let mut all = Vec::with_capacity(spec.people + size);
    for block in 0..spec.people.div_ceil(size) {
        let mut deck: Vec<usize> = (0..size).map(|at| cards[at % cards.len()]).collect();
        let mut draws = Draws::new(spec.seed, "allocation", "block", block as u64);
        for at in (1..size).rev() {
            deck.swap(at, draws.below(at as u32 + 1) as usize);
        }
        all.extend(deck);
    }
    all.truncate(spec.people);
    all
}
