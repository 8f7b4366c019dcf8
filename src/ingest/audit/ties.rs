use super::check::Check;
use super::context::Context;
use super::finding::{Finding, Severity};

pub(super) const CHECK: Check = Check {
    id: "ties",
    looks_for: "changes that are zero or as large as another one, which rank tests must handle",
    about_reading: false,
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for sampled in &context.samples {
        let Ok(pairs) = &sampled.pairs else { continue };
        let mut sizes: Vec<u128> = pairs.sample.change().ticks().iter().map(|ticks| ticks.unsigned_abs()).collect();
        sizes.sort_unstable();
        let zeros = sizes.partition_point(|&size| size == 0);
        let groups =
            sizes.chunk_by(|left, right| left == right).filter(|group| group.first() != Some(&0) && group.len() > 1);
        let tied: usize = groups.map(<[u128]>::len).sum();
        if zeros + tied == 0 {
            continue;
        }
        let name = &sampled.outcome.name;
        let n = sizes.len();
        let words = format!("{name}: {zeros} of {n} changes are zero, {tied} others are as large as another one");
        let advice = "prefer exact rank tests that state how they treat zeros and ties";
        found.push(Finding::new(Severity::Info, CHECK.id, words, advice).of(name));
    }
    found
}
