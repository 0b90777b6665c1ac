//! Inputs over the network: pages followed by the source's own pagination, one request at a time.
//!
//! MagangHub says how many pages there are. Karirhub does not, so its list is read until a page brings
//! nothing new; then the detail of each vacancy in it is read, because a list row says so little.

use std::collections::HashSet;
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use super::SourceArg;
use super::field::{number, raw_text};
use super::read::{Raw, RawKind, ReadError, parse, split};

/// Bytes of one answer, unpacked.
const ANSWER_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// How long one request may take.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(30);
/// Pages of one input: twenty times what was seen.
const PAGES_MAX: usize = 2_000;
/// Between two requests, out of courtesy.
const PAUSE: Duration = Duration::from_millis(200);

/// An answer that did not come.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// No connection, no name, no time.
    #[error("{url}: no answer ({error}). Check the network, or import from downloaded files")]
    NoAnswer {
        /// The address.
        url: String,
        /// What went wrong.
        error: String,
    },
    /// Another status than 200.
    #[error("{url}: the server answered {status}. Try again later, or import from downloaded files")]
    Status {
        /// The address.
        url: String,
        /// The status.
        status: u16,
    },
    /// More than a page can have.
    #[error("{url}: the answer is larger than {} MB. Ask for fewer records a page (limit=)", ANSWER_BYTES_MAX >> 20)]
    TooLarge {
        /// The address.
        url: String,
    },
    /// It goes on and on.
    #[error("{url}: more than {PAGES_MAX} pages. Ask for more records a page (limit=)")]
    Endless {
        /// The address.
        url: String,
    },
}

/// Reads an address and the pages after it.
pub fn fetch(source: SourceArg, url: &str, records: &mut Vec<Raw>) -> Result<(), ReadError> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(REQUEST_TIME_MAX))
        .http_status_as_error(false)
        .user_agent(concat!("anjungan-central/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let first_record = records.len();
    let mut seen = HashSet::new();
    let mut page_url = url.to_string();
    for _ in 0..PAGES_MAX {
        let document = get(&agent, &page_url)?;
        let is_list = document.get("data").is_some_and(Value::is_array);
        let pagination =
            ["current_page", "last_page"].map(|name| number(&document, &["meta", "pagination", name]));
        let before = records.len();
        split(source, &page_url, document, records)?;
        let ids = records[before..].iter().filter_map(id);
        let fresh = ids.filter(|id| seen.insert(id.clone())).count();
        let next = match pagination {
            [Some(current), Some(last)] => (current < last).then_some(current + 1),
            [_, _] if is_list && fresh > 0 => Some(page_number(&page_url) + 1),
            [_, _] => None,
        };
        let Some(next) = next else {
            return details(&agent, url, first_record, records);
        };
        sleep(PAUSE);
        page_url = with_page(url, next);
    }
    Err(FetchError::Endless { url: url.into() }.into())
}

/// Reads the detail of each list row from `first` on. One that is gone meanwhile stays a list row.
fn details(
    agent: &ureq::Agent,
    list_url: &str,
    first: usize,
    records: &mut Vec<Raw>,
) -> Result<(), ReadError> {
    let Some((base, _)) = list_url.split_once("/industrial-vacancies") else { return Ok(()) };
    let rows = records[first..].iter().filter(|record| record.kind == RawKind::KarirhubRow);
    let ids: Vec<String> = rows.filter_map(id).filter(|id| is_plain(id)).collect();
    for id in ids {
        sleep(PAUSE);
        let url = format!("{base}/vacancies/{id}");
        match get(agent, &url) {
            Ok(document) => {
                split(SourceArg::Karirhub, &url, document, records)?;
            }
            Err(ReadError::Fetch(FetchError::Status { status: 404 | 410, .. })) => {
                tracing::info!(id, "the vacancy's detail is gone, its list row is kept");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn get(agent: &ureq::Agent, url: &str) -> Result<Value, ReadError> {
    let failed = |error: ureq::Error| {
        if matches!(error, ureq::Error::BodyExceedsLimit(_)) {
            FetchError::TooLarge { url: url.into() }
        } else {
            FetchError::NoAnswer { url: url.into(), error: error.to_string() }
        }
    };
    let mut answer = agent.get(url).header("Accept", "application/json").call().map_err(failed)?;
    let status = answer.status().as_u16();
    if status != 200 {
        return Err(FetchError::Status { url: url.into(), status }.into());
    }
    let bytes = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec().map_err(failed)?;
    parse(url, &bytes)
}

fn id(record: &Raw) -> Option<String> {
    raw_text(&record.value, &["id"]).or_else(|| raw_text(&record.value, &["id_posisi"]))
}

/// An id that can stand in an address.
fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// The number of the page that an address asks for; the first when it doesn't say.
fn page_number(url: &str) -> i64 {
    let (_, query) = url.split_once('?').unwrap_or((url, ""));
    query.split('&').find_map(|pair| pair.strip_prefix("page=")?.parse().ok()).unwrap_or(1)
}

/// The same address, asking for another page.
fn with_page(url: &str, page: i64) -> String {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("page="));
    let query: Vec<String> = kept.map(String::from).chain([format!("page={page}")]).collect();
    format!("{address}?{}", query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_keeps_the_rest_of_the_address() {
        assert_eq!(with_page("https://a/b?page=1&limit=100", 2), "https://a/b?limit=100&page=2");
        assert_eq!(with_page("https://a/b", 2), "https://a/b?page=2");
        assert_eq!(page_number("https://a/b?limit=1&page=7"), 7);
        assert_eq!(page_number("https://a/b"), 1);
    }
}
