//! The bodies of requests and answers. Paths: `POST /v1/enrol`, `/v1/beat`, `/v1/push`,
//! `/v1/status` ([`crate::status`]), `GET /v1/feed/{scope}`, `GET /v1/blob/{sha256}`.

use serde::{Deserialize, Deserializer, Serialize};

use crate::feed::{Cursor, Page};
use crate::health::Condition;
use crate::id::{Epoch, KioskCode, RegionCode, Scope, StreamId};
use crate::op::{Clock, Op};
use crate::revocation::Revocation;
use crate::seal::SealingKey;
use crate::signed::Signed;

/// `POST /v1/enrol`: the only request that no known key signs. It is signed by the key it brings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Enrol {
    /// Eight Crockford characters, once, valid for 24 hours.
    pub code: String,
    /// The terminal's Ed25519 public key. The private half never leaves it.
    #[serde(with = "crate::encoding::hex_array")]
    pub public_key: [u8; 32],
    /// The stream of its ledger.
    pub stream: StreamId,
    /// What the machine calls itself: maker and model, for the person who accepts it.
    pub machine: String,
}

/// What an enrolled terminal must know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Enrolled {
    /// Its public name.
    pub kiosk: KioskCode,
    /// Whether a person at central has accepted the key. Until then pushes and feeds answer `403`.
    pub accepted: bool,
    /// Central's present epoch.
    pub epoch: Epoch,
    /// Seals every op.
    pub sealing_key: SealingKey,
    /// Verifies snapshots and everything else central signs.
    #[serde(with = "crate::encoding::hex_array")]
    pub content_key: [u8; 32],
    /// The feeds to follow. Those that this program doesn't know are left out.
    #[serde(deserialize_with = "known_scopes")]
    pub scopes: Vec<Scope>,
    /// Who runs this kiosk, as the screen says it: "Disnaker Kabupaten Bekasi".
    pub tenant: String,
    /// Where it stands: "Anjungan Siap Kerja – MM2100".
    pub site: String,
    /// Its district or regency, for "near here".
    pub region: RegionCode,
}

/// `POST /v1/beat`: I am here, this is how far I am.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Beat {
    /// The terminal's stream.
    pub stream: StreamId,
    /// The last op it knows central to have.
    pub acked: u64,
    /// Ops waiting.
    pub waiting: u64,
    /// Feeds and how far they are. Central passes over those that it doesn't know.
    #[serde(deserialize_with = "known_cursors")]
    pub cursors: Vec<Cursor>,
    /// How the machine is.
    pub health: Health,
    /// Its clocks.
    pub clock: Clock,
    /// Answer when a feed named in `cursors` has something new, or after so many seconds,
    /// [`crate::limits::BEAT_WAIT_S_MAX`] at most. `None`, and to an older central: answer at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_s: Option<u16>,
}

/// How the machine is, in buckets, so that an idle one has nothing new to say.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Health {
    /// The program's version.
    pub version: String,
    /// The printer in one word: `ready`, `paper-low`, `paper-out`, `cover-open`, `absent`, `unknown`.
    pub printer: String,
    /// Free space where the ledger is, in MiB.
    pub disk_free_mib: u64,
    /// Rows the terminal could not understand and therefore does not show.
    pub unreadable_rows: u64,
    /// About how many tickets the roll still holds. `None`: no refill was confirmed yet, or an older program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tickets_left: Option<u32>,
    /// The code under which a technician or the terminal itself put the machine out of order, such as `P03`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_order: Option<String>,
    /// The printer for sheets in a word, as `printer`. `None`: there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet_printer: Option<String>,
    /// The machine in closed types. `None`: an older program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

/// Central's answer to a beat.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BeatAnswer {
    /// Central's epoch.
    pub epoch: Epoch,
    /// The highest op number central has of this stream, with all before it.
    pub hwm: u64,
    /// The newest change of each scope asked about.
    #[serde(deserialize_with = "known_heads")]
    pub heads: Vec<(Scope, u64)>,
    /// Central's clock, Unix milliseconds.
    pub now_ms: i64,
    /// Wait at least this long before the next request, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backoff_s: Option<u32>,
    /// The oldest program version central still understands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_version: Option<String>,
    /// The feeds to follow from now on, when they may have changed since the terminal enrolled. `None`: an older
    /// central.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "some_known_scopes")]
    pub scopes: Option<Vec<Scope>>,
    /// A beat may ask to be held ([`Beat::wait_s`]), so many seconds at most. `None`: an older central.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_s_max: Option<u16>,
    /// This terminal is retired: what it still has is taken, and then it empties itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation: Option<Box<Signed<Revocation>>>,
    /// What `GET /v1/feed/{scope}` would answer after the cursor in this beat, for feeds that moved a little: to be
    /// taken as if it had been asked for. Empty, and from an older central: ask.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "known_pages")]
    pub pages: Vec<(Scope, Page)>,
}

// Feeds come with new programs, and the two sides are not updated on the same day: one that is not known here is
// left out, and the rest of the message counts.

fn known_scopes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Scope>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
}

fn some_known_scopes<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<Scope>>, D::Error> {
    known_scopes(from).map(Some)
}

fn known_heads<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(Scope, u64)>, D::Error> {
    let heads = Vec::<(String, u64)>::deserialize(from)?;
    Ok(heads.into_iter().filter_map(|(name, head)| Some((name.parse().ok()?, head))).collect())
}

fn known_pages<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(Scope, Page)>, D::Error> {
    let pages = Vec::<(String, Page)>::deserialize(from)?;
    Ok(pages.into_iter().filter_map(|(name, page)| Some((name.parse().ok()?, page))).collect())
}

fn known_cursors<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Cursor>, D::Error> {
    #[derive(Deserialize)]
    struct Named {
        scope: String,
        epoch: Epoch,
        after: u64,
    }
    let cursors = Vec::<Named>::deserialize(from)?;
    let known = cursors.into_iter().filter_map(|Named { scope, epoch, after }| {
        Some(Cursor { scope: scope.parse().ok()?, epoch, after })
    });
    Ok(known.collect())
}

/// `POST /v1/push`: facts, contiguous from the last acknowledged one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Push {
    /// The terminal's stream.
    pub stream: StreamId,
    /// The oldest op the terminal still has. After a restore central may ask for one that is gone; then
    /// it writes the gap down for a person and goes on from here. Never a silent jump. The next number when it has
    /// none.
    pub oldest: u64,
    /// The ops. None where everything that central asks for is gone: then `oldest` alone is the news.
    pub ops: Vec<Op>,
}

/// Central has everything up to `hwm`. That number alone is the acknowledgement.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PushAnswer {
    /// Central's epoch.
    pub epoch: Epoch,
    /// The highest op number central has of this stream, with all before it.
    pub hwm: u64,
}

/// A refusal. `say` is for a technician; terminals act on the code alone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Refusal {
    /// What sort.
    pub code: RefusalCode,
    /// What happened and what to do.
    pub say: String,
    /// For [`RefusalCode::Conflict`]: the op number whose bytes differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no: Option<u64>,
    /// For [`RefusalCode::Clock`]: central's clock, Unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now_ms: Option<i64>,
    /// For [`RefusalCode::Revoked`]: that it is so, signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation: Option<Box<Signed<Revocation>>>,
}

/// Why central refuses. None of them makes a terminal delete anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalCode {
    /// 400: the request can't be understood.
    Malformed,
    /// 401: no signature, a wrong one, or an unknown key.
    Signature,
    /// 401: the signature's time is outside the window; `now_ms` says what central's clock says.
    Clock,
    /// 403: the key is known and not accepted yet.
    NotAccepted,
    /// 403: the terminal was retired or reported lost.
    Revoked,
    /// 404: no such scope, blob or path.
    NotFound,
    /// 409: another op under the same number. Stop and call a person.
    Conflict,
    /// 413: send less.
    TooLarge,
    /// 429: wait.
    TooMany,
    /// 500: central's own fault; try again later.
    Internal,
    /// 403: the enrolment code is wrong, used or too old.
    EnrolmentCode,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_terminals_extra_fields_do_not_hurt() {
        let stream = "00".repeat(16);
        let text = format!(r#"{{"stream":"{stream}","oldest":1,"ops":[],"invented_later":true}}"#);
        assert!(serde_json::from_str::<Push>(&text).is_ok());
    }

    #[test]
    fn a_feed_of_another_version_does_not_hurt_the_rest() {
        let none = Epoch::NONE;
        let beat = format!(
            r#"{{"stream":"{}","acked":0,"waiting":0,"health":{{"version":"9","printer":"ready","disk_free_mib":1,
            "unreadable_rows":0}},"clock":{{"wall_ms":0,"boot":"0000000000000000","mono_ms":0,"synced":false}},
            "cursors":[{{"scope":"fairs@32","epoch":"{none}","after":3}},{{"scope":"cards@32","epoch":"{none}","after":4}}]}}"#,
            "00".repeat(16)
        );
        let beat: Beat = serde_json::from_str(&beat).unwrap();
        assert_eq!(beat.cursors.iter().map(|cursor| cursor.after).collect::<Vec<_>>(), [4]);
        let answer = format!(
            r#"{{"epoch":"{none}","hwm":0,"heads":[["fairs@32",1],["cards@32",2]],"now_ms":0,"scopes":["fairs@32"]}}"#
        );
        let answer: BeatAnswer = serde_json::from_str(&answer).unwrap();
        assert_eq!((answer.heads.len(), answer.scopes), (1, Some(vec![])));
        let old = format!(r#"{{"epoch":"{none}","hwm":0,"heads":[],"now_ms":0}}"#);
        let old = serde_json::from_str::<BeatAnswer>(&old).unwrap();
        assert_eq!((old.scopes, old.pages.len()), (None, 0));
    }

    #[test]
    fn pages_come_with_a_beat_byte_for_byte_and_those_of_unknown_feeds_are_left_out() {
        let page = r#"{"epoch":"00000000-0000-0000-0000-000000000001","after":2,"rows":[{"id":"x","seq":3,"body":{"a": 1.50}}],"next":3,"more":false,"head":3,"count":1,"digest":"00000000000000ff","as_of_s":0}"#;
        let text = format!(
            r#"{{"epoch":"{}","hwm":0,"heads":[],"now_ms":0,"pages":[["ferries@32",{page}],["announcements",{page}]]}}"#,
            Epoch::NONE
        );
        let answer: BeatAnswer = serde_json::from_str(&text).unwrap();
        let [(scope, found)] = answer.pages.as_slice() else {
            panic!("one feed is known: {:?}", answer.pages)
        };
        assert_eq!(
            (*scope == Scope::Announcements, serde_json::to_string(found).unwrap()),
            (true, page.to_owned())
        );
        // Nothing of it is said to a terminal that has all.
        let none = BeatAnswer { pages: vec![], ..answer };
        assert!(!serde_json::to_string(&none).unwrap().contains("pages"));
    }

    #[test]
    fn the_health_of_an_older_terminal_says_nothing_about_paper() {
        let old = r#"{"version":"0.1.0","printer":"ready","disk_free_mib":512,"unreadable_rows":0}"#;
        let health: Health = serde_json::from_str(old).unwrap();
        assert_eq!((health.tickets_left, health.out_of_order, health.sheet_printer), (None, None, None));
        assert_eq!(health.condition, None);
    }

    #[test]
    fn the_health_of_a_newer_terminal_is_read_by_an_older_central() {
        // What central 0.1.0 knew of it.
        #[derive(Deserialize)]
        struct Old {
            printer: String,
        }
        let health = Health {
            printer: "paper-low".into(),
            tickets_left: Some(35),
            out_of_order: Some("P13".into()),
            sheet_printer: Some("ready".into()),
            ..Health::default()
        };
        let text = serde_json::to_string(&health).unwrap();
        assert_eq!(serde_json::from_str::<Old>(&text).unwrap().printer, "paper-low");
        assert_eq!(serde_json::from_str::<Health>(&text).unwrap(), health);
    }
}
