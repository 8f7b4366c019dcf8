use crate::data::{Decimal, power_of_ten};

/// The totals, in steps of a grid, whose mean rounds to a printed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Multiples {
    pub(super) first: i128,
    pub(super) last: i128,
    /// Whether every printed mean of so many decimals has one.
    pub(super) always: bool,
    /// The largest total whose mean is not above the printed one.
    pub(super) below: i128,
}

impl Multiples {
    /// The k with |k step / n - mean| <= half a unit of the mean's last digit, in whole numbers; `None` beyond 128 bits.
    pub(super) fn of(mean: Decimal, n: u64, step: Decimal) -> Option<Multiples> {
        let n = i128::from(n);
        let (of_mean, of_step) = (power_of_ten(mean.decimals()), power_of_ten(step.decimals()));
        let doubled = mean.ticks().checked_mul(2)?;
        let end = |ticks: i128| ticks.checked_mul(n)?.checked_mul(of_step);
        let divisor = step.ticks().checked_mul(2)?.checked_mul(of_mean)?;
        let (low, at, high) = (end(doubled.checked_sub(1)?)?, end(doubled)?, end(doubled.checked_add(1)?)?);
        Some(Multiples {
            first: ceiling(low, divisor),
            last: high.div_euclid(divisor),
            always: high.checked_sub(low)? >= divisor,
            below: at.div_euclid(divisor),
        })
    }

    pub(super) fn any(&self) -> bool {
        self.first <= self.last
    }
}

/// The least whole number not below the quotient, for divisors above 0.
pub(super) fn ceiling(dividend: i128, divisor: i128) -> i128 {
    let floor = dividend.div_euclid(divisor);
    if dividend.rem_euclid(divisor) == 0 { floor } else { floor + 1 }
}
