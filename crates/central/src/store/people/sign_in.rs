//! Signing in.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::store::db::{OptionalExtension, params};
use argon2::Argon2;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use zeroize::Zeroizing;

use super::secret::seconds;
use super::session::{self, SessionToken};
use super::{Account, COLUMN_COUNT, COLUMNS, TotpSecret, account, note, recovery, totp};
use crate::office::dossier::Group;
use crate::store::error::{Result, StoreError};
use crate::store::{Keys, Store};

/// Wrong tries in a row until an account is locked.
pub(super) const TRIES: u32 = 5;
/// For how many minutes at most.
const LOCKED_MINUTES_MAX: u32 = 60;

/// What a try to sign in is checked against.
pub struct Credentials {
    account: Option<Account>,
    phc: String,
    totp: TotpSecret,
    last_step: i64,
    keys: Arc<Keys>,
    recovery: BTreeSet<[u8; 32]>,
}

/// What came of the check. Says nothing of which part was wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Checked(Option<Factor>);

/// What stood for the second factor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Factor {
    /// The app's code of this step.
    Step(i64),
    /// The recovery code with this hash.
    Recovery([u8; 32]),
}

impl Credentials {
    /// Compares password and code, which is the app's or a recovery code. Takes about a tenth of a second and 19 MiB,
    /// whether there is such an account or not; nothing is written.
    pub fn check(&self, password: &str, code: &str, at: Timestamp) -> Checked {
        let known = fits(&self.phc, password);
        let step = self.totp.totp().check(code.trim(), seconds(at)).map(u64::cast_signed);
        let step = step.filter(|step| *step > self.last_step).map(Factor::Step);
        let id = self.account.as_ref().map_or(0, |account| account.id.0);
        let mac = self.keys.records.recovery(id, code.trim());
        let factor = step.or(self.recovery.contains(&mac).then_some(Factor::Recovery(mac)));
        Checked(factor.filter(|_| known && self.account.is_some()))
    }
}

/// Whether a password is the one of a hash.
pub(super) fn fits(phc: &str, password: &str) -> bool {
    PasswordHash::new(phc)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// What came of signing in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SignIn {
    /// A session began.
    Welcome(SessionToken, Account),
    /// Something was wrong, or the account is locked: which of them is not said.
    Refused,
}

impl Store {
    /// What a try to sign in is checked against, for any login.
    pub fn credentials(&self, login: &str) -> Result<Credentials> {
        let found: Option<(String, i64, Result<Account>)> = self
            .conn
            .prepare_cached(&format!("SELECT {COLUMNS}, password, totp_step FROM officer WHERE login = ?1"))?
            .query_row([login.trim().to_lowercase()], |row| {
                Ok((row.get(COLUMN_COUNT)?, row.get(COLUMN_COUNT + 1)?, account(row)))
            })
            .optional()?;
        let keys = Arc::clone(&self.keys);
        if let Some((phc, last_step, account)) = found {
            let account = account?;
            if account.joined {
                let totp = totp(&self.conn, &keys, account.id, Group::Totp)?
                    .ok_or(StoreError::Damaged { place: "officer.totp" })?;
                let recovery = recovery::left(&self.conn, account.id)?;
                return Ok(Credentials { account: Some(account), phc, totp, last_step, keys, recovery });
            }
        }
        // The same work for a login that nobody has, or whose officer was only invited.
        let (totp, recovery) = (TotpSecret(Zeroizing::new(vec![0; 20])), BTreeSet::new());
        Ok(Credentials { account: None, phc: NOBODY.into(), totp, last_step: 0, keys, recovery })
    }

    /// Ends a try to sign in: a session, or one more wrong try.
    pub fn sign_in(&mut self, credentials: &Credentials, checked: Checked, at: Timestamp) -> Result<SignIn> {
        let Some(account) = &credentials.account else { return Ok(SignIn::Refused) };
        let keys = Arc::clone(&self.keys);
        let at_ms = at.as_millisecond();
        let tx = self.write()?;
        // As it is now: another try may have been written meanwhile, or what was checked taken out of use.
        let (failed, locked_until_ms, active, last_step, phc): (u32, i64, bool, i64, String) = tx.query_row(
            "SELECT failed, locked_until_ms, active = 1 AND joined = 1, totp_step, password FROM officer WHERE id = ?1",
            [account.id.0],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
        )?;
        let totp = totp(&tx, &keys, account.id, Group::Totp)?;
        let still = active && phc == credentials.phc && totp.as_ref() == Some(&credentials.totp);
        let locked = at_ms < locked_until_ms;
        // Twelve digits can't be guessed, so a lock need not guard them: who is kept out by others' tries comes in so.
        let open = !locked || matches!(checked.0, Some(Factor::Recovery(_)));
        let step = match checked.0.filter(|_| still && open) {
            Some(Factor::Step(step)) => Some(step).filter(|step| *step > last_step),
            Some(Factor::Recovery(mac)) => recovery::spend(&tx, account.id, &mac)?.then_some(last_step),
            None => None,
        };
        let Some(step) = step else {
            // Tries while it is locked don't prolong the lock.
            if !locked {
                let failed = failed.saturating_add(1);
                let lock = failed >= TRIES;
                let until = at_ms + locked_for(failed).as_millis() as i64;
                tx.execute(
                    "UPDATE officer SET failed = ?2, locked_until_ms = ?3 WHERE id = ?1",
                    params![account.id.0, failed, until],
                )?;
                let act = if lock { "sign-in-locked" } else { "sign-in-refused" };
                note(&tx, &keys, at, "nobody", act, account.id, json!({}))?;
                tx.commit()?;
            }
            return Ok(SignIn::Refused);
        };
        tx.execute(
            "UPDATE officer SET failed = 0, locked_until_ms = 0, totp_step = ?2 WHERE id = ?1",
            params![account.id.0, step],
        )?;
        let token = session::begin(&tx, account.id, at)?;
        let detail = match checked.0 {
            Some(Factor::Recovery(_)) => {
                json!({ "recovery-codes-left": recovery::left(&tx, account.id)?.len() })
            }
            Some(Factor::Step(_)) | None => json!({}),
        };
        note(&tx, &keys, at, &format!("officer:{}", account.id), "sign-in", account.id, detail)?;
        tx.commit()?;
        Ok(SignIn::Welcome(token, account.clone()))
    }

    /// Whose password and code these are, without a session: by all the rules of signing in.
    pub(super) fn proven(
        &mut self,
        credentials: &Credentials,
        checked: Checked,
        at: Timestamp,
    ) -> Result<Option<Account>> {
        let SignIn::Welcome(token, account) = self.sign_in(credentials, checked, at)? else {
            return Ok(None);
        };
        self.conn.execute("DELETE FROM session WHERE token_sha256 = ?1", [token.hash()])?;
        Ok(Some(account))
    }

    /// An officer changes their own password, having proved the present one and a code. Ends their sessions but
    /// `keep`. `false`: it was wrong, or the account is locked; counted like a try to sign in.
    pub fn change_password(
        &mut self,
        credentials: &Credentials,
        checked: Checked,
        phc: &str,
        keep: &SessionToken,
        at: Timestamp,
    ) -> Result<bool> {
        let Some(account) = self.proven(credentials, checked, at)? else { return Ok(false) };
        let keys = Arc::clone(&self.keys);
        let tx = self.write()?;
        tx.execute("UPDATE officer SET password = ?2 WHERE id = ?1", params![account.id.0, phc])?;
        tx.execute(
            "DELETE FROM session WHERE officer = ?1 AND token_sha256 <> ?2",
            params![account.id.0, keep.hash()],
        )?;
        let by = format!("officer:{}", account.id);
        note(&tx, &keys, at, &by, "change-password", account.id, json!({}))?;
        tx.commit()?;
        Ok(true)
    }
}

/// The hash of a password that was drawn and thrown away, with the parameters of all others.
pub(super) const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$YW5qdW5nYW4tbm9ib2R5IQ$\
    Zm9yIG5vYm9keSBhdCBhbGwsIGFuZCBub3QgZ3Vlc3M";

/// How long an account is locked after so many wrong tries in a row: 1 minute after the fifth, then 2, 4 … 60.
fn locked_for(failed: u32) -> SignedDuration {
    let minutes = failed.checked_sub(TRIES).map_or(0, |more| (1 << more.min(6)).min(LOCKED_MINUTES_MAX));
    SignedDuration::from_mins(i64::from(minutes))
}
