//! From a form's texts to JSON, a field at a time, with what is wrong of each.

use anjungan_wire::content::{MediaHash, WebAddress};
use jiff::civil::{Date, Time};
use serde_json::{Map, Value, json};

use super::body::Known;
use super::field::{DAYS, Fault, Field, Fields, Input, Wrong};
use super::kind::Kind;
use super::schedule;

/// The fields that say something, as JSON by name. Faults are gathered: a form says all of them at once.
pub(super) fn item(
    kind: Kind,
    fields: &Fields,
    known: &Known<'_>,
    faults: &mut Vec<Fault>,
) -> Map<String, Value> {
    let mut item = Map::new();
    for field in kind.fields() {
        match value(field, fields, known) {
            Ok(Some(value)) => {
                item.insert(field.name.into(), value);
            }
            Ok(None) if field.required => {
                let key = field.keys().into_iter().next().unwrap_or_default();
                faults.push(Fault { key, what: Wrong::Missing });
            }
            Ok(None) => {}
            Err(fault) => faults.push(fault),
        }
    }
    item
}

fn value(field: &Field, fields: &Fields, known: &Known<'_>) -> Result<Option<Value>, Fault> {
    let name = field.name;
    let fault = |key: &str, what| Fault { key: key.to_owned(), what };
    let own = |what| fault(name, what);
    let text = fields.get(name);
    let simple = |checked: Result<Value, Wrong>| match text {
        "" => Ok(None),
        _ => checked.map(Some).map_err(own),
    };
    match field.input {
        Input::Line(max) => simple(checked(text, max, false)),
        Input::Prose(max) => simple(checked(text, max, true)),
        Input::BothLine(max) => both(name, fields, |text| checked(text, max, false)),
        Input::BothProse(max) => both(name, fields, |text| checked(text, max, true)),
        Input::Lines { each, many } => simple(lines(text, each, many)),
        Input::Date => {
            simple(text.parse::<Date>().map(|day| day.to_string().into()).map_err(|_| Wrong::Date))
        }
        Input::Number(max) => simple(
            text.parse::<u64>()
                .ok()
                .filter(|number| *number <= max)
                .map(Value::from)
                .ok_or(Wrong::Number(max)),
        ),
        Input::Tick => Ok((text == "yes").then_some(true.into())),
        Input::Choice(of) => simple(
            of.iter()
                .find(|(code, _)| *code == text)
                .map(|(code, _)| Value::from(*code))
                .ok_or(Wrong::Choice),
        ),
        Input::Region(digits) => simple(schedule::region(text, digits).map(|code| code.as_str().into())),
        Input::Address => simple(text.parse::<WebAddress>().map(|_| text.into()).map_err(|_| Wrong::Address)),
        Input::Picture => pictures(name, fields, known),
        Input::Week => week(name, fields),
        Input::Holidays => simple(holidays(text)),
        Input::Items => items(name, fields),
    }
}

fn hidden(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// The rule of the wire's texts, said so that a form can say it.
fn checked(text: &str, max: usize, breaks: bool) -> Result<Value, Wrong> {
    if text.chars().count() > max {
        return Err(Wrong::TooLong(max));
    }
    if text.contains(|c: char| (c.is_control() && !(breaks && c == '\n')) || hidden(c)) {
        return Err(Wrong::Control);
    }
    Ok(text.into())
}

fn both(
    name: &str,
    fields: &Fields,
    check: impl Fn(&str) -> Result<Value, Wrong>,
) -> Result<Option<Value>, Fault> {
    let keys = [format!("{name}.id"), format!("{name}.en")];
    let [id, en] = [&keys[0], &keys[1]].map(|key| fields.get(key));
    let at = |key: usize| {
        let key = keys[key].clone();
        move |what| Fault { key, what }
    };
    match (id, en) {
        ("", "") => Ok(None),
        ("", _) => Err(at(0)(Wrong::IndonesianMissing)),
        (id, "") => Ok(Some(json!({ "id": check(id).map_err(at(0))? }))),
        (id, en) => Ok(Some(json!({ "id": check(id).map_err(at(0))?, "en": check(en).map_err(at(1))? }))),
    }
}

fn lines(text: &str, each: usize, many: usize) -> Result<Value, Wrong> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > many {
        return Err(Wrong::TooMany(many));
    }
    lines.into_iter().map(|line| checked(line, each, false)).collect::<Result<Vec<_>, _>>().map(Value::from)
}

fn pictures(name: &str, fields: &Fields, known: &Known<'_>) -> Result<Option<Value>, Fault> {
    let one = |lang: &str| -> Result<Option<Value>, Fault> {
        let (key, alt_key) = (format!("{name}.{lang}"), format!("{name}.{lang}.alt"));
        let (hash, alt) = (fields.get(&key), fields.get(&alt_key));
        if hash.is_empty() {
            return Ok(None);
        }
        let found = hash.parse::<MediaHash>().ok().and_then(|hash| (known.picture)(&hash));
        let picture = found.ok_or(Fault { key, what: Wrong::Picture })?;
        if alt.is_empty() {
            return Err(Fault { key: alt_key, what: Wrong::Alt });
        }
        let alt = checked(alt, 200, false).map_err(|what| Fault { key: alt_key, what })?;
        Ok(Some(json!({
            "sha256": hash, "size": picture.size, "width": picture.width, "height": picture.height, "alt": alt,
        })))
    };
    match (one("id")?, one("en")?) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Fault { key: format!("{name}.id"), what: Wrong::IndonesianMissing }),
        (Some(id), None) => Ok(Some(json!({ "id": id }))),
        (Some(id), Some(en)) => Ok(Some(json!({ "id": id, "en": en }))),
    }
}

fn week(name: &str, fields: &Fields) -> Result<Option<Value>, Fault> {
    let mut days = Vec::with_capacity(DAYS.len());
    for day in 0..DAYS.len() {
        let time = |end: &str| -> Result<Option<Time>, Fault> {
            let key = format!("{name}.{day}.{end}");
            match fields.get(&key) {
                "" => Ok(None),
                text => {
                    let time =
                        text.replace('.', ":").parse().map_err(|_| Fault { key, what: Wrong::Time })?;
                    Ok(Some(time))
                }
            }
        };
        let closes = format!("{name}.{day}.closes");
        days.push(match (time("opens")?, time("closes")?) {
            (None, None) => Value::Null,
            (Some(opens), Some(ends)) if opens < ends => json!({ "opens": opens, "closes": ends }),
            (Some(_), Some(_)) => return Err(Fault { key: closes, what: Wrong::Order }),
            (Some(_), None) => return Err(Fault { key: closes, what: Wrong::Missing }),
            (None, Some(_)) => {
                return Err(Fault { key: format!("{name}.{day}.opens"), what: Wrong::Missing });
            }
        });
    }
    Ok(days.iter().any(|day| !day.is_null()).then_some(days.into()))
}

/// `2026-12-25 Natal / Christmas`, a line each.
fn holidays(text: &str) -> Result<Value, Wrong> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > 80 {
        return Err(Wrong::TooMany(80));
    }
    let mut days = Vec::with_capacity(lines.len());
    for line in lines {
        let bad = || Wrong::Row(line.chars().take(60).collect());
        let (day, name) = line.split_once(char::is_whitespace).ok_or_else(bad)?;
        let day: Date = day.parse().map_err(|_| bad())?;
        let mut names = name.splitn(2, '/').map(str::trim);
        let id = names.next().filter(|name| !name.is_empty()).ok_or_else(bad)?;
        let id = checked(id, 80, false)?;
        let name = match names.next().filter(|name| !name.is_empty()) {
            Some(en) => json!({ "id": id, "en": checked(en, 80, false)? }),
            None => json!({ "id": id }),
        };
        days.push((day, json!({ "day": day, "name": name })));
    }
    days.sort_by_key(|(day, _)| *day);
    Ok(days.into_iter().map(|(_, day)| day).collect())
}

/// Paragraphs with headings: a heading, its text on the next lines, an empty line.
fn items(name: &str, fields: &Fields) -> Result<Option<Value>, Fault> {
    let (id_key, en_key) = (format!("{name}.id"), format!("{name}.en"));
    let at = |key: &str| {
        let key = key.to_owned();
        move |what| Fault { key, what }
    };
    let id = paragraphs(fields.get(&id_key)).map_err(at(&id_key))?;
    let en = paragraphs(fields.get(&en_key)).map_err(at(&en_key))?;
    match (id.len(), en.len()) {
        (0, 0) => return Ok(None),
        (0, _) => return Err(at(&id_key)(Wrong::IndonesianMissing)),
        (13.., _) => return Err(at(&id_key)(Wrong::TooMany(12))),
        (many, also) if also != 0 && also != many => return Err(at(&en_key)(Wrong::Uneven)),
        (_, _) => {}
    }
    let mut en = en.into_iter();
    let items = id.into_iter().map(|(head, text)| match en.next() {
        Some((head_en, text_en)) => {
            json!({ "head": { "id": head, "en": head_en }, "text": { "id": text, "en": text_en } })
        }
        None => json!({ "head": { "id": head }, "text": { "id": text } }),
    });
    Ok(Some(items.collect()))
}

fn paragraphs(text: &str) -> Result<Vec<(Value, Value)>, Wrong> {
    let blocks = text.split("\n\n").map(str::trim).filter(|block| !block.is_empty());
    blocks
        .map(|block| {
            let (head, text) =
                block.split_once('\n').ok_or_else(|| Wrong::Row(block.chars().take(60).collect()))?;
            Ok((checked(head.trim(), 60, false)?, checked(text.trim(), 600, true)?))
        })
        .collect()
}
