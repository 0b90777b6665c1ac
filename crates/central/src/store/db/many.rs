//! One statement for many rows.

/// Rows in one statement: each size is a statement of its own, so there are few sizes.
const SIZES: [usize; 4] = [64, 16, 4, 1];

/// A list in pieces for which there are statements.
pub fn in_sizes<T>(mut left: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= left.len())?;
        let (some, others) = left.split_at(size);
        left = others;
        Some(some)
    })
}

/// `?1, ?2, ?3`
pub fn places(count: usize) -> String {
    let places: Vec<String> = (1..=count).map(|at| format!("?{at}")).collect();
    places.join(", ")
}

/// `VALUES (CAST(?1 AS TEXT), CAST(?2 AS BIGINT)), (…)`: both engines call the columns `column1`, `column2`.
pub fn values(rows: usize, sorts: &[&str]) -> String {
    let row = |at: usize| {
        let row: Vec<String> = sorts
            .iter()
            .zip(at * sorts.len() + 1..)
            .map(|(sort, place)| format!("CAST(?{place} AS {sort})"))
            .collect();
        format!("({})", row.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("VALUES {}", rows.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_in_few_sizes_and_whole() {
        let all: Vec<usize> = (0..151).collect();
        let pieces: Vec<&[usize]> = in_sizes(&all).collect();
        assert_eq!(pieces.iter().map(|piece| piece.len()).collect::<Vec<_>>(), [64, 64, 16, 4, 1, 1, 1]);
        assert_eq!(pieces.concat(), all);
        assert_eq!(in_sizes::<u8>(&[]).count(), 0);
    }

    #[test]
    fn places_are_counted_through_all_rows() {
        assert_eq!(places(3), "?1, ?2, ?3");
        assert_eq!(
            values(2, &["TEXT", "BIGINT"]),
            "VALUES (CAST(?1 AS TEXT), CAST(?2 AS BIGINT)), (CAST(?3 AS TEXT), CAST(?4 AS BIGINT))"
        );
    }
}
