//! Messages: written with what they tell, claimed by one process, sent, tried again.

use jiff::Timestamp;

use super::super::Store;
use super::super::error::{Result, StoreError};
use super::RuleId;
use super::rules::KeptRule;
use crate::alerts::words::Written;
use crate::store::db::{Connection, OptionalExtension, Row, params};

const DAMAGED: StoreError = StoreError::Damaged { place: "alert_message" };
/// Longer than any server is waited for.
const LEASE_MS: i64 = 3 * 60_000;
/// Sent messages are kept so long, and alerts that are over.
const KEPT_DAYS: i64 = 365;

/// How a message goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Channel {
    /// E-mail.
    Mail,
    /// A POST.
    Hook,
}

impl Channel {
    fn as_str(self) -> &'static str {
        match self {
            Channel::Mail => "mail",
            Channel::Hook => "hook",
        }
    }

    fn named(word: &str) -> Option<Self> {
        [Channel::Mail, Channel::Hook].into_iter().find(|channel| channel.as_str() == word)
    }
}

/// A message that is to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AlertMessage {
    /// Its number.
    pub id: i64,
    /// Of which rule.
    pub rule: RuleId,
    /// How.
    pub channel: Channel,
    /// To whom.
    pub target: String,
    /// The subject line.
    pub title: String,
    /// The text, or the JSON.
    pub body: String,
    /// When it was written, Unix milliseconds.
    pub made_ms: i64,
    /// How often it failed.
    pub tries: u32,
}

/// A message and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentMessage {
    /// Its number.
    pub id: i64,
    /// The rule's name.
    pub rule: String,
    /// A test.
    pub test: bool,
    /// To whom.
    pub target: String,
    /// The subject line.
    pub title: String,
    /// When it was written, Unix milliseconds.
    pub made_ms: i64,
    /// When it was sent, Unix milliseconds.
    pub sent_ms: Option<i64>,
    /// It is not tried any more.
    pub given_up: bool,
    /// When it is tried again, Unix milliseconds; of meaning while it waits.
    pub due_ms: i64,
    /// How often it failed.
    pub tries: u32,
    /// Why it failed last; empty: it did not.
    pub failure: String,
}

/// Puts what is written where it is sent from, one row an address.
pub(super) fn enqueue(
    conn: &Connection,
    kept: &KeptRule,
    written: &Written,
    test: bool,
    at: Timestamp,
) -> Result<()> {
    let mails = kept.rule.mails.iter().map(|mail| (Channel::Mail, mail.as_str(), &written.text));
    let hook =
        (!kept.rule.hook.is_empty()).then_some((Channel::Hook, kept.rule.hook.as_str(), &written.json));
    for (channel, target, body) in mails.chain(hook) {
        conn.prepare_cached(
            "INSERT INTO alert_message (rule, test, channel, target, title, body, state, made_ms, due_ms, tries,
                failure, lease_by, lease_until_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?7, 0, '', '', 0)",
        )?
        .execute(params![
            kept.id.0,
            test,
            channel.as_str(),
            target,
            written.title,
            body,
            at.as_millisecond()
        ])?;
    }
    Ok(())
}

/// How often a rule told something in the last hour.
pub(super) fn told_last_hour(conn: &Connection, rule: RuleId, now_ms: i64) -> Result<u64> {
    let told: i64 = conn
        .prepare_cached(
            "SELECT count(DISTINCT made_ms) FROM alert_message WHERE rule = ?1 AND made_ms > ?2 AND test = 0",
        )?
        .query_row(params![rule.0, now_ms - 3_600_000], |row| row.get(0))?;
    Ok(told.unsigned_abs())
}

impl Store {
    /// Takes a message that is due, so that no other process sends it meanwhile. Locks nothing when there is none.
    pub fn claim_message(&mut self, me: &str, now: Timestamp) -> Result<Option<AlertMessage>> {
        const DUE: &str = "SELECT id FROM alert_message
            WHERE state = 'waiting' AND due_ms <= ?1 AND lease_until_ms <= ?1 ORDER BY due_ms, id LIMIT 1";
        let now_ms = now.as_millisecond();
        let due = |conn: &Connection| -> Result<Option<i64>> {
            Ok(conn.prepare_cached(DUE)?.query_row([now_ms], |row| row.get(0)).optional()?)
        };
        if due(&self.conn)?.is_none() {
            return Ok(None);
        }
        let tx = self.write()?;
        let Some(id) = due(&tx)? else { return Ok(None) };
        tx.execute(
            "UPDATE alert_message SET lease_by = ?2, lease_until_ms = ?3 WHERE id = ?1",
            params![id, me, now_ms + LEASE_MS],
        )?;
        let message = tx.query_row(
            "SELECT id, rule, channel, target, title, body, made_ms, tries FROM alert_message WHERE id = ?1",
            [id],
            |row| Ok(read(row)),
        )??;
        tx.commit()?;
        Ok(Some(message))
    }

    /// Says what became of a message: sent, to be tried `again` then, or given up.
    pub fn settle_message(
        &mut self,
        message: &AlertMessage,
        me: &str,
        sent: bool,
        failure: &str,
        again: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<()> {
        let state = match (sent, again) {
            (true, _) => "sent",
            (false, Some(_)) => "waiting",
            (false, None) => "given-up",
        };
        let due_ms = again.unwrap_or(now).as_millisecond();
        let tx = self.write()?;
        // Another's lease means that it was sent late; who holds it now says what became of it.
        tx.execute(
            "UPDATE alert_message SET state = ?3, due_ms = ?4, failure = ?5, lease_by = '', lease_until_ms = 0,
                tries = tries + ?6, sent_ms = ?7
             WHERE id = ?1 AND lease_by = ?2",
            params![
                message.id,
                me,
                state,
                due_ms,
                failure,
                i64::from(!sent),
                sent.then_some(now.as_millisecond())
            ],
        )?;
        tx.commit()?;
        Ok(())
    }

    /// The last messages of some rules, the newest first.
    pub fn sent_messages(&self, rules: &[RuleId], limit: u32) -> Result<Vec<SentMessage>> {
        let mut found = Vec::new();
        for rule in rules {
            let mut statement = self.conn.prepare_cached(
                "SELECT alert_message.id, alert_rule.name, alert_message.test, alert_message.target,
                    alert_message.title, alert_message.made_ms, alert_message.sent_ms, alert_message.state,
                    alert_message.due_ms, alert_message.tries, alert_message.failure
                 FROM alert_message JOIN alert_rule ON alert_rule.id = alert_message.rule
                 WHERE alert_message.rule = ?1 ORDER BY alert_message.made_ms DESC, alert_message.id DESC LIMIT ?2",
            )?;
            let rows = statement.query_map(params![rule.0, limit], |row| {
                Ok(SentMessage {
                    id: row.get(0)?,
                    rule: row.get(1)?,
                    test: row.get(2)?,
                    target: row.get(3)?,
                    title: row.get(4)?,
                    made_ms: row.get(5)?,
                    sent_ms: row.get(6)?,
                    given_up: row.get::<_, String>(7)? == "given-up",
                    due_ms: row.get(8)?,
                    tries: u32::try_from(row.get::<_, i64>(9)?).unwrap_or(u32::MAX),
                    failure: row.get(10)?,
                })
            })?;
            for row in rows {
                found.push(row?);
            }
        }
        found.sort_by_key(|message| std::cmp::Reverse((message.made_ms, message.id)));
        found.truncate(limit as usize);
        Ok(found)
    }

    /// Forgets alerts that were over a year ago, and messages as old.
    pub fn forget_alerts(&mut self, now_ms: i64) -> Result<u64> {
        let before_ms = now_ms - KEPT_DAYS * 86_400_000;
        let tx = self.write()?;
        let gone = tx.execute("DELETE FROM alert WHERE state = 'closed' AND closed_ms < ?1", [before_ms])?;
        tx.execute("DELETE FROM alert_message WHERE state <> 'waiting' AND made_ms < ?1", [before_ms])?;
        tx.commit()?;
        Ok(gone as u64)
    }
}

fn read(row: &Row<'_>) -> Result<AlertMessage> {
    Ok(AlertMessage {
        id: row.get(0)?,
        rule: RuleId(row.get(1)?),
        channel: Channel::named(&row.get::<_, String>(2)?).ok_or(DAMAGED)?,
        target: row.get(3)?,
        title: row.get(4)?,
        body: row.get(5)?,
        made_ms: row.get(6)?,
        tries: u32::try_from(row.get::<_, i64>(7)?).map_err(|_| DAMAGED)?,
    })
}
