//! An office's template: everything on a card that is not the person's, as data.
//!
//! It is TOML in the office's configuration, and what it leaves out is as in `templates/usual.toml`. So an office
//! changes texts, colours, panels and paper without a programmer.

use serde::{Deserialize, Deserializer};

const USUAL: &str = include_str!("../templates/usual.toml");

/// A template.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What it is printed on.
    pub paper: Paper,
    /// The four panels of [`Paper::A4Panels`]: top left, top right, bottom left, bottom right.
    pub panels: [Panel; 4],
    /// How many characters of a card's number stand in one group of boxes. Used when they add up to the number's
    /// letters and digits; else its own spaces and dashes part the groups.
    pub number_boxes: Vec<u8>,
    /// What is not printed although it is known.
    pub leave_out: Vec<Field>,
    /// The colours.
    pub colours: Colours,
    /// The texts.
    pub texts: Texts,
    /// The crest, JPEG or PNG; without it the texts stand alone. Not part of the TOML: the office's configuration
    /// names a file.
    #[serde(skip)]
    pub crest: Option<Vec<u8>>,
}

/// What a card is printed on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// A4 landscape, folded twice into four panels: what offices hand out.
    A4Panels,
    /// An identity card's size (ISO 7810 ID-1, 85.60 × 53.98 mm), both sides as two pages.
    Cr80,
}

/// A panel of the folded sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Panel {
    /// Office, title, numbers, photo, the short code.
    Front,
    /// The person, the signature, the sealed code.
    Person,
    /// Schools, skills, work.
    Background,
    /// The rules, and the table of reports.
    Reports,
}

/// What an office may leave out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Telephone.
    Phone,
    /// Agama.
    Religion,
    /// Status perkawinan.
    Marital,
    /// Work history.
    Work,
    /// The wished position.
    Wish,
    /// The sealed code.
    Seal,
}

/// The colours. All of them must be told apart, or not matter, in grey.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colours {
    /// Text.
    pub ink: Colour,
    /// Labels and small print.
    pub soft: Colour,
    /// Headings and rules.
    pub accent: Colour,
    /// The stripe under the head: the yellow that the card is called by.
    pub stripe: Colour,
    /// Behind headings of tables.
    pub tint: Colour,
    /// Lines of boxes and tables.
    pub line: Colour,
}

/// A colour, `#rrggbb`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Colour(pub [u8; 3]);

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        digits
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .map(|rgb| Colour([(rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8]))
            .ok_or_else(|| serde::de::Error::custom("a colour is #rrggbb"))
    }
}

/// The texts. Empty ones are left out.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// "PEMERINTAH KABUPATEN BEKASI"
    pub government: String,
    /// "DINAS KETENAGAKERJAAN"
    pub office: String,
    /// Address and telephone of the office.
    pub office_address: String,
    /// The form's mark: "AK/I".
    pub form: String,
    /// "KARTU TANDA BUKTI PENDAFTARAN PENCARI KERJA"
    pub title: String,
    /// Where it is issued: "Cikarang".
    pub place: String,
    /// Who signs: "Pengantar Kerja".
    pub officer_title: String,
    /// In the signature's rectangle. `{officer}` and `{day}` are filled in.
    pub signature_note: String,
    /// Beside the short code.
    pub check_note: String,
    /// Beside the sealed code.
    pub seal_note: String,
    /// Ketentuan, one after the other.
    pub rules: Vec<String>,
    /// The rules in a sentence, for a small card.
    pub rules_short: String,
    /// That it costs nothing.
    pub free: String,
}

/// A template that can't be used.
#[derive(Debug, thiserror::Error)]
#[error("the card's template can't be used: {0}")]
pub struct TemplateError(String);

impl TemplateError {
    /// One more reason, found where a template is read from.
    pub fn new(why: &impl std::fmt::Display) -> Self {
        Self(why.to_string())
    }
}

impl Template {
    /// The template that holds where an office has set nothing: A4 in four panels.
    pub fn usual() -> Self {
        Self::from_toml("").expect("the usual template is tested")
    }

    /// The same on a small card.
    pub fn usual_small() -> Self {
        Self { paper: Paper::Cr80, ..Self::usual() }
    }

    /// Reads an office's template: whole tables of the usual one, or single keys of them, can be set.
    ///
    /// # Errors
    /// Not TOML, a key that does not exist, a value of another kind, or a panel twice.
    pub fn from_toml(text: &str) -> Result<Self, TemplateError> {
        Self::from_table(text.parse().map_err(|error: toml::de::Error| TemplateError(error.to_string()))?)
    }

    /// The same from a table of an office's configuration.
    ///
    /// # Errors
    /// As for [`Template::from_toml`].
    pub fn from_table(table: toml::Table) -> Result<Self, TemplateError> {
        let mut whole: toml::Table = USUAL.parse().expect("the usual template is tested");
        lay_over(&mut whole, table);
        let template: Self =
            whole.try_into().map_err(|error: toml::de::Error| TemplateError(error.to_string()))?;
        let [a, b, c, d] = template.panels;
        if a == b || a == c || a == d || b == c || b == d || c == d {
            return Err(TemplateError("`panels` names one panel twice".into()));
        }
        Ok(template)
    }

    pub(crate) fn shows(&self, field: Field) -> bool {
        !self.leave_out.contains(&field)
    }
}

/// Sets the keys of `over` in `under`, table by table.
fn lay_over(under: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(toml::Value::Table(under)), toml::Value::Table(over)) => lay_over(under, over),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_changes_a_text_and_a_colour_and_keeps_the_rest() {
        let text = "paper = \"cr80\"\n[texts]\nplace = \"Cikarang\"\n[colours]\naccent = \"#00ff10\"";
        let template = Template::from_toml(text).unwrap();
        assert_eq!(template.texts.place, "Cikarang");
        assert_eq!(template.colours.accent, Colour([0, 255, 16]));
        assert_eq!(template.texts.title, Template::usual().texts.title);
        assert_eq!(template.paper, Paper::Cr80);
    }

    #[test]
    fn what_an_office_mistypes_is_named() {
        for (text, named) in [
            ("pape = \"cr80\"", "pape"),
            ("[colours]\nink = \"black\"", "#rrggbb"),
            ("panels = [\"front\", \"front\", \"person\", \"reports\"]", "twice"),
            ("paper = \"a5\"", "a5"),
            ("not toml", "line 1"),
        ] {
            let error = Template::from_toml(text).unwrap_err().to_string();
            assert!(error.contains(named), "{text}: {error}");
        }
    }
}
