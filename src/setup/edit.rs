//! Two changes to a configuration's text that leave its comments and everything else as the technician wrote them. Both are
//! believed only when the text, read again, means what it meant but for that one setting.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::config::{BadConfig, Config, PinHash, line_of};
use crate::service::Pin;

/// The text without its enrolment code, and the code.
///
/// # Errors
/// The code stands where it can't be taken out alone, or somewhere else as well.
pub(super) fn without_code(text: &str, config: &Config) -> Result<(String, Option<String>), BadConfig> {
    let Some(code) = &config.central.enrolment_code else {
        return Ok((text.into(), None));
    };
    let refused = |place: usize| {
        let why = "enrolment_code harus berdiri sendiri di satu baris, dan tidak ditulis di tempat lain / alone on its line";
        Err(BadConfig::new(Some(line_of(text, place)), why.into()))
    };
    let Some(all) = find(text, "central", "enrolment_code") else {
        return refused(0);
    };
    let begin = text[..all.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[all.end..].find('\n').map_or(text.len(), |at| all.end + at + 1);
    let rest = format!("{}{}", &text[..begin], &text[end..]);
    let mut wanted = config.clone();
    wanted.central.enrolment_code = None;
    if Config::parse(&rest).ok().as_ref() != Some(&wanted) {
        return refused(all.start);
    }
    if let Some(again) = rest.to_ascii_lowercase().find(&code.to_ascii_lowercase()) {
        return refused(if again < begin { again } else { again + end - begin });
    }
    Ok((rest, Some(code.clone())))
}

/// The text with `hash` in place of the PIN's digits.
///
/// # Errors
/// The PIN stands where it can't be replaced, or somewhere else as well.
pub(super) fn with_hash(text: &str, config: &Config, pin: &Pin, hash: &PinHash) -> Result<String, BadConfig> {
    let refused = |place: usize| {
        let why = "service.pin harus ditulis sebagai pin = \"…\", dan tidak ditulis di tempat lain / write it once, plainly";
        Err(BadConfig::new(Some(line_of(text, place)), why.into()))
    };
    let Some(all) = find(text, "service", "pin") else {
        return refused(0);
    };
    let hashed = format!("{}pin_argon2 = \"{}\"{}", &text[..all.start], hash.as_str(), &text[all.end..]);
    let mut wanted = config.clone();
    wanted.service.pin = None;
    wanted.service.pin_argon2 = Some(hash.clone());
    if Config::parse(&hashed).ok().as_ref() != Some(&wanted) {
        return refused(all.start);
    }
    // In a comment, say. Digits that go on are another number.
    for (at, _) in text.match_indices(pin.digits()) {
        let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let goes_on = is_digit(text.as_bytes().get(at + pin.digits().len()))
            || (at > 0 && is_digit(text.as_bytes().get(at - 1)));
        if !all.contains(&at) && !goes_on {
            return refused(at);
        }
    }
    Ok(hashed)
}

/// Where `key` of `table` stands, whichever of TOML's ways it was written in: the bytes from its key to the end of its
/// value.
fn find(text: &str, table: &str, key: &str) -> Option<Range<usize>> {
    let whole = DeTable::parse(text).ok()?;
    let (_, inner) = entry(whole.get_ref(), table)?;
    let DeValue::Table(inner) = inner.get_ref() else {
        return None;
    };
    let (name, value) = entry(inner, key)?;
    Some(name.span().start..value.span().end)
}

type Entry<'a, 'i> = (&'a toml::Spanned<toml::de::DeString<'i>>, &'a toml::Spanned<DeValue<'i>>);

fn entry<'a, 'i>(table: &'a DeTable<'i>, key: &str) -> Option<Entry<'a, 'i>> {
    table.iter().find(|(name, _)| name.get_ref() == key)
}
