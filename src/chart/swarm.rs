//! Points beside each other instead of over each other.

/// How far from the middle each of the points at these heights (in px) stands so that no two of `radius` touch, as far as `room` px on
/// either side allow; where they do not, the points go to the place where they are farthest from others. From the top down, so that
/// the same heights always give the same swarm.
pub(crate) fn swarm(heights: &[f64], radius: f64, room: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|&left, &right| heights[left].total_cmp(&heights[right]).then(left.cmp(&right)));
    let apart = 2.0 * radius;
    let step = radius / 2.0;
    let sides = (room / step).max(0.0) as usize;
    let places: Vec<f64> =
        std::iter::once(0.0).chain((1..=sides).flat_map(|k| [k as f64 * step, k as f64 * -step])).collect();
    let mut offsets = vec![0.0; heights.len()];
    for (at, &index) in order.iter().enumerate() {
        let near = order[..at].iter().rev().take_while(|&&other| heights[index] - heights[other] < apart);
        let near: Vec<usize> = near.copied().collect();
        let clearance = |place: f64| {
            let distance = |&other: &usize| (place - offsets[other]).hypot(heights[index] - heights[other]);
            near.iter().map(distance).fold(f64::INFINITY, f64::min)
        };
        let free = places.iter().copied().find(|&place| clearance(place) >= apart);
        let roomiest = || places.iter().copied().max_by(|left, right| clearance(*left).total_cmp(&clearance(*right)));
        offsets[index] = free.or_else(roomiest).unwrap_or(0.0);
    }
    offsets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_do_not_touch_while_there_is_room() {
        let heights: Vec<f64> = (0..60).map(|index| f64::from(index * 37 % 100)).chain([50.0; 5]).collect();
        let offsets = swarm(&heights, 3.0, 60.0);
        for (index, (x, y)) in offsets.iter().zip(&heights).enumerate() {
            for (other_x, other_y) in offsets.iter().zip(&heights).skip(index + 1) {
                assert!((x - other_x).hypot(y - other_y) >= 6.0 - 1e-9);
            }
        }
        assert_eq!(offsets, swarm(&heights, 3.0, 60.0));
    }

    #[test]
    fn a_crowd_stays_in_its_room() {
        assert!(swarm(&[5.0; 100], 3.0, 20.0).iter().all(|offset| offset.abs() <= 20.0));
        assert_eq!(swarm(&[5.0; 3], 3.0, 0.0), [0.0; 3]);
        assert!(swarm(&[], 3.0, 9.0).is_empty());
    }
}
