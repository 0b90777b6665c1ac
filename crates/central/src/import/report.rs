//! What an import did, in numbers that add up.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::convert::Refused;

/// `read = new + changed + unchanged + closed + refused`, always.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Report {
    /// Records in the inputs.
    pub read: usize,
    /// Published for the first time.
    pub new: usize,
    /// Published with another content.
    pub changed: usize,
    /// Published already like this, or repeated within the inputs.
    pub unchanged: usize,
    /// Past their closing day: withdrawn when published, else passed over.
    pub closed: usize,
    /// Not publishable, each with its reason.
    pub refused: Vec<Refused>,
    /// Of the unchanged, how many only repeated an id within the inputs.
    #[serde(skip)]
    pub repeated: usize,
    /// How often each oddity was met among the open ones.
    #[serde(skip)]
    pub flags: BTreeMap<String, usize>,
}

impl Report {
    /// Whether every record is in exactly one count.
    pub fn adds_up(&self) -> bool {
        self.read == self.new + self.changed + self.unchanged + self.closed + self.refused.len()
    }

    /// Counts an oddity by the name it has in JSON.
    pub(super) fn count(&mut self, oddity: &impl Serialize) {
        if let Ok(serde_json::Value::String(name)) = serde_json::to_value(oddity) {
            *self.flags.entry(name).or_default() += 1;
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>8}  read", self.read)?;
        writeln!(f, "{:>8}  new", self.new)?;
        writeln!(f, "{:>8}  changed", self.changed)?;
        write!(f, "{:>8}  unchanged", self.unchanged)?;
        match self.repeated {
            0 => writeln!(f)?,
            repeated => writeln!(f, " ({repeated} repeat an id of these inputs; the last one counts)")?,
        }
        writeln!(f, "{:>8}  closed", self.closed)?;
        writeln!(f, "{:>8}  refused", self.refused.len())?;
        for refused in &self.refused {
            writeln!(f, "          {refused}")?;
        }
        if !self.flags.is_empty() {
            writeln!(f, "Odd among the open ones:")?;
        }
        for (flag, count) in &self.flags {
            writeln!(f, "{count:>8}  {flag}")?;
        }
        Ok(())
    }
}
