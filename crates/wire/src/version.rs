//! Versions of programs, as beats say them and as an office asks for them.

/// Whether version `own` comes before `least`, number by number. What is no number counts as 0.
pub fn is_older(own: &str, least: &str) -> bool {
    let numbers = |version: &str| -> Vec<u64> {
        version.split(['.', '-']).take(3).map(|part| part.parse().unwrap_or(0)).collect()
    };
    numbers(own) < numbers(least)
}

/// Whether a text is a version as people ask for one: three numbers, such as `0.3.0`.
pub fn is_version(text: &str) -> bool {
    let number = |part: &str| (1..=5).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    text.split('.').count() == 3 && text.split('.').all(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_number_by_number() {
        let table = [
            ("0.9.0", "0.10.0", true),
            ("1.0.0", "0.10.0", false),
            ("0.1.0", "0.1.0", false),
            ("0.1.0", "x", false),
        ];
        for (own, least, older) in table {
            assert_eq!(is_older(own, least), older, "{own} {least}");
        }
    }

    #[test]
    fn a_version_is_three_numbers() {
        assert!(is_version("0.3.0") && is_version("12.0.99999"));
        for text in ["", "1", "1.2", "1.2.3.4", "1.2.x", "1..2", "1.2.-3", "1.2.123456", "v1.2.3"] {
            assert!(!is_version(text), "{text}");
        }
    }
}
