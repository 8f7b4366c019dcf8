//! From readings to courses: every visit of each participant, joined by participant.

use super::IngestError;
use super::pair::{no_repeats, only_site};
use crate::data::{Course, Decimal, Longitudinal, Reading, TimePoint, Trial};

/// Which readings make the courses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseRequest<'a> {
    /// Index into [`Trial::outcomes`].
    pub outcome: usize,
    /// Only readings of this place on the body.
    pub site: Option<&'a str>,
    /// The arms, the control first where `has_control`, with their labels; everybody in one group when empty, and one arm is a group by
    /// itself.
    pub arms: Vec<(&'a str, String)>,
    /// Whether the first arm is the control.
    pub has_control: bool,
    /// Index of the visit before the start, where there was one. Visits before it are left out.
    pub baseline: Option<usize>,
}

/// Every participant of the arms with all visits after the baseline; whoever was never read is there with nothing.
///
/// # Errors
/// Repeated records, several sites without a choice, names that do not exist; [`IngestError::Data`] without a reading after the baseline.
pub fn courses(trial: &Trial, request: &CourseRequest<'_>) -> Result<Longitudinal, IngestError> {
    let unknown =
        |what, name: &str, known: Vec<String>| IngestError::UnknownName { what, name: name.to_owned(), known };
    let outcome = trial.outcomes.get(request.outcome);
    let outcome = outcome.ok_or_else(|| unknown("outcome", &request.outcome.to_string(), Vec::new()))?;
    let arms = request.arms.iter().map(|(name, _)| {
        let known = || trial.arms.iter().map(|arm| arm.to_string()).collect();
        trial.arms.iter().position(|arm| arm.as_str() == *name).ok_or_else(|| unknown("arm", name, known()))
    });
    let arms = arms.collect::<Result<Vec<usize>, _>>()?;
    let site = request.site.map(|name| {
        let known = || trial.sites.iter().map(|site| site.to_string()).collect();
        trial.sites.iter().position(|site| site.as_str() == name).ok_or_else(|| unknown("site", name, known()))
    });
    let site = site.transpose()?;
    // In which of the arms a participant is; `None` for those of other arms.
    let arm_of = |participant: usize| {
        let arm = trial.participants.get(participant)?.arm;
        if arms.is_empty() { Some(None) } else { arms.iter().position(|known| Some(*known) == arm).map(Some) }
    };
    let wanted = |reading: &Reading| {
        reading.outcome == request.outcome
            && (site.is_none() || reading.site == site)
            && arm_of(reading.participant).is_some()
    };
    if site.is_none() {
        only_site(trial, &outcome.name, trial.readings.iter().filter(|reading| wanted(reading)))?;
    }
    let from = request.baseline.unwrap_or(0);
    let at = |reading: &Reading| reading.visit.checked_sub(from);
    let width = trial.visits.len().saturating_sub(from);
    let mut records: Vec<Vec<(u32, u32)>> = vec![Vec::new(); width];
    let mut cells: Vec<Option<Decimal>> = vec![None; width * trial.participants.len()];
    for (record, reading) in trial.readings.iter().enumerate().filter(|(_, reading)| wanted(reading)) {
        let Some(at) = at(reading) else { continue };
        records[at].push((reading.participant as u32, record as u32));
        cells[reading.participant * width + at] = reading.value;
    }
    let names: Vec<String> = trial.visits.iter().skip(from).map(|visit| visit.to_string()).collect();
    no_repeats(trial, &outcome.name, records.iter().zip(&names))?;
    let first = usize::from(request.baseline.is_some());
    let several = arms.len() > 1;
    let people: Vec<usize> = (0..trial.participants.len()).filter(|&person| arm_of(person).is_some()).collect();
    let built: Vec<Course> = people
        .iter()
        .filter_map(|&person| {
            let row = &cells[person * width..(person + 1) * width];
            Some(Course {
                id: trial.participants[person].id.clone(),
                arm: arm_of(person)?.filter(|_| several),
                baseline: request.baseline.and_then(|_| row.first().copied().flatten()),
                readings: row[first.min(row.len())..].to_vec(),
            })
        })
        .collect();
    let time = |visit: usize| trial.times.get(visit).copied().flatten();
    let start = request.baseline.and_then(time).unwrap_or(0.0);
    let visits = (from + first..trial.visits.len()).map(|visit| TimePoint {
        name: trial.visits[visit].to_string(),
        time: time(visit).map(|time| time - start),
        sessions: trial.sessions.get(visit).copied().flatten(),
    });
    let labels = request.arms.iter().filter(|_| several).map(|(_, label)| label.clone()).collect();
    let baseline_name = request.baseline.map(|_| names[0].clone());
    let data =
        Longitudinal::try_new(outcome.clone(), baseline_name, visits.collect(), labels, request.has_control, &built)?;
    let facts = trial.covariates.iter().map(|covariate| covariate.of(&people)).collect();
    Ok(data.timed_in(trial.time_unit.clone()).with_covariates(facts)?)
}

#[cfg(test)]
mod tests {
    use super::super::testing::detect;
    use super::*;

    #[test]
    fn missed_visits_and_arms_are_kept() {
        let file = detect(
            "id,arm,visit,waist\n1,A,Baseline,90\n1,A,Week 4,89.5\n2,B,Baseline,80\n2,B,Week 8,79\n2,B,Week 4,\n3,C,Baseline,70\n",
        );
        let arms = vec![("B", "placebo".to_owned()), ("A", "active".to_owned())];
        let request = CourseRequest { outcome: 0, site: None, arms, has_control: true, baseline: Some(0) };
        let data = courses(&file.trial, &request).expect("courses");
        assert_eq!(
            (data.people(), data.arms(), data.visits().len()),
            (2, &["placebo".to_owned(), "active".to_owned()][..], 2)
        );
        assert_eq!((data.change(0, 0), data.change(0, 1), data.change(1, 1)), (Some(-0.5), None, Some(-1.0)));
        assert_eq!((data.arm_of(0), data.visits()[1].time, data.time_unit()), (1, Some(8.0), Some("weeks")));
        let everybody = CourseRequest { arms: Vec::new(), ..request.clone() };
        assert_eq!(courses(&file.trial, &everybody).map(|data| data.people()), Ok(3));
        let nobody = CourseRequest { arms: vec![("C", "C".to_owned())], has_control: false, ..request };
        assert!(courses(&file.trial, &nobody).is_err());
    }

    #[test]
    fn repeated_records_are_refused() {
        let file = detect("id,visit,waist\n1,V0,90\n1,V1,89\n1,V1,88\n");
        let request = CourseRequest { outcome: 0, site: None, arms: Vec::new(), has_control: false, baseline: Some(0) };
        let message = courses(&file.trial, &request).expect_err("repeats").to_string();
        assert!(message.contains("1 at V1 (lines 3, 4)"), "{message}");
    }
}
