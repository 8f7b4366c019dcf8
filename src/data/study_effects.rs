//! What several studies found of one quantity.

use super::{DataError, Unit};

/// One study's estimate with its sampling variance.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyEffect {
    /// The study, as it is named in tables and charts.
    pub label: String,
    /// The trial that it belongs to, where several rows come from the same people; otherwise its own label.
    pub trial: String,
    /// The estimate, on the scale on which studies are combined: ratios as logarithms.
    pub estimate: f64,
    /// Its sampling variance, the square of its standard error.
    pub variance: f64,
}

/// Estimates of the same quantity from one or more studies: finite, each with a variance above zero.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyEffects {
    unit: Unit,
    studies: Vec<StudyEffect>,
}

impl StudyEffects {
    /// At least one study, each with a finite estimate and a finite variance above zero: a study without variance would have all the
    /// weight.
    ///
    /// # Errors
    /// [`DataError::Empty`] without a study, [`DataError::Study`] naming the study whose figures cannot be combined.
    pub fn try_new(unit: Unit, studies: Vec<StudyEffect>) -> Result<StudyEffects, DataError> {
        if studies.is_empty() {
            return Err(DataError::Empty);
        }
        for study in &studies {
            let refuse = |why: &'static str| Err(DataError::Study { study: study.label.clone(), why });
            if !study.estimate.is_finite() {
                return refuse("its estimate is not a number");
            }
            if !(study.variance.is_finite() && study.variance > 0.0) {
                return refuse("its standard error is not above 0, so that it would have all the weight");
            }
        }
        Ok(StudyEffects { unit, studies })
    }

    /// The unit of the estimates.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The studies in their order.
    pub fn studies(&self) -> &[StudyEffect] {
        &self.studies
    }

    /// How many there are: k.
    pub fn len(&self) -> usize {
        self.studies.len()
    }

    /// Never: there is one study at least.
    pub fn is_empty(&self) -> bool {
        self.studies.is_empty()
    }

    /// The same without one study; `None` where it is the only one.
    pub fn without(&self, at: usize) -> Option<StudyEffects> {
        let rest = self.studies.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, study)| study.clone());
        let studies: Vec<StudyEffect> = rest.collect();
        (!studies.is_empty()).then_some(StudyEffects { unit: self.unit, studies })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn study(label: &str, estimate: f64, variance: f64) -> StudyEffect {
        StudyEffect { label: label.to_owned(), trial: label.to_owned(), estimate, variance }
    }

    #[test]
    fn what_cannot_be_weighed_is_refused_by_name() {
        let of = |studies| StudyEffects::try_new(Unit::Cm, studies);
        assert_eq!(of(Vec::new()), Err(DataError::Empty));
        for bad in [study("Rao", f64::NAN, 1.0), study("Rao", -0.6, 0.0), study("Rao", -0.6, f64::INFINITY)] {
            let message = of(vec![study("Park", 0.0, 1.0), bad]).expect_err("refused").to_string();
            assert!(message.starts_with("Rao: "), "{message}");
        }
        let both = of(vec![study("Park", 0.0, 1.0), study("Rao", -0.6, 0.2)]).expect("two studies");
        assert_eq!(both.without(0).map(|rest| rest.studies()[0].label.clone()), Some("Rao".to_owned()));
        assert_eq!(both.without(0).and_then(|one| one.without(0)), None);
    }
}
