//! Reading a JSON value that may be anything at all. Nothing here fails: what isn't there, or isn't what
//! it should be, is `None`.

use serde_json::Value;

use super::text::one_line;

/// The value at the end of a path of names.
pub fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, name| value.get(name)).filter(|value| !value.is_null())
}

/// A text as it stands. A number is its digits: the sources write codes either way.
pub fn raw_text(value: &Value, path: &[&str]) -> Option<String> {
    match at(value, path)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A text on one line without markup; `None` when nothing is left of it.
pub fn line(value: &Value, path: &[&str], chars_max: usize) -> Option<String> {
    let text = one_line(&raw_text(value, path)?, chars_max);
    (!is_blank(&text)).then_some(text)
}

/// What people and programs write where they have nothing to say.
fn is_blank(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "" | "-" | "null" | "n/a" | "not specified")
}

/// A whole number, also when it is written as a text or with decimals.
pub fn number(value: &Value, path: &[&str]) -> Option<i64> {
    match at(value, path)? {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|f| f as i64)),
        Value::String(text) => {
            let text = text.trim();
            let decimal = || text.parse::<f64>().ok().filter(|f| f.is_finite());
            text.parse::<i64>().ok().or_else(|| decimal().map(|f| f as i64))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whether there is a value that means to say something, readable or not.
pub fn says_something(value: &Value, path: &[&str]) -> bool {
    at(value, path).is_some_and(|value| value.as_str().is_none_or(|text| !is_blank(text)))
}

/// Yes or no, also as 1 and 0 or as a text.
pub fn yes(value: &Value, path: &[&str]) -> bool {
    at(value, path).is_some_and(|value| match value {
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_i64() == Some(1),
        Value::String(text) => matches!(text.trim().to_lowercase().as_str(), "true" | "1" | "yes"),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    })
}

/// The members of a list, which may stand there itself or, as MagangHub has it, as JSON in a string. A
/// string that is no JSON list is the only member.
pub fn list(value: &Value, path: &[&str]) -> Vec<Value> {
    match at(value, path) {
        Some(Value::Array(members)) => members.clone(),
        Some(Value::String(text)) => match serde_json::from_str(text) {
            Ok(Value::Array(members)) => members,
            Ok(Value::String(member)) => vec![Value::String(member)],
            // Half a list says nothing that could be shown.
            _ if text.trim_start().starts_with(['[', '{']) => Vec::new(),
            _ => vec![Value::String(text.clone())],
        },
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => Vec::new(),
    }
}

/// The names of a list's members, each a text or an object with one of `keys`; no name twice.
pub fn names(value: &Value, path: &[&str], keys: &[&str], limit: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for member in list(value, path) {
        let own = line(&member, &[], 120);
        let Some(name) = own.or_else(|| keys.iter().find_map(|key| line(&member, &[key], 120))) else {
            continue;
        };
        if names.len() < limit && !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_is_read_in_each_form_it_was_seen_in() {
        for (value, expected) in [
            (json!(["Sarjana", "Sarjana", " sarjana "]), vec!["Sarjana"]),
            (json!(r#"["Sarjana","Diploma"]"#), vec!["Sarjana", "Diploma"]),
            (json!(r#"[{"id":"1","title":"Sosiologi"}]"#), vec!["Sosiologi"]),
            (json!([{"title": "Seni &amp; Desain"}, {"name": "lain"}, 3, null]), vec!["Seni & Desain", "3"]),
            (json!(r#"[{"id":"1","title":"Sos"#), vec![]),
            (json!("Teknik Mesin"), vec!["Teknik Mesin"]),
            (json!(null), vec![]),
            (json!(""), vec![]),
            (json!({"title": "x"}), vec![]),
        ] {
            assert_eq!(names(&json!({ "v": value }), &["v"], &["title"], 9), expected, "{value}");
        }
    }

    #[test]
    fn numbers_are_read_in_each_form_and_nonsense_is_none() {
        for (value, expected) in [
            (json!(12), Some(12)),
            (json!("12"), Some(12)),
            (json!(12.9), Some(12)),
            (json!("12.0"), Some(12)),
            (json!(1e300), Some(i64::MAX)),
            (json!("dua belas"), None),
            (json!("nan"), None),
            (json!("inf"), None),
            (json!([12]), None),
            (json!(true), None),
        ] {
            assert_eq!(number(&json!({ "v": value }), &["v"]), expected, "{value}");
        }
        for (value, says) in
            [(json!("x"), true), (json!({}), true), (json!(" - "), false), (json!(null), false)]
        {
            assert_eq!(says_something(&json!({ "v": value }), &["v"]), says, "{value}");
        }
    }
}
