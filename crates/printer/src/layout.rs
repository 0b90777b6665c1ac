//! Lines too long for the paper. Counts characters, so text must first be what the paper will show
//! ([`crate::charset::CodePage::printable`]).

/// `text` in lines of at most `columns` characters, broken at spaces; a longer word is cut. At least one line.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let mut rest: Vec<char> = word.chars().collect();
        if used > 0 && used + 1 + rest.len() > columns {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        while rest.len() > columns {
            let tail = rest.split_off(columns);
            lines.push(rest.iter().collect());
            rest = tail;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        used += rest.len();
        line.extend(rest);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// `left` at the left edge and `right` at the right one, on one line if they fit with a space between them, else
/// `right` on a line of its own.
#[must_use]
pub fn pair(left: &str, right: &str, columns: usize) -> Vec<String> {
    let (left_width, right_width) = (left.chars().count(), right.chars().count());
    if left_width + 1 + right_width <= columns {
        return vec![format!("{left}{}{right}", " ".repeat(columns - left_width - right_width))];
    }
    let mut lines = wrap(left, columns);
    for line in wrap(right, columns) {
        lines.push(format!("{line:>columns$}"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn breaks_at_spaces_and_cuts_only_what_cannot_fit() {
        assert_eq!(wrap("Simpan tiket ini untuk status", 12), ["Simpan tiket", "ini untuk", "status"]);
        assert_eq!(wrap("a 0123456789abc d", 5), ["a", "01234", "56789", "abc d"]);
        assert_eq!(wrap("", 10), [""]);
    }

    #[test]
    fn a_pair_shares_a_line_only_when_it_fits() {
        assert_eq!(pair("Loket", "3", 10), ["Loket    3"]);
        assert_eq!(pair("Perkiraan", "21 menit", 10), ["Perkiraan", "  21 menit"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_character_is_lost(text in "[a-c ]{0,80}", columns in 1usize..20) {
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|line| line.chars().count() <= columns));
            let letters = |s: &str| s.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
