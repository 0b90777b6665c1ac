//! What becomes of one rule at one kiosk: from what is seen now and what was noted before. Pure, one table.

use jiff::Timestamp;

use super::rule::Rule;

/// What is seen of the trouble now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// It is there since then, Unix milliseconds.
    Since(i64),
    /// It is not there.
    Fine,
    /// It was there, and now it does not count or nobody knows: the office is closed, or the kiosk is not heard, which
    /// is another rule's trouble. What was noted stands as it is.
    Aside,
    /// Nobody expects the kiosk to serve: suspended, revoked, not accepted yet; or the rule was switched off.
    Unwatched,
}

/// What was noted before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Noted {
    /// Nothing.
    Nothing,
    /// An alert that lasts.
    Living {
        /// When somebody was last told, Unix milliseconds. `None`: nobody yet.
        told_ms: Option<i64>,
        /// A person has seen it.
        acknowledged: bool,
    },
    /// It is over, and that was not told yet.
    Owed {
        /// Whether anybody was told that it had begun.
        told: bool,
    },
}

/// What is told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Told {
    /// It has begun.
    Begun,
    /// It still lasts.
    Still,
    /// It is over.
    Over,
    /// It began and ended while nobody was to be told.
    Passed,
}

/// What is to be noted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Note {
    /// A new alert, with when it began, Unix milliseconds.
    Raise(i64),
    /// It is over; `owed`: that is still to be told.
    Close {
        /// That is still to be told.
        owed: bool,
    },
    /// What was owed is told.
    Paid,
}

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Verdict {
    /// What changes.
    pub note: Option<Note>,
    /// What is told now.
    pub tell: Option<Told>,
}

/// Whether somebody may be told now: not in quiet hours, and not when the rule has told enough in the last hour.
pub fn may_tell(rule: &Rule, told_last_hour: u64, now: Timestamp) -> bool {
    !rule.quiet.covers(now) && told_last_hour < super::rule::MESSAGES_PER_HOUR
}

/// Judges.
pub fn judge(rule: &Rule, seen: Seen, noted: Noted, may_tell: bool, now: Timestamp) -> Verdict {
    let now_ms = now.as_millisecond();
    let verdict = |note, tell: Option<Told>| Verdict { note, tell: tell.filter(|_| may_tell) };
    match (noted, seen) {
        (Noted::Nothing, Seen::Since(since_ms)) => {
            if now_ms - since_ms >= i64::from(rule.after_min) * 60_000 {
                verdict(Some(Note::Raise(since_ms)), Some(Told::Begun))
            } else {
                Verdict::default()
            }
        }
        (Noted::Nothing, Seen::Fine | Seen::Aside | Seen::Unwatched)
        | (Noted::Living { .. }, Seen::Aside) => Verdict::default(),
        // Who has seen it needs no telling any more.
        (Noted::Living { told_ms: None, acknowledged }, Seen::Since(_)) => {
            verdict(None, (!acknowledged).then_some(Told::Begun))
        }
        (Noted::Living { told_ms: Some(told_ms), acknowledged }, Seen::Since(_)) => {
            let long = rule.again_h > 0 && now_ms - told_ms >= i64::from(rule.again_h) * 3_600_000;
            verdict(None, (long && !acknowledged).then_some(Told::Still))
        }
        (Noted::Living { told_ms, acknowledged: _ }, Seen::Fine) => verdict(
            Some(Note::Close { owed: !may_tell }),
            Some(if told_ms.is_some() { Told::Over } else { Told::Passed }),
        ),
        (Noted::Living { .. }, Seen::Unwatched) => verdict(Some(Note::Close { owed: false }), None),
        // Begun again or not: that it was over is told first, and what began is another alert.
        (Noted::Owed { told }, Seen::Fine | Seen::Aside | Seen::Since(_)) => {
            verdict(may_tell.then_some(Note::Paid), Some(if told { Told::Over } else { Told::Passed }))
        }
        (Noted::Owed { .. }, Seen::Unwatched) => verdict(Some(Note::Paid), None),
    }
}

/// Since when a trouble lasts without a pause, Unix milliseconds: `run` is its timeline with the newest first, each
/// with whether it was the trouble. `None`: it is not there.
pub fn since(run: impl IntoIterator<Item = (i64, bool)>) -> Option<i64> {
    run.into_iter().take_while(|(_, is)| *is).last().map(|(at_ms, _)| at_ms)
}
