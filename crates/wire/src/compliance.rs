//! The register of company regulations (peraturan perusahaan, PP) and collective labour agreements (perjanjian kerja
//! bersama, PKB) that an office keeps: rows of `compliance@REGION`.
//!
//! A regulation is valid for two years at most and is renewed thirty working days before it ends (Permenaker 28/2014
//! ps 7, 13). Who is not on the register need not break a rule: a small company needs no regulation.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::RegionCode;

/// What a company has registered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CompanyRule {
    /// The row id, stable over imports.
    pub id: String,
    /// The company, as it is registered.
    pub company: String,
    /// Which of the two.
    pub kind: RuleKind,
    /// The number of the decision (SK) or of the registration.
    pub number: String,
    /// The regency or city that registered it.
    pub region: RegionCode,
    /// First day, when the register says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day, inclusive.
    pub until: Date,
    /// The company's line of business: a name of [`crate::sector`] where it is known there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
}

/// What sort of rule it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleKind {
    /// Peraturan perusahaan: made by the company, approved by the office.
    Pp,
    /// Perjanjian kerja bersama: agreed with the union, registered by the office.
    Pkb,
}

impl CompanyRule {
    /// Whether it is in force on `day`. A register that names no first day is believed to its last.
    pub fn in_force_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && day <= self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_in_force_to_the_end_of_its_last_day() {
        let text = r#"{"id":"f1-a","company":"PT Contoh","kind":"pkb","number":"560/1","region":"3275",
            "from":"2025-01-02","until":"2027-01-01","invented_later":1}"#;
        let rule: CompanyRule = serde_json::from_str(text).unwrap();
        assert_eq!(rule.kind, RuleKind::Pkb);
        for (day, expected) in
            [("2025-01-01", false), ("2025-01-02", true), ("2027-01-01", true), ("2027-01-02", false)]
        {
            assert_eq!(rule.in_force_on(day.parse().unwrap()), expected, "{day}");
        }
    }
}
