//! One statement for many rows.

/// Rows in one statement: each size is a statement of its own, so there are few sizes.
const SIZES: [usize; 4] = [1, 4, 16, 64];

/// A list in pieces for which there are statements. The last piece is filled up with what it ends with: whoever asks must
/// not mind to ask twice.
pub fn in_sizes<T>(all: &[T]) -> impl Iterator<Item = Vec<&T>> {
    all.chunks(SIZES[SIZES.len() - 1]).map(|some| {
        let size = SIZES.into_iter().find(|size| some.len() <= *size).unwrap_or(some.len());
        let mut piece: Vec<&T> = some.iter().collect();
        piece.resize(size, &some[some.len() - 1]);
        piece
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
        for (count, sizes) in
            [(1, vec![1]), (2, vec![4]), (16, vec![16]), (63, vec![64]), (135, vec![64, 64, 16])]
        {
            let all: Vec<usize> = (0..count).collect();
            let pieces: Vec<Vec<&usize>> = in_sizes(&all).collect();
            assert_eq!(pieces.iter().map(Vec::len).collect::<Vec<_>>(), sizes);
            let mut told: Vec<usize> = pieces.into_iter().flatten().copied().collect();
            told.dedup();
            assert_eq!(told, all, "in order, and the last one more than once");
        }
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
