//! Words as they are typed, and as they may leave the machine.

use super::WORDS_CHARS_MAX;

/// `text` typed at the end of `words`; `"\u{8}"` takes the last character back.
pub(in crate::visit) fn edited(words: &str, text: &str) -> String {
    let mut words = words.to_owned();
    for c in text.chars() {
        if c == '\u{8}' {
            words.pop();
        } else if !c.is_control() && words.chars().count() < WORDS_CHARS_MAX {
            // No blank at the beginning, no two in a row: they would search for the same again.
            if c != ' ' || !(words.is_empty() || words.ends_with(' ')) {
                words.push(c);
            }
        }
    }
    words
}

/// Words fit to leave the machine. People type telephone numbers and addresses into any field: four or
/// more digits, even with blanks, dots or dashes between them, become `#`, and so does what has an `@`.
pub fn sanitised(words: &str) -> String {
    let mut kept = String::new();
    let mut run = String::new();
    let flush = |run: &mut String, kept: &mut String| {
        let trailing: String = {
            let end = run.trim_end_matches(|c: char| !c.is_numeric()).len();
            run.split_off(end)
        };
        if run.chars().filter(|c| c.is_numeric()).count() >= 4 {
            kept.push('#');
        } else {
            kept.push_str(run);
        }
        kept.push_str(&trailing);
        run.clear();
    };
    for c in words.chars() {
        let joins = matches!(c, ' ' | '.' | '-' | '/' | '(' | ')' | '+') && !run.is_empty();
        if c.is_numeric() || joins {
            run.push(c);
        } else {
            flush(&mut run, &mut kept);
            kept.push(c);
        }
    }
    flush(&mut run, &mut kept);
    let words = kept.split_whitespace().map(|word| if word.contains('@') { "#" } else { word });
    words.collect::<Vec<_>>().join(" ").to_lowercase().chars().take(WORDS_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_edit_the_end_of_the_text() {
        assert_eq!(edited("operato", "r"), "operator");
        assert_eq!(edited("operator", "\u{8}"), "operato");
        assert_eq!(edited("", "\u{8}"), "");
        assert_eq!(edited("", " "), "", "no blank at the beginning");
        assert_eq!(edited("a ", " "), "a ", "no two blanks");
        assert_eq!(edited("a", "\u{1b}\n"), "a", "no control characters");
        assert_eq!(edited(&"a".repeat(60), "b").chars().count(), WORDS_CHARS_MAX);
    }

    #[test]
    fn numbers_of_people_do_not_leave_the_machine() {
        for (typed, leaves) in [
            ("Operator Forklift", "operator forklift"),
            ("081234567890", "#"),
            ("satpam 0812-3456-7890", "satpam #"),
            ("satpam 0812 34 56 bekasi", "satpam # bekasi"),
            ("+62 (812) 3456 kasir", "+# kasir"),
            ("321 6081", "#"),
            ("D3 akuntansi 2 tahun", "d3 akuntansi 2 tahun"),
            ("shift 3", "shift 3"),
            ("budi@example.com kasir", "# kasir"),
            ("mm2100", "mm#"),
            ("  ", ""),
        ] {
            assert_eq!(sanitised(typed), leaves, "{typed}");
        }
    }

    #[test]
    fn a_miss_is_never_longer_than_the_wire_allows() {
        assert_eq!(sanitised(&"kata ".repeat(40)).chars().count(), WORDS_CHARS_MAX);
    }
}
