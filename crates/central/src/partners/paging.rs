//! What is asked for by place and given a page at a time: the same for every list.

use anjungan_wire::id::RegionCode;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use serde::Deserialize;
use utoipa::IntoParams;

use super::call::Caller;
use super::refusal::Refused;
use crate::office::offices::Offices;

/// Things in a page, unless fewer are asked for.
const LIMIT_MAX: u32 = 200;
const LIMIT: u32 = 100;
/// Rows that are looked at for one page. A page of few may go on far behind its last.
pub(super) const LOOKED_AT_MAX: u32 = 2_000;
/// Characters of a row id.
const ID_CHARS_MAX: usize = 200;

/// Which things, and from where on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// Province (2 digits), or regency or city (4).
    #[param(pattern = "^[0-9]{2}([0-9]{2})?$", example = "3216")]
    region: String,
    /// `next` of the page before; nothing for the first.
    #[param(max_length = 200)]
    after: Option<String>,
    /// So many at most.
    #[param(minimum = 1, maximum = 200, default = 100)]
    limit: Option<u32>,
}

/// What was asked for, by somebody who may ask for it there.
pub(super) struct Wanted {
    /// Where.
    pub(super) region: RegionCode,
    /// After which row's id; empty: from the first on.
    pub(super) after: String,
    limit: usize,
    offices: Offices,
}

impl Wanted {
    /// Reads the question.
    pub(super) fn of(
        asked: Result<Query<Asked>, QueryRejection>,
        caller: &Caller,
    ) -> Result<Wanted, Refused> {
        let Query(asked) =
            asked.map_err(|_| Refused::malformed("give region, and if you wish after and limit"))?;
        let region: RegionCode = Some(asked.region)
            .filter(|text| matches!(text.len(), 2 | 4) && text.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| Refused::malformed("region: 2 or 4 digits, like 3216"))?;
        let limit = asked.limit.unwrap_or(LIMIT);
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(Refused::malformed("limit: from 1 to 200"));
        }
        let after = asked.after.unwrap_or_default();
        if after.chars().count() > ID_CHARS_MAX || after.contains('\0') {
            return Err(Refused::malformed("after: what the page before called next"));
        }
        let offices = caller.offices();
        if !seen(&offices, &region) {
            return Err(Refused::not_found());
        }
        Ok(Wanted { region, after, limit: limit as usize, offices })
    }

    /// The page, and where the next one begins, of [`LOOKED_AT_MAX`] rows that were looked at, in the order of their
    /// ids. `None` is a row that is not given.
    pub(super) fn cut<T, Out>(
        &self,
        rows: Vec<(String, Option<T>)>,
        place: impl Fn(&T) -> &RegionCode,
        out: impl Fn(String, T) -> Out,
    ) -> (Vec<Out>, Option<String>) {
        let full = rows.len() == LOOKED_AT_MAX as usize;
        let (mut page, mut last, mut cut) = (Vec::new(), None, false);
        for (id, row) in rows {
            if page.len() == self.limit {
                cut = true;
                break;
            }
            last = Some(id.clone());
            let Some(row) = row else { continue };
            let place = place(&row);
            if self.region.contains(place) && self.offices.cover(place) {
                page.push(out(id, row));
            }
        }
        (page, last.filter(|_| cut || full))
    }
}

/// Whether anything in a region can be theirs.
fn seen(offices: &Offices, region: &RegionCode) -> bool {
    match offices {
        Offices::Every => true,
        Offices::These(codes) => codes.iter().any(|code| region.contains(code) || code.contains(region)),
    }
}
