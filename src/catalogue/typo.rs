//! One slip of the finger: a letter too many, too few, wrong, or two swapped.

/// Shorter words are not corrected: too much is one letter away from them.
pub const LETTERS_MIN: usize = 4;

/// How well a word of the index explains what was typed, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fit {
    /// The word, with one slip.
    Whole,
    /// The beginning of the word, with one slip: it is still being typed.
    Beginning,
}

/// Whether `word` is what was meant by `typed`, which itself occurs nowhere.
pub fn fit(typed: &str, word: &str) -> Option<Fit> {
    let (typed, word) = (typed.as_bytes(), word.as_bytes());
    if word.len() + 1 < typed.len() {
        return None;
    }
    let same = typed.iter().zip(word).take_while(|(a, b)| a == b).count();
    let (typed, word) = (&typed[same..], &word[same..]);
    let rests = [
        (typed.get(1..), Some(word)),
        (Some(typed), word.get(1..)),
        (typed.get(1..), word.get(1..)),
        swapped(typed, word),
    ];
    let rests = rests.into_iter().filter_map(|(typed, word)| Some((typed?, word?)));
    rests
        .filter(|(typed, word)| word.starts_with(typed))
        .map(|(typed, word)| if typed.len() == word.len() { Fit::Whole } else { Fit::Beginning })
        .min()
}

/// What a word that [`fit`]s can begin with, so that a tenth of all words are looked at and not all:
/// the first letter as typed, or a slip in the first letter and the rest right.
pub fn beginnings(typed: &str) -> Vec<String> {
    let mut letters = typed.chars();
    let (Some(first), rest) = (letters.next(), letters.as_str()) else { return Vec::new() };
    let mut all = vec![first.to_string(), rest.to_owned()];
    if let Some(second) = letters.next() {
        all.push(format!("{second}{first}{}", letters.as_str()));
    }
    for letter in ('a'..='z').chain('0'..='9').filter(|letter| *letter != first) {
        all.push(format!("{letter}{rest}"));
        all.push(format!("{letter}{typed}"));
    }
    all
}

fn swapped<'a>(typed: &'a [u8], word: &'a [u8]) -> (Option<&'a [u8]>, Option<&'a [u8]>) {
    match (typed, word) {
        ([a, b, typed @ ..], [c, d, word @ ..]) if a == d && b == c => (Some(typed), Some(word)),
        (_, _) => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_inserted_left_out_replaced_or_swapped_still_fits() {
        for typed in ["operrator", "oprator", "oparator", "oeprator", "operatorr", "operato", "xoperator"] {
            assert_eq!(fit(typed, "operator"), Some(Fit::Whole), "{typed}");
        }
        for typed in ["oprat", "opar", "oepr", "xoper"] {
            assert_eq!(fit(typed, "operator"), Some(Fit::Beginning), "{typed}");
        }
    }

    #[test]
    fn two_slips_do_not_fit() {
        for typed in ["oprtor", "poertaor", "operatorrr", "kasir", "xxoperator"] {
            assert_eq!(fit(typed, "operator"), None, "{typed}");
        }
        assert_eq!(fit("satpam", "sat"), None);
    }
}
