//! The rules of the kiosk's office, and the cards that its province's rows name.
//!
//! ```text
//!  row of office@… ──offered──▶ verified by sync ──┬─ trusted ──▶ in force ──▶ Reader::office
//!                                                  └─ not ──────▶ unreadable; what was in force stays
//! ```
//!
//! Rules are acted on, so they are in force only once their signature was verified, and they leave only for others
//! that were: a row that central's feed takes away again is signed by nobody. An office ends its service with rules
//! that say so.

use anjungan_wire::id::Scope;
use anjungan_wire::office::Office;
use anjungan_wire::signed::Signed;
use anjungan_wire::status::Blob;
use rusqlite::{OptionalExtension as _, TransactionBehavior};

use super::replica::{ApplyError, Catalogue};
use super::sort::parse;

/// The row's id.
const ROW: &str = "office";

/// Rules that came and are not in force.
pub struct Offered {
    /// To be verified.
    pub signed: Signed<Office>,
    body: String,
}

impl Catalogue {
    /// Rules of `scope` that are neither in force nor refused.
    pub fn offered_office(&self, scope: &Scope) -> Result<Option<Offered>, ApplyError> {
        let sql = "SELECT row.body FROM row JOIN shelf ON shelf.no = row.shelf
            WHERE shelf.scope = ?1 AND role = 'in-use' AND id = ?2 AND readable
            AND row.body NOT IN (SELECT body FROM office WHERE scope = ?1)";
        let body: Option<String> =
            self.db.prepare_cached(sql)?.query_row((scope.to_string(), ROW), |row| row.get(0)).optional()?;
        Ok(body.and_then(|body| parse(&body).map(|signed| Offered { signed, body })))
    }

    /// The rows of a scope as they came: id and body. For the small feeds of one kiosk alone.
    pub fn own_rows(&self, scope: &Scope) -> Result<Vec<(String, String)>, ApplyError> {
        let sql = "SELECT id, row.body FROM row JOIN shelf ON shelf.no = row.shelf
            WHERE shelf.scope = ?1 AND role = 'in-use' AND readable ORDER BY seq LIMIT 100";
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map([scope.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What came of verifying: rules to put in force, or `None` for a row that is not to be trusted.
    pub fn settle_office(
        &mut self,
        scope: &Scope,
        offered: &Offered,
        trusted: Option<&Office>,
    ) -> Result<(), ApplyError> {
        let scope = scope.to_string();
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        match trusted.and_then(|office| serde_json::to_string(office).ok()) {
            Some(rules) => {
                let sql = "INSERT OR REPLACE INTO office (scope, body, rules) VALUES (?, ?, ?)";
                tx.execute(sql, (&scope, &offered.body, rules))?;
            }
            None => {
                let sql = "UPDATE row SET readable = 0 WHERE id = ? AND body = ?
                    AND shelf IN (SELECT no FROM shelf WHERE scope = ?)";
                tx.execute(sql, (ROW, &offered.body, &scope))?;
            }
        }
        tx.execute("UPDATE state SET changed = changed + 1", [])?;
        tx.commit()?;
        Ok(())
    }

    /// Rules of offices that this kiosk no longer belongs to are not in force.
    pub(super) fn forget_offices(&mut self, scopes: &[Scope]) -> Result<(), ApplyError> {
        let kept: Vec<String> = scopes.iter().map(Scope::to_string).collect();
        let kept = serde_json::to_string(&kept).map_err(|error| ApplyError::Damaged(error.to_string()))?;
        let sql = "DELETE FROM office WHERE scope NOT IN (SELECT value FROM json_each(?))";
        self.db.execute(sql, [kept])?;
        Ok(())
    }

    /// Files that rows name, those of the newest rows first, of at most `bytes_max` together and `each_max` each.
    pub fn cards(&self, bytes_max: u64, each_max: u64) -> Result<Vec<Blob>, ApplyError> {
        let sql = "SELECT card, card_bytes FROM row WHERE card IS NOT NULL AND card_bytes BETWEEN 1 AND ?
            AND shelf IN (SELECT no FROM shelf WHERE role = 'in-use') ORDER BY seq DESC";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query([each_max.cast_signed()])?;
        let (mut cards, mut bytes) = (Vec::new(), 0_u64);
        while let Some(row) = rows.next()? {
            let card = Blob { sha256: row.get(0)?, size: row.get::<_, i64>(1)?.cast_unsigned() };
            bytes = bytes.saturating_add(card.size);
            if bytes > bytes_max {
                break;
            }
            cards.push(card);
        }
        Ok(cards)
    }
}
