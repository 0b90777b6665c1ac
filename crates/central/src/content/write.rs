//! From a body's JSON back to a form's texts: the other way of [`super::read`].

use serde_json::Value;

use super::field::{Field, Fields, Input};
use super::kind::Kind;

pub(super) fn item(kind: Kind, item: &Value, fields: &mut Fields) {
    for field in kind.fields() {
        if let Some(value) = item.get(field.name) {
            write(field, value, fields);
        }
    }
}

/// A text as it is, a number in digits.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

fn write(field: &Field, value: &Value, fields: &mut Fields) {
    let name = field.name;
    let part = |value: &Value, key: &str| value.get(key).map(plain).unwrap_or_default();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    match field.input {
        Input::Line(_)
        | Input::Prose(_)
        | Input::Date
        | Input::Number(_)
        | Input::Choice(_)
        | Input::Region(_)
        | Input::Address => fields.set(name, &plain(value)),
        Input::BothLine(_) | Input::BothProse(_) => {
            for lang in ["id", "en"] {
                fields.set(&format!("{name}.{lang}"), &part(value, lang));
            }
        }
        Input::Lines { .. } => {
            let lines: Vec<String> = list(value).iter().map(plain).collect();
            fields.set(name, &lines.join("\n"));
        }
        Input::Tick => fields.set(name, if value == &Value::Bool(true) { "yes" } else { "" }),
        Input::Picture => {
            for lang in ["id", "en"] {
                let Some(media) = value.get(lang) else { continue };
                fields.set(&format!("{name}.{lang}"), &part(media, "sha256"));
                fields.set(&format!("{name}.{lang}.alt"), &part(media, "alt"));
            }
        }
        Input::Week => {
            for (day, hours) in list(value).iter().enumerate() {
                for end in ["opens", "closes"] {
                    let time = part(hours, end);
                    // Without the seconds that nobody typed.
                    let shown = time.strip_suffix(":00").filter(|rest| rest.contains(':')).unwrap_or(&time);
                    fields.set(&format!("{name}.{day}.{end}"), shown);
                }
            }
        }
        Input::Holidays => {
            let line = |holiday: &Value| {
                let (day, called) = (part(holiday, "day"), holiday.get("name").cloned().unwrap_or_default());
                match part(&called, "en").as_str() {
                    "" => format!("{day} {}", part(&called, "id")),
                    en => format!("{day} {} / {en}", part(&called, "id")),
                }
            };
            fields.set(name, &list(value).iter().map(line).collect::<Vec<_>>().join("\n"));
        }
        Input::Items => {
            for lang in ["id", "en"] {
                let paragraph = |item: &Value| {
                    let of = |key: &str| item.get(key).map(|both| part(both, lang)).unwrap_or_default();
                    format!("{}\n{}", of("head"), of("text"))
                };
                let all: Vec<String> = list(value).iter().map(paragraph).collect();
                fields.set(&format!("{name}.{lang}"), all.join("\n\n").trim());
            }
        }
    }
}
