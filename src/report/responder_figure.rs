//! Who responded by how much.

use crate::chart::{ChartArm, Figure, Noise, ResponderArm, ShareBand, Sought, Threshold, responder_curve};
use crate::data::PairedSample;
use crate::plan::Analysis;
use crate::result::format::{significant, with_unit};
use crate::stats::Moments;
use crate::stats::risk::{ResponderCurve, Toward, responder_curve as curve_of};

/// The shares of those who changed by at least so much, beside the control's if there is one, and beside what errors of reading alone
/// would show where the plan states them. The wanted direction is that of the study's response, or else of the mean change.
pub(super) fn responder_figure(
    treated: &PairedSample,
    control: Option<&PairedSample>,
    analysis: &Analysis,
) -> Option<Figure> {
    let unit = treated.outcome().unit;
    let response = analysis.settings.responder.and_then(|stated| stated.amount_in(unit).ok());
    let mean = Moments::of(treated.change()).mean;
    let falls = response.map_or(mean, |amount| amount.to_f64()) < 0.0;
    let (sought, toward) = if falls { (Sought::Reduction, Toward::Fall) } else { (Sought::Increase, Toward::Rise) };
    // A fall by so much is a change with the other sign.
    let amount = |threshold: f64| if falls { 0.0 - threshold } else { threshold };
    let level = analysis.settings.level;
    let same_outcome = analysis.samples.iter().find(|sample| sample.sample.outcome().name == treated.outcome().name);
    let error = same_outcome.and_then(|sample| Some(sample.reading_errors.of_change()?.error.sd));

    let samples: Vec<&PairedSample> = control.into_iter().chain([treated]).collect();
    let curves: Vec<ResponderCurve> =
        samples.iter().map(|sample| curve_of(sample, toward, error, level).ok()).collect::<Option<_>>()?;
    let bands: Vec<Vec<ShareBand>> = curves
        .iter()
        .map(|curve| {
            let band = curve.points.iter().map(|point| ShareBand {
                amount: amount(point.threshold),
                lower: point.responders.lower,
                upper: point.responders.upper,
            });
            sorted(band.collect(), |band| band.amount)
        })
        .collect();
    let names: Vec<&str> = samples.iter().map(|sample| sample.group().unwrap_or("Everybody")).collect();
    let arms: Vec<ResponderArm<'_>> = samples
        .iter()
        .zip(&names)
        .zip(&bands)
        .enumerate()
        .map(|(at, ((sample, name), band))| {
            let is_control = control.is_some() && at == 0;
            ResponderArm { arm: ChartArm::new(name, is_control, sample), band }
        })
        .collect();
    let noise = error.zip(curves.last()).map(|(error, curve)| Noise {
        label: format!("noise alone (reading error SD {})", with_unit(&significant(error, 2), unit)),
        points: sorted(
            curve.points.iter().filter_map(|point| Some((amount(point.threshold), point.noise?))).collect(),
            |point| point.0,
        ),
    });
    let thresholds: Vec<Threshold> =
        response.map(|amount| Threshold { value: amount.to_f64(), label: "response".to_owned() }).into_iter().collect();
    Some(responder_curve(&arms, sought, noise.as_ref(), &thresholds, level))
}

fn sorted<T>(mut points: Vec<T>, amount: impl Fn(&T) -> f64) -> Vec<T> {
    points.sort_by(|one, other| amount(one).total_cmp(&amount(other)));
    points
}
