//! What a form sent: names and values, in order. Read by hand, because a list of check boxes is the same name many
//! times, and because a form whose session has ended must survive signing in again.

use std::fmt;

/// The largest form, in bytes. An office's rules are the longest thing that is typed.
pub(super) const BYTES_MAX: usize = 128 * 1024;
/// The name of the hidden field with the session's token.
pub(super) const TOKEN: &str = "token";

/// Fields of a form. `Debug` shows names only.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads `application/x-www-form-urlencoded`. Line ends become `\n`, NULs are dropped.
    pub(super) fn read(body: &[u8]) -> Form {
        let pairs =
            form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), clean(&value))).collect();
        Form(pairs)
    }

    /// Adds a field of a form that came in parts.
    pub(super) fn add(&mut self, name: String, value: &str) {
        self.0.push((name, clean(value)));
    }

    /// The trimmed value of a field, empty if it is missing.
    pub(super) fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The value as it was typed: passwords may begin with a space.
    pub(super) fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// All values of a name: ticked boxes.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Everything.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

fn clean(value: &str) -> String {
    value.replace("\r\n", "\n").replace('\0', "")
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_many_of_a_name_and_says_no_value() {
        let form = Form::read(b"part=nik&part=photo&note=a%0D%0Ab+&password=+x");
        assert_eq!(form.all("part").collect::<Vec<_>>(), ["nik", "photo"]);
        assert_eq!(form.text("note"), "a\nb");
        assert_eq!(form.raw("password"), " x");
        assert_eq!(form.text("absent"), "");
        assert_eq!(format!("{form:?}"), r#"["part", "part", "note", "password"]"#);
    }
}
