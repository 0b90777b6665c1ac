//! Rules as an admin sets them. Each change is one transaction with its row in the audit trail.

use anjungan_wire::encoding::hex;
use anjungan_wire::id::{RegionCode, Tag};
use jiff::Timestamp;
use serde_json::json;

use super::super::error::{Result, StoreError};
use super::super::{Store, audit};
use super::messages::enqueue;
use super::{AlertRefusal, RuleId};
use crate::alerts::rule::{Quiet, Rule, Watched};
use crate::alerts::words;
use crate::store::db::{Connection, OptionalExtension, Row, Value, params, params_from_iter};

const DAMAGED: StoreError = StoreError::Damaged { place: "alert_rule" };
/// More rules than that nobody can survey, and each is looked at every minute.
const RULES_MAX: i64 = 100;
/// What a rule says, in the order of [`values`] and [`read`].
const FIELDS: [&str; 12] = [
    "name",
    "trouble",
    "district",
    "tag",
    "after_min",
    "again_h",
    "open_only",
    "quiet_from",
    "quiet_to",
    "zone_h",
    "mails",
    "hook",
];

/// A rule that is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptRule {
    /// Its number.
    pub id: RuleId,
    /// What it says.
    pub rule: Rule,
    /// Switched on.
    pub active: bool,
}

impl Store {
    /// Every rule, by name.
    pub fn alert_rules(&self) -> Result<Vec<KeptRule>> {
        all(&self.conn)
    }

    /// One rule.
    pub fn alert_rule(&self, id: RuleId) -> Result<Option<KeptRule>> {
        one(&self.conn, id)
    }

    /// Makes a rule, or changes one.
    pub fn set_alert_rule(
        &mut self,
        id: Option<RuleId>,
        rule: &Rule,
        by: &str,
        at: Timestamp,
    ) -> Result<RuleId, AlertRefusal> {
        rule.check()?;
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let id = match id {
            Some(id) => {
                // What it found before was another trouble, or is none yet: let go of, and told to nobody.
                tx.execute(
                    "UPDATE alert SET state = 'closed', closed_ms = coalesce(closed_ms, ?2), owed = 0
                     WHERE rule = ?1 AND (state <> 'closed' OR owed = 1) AND EXISTS (SELECT 1 FROM alert_rule
                        WHERE alert_rule.id = ?1 AND (alert_rule.trouble <> ?3 OR alert_rule.after_min < ?4))",
                    params![id.0, at.as_millisecond(), rule.watched.as_str(), rule.after_min],
                )?;
                let set = FIELDS.iter().zip(2..).map(|(field, at)| format!("{field} = ?{at}"));
                let sql =
                    format!("UPDATE alert_rule SET {} WHERE id = ?1", set.collect::<Vec<_>>().join(", "));
                let values = std::iter::once(Value::from(id.0)).chain(values(rule));
                let changed = tx.execute(&sql, params_from_iter(values.collect::<Vec<_>>()))?;
                if changed == 0 {
                    return Err(AlertRefusal::Unknown);
                }
                id
            }
            None => {
                let count: i64 = tx.query_row("SELECT count(*) FROM alert_rule", [], |row| row.get(0))?;
                if count >= RULES_MAX {
                    return Err(AlertRefusal::TooMany);
                }
                let marks = (1..=FIELDS.len()).map(|at| format!("?{at}")).collect::<Vec<_>>().join(", ");
                let fields = FIELDS.join(", ");
                let sql =
                    format!("INSERT INTO alert_rule ({fields}, active) VALUES ({marks}, 1) RETURNING id");
                RuleId(tx.query_row(&sql, params_from_iter(values(rule)), |row| row.get(0))?)
            }
        };
        // Addresses are people's: the trail says how many.
        let detail = json!({
            "trouble": rule.watched.as_str(), "district": district(rule), "tag": tag(rule),
            "after_min": rule.after_min, "open_only": rule.open_only, "mails": rule.mails.len(), "hook": !rule.hook.is_empty(),
        });
        audit::note(
            &tx,
            &keys,
            at.as_millisecond(),
            by,
            "set-alert-rule",
            &format!("alert-rule:{}", id.0),
            &detail,
        )?;
        tx.commit()?;
        Ok(id)
    }

    /// Switches a rule on or off. What it found is closed at the next look.
    pub fn switch_alert_rule(
        &mut self,
        id: RuleId,
        active: bool,
        by: &str,
        at: Timestamp,
    ) -> Result<(), AlertRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        if tx.execute("UPDATE alert_rule SET active = ?2 WHERE id = ?1", params![id.0, active])? == 0 {
            return Err(AlertRefusal::Unknown);
        }
        let (about, detail) = (format!("alert-rule:{}", id.0), json!({ "active": active }));
        audit::note(&tx, &keys, at.as_millisecond(), by, "switch-alert-rule", &about, &detail)?;
        tx.commit()?;
        Ok(())
    }

    /// Sends a test to everybody whom a rule tells.
    pub fn test_alert_rule(&mut self, id: RuleId, by: &str, at: Timestamp) -> Result<(), AlertRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let kept = one(&tx, id)?.ok_or(AlertRefusal::Unknown)?;
        enqueue(&tx, &kept, &words::test(&kept.rule, at), true, at)?;
        let about = format!("alert-rule:{}", id.0);
        audit::note(&tx, &keys, at.as_millisecond(), by, "test-alert-rule", &about, &json!({}))?;
        tx.commit()?;
        Ok(())
    }

    /// Notes that somebody tries whether e-mail arrives. To whom is a person's address, and not for the trail.
    pub fn note_mail_trial(&mut self, by: &str, at: Timestamp) -> Result<()> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        audit::note(&tx, &keys, at.as_millisecond(), by, "try-mail", "alerts", &json!({}))?;
        Ok(tx.commit()?)
    }

    /// The secret that a rule's posts to `hook` are signed with: 64 hexadecimal digits. Made of central's key, so that no
    /// backup holds it, and of the address, so that another receiver has another.
    pub fn hook_secret(&self, rule: RuleId, hook: &str) -> String {
        hex(&self.keys.records.alert_hook(rule.0, hook))
    }
}

fn district(rule: &Rule) -> &str {
    rule.district.as_ref().map_or("", RegionCode::as_str)
}

fn tag(rule: &Rule) -> &str {
    rule.tag.as_ref().map_or("", Tag::as_str)
}

/// What a rule says, in the order of [`FIELDS`].
fn values(rule: &Rule) -> [Value; FIELDS.len()] {
    [
        rule.name.clone().into(),
        rule.watched.as_str().to_owned().into(),
        district(rule).to_owned().into(),
        tag(rule).to_owned().into(),
        i64::from(rule.after_min).into(),
        i64::from(rule.again_h).into(),
        i64::from(rule.open_only).into(),
        i64::from(rule.quiet.from).into(),
        i64::from(rule.quiet.to).into(),
        i64::from(rule.quiet.zone_h).into(),
        rule.mails.join(" ").into(),
        rule.hook.clone().into(),
    ]
}

/// Rules with what stands behind `FROM alert_rule`.
fn asked(rest: &str) -> String {
    format!("SELECT id, {}, active FROM alert_rule {rest}", FIELDS.join(", "))
}

pub(super) fn all(conn: &Connection) -> Result<Vec<KeptRule>> {
    let mut statement = conn.prepare_cached(&asked("ORDER BY name, id"))?;
    let rows = statement.query_map([], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}

fn one(conn: &Connection, id: RuleId) -> Result<Option<KeptRule>> {
    conn.prepare_cached(&asked("WHERE id = ?1"))?
        .query_row([id.0], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

fn read(row: &Row<'_>) -> Result<KeptRule> {
    let text = |at: usize| row.get::<_, String>(at);
    let (district, tag) = (text(3)?, text(4)?);
    fn some<T: std::str::FromStr>(text: &str) -> Result<Option<T>> {
        (!text.is_empty()).then(|| text.parse().map_err(|_| DAMAGED)).transpose()
    }
    fn small<T: TryFrom<i64>>(row: &Row<'_>, at: usize) -> Result<T> {
        T::try_from(row.get::<_, i64>(at)?).map_err(|_| DAMAGED)
    }
    Ok(KeptRule {
        id: RuleId(row.get(0)?),
        rule: Rule {
            name: text(1)?,
            watched: Watched::named(&text(2)?).ok_or(DAMAGED)?,
            district: some(&district)?,
            tag: some(&tag)?,
            after_min: small(row, 5)?,
            again_h: small(row, 6)?,
            open_only: row.get(7)?,
            quiet: Quiet { from: small(row, 8)?, to: small(row, 9)?, zone_h: small(row, 10)? },
            mails: text(11)?.split_whitespace().map(str::to_owned).collect(),
            hook: text(12)?,
        },
        active: row.get(13)?,
    })
}
