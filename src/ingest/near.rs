//! Names close to one that was mistyped.

/// At most five of `names` that resemble `wanted`, the nearest first.
pub(crate) fn near_names<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let mut near: Vec<(usize, &str)> = names
        .into_iter()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let contains = wanted.len() >= 2 && lower.contains(&wanted) || lower.len() >= 3 && wanted.contains(&lower);
            let distance = edits(&wanted, &lower);
            (contains || distance <= 1 + wanted.chars().count() / 4).then_some((distance, name))
        })
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().take(5).map(|(_, name)| name.to_string()).collect()
}

/// Least number of inserted, deleted and replaced characters (Levenshtein).
fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = i;
        let mut previous = i + 1;
        let mut next = vec![previous];
        for (b, &above) in right.iter().zip(row.iter().skip(1)) {
            previous = (diagonal + usize::from(a != *b)).min(above + 1).min(previous + 1);
            diagonal = above;
            next.push(previous);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        assert_eq!([edits("kitten", "sitting"), edits("", "abc"), edits("abc", "abc")], [3, 3, 0]);
    }

    #[test]
    fn the_nearest_comes_first() {
        assert_eq!(near_names("wiast", ["hip", "waist1", "waist"]), ["waist"]);
        assert_eq!(near_names("Waist", ["hip", "waist_cm", "waist"]), ["waist", "waist_cm"]);
    }
}
