//! The estimation plot for pairs (Gardner and Altman 1986; Ho and others 2019): data on the left, effect on the right.

use super::axis::{Numbered, heading, vertical};
use super::figure::Figure;
use super::kde::{Density, density};
use super::legend;
use super::marks;
use super::pair_panel::{PairPanel, is_dense, lines_in_words, panel_legend};
use super::pairs::{Change, Pairs};
use super::scale::{Scale, grain, limits};
use super::scene::{Anchor, Dash, Scene, Stroke};
use super::text::{line_height, wrap};
use super::theme::{CAP_HEIGHT, INK, LABEL_TEXT, LIGHT_GREY, MARGIN, PLOT_HEIGHT, SOFT_INK, STRONG_TEXT, WIDTH};
use super::violin::HalfViolin;
use crate::data::PairedSample;
use crate::result::Estimate;
use crate::result::format::{as_heading, count, in_sentence};

/// Width of the part that shows the effect.
const EFFECT: f64 = 236.0;
/// Fewest px that an interval must span on the scale of the readings to be legible there.
const LEGIBLE: f64 = 44.0;

/// The pairs on the left; on the right the mean change with its interval and the distribution of `bootstrap_means`. Where the interval
/// is legible on the scale of the readings, the axis of the change is the axis of the readings moved so that zero lies level with the
/// mean before and the mean change level with the mean after; otherwise the right panel has a larger scale of its own, and the caption
/// says so.
pub fn estimation(sample: &PairedSample, bootstrap_means: &[f64], change: &Estimate) -> Figure {
    let pairs = Pairs::of(sample);
    let change = Change::of(&pairs, Some(change));
    let effects = density(bootstrap_means, 0.0);
    let reach = effect_range(&change, &effects);
    let (low, high) = limits(pairs.readings(), 0.04, grain(pairs.decimals));
    let span = reach.1 - reach.0.min(0.0);
    let legible =
        PLOT_HEIGHT / (high - low) * interval_width(&change, &effects) >= LEGIBLE && span <= 1.5 * (high - low);
    // The aligned axis is the readings' one, so it has to hold the effects too.
    let shifted = [reach.0, reach.1].map(|effect| pairs.mean_before + effect);
    let (low, high) = if legible { limits(pairs.readings().chain(shifted), 0.04, 0.0) } else { (low, high) };

    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &panel_legend(&pairs), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let divide = WIDTH - MARGIN - EFFECT;
    let edges = [
        heading(&mut scene, &pairs.axis_name(), MARGIN, top, divide - MARGIN - 20.0, Anchor::Start),
        heading(&mut scene, &change_name(&pairs, &change), WIDTH - MARGIN, top, EFFECT, Anchor::End),
    ];
    let top = edges[0].max(edges[1]) + 12.0;
    let px = (top + PLOT_HEIGHT, top);
    let scale = Scale::new((low, high), px);
    let effect_limits = if legible {
        (low - pairs.mean_before, high - pairs.mean_before)
    } else {
        limits([reach.0, reach.1], 0.06, grain(pairs.decimals))
    };
    let effect_scale = Scale::new(effect_limits, px);

    let numbers = Numbered::vertical(low, high, PLOT_HEIGHT);
    let left = MARGIN + numbers.room();
    let panel_right = divide - 14.0;
    vertical(&mut scene, &scale, &numbers, left, true, Some(panel_right));
    let violin = if is_dense(&pairs) { (panel_right - left) * 0.17 } else { 0.0 };
    let inset = if is_dense(&pairs) { violin + 8.0 } else { (panel_right - left) * 0.2 };
    let (before_x, after_x) = (left + inset.max(40.0), panel_right - inset.max(40.0));
    let panel = PairPanel { pairs: &pairs, scale, before_x, after_x, violin, decimals: change.decimals, band: None };
    let part = Effect { change: &change, density: &effects, scale: effect_scale, left: divide + 6.0 };
    if legible {
        part.guides(&mut scene, &scale, &pairs, (before_x, after_x));
    }
    let lowest = panel.draw(&mut scene).max(part.draw(&mut scene, !legible));

    let height = (lowest + MARGIN).ceil();
    let (title, caption, alt_text) = words(&pairs, &change, &effects, legible);
    Figure { id: "estimation", title, caption, alt_text, width: WIDTH, height, scene }
}

fn change_name(pairs: &Pairs, change: &Change) -> String {
    if change.unit == pairs.unit { pairs.change_name() } else { crate::result::format::named("Change", change.unit) }
}

/// Smallest and largest effect that has to be visible: zero, the estimate, its interval, the distribution.
fn effect_range(change: &Change, effects: &Density) -> (f64, f64) {
    let ends = change.interval.iter().flat_map(|(lower, upper, _)| [*lower, *upper]);
    let distribution = effects.range().into_iter().flat_map(|(low, high)| [low, high]);
    let all = ends.chain(distribution).filter(|value| value.is_finite()).chain([0.0, change.value]);
    all.fold((0.0, 0.0), |(low, high), value| (f64::min(low, value), f64::max(high, value)))
}

fn interval_width(change: &Change, effects: &Density) -> f64 {
    let interval = change.interval.as_ref().map(|(lower, upper, _)| upper - lower).filter(|width| width.is_finite());
    interval.or(effects.range().map(|(low, high)| (high - low) / 2.0)).unwrap_or(0.0)
}

struct Effect<'a> {
    change: &'a Change,
    density: &'a Density,
    scale: Scale,
    left: f64,
}

impl Effect<'_> {
    /// Lines that carry the two means over to zero and to the effect.
    fn guides(&self, scene: &mut Scene, readings: &Scale, pairs: &Pairs, (before_x, after_x): (f64, f64)) {
        let guide = Stroke::new(INK, 1.2).dashed(Dash::Dotted);
        let (zero, mean) = (readings.px(pairs.mean_before), readings.px(pairs.mean_after));
        scene.line([(before_x + 12.0, zero), (self.left, zero)], guide);
        scene.line([(after_x + 12.0, mean), (self.left + 34.0, mean)], guide);
    }

    fn draw(&self, scene: &mut Scene, own_scale: bool) -> f64 {
        let (axis, numbers) = self.axis(own_scale);
        let axis_x = WIDTH - MARGIN - numbers.room();
        let base = self.left + 34.0;
        let y = |value| self.scale.px(value);
        vertical(scene, &axis, &numbers, axis_x, false, own_scale.then_some(self.left));

        let reach = (axis_x - base - 14.0).clamp(20.0, 110.0);
        let outline = Some(Stroke::new(SOFT_INK, 1.0));
        let shape = HalfViolin { density: self.density, scale: &self.scale, base, reach, ink: LIGHT_GREY, outline };
        shape.draw(scene, f64::NEG_INFINITY, f64::INFINITY);
        scene.line([(self.left, y(0.0)), (axis_x, y(0.0))], Stroke::new(INK, 1.2));
        if let Some((lower, upper, _)) = &self.change.interval {
            marks::bold_line(scene, &[(base, y(*lower)), (base, y(*upper))], 3.25);
        }
        marks::mean(scene, (base, y(self.change.value)));
        self.note(scene)
    }

    /// An axis of its own in full; of an aligned one, the part around the effect.
    fn axis(&self, own_scale: bool) -> (Scale, Numbered) {
        let Scale { low, high, start, end } = self.scale;
        let (from, to) = if own_scale {
            (low, high)
        } else {
            let (least, most) = effect_range(self.change, self.density);
            let air = (high - low) * 0.03;
            ((least - air).max(low), (most + air).min(high))
        };
        let part = if own_scale { (start, end) } else { (self.scale.px(from), self.scale.px(to)) };
        (Scale::new((from, to), part), Numbered::vertical(from, to, (part.0 - part.1).abs()))
    }

    fn note(&self, scene: &mut Scene) -> f64 {
        let middle = WIDTH - MARGIN - EFFECT / 2.0;
        let mut baseline = self.scale.start + 14.0 + STRONG_TEXT.size * CAP_HEIGHT;
        let head = format!("{} {}", as_heading(&self.change.label), self.change.value_text());
        let interval = self.change.interval_texts().map(|(name, ends)| format!("{name} {ends}"));
        let texts = [(Some(head), STRONG_TEXT), (interval, LABEL_TEXT)];
        for (text, style) in texts {
            for line in text.iter().flat_map(|text| wrap(text, style, EFFECT)) {
                scene.text((middle, baseline), line, style.anchored(Anchor::Middle));
                baseline += line_height(style);
            }
        }
        baseline - line_height(LABEL_TEXT) + LABEL_TEXT.size * 0.35
    }
}

fn words(pairs: &Pairs, change: &Change, effects: &Density, aligned: bool) -> (String, String, String) {
    let group = pairs.group_in_words();
    let n = count(pairs.n());
    let title = format!("{}: pairs and {}{group}", pairs.label, change.label);
    let axis = if aligned {
        "on the scale of the readings, moved so that zero lies level with the first mean"
    } else {
        "on a larger scale of its own, because on the scale of the readings it would be too small to read"
    };
    let distribution =
        if effects.points.is_empty() { "" } else { " The shape is the bootstrap distribution of the mean change." };
    let interval = match &change.interval {
        Some((_, _, name)) => format!("the point and the bar are the estimate and its {name}"),
        None => "the point is the estimate".to_owned(),
    };
    let caption = format!(
        "Left: {}{}{group} (n = {n} pairs). {} Large points and the thick line are the means. Right: {}, {axis}; \
         {interval}.{distribution}",
        in_sentence(&pairs.axis_name()),
        pairs.readings_in_words(),
        lines_in_words(pairs),
        change.in_words(),
    );
    let alt_text = format!(
        "Estimation plot of {}{group}, n = {n}: {}. The mean went from {} to {}: {}. The interval {}.",
        in_sentence(&pairs.label),
        pairs.directions_in_words(),
        pairs.number(pairs.mean_before, change.decimals),
        pairs.number(pairs.mean_after, change.decimals),
        change.in_words(),
        match &change.interval {
            Some((lower, upper, _)) if *lower > 0.0 || *upper < 0.0 => "does not include zero",
            Some(_) => "includes zero",
            None => "is not defined",
        }
    );
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, estimate, many};

    /// Means spread evenly around the estimate.
    fn means(estimate: &Estimate, half: f64) -> Vec<f64> {
        (0..=200).map(|index| estimate.value + half * (f64::from(index) / 100.0 - 1.0)).collect()
    }

    #[test]
    fn a_small_effect_gets_a_scale_of_its_own() {
        let sample = many(30);
        for (half, own) in [(6.0, false), (0.3, true)] {
            let estimate = estimate(&sample, half);
            let figure = estimation(&sample, &means(&estimate, half * 1.5), &estimate);
            check(&figure);
            assert_eq!(figure.caption.contains("on a larger scale of its own"), own, "{}", figure.caption);
        }
    }

    #[test]
    fn many_pairs_and_far_effects_are_drawn() {
        for (n, half) in [(2, 1e-6), (61, 500.0), (1382, 0.3)] {
            let sample = many(n);
            let mut estimate = estimate(&sample, half);
            check(&estimation(&sample, &means(&estimate, half), &estimate));
            estimate.value += 1000.0;
            estimate.interval = None;
            check(&estimation(&sample, &[], &estimate));
        }
    }

    #[test]
    fn degenerate_samples_are_drawn() {
        for sample in degenerate() {
            let estimate = estimate(&sample, 0.0);
            check(&estimation(&sample, &[estimate.value; 50], &estimate));
            check(&estimation(&sample, &[], &estimate));
        }
    }

    #[test]
    fn a_one_sided_interval_is_drawn() {
        let sample = many(20);
        let mut estimate = estimate(&sample, 1.0);
        if let Some(interval) = &mut estimate.interval {
            interval.lower = f64::NEG_INFINITY;
        }
        let figure = estimation(&sample, &means(&estimate, 1.0), &estimate);
        check(&figure);
        assert!(figure.caption.contains("at most"), "{}", figure.caption);
    }
}
