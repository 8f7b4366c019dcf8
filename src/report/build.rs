//! Puts sections and figures together.

use super::{Document, FigureSlot, explain_words, harm_words, individual_words, sections, tables};
use crate::chart::{COMPARISON_CHARTS, LONGITUDINAL_CHARTS};
use crate::plan::Analysis;

/// The report of a study. `command` is what the reader types to get it again.
pub fn report(analysis: &Analysis, figures: &[FigureSlot], command: &str) -> Document {
    let of = |ids: &[&str]| -> Vec<usize> {
        (0..figures.len()).filter(|at| ids.contains(&figures[*at].figure.id)).collect()
    };
    let claims = of(&["claims"]);
    let described = of(&["histogram", "qq"]);
    let kinds: Vec<&str> = COMPARISON_CHARTS.iter().map(|kind| kind.id).filter(|id| *id != "harms").collect();
    let kinds = if analysis.comparisons.is_empty() && analysis.arms.is_empty() { Vec::new() } else { kinds };
    let of_comparisons = of(&kinds);
    let of_harms = of(&["harms"]);
    let of_visits: Vec<&str> = LONGITUDINAL_CHARTS.iter().map(|kind| kind.id).collect();
    let of_visits = of(&of_visits);
    let of_tape = of(&["bland-altman", "observer-differences"]);
    let of_explanation = of(&["explain-away", "selection-funnel"]);
    let of_photos = of(&["gallery", "rated-photos"]);
    let apart = [&claims, &described, &of_comparisons, &of_harms, &of_visits, &of_tape, &of_explanation, &of_photos];
    let is_other = |at: &usize| !apart.iter().any(|section| section.contains(at));
    let others = (0..figures.len()).filter(is_other).collect();
    let mut sections = vec![sections::asked(analysis), sections::data(analysis)];
    sections.extend(sections::compared(analysis, of_comparisons.clone()));
    sections.push(sections::found(analysis));
    sections.extend(sections::explained(analysis, of_explanation.clone()));
    sections.extend(sections::tape(analysis, of_tape.clone()));
    sections.extend(sections::photos(analysis, of_photos.clone()));
    sections.extend(sections::over_time(analysis, of_visits.clone()));
    sections.extend(sections::harms(analysis, of_harms.clone()));
    sections.push(sections::verdicts(analysis, claims.first().copied()));
    sections.extend(sections::truth(analysis));
    sections.extend([
        sections::charts(others),
        sections::changes(analysis, described),
        sections::how(analysis),
        sections::not_shown(analysis),
        sections::reproduce(analysis, command),
    ]);
    Document {
        title: analysis.study.title.clone(),
        subtitle: format!("Report of girth {} on {}", env!("CARGO_PKG_VERSION"), analysis.study.name),
        sections,
    }
}

/// All tables of a report, for CSV.
pub fn report_tables(analysis: &Analysis) -> Vec<super::Table> {
    let mut all = vec![tables::flow(analysis)];
    all.extend(tables::results(analysis).into_iter().chain(tables::shares(analysis)));
    all.push(tables::description(analysis));
    all.extend(tables::effects(analysis));
    all.extend(tables::adjusted(analysis));
    all.extend(super::outputs::compare_tables(analysis));
    all.extend(super::outputs::model_tables(analysis));
    all.extend(analysis.explained.iter().map(explain_words::table));
    all.extend(individual_words::overview(analysis));
    all.extend(analysis.samples.iter().filter(|sample| sample.primary).filter_map(individual_words::table));
    all.extend(analysis.reliability.iter().flat_map(super::reliability_tables));
    all.extend(super::photos_tables(analysis));
    all.extend([harm_words::groups(analysis), harm_words::compared(analysis)].into_iter().flatten());
    all.extend(analysis.samples.iter().map(tables::tests));
    all.extend(tables::exclusions(analysis));
    all.extend(tables::findings(&analysis.audit));
    if !analysis.claims.is_empty() {
        all.push(tables::claims(&analysis.claims));
    }
    all.extend(tables::truth(&analysis.truth));
    all.push(tables::article_claims(&analysis.article_claims));
    all
}
