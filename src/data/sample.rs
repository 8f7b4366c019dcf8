//! A sample of decimal readings on one grid.

use super::decimal::{power_of_ten, ticks_to_f64};
use super::{DataError, Decimal, Unit};

/// Largest size of a reading in ticks, so that exact sums and products with the number of readings fit 128 bits.
const LARGEST: u128 = 10u128.pow(27);

/// Readings, or changes of readings, as integer ticks of 10^-`decimals` of a unit. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    ticks: Vec<i128>,
    decimals: u8,
    unit: Unit,
}

impl Sample {
    /// Puts decimals on their common grid: the finest that any of them needs.
    ///
    /// # Errors
    /// [`DataError::Empty`] without readings; [`DataError::Grid`] when they do not fit one grid.
    pub fn try_new(values: &[Decimal], unit: Unit) -> Result<Sample, DataError> {
        let decimals = values.iter().map(|value| value.needed_decimals()).max().ok_or(DataError::Empty)?;
        let ticks = values
            .iter()
            .map(|value| value.ticks_at(decimals))
            .collect::<Option<Vec<i128>>>()
            .ok_or(DataError::Grid)?;
        Sample::from_ticks(ticks, decimals, unit)
    }

    /// A sample from ticks of 10^-`decimals`.
    ///
    /// # Errors
    /// [`DataError::Empty`] without readings, [`DataError::Grid`] beyond 10^27 ticks.
    pub fn from_ticks(ticks: Vec<i128>, decimals: u8, unit: Unit) -> Result<Sample, DataError> {
        if ticks.is_empty() {
            return Err(DataError::Empty);
        }
        if ticks.iter().any(|ticks| ticks.unsigned_abs() > LARGEST) {
            return Err(DataError::Grid);
        }
        Ok(Sample { ticks, decimals, unit })
    }

    /// Every reading less `amount`, exact on the finer grid of the two: changes measured from a null value other than zero.
    ///
    /// # Errors
    /// [`DataError::Grid`] when no common grid fits.
    pub fn minus(&self, amount: Decimal) -> Result<Sample, DataError> {
        let decimals = self.decimals.max(amount.needed_decimals());
        let factor = power_of_ten(decimals - self.decimals);
        let shift = amount.ticks_at(decimals).ok_or(DataError::Grid)?;
        let ticks = self
            .ticks
            .iter()
            .map(|&ticks| ticks.checked_mul(factor)?.checked_sub(shift))
            .collect::<Option<Vec<i128>>>()
            .ok_or(DataError::Grid)?;
        Sample::from_ticks(ticks, decimals, self.unit)
    }

    /// How many readings.
    pub fn n(&self) -> usize {
        self.ticks.len()
    }

    /// The readings in ticks.
    pub fn ticks(&self) -> &[i128] {
        &self.ticks
    }

    /// Decimals of the grid: one tick is 10^-`decimals` of the unit.
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// The unit of the readings.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The readings as doubles, each the nearest to its decimal.
    pub fn values(&self) -> Vec<f64> {
        self.ticks.iter().map(|&ticks| self.value_of(ticks)).collect()
    }

    /// A number of ticks of this grid as a double.
    pub fn value_of(&self, ticks: i128) -> f64 {
        ticks_to_f64(ticks, self.decimals)
    }

    /// A double in the sample's unit, in (fractional) ticks.
    pub fn in_ticks(&self, value: f64) -> f64 {
        value * power_of_ten(self.decimals) as f64
    }

    /// The step of the grid on which all readings lie, as greatest common divisor in ticks: 5 for readings to 0.5 with one decimal.
    /// Zero when all readings are zero.
    pub fn step(&self) -> u128 {
        self.ticks.iter().fold(0, |divisor, &ticks| greatest_common_divisor(divisor, ticks.unsigned_abs()))
    }
}

pub(crate) fn greatest_common_divisor(mut left: u128, mut right: u128) -> u128 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(texts: &[&str]) -> Sample {
        let values: Vec<_> = texts.iter().map(|text| Decimal::parse(text, '.').expect("number")).collect();
        Sample::try_new(&values, Unit::Cm).expect("sample")
    }

    #[test]
    fn the_grid_is_the_finest_that_is_needed() {
        let readings = sample(&["92.50", "90.0", "71"]);
        assert_eq!((readings.decimals(), readings.ticks()), (1, &[925, 900, 710][..]));
        assert_eq!(readings.step(), 5);
        assert_eq!(readings.values(), [92.5, 90.0, 71.0]);
    }

    #[test]
    fn nobody_is_no_sample() {
        assert_eq!(Sample::try_new(&[], Unit::Cm), Err(DataError::Empty));
    }
}
