/// SD of after - before from the SDs of the readings and their correlation: sqrt(s_b^2 + s_a^2 - 2 r s_b s_a) (Cochrane Handbook 6.5.2.8),
/// as sqrt((s_b - s_a)^2 + 2 (1 - r) s_b s_a), which loses no digits where r is near 1.
pub fn sd_of_change(sd_before: f64, sd_after: f64, correlation: f64) -> f64 {
    let gap = sd_before - sd_after;
    (gap * gap + 2.0 * (1.0 - correlation) * sd_before * sd_after).sqrt()
}

/// The correlation of before and after that three SDs imply: (s_b^2 + s_a^2 - s_d^2) / (2 s_b s_a) (Cochrane Handbook 6.5.2.8). Outside
/// -1 to 1 the three contradict each other. `None` where a reading does not vary.
pub fn correlation_from_sds(sd_before: f64, sd_after: f64, sd_change: f64) -> Option<f64> {
    let product = sd_before * sd_after;
    let gap = sd_before - sd_after;
    (product > 0.0).then(|| 1.0 - (sd_change - gap) * (sd_change + gap) / (2.0 * product))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handbooks_example() {
        // Cochrane Handbook 6.5.2.8, table 6.5.c: SDs 4.0, 4.4 and 3.8 of the experimental group, 5.7, 5.6 and 4.4 of the comparator.
        let r = |before, after, change| correlation_from_sds(before, after, change).expect("SDs above 0");
        assert!((r(4.0, 4.4, 3.8) - 0.59).abs() < 0.005);
        assert_eq!(correlation_from_sds(0.0, 4.4, 3.8), None);
        assert_eq!(sd_of_change(5.0, 5.0, 1.0), 0.0);
        assert!((sd_of_change(4.0, 4.4, r(4.0, 4.4, 3.8)) - 3.8).abs() < 1e-14);
    }
}
