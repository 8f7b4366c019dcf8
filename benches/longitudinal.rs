//! How long the mixed model for repeated measures takes, and how often it converges: `cargo bench --bench longitudinal`.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use girth::dist::normal;
use girth::num::Stream;
use girth::stats::repeated::mmrm::{Adjustment, Likelihood, Observations, Structure, fit_mmrm};
use std::time::Instant;

/// A trial of `people` in `arms` arms over `visits` visits, `leavers` of whom leave for good at some visit after the first.
struct Trial {
    people: usize,
    visits: usize,
    arms: usize,
    leavers: usize,
}

fn main() {
    let small = Trial { people: 200, visits: 4, arms: 2, leavers: 40 }.readings(1);
    let adjustments = [Adjustment::Satterthwaite, Adjustment::KenwardRogerLinear, Adjustment::KenwardRoger];
    for adjustment in adjustments {
        time(&format!("200 people, 4 visits, {adjustment:?}"), 50, &small, adjustment);
    }
    let middle = Trial { people: 1_000, visits: 10, arms: 3, leavers: 278 }.readings(1);
    for adjustment in adjustments {
        time(&format!("1,000 people, 10 visits, {} readings, {adjustment:?}", middle.y.len()), 10, &middle, adjustment);
    }
    let large = Trial { people: 1_000_000, visits: 4, arms: 2, leavers: 200_000 }.readings(1);
    time("1,000,000 people, 4 visits, Satterthwaite", 3, &large, Adjustment::Satterthwaite);
    time("1,000,000 people, 4 visits, Kenward-Roger", 3, &large, Adjustment::KenwardRogerLinear);
    let sets = 500;
    let converged = (0..sets).filter(|&seed| {
        let readings = Trial { people: 200, visits: 10, arms: 2, leavers: 40 }.readings(seed);
        fit_mmrm("mmrm", &readings, Structure::Unstructured, false, Likelihood::Reml).is_ok()
    });
    println!("200 people, 10 visits, 40 have left at the last: {} of {sets} sets converged", converged.count());
}

/// The fastest and the middle one of some runs of the fit and the inference about every coefficient.
fn time(what: &str, runs: usize, readings: &Observations, adjustment: Adjustment) {
    let mut seconds: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            let (fit, _) = fit_mmrm("mmrm", readings, Structure::Unstructured, false, Likelihood::Reml).unwrap();
            for at in 0..fit.names().len() {
                let c: Vec<f64> = (0..fit.names().len()).map(|other| f64::from(u8::from(other == at))).collect();
                assert!(fit.combination(&c, adjustment).unwrap().is_some());
            }
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    println!("{what}: {:.2} ms, at best {:.2} ms", 1e3 * seconds[runs / 2], 1e3 * seconds[0]);
}

impl Trial {
    /// Readings with the columns of arm * visit + baseline * visit.
    fn readings(&self, seed: u64) -> Observations {
        let mut stream = Stream::new(seed, "longitudinal", self.people as u64);
        let mut draw = move || normal::quantile(stream.uniform()).unwrap();
        let effects =
            ["baseline".to_owned(), "1".to_owned()].into_iter().chain((1..self.arms).map(|arm| format!("arm{arm}")));
        let effects: Vec<String> = effects.collect();
        let at_visit = |visit: usize| effects.iter().map(move |name| format!("{name}:visit{visit}"));
        let names: Vec<String> = effects.iter().cloned().chain((1..self.visits).flat_map(at_visit)).collect();
        let mut observations = Observations {
            names,
            x: Vec::new(),
            y: Vec::new(),
            person: Vec::new(),
            visit: Vec::new(),
            times: None,
            visits: self.visits,
            group: vec![0; self.people],
            weight: None,
        };
        for person in 0..self.people {
            let arm = person % self.arms;
            let (baseline, own, mut drift) = (draw(), 2.0 * draw(), 0.0);
            let spaced = (person * self.leavers) / self.people != ((person + 1) * self.leavers) / self.people;
            let last = if spaced { person / self.arms % (self.visits - 1) } else { self.visits - 1 };
            for visit in 0..=last {
                drift = 0.7 * drift + draw();
                let row: Vec<f64> = [30.0 + 5.0 * baseline, 1.0]
                    .into_iter()
                    .chain((1..self.arms).map(|each| f64::from(u8::from(each == arm))))
                    .collect();
                observations.x.extend(&row);
                let of_visit = |each: usize| if each == visit { 1.0 } else { 0.0 };
                observations
                    .x
                    .extend((1..self.visits).flat_map(|each| row.iter().map(move |cell| cell * of_visit(each))));
                observations.y.push(20.0 + 3.0 * baseline + own + drift + draw() - 0.2 * (arm * visit) as f64);
                observations.person.push(person);
                observations.visit.push(visit);
            }
        }
        observations
    }
}
