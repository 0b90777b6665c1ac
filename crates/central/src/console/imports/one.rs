//! One import: its columns, the fate of its rows, publishing it, taking it back.

use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::{HERE, words, words_of};
use crate::api::App;
use crate::console::application::actor_words;
use crate::console::form::Form;
use crate::console::page::{Frame, Problem, html, html_with, on_to};
use crate::console::session::{Sent, Session};
use crate::figures;
use crate::import::columns::{Field, Mapping, Remembered, columns};
use crate::import::fate::{Cause, Fate};
use crate::import::run::{State as Stands, Step};
use crate::office::offices::Offices;
use crate::office::people::Action;
use crate::store::{Account, ImportCounts, ImportRefusal, ImportRow, ImportRun, RunId, UNDO_DAYS};

/// Rows of a page.
const ROWS_SHOWN: u32 = 50;
/// Rows of the file of those that are not published.
const FILE_ROWS_MAX: usize = 50_000;

/// What of an import is looked at.
#[derive(Deserialize, Default)]
pub(in crate::console) struct Look {
    fate: Option<String>,
    after: Option<i64>,
    sheet: Option<String>,
    heading: Option<u32>,
    /// Asks for the columns again.
    columns: Option<u8>,
}

#[derive(Template)]
#[template(path = "console/import.html")]
struct ImportPage {
    f: Frame,
    id: i64,
    source: String,
    kind: &'static str,
    file: String,
    made: String,
    by: String,
    state: &'static str,
    tone: &'static str,
    working: bool,
    rows_done: String,
    failure: String,
    error: Option<String>,
    mapping: Option<MappingForm>,
    tiles: Vec<Tile>,
    rows: Vec<RowShown>,
    first_no: i64,
    last_no: i64,
    ticks: bool,
    more: Option<String>,
    to_publish: String,
    shrunken: Option<String>,
    elsewhere: Option<String>,
    own: bool,
    can_apply: bool,
    can_map: bool,
    can_drop: bool,
    can_undo: bool,
    undo_days: i64,
    pulled: bool,
    kept: Vec<RowShown>,
    not_published: bool,
    whole: bool,
}

struct Tile {
    code: &'static str,
    label: &'static str,
    count: String,
    here: bool,
}

struct RowShown {
    no: i64,
    label: String,
    fate: &'static str,
    tone: &'static str,
    why: Vec<String>,
    ticked: bool,
    flagged: bool,
    /// Only who runs every office lets it pass.
    barred: bool,
}

struct MappingForm {
    sheets: Vec<(String, bool)>,
    headings: Vec<(u32, String, bool)>,
    fields: Vec<FieldRow>,
    columns: Vec<(usize, String)>,
    table: Vec<(u32, Vec<String>)>,
    sheet: String,
    heading_row: u32,
    whole: bool,
}

struct FieldRow {
    code: &'static str,
    label: &'static str,
    needed: bool,
    column: Option<usize>,
    examples: String,
}

impl FieldRow {
    fn is(&self, at: &usize) -> bool {
        self.column == Some(*at)
    }
}

fn mapping_form(run: &ImportRun, look: &Look, session: &Session) -> MappingForm {
    let sheet = look.sheet.as_deref().unwrap_or(&run.mapping.sheet);
    let empty = crate::import::sheet::Sample::default();
    let sample =
        run.samples.iter().find(|sample| sample.sheet == sheet).or(run.samples.first()).unwrap_or(&empty);
    let mapping = match (look.heading, look.sheet.as_ref()) {
        (None, None) => run.mapping.clone(),
        (Some(row), _) => Mapping::with_headings(run.content, sample, row, &Remembered::new()),
        (None, Some(_)) => Mapping::propose(run.content, std::slice::from_ref(sample), &Remembered::new()),
    };
    let all = columns(sample, mapping.heading_row);
    let fields = run.content.fields().iter().map(|field| {
        let column = mapping.columns.get(field).copied();
        let examples =
            all.iter().find(|known| Some(known.at) == column).map(|known| known.examples.join(" · "));
        FieldRow {
            code: field.as_str(),
            label: words::field(*field, run.content, session.lang),
            needed: run.content.needs().contains(field),
            column,
            examples: examples.unwrap_or_default(),
        }
    });
    let brief = |cells: &[String]| {
        let said: Vec<&str> =
            cells.iter().filter(|cell| !cell.is_empty()).take(4).map(String::as_str).collect();
        said.join(" | ").chars().take(70).collect::<String>()
    };
    let below = sample.rows.iter().filter(|(no, _)| *no >= mapping.heading_row);
    MappingForm {
        sheets: run.samples.iter().map(|known| (known.sheet.clone(), known.sheet == sample.sheet)).collect(),
        headings: sample
            .rows
            .iter()
            .take(20)
            .map(|(no, cells)| (*no, brief(cells), *no == mapping.heading_row))
            .collect(),
        fields: fields.collect(),
        columns: all.iter().map(|known| (known.at, known.heading.clone())).collect(),
        table: below.take(4).map(|(no, cells)| (*no, cells.clone())).collect(),
        sheet: sample.sheet.clone(),
        heading_row: mapping.heading_row,
        whole: run.whole,
    }
}

fn row_shown(row: ImportRow, run: &ImportRun, session: &Session) -> RowShown {
    let (fate, tone) = words::fate(row.fate, session.lang);
    RowShown {
        no: row.no,
        label: row.label,
        fate,
        tone,
        why: row.why.iter().map(|why| words::why(why, run.content, session.lang)).collect(),
        ticked: row.ticked,
        flagged: row.fate == Fate::Flagged,
        barred: session.officer.offices != Offices::Every
            && row.why.iter().any(|why| why.cause == Cause::RegionElsewhere),
    }
}

type Found = (ImportRun, ImportCounts, Vec<ImportRow>, Vec<ImportRow>, bool, Vec<Account>);

async fn page(
    app: &App,
    session: &Session,
    id: RunId,
    look: &Look,
    error: Option<String>,
) -> Result<ImportPage, Problem> {
    let fate = look.fate.as_deref().and_then(Fate::named);
    let after = look.after.unwrap_or(0);
    let offices = session.officer.offices.clone();
    let found: Option<Found> = app
        .readers
        .run(move |store| {
            let Some(run) = store.run(id)?.filter(|run| offices.cover_whole(run.region.as_ref())) else {
                return Ok(None);
            };
            let rows = store.import_rows(id, fate, after, ROWS_SHOWN)?;
            let kept = store.kept_rows(id, ROWS_SHOWN)?;
            let counts = store.import_counts(id)?;
            Ok::<_, crate::store::StoreError>(Some((
                run,
                counts,
                rows,
                kept,
                store.import_four_eyes()?,
                store.officers()?,
            )))
        })
        .await??;
    let (run, counts, rows, kept, four_eyes, officers) = found.ok_or(Problem::NotFound)?;
    let lang = session.lang;
    let may_run = session.may(Action::RunImports);
    let may_publish = may_run || session.may(Action::PublishContent);
    let own = four_eyes && run.is_own(&session.actor().to_string());
    let is_ready = run.state.after(Step::Apply).is_some();
    let number = |count: i64| lang.number(u64::try_from(count).unwrap_or(0));
    let asks = matches!(run.state, Stands::Uploaded | Stands::Failed)
        || (run.state == Stands::Checked
            && (look.columns.is_some() || look.sheet.is_some() || look.heading.is_some()));
    let pulled = run.file_name.is_empty();
    let (state, tone) = words::state(run.state, lang);
    let checked = run.state == Stands::Checked;
    let tiles = Fate::ALL.into_iter().filter(|fate| counts.of(*fate) > 0 || checked).map(|of| Tile {
        code: of.as_str(),
        label: words::fate(of, lang).0,
        count: number(counts.of(of)),
        here: fate == Some(of),
    });
    let known = match fate {
        Some(fate) => format!("fate={}&", fate.as_str()),
        None => String::new(),
    };
    let last_no = rows.last().map_or(0, |row| row.no);
    let full = rows.len() == ROWS_SHOWN as usize;
    let title = format!("{} {}", session.t("Impor", "Import"), id.0);
    Ok(ImportPage {
        f: session.frame(&title, HERE),
        id: id.0,
        source: run.source_name.clone(),
        kind: words::kind(run.content, lang),
        file: if pulled { session.t("dibaca sendiri", "pulled").to_owned() } else { run.file_name.clone() },
        made: lang.moment_ms(run.made_ms),
        by: actor_words(&run.made_by, &officers, lang),
        state,
        tone,
        working: run.state.is_job(),
        rows_done: number(run.rows_done),
        failure: run.failure.clone(),
        error,
        mapping: (may_run && asks && !pulled).then(|| mapping_form(&run, look, session)),
        tiles: if counts.all() > 0 { tiles.collect() } else { Vec::new() },
        first_no: rows.first().map_or(0, |row| row.no),
        last_no,
        ticks: checked && may_run && rows.iter().any(|row| row.fate == Fate::Flagged),
        more: full.then(|| format!("/console/imports/{}?{known}after={last_no}", id.0)),
        rows: rows.into_iter().map(|row| row_shown(row, &run, session)).collect(),
        to_publish: number(counts.to_publish()),
        shrunken: (checked && run.is_shrunken()).then(|| match lang {
            crate::console::lang::Lang::Id => format!(
                "Hanya {} baris dapat diterbitkan, sebelumnya {}. Periksa apakah berkas atau sumbernya lengkap.",
                number(run.found),
                number(run.before)
            ),
            crate::console::lang::Lang::En => format!(
                "Only {} rows can be published where there were {}. Look whether the file or the source is complete.",
                number(run.found),
                number(run.before)
            ),
        }),
        elsewhere: (checked && counts.elsewhere > 0).then(|| match lang {
            crate::console::lang::Lang::Id => format!(
                "Baris di luar wilayah kantor sumber ini: {}. Terbit hanya bila dicentang oleh pengelola semua kantor.",
                number(counts.elsewhere)
            ),
            crate::console::lang::Lang::En => format!(
                "Rows outside the region of this source's office: {}. Published only where somebody who runs every office ticks them.",
                number(counts.elsewhere)
            ),
        }),
        own: own && may_publish && is_ready,
        can_apply: may_publish && is_ready && !own,
        can_map: may_run && !run.file_name.is_empty(),
        can_drop: may_run && run.state.after(Step::Drop).is_some(),
        can_undo: may_publish && run.state.after(Step::Undo).is_some(),
        undo_days: UNDO_DAYS,
        pulled,
        kept: kept.into_iter().map(|row| row_shown(row, &run, session)).collect(),
        not_published: counts.of(Fate::Refused) + counts.of(Fate::Flagged) > 0,
        whole: run.whole,
    })
}

/// `GET /console/imports/{id}`
pub(in crate::console) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Path(id): Path<i64>,
    Query(look): Query<Look>,
) -> Result<Response, Problem> {
    session.must(Action::SeeImports)?;
    Ok(html(&page(&app, &session, RunId(id), &look, None).await?))
}

/// An import of another office is none.
async fn must_see(app: &App, session: &Session, id: RunId) -> Result<(), Problem> {
    let run = app.readers.run(move |store| store.run(id)).await??;
    run.filter(|run| session.sees_whole(run.region.as_ref())).map(|_| ()).ok_or(Problem::NotFound)
}

async fn again(app: &App, session: &Session, id: RunId, refusal: ImportRefusal) -> Result<Response, Problem> {
    let why = words_of(refusal, session.lang)?;
    Ok(html_with(StatusCode::CONFLICT, &page(app, session, id, &Look::default(), Some(why)).await?))
}

/// `POST /console/imports/{id}/check`
pub(in crate::console) async fn check(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::RunImports)?;
    must_see(&app, &session, RunId(id)).await?;
    let (mapping, whole) = (chosen(&form)?, form.text("whole") == "yes");
    let (by, at, id) = (session.actor().to_string(), Timestamp::now(), RunId(id));
    match app.writer.run(move |store| store.check_run(id, &mapping, whole, &by, at)).await? {
        Ok(()) => Ok(on_to(&format!("/console/imports/{}", id.0))),
        Err(refusal) => again(&app, &session, id, refusal).await,
    }
}

/// The mapping that a form says. A column stands for one field only: the first that names it.
fn chosen(form: &Form) -> Result<Mapping, Problem> {
    let mut mapping = Mapping {
        sheet: form.text("sheet").to_owned(),
        heading_row: form.text("heading").parse().map_err(|_| Problem::Malformed)?,
        columns: std::collections::BTreeMap::new(),
    };
    for (name, value) in form.pairs() {
        let Some(code) = name.strip_prefix("field-") else { continue };
        // Names of fields are those of their JSON.
        let field: Field = serde_json::from_value(code.into()).map_err(|_| Problem::Malformed)?;
        if value.is_empty() {
            continue;
        }
        let column: usize = value.parse().map_err(|_| Problem::Malformed)?;
        mapping.columns.insert(field, column);
    }
    Ok(mapping)
}

/// `POST /console/imports/{id}/tick`
pub(in crate::console) async fn tick(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::RunImports)?;
    must_see(&app, &session, RunId(id)).await?;
    let number = |name: &str| form.text(name).parse::<i64>().map_err(|_| Problem::Malformed);
    let (from, to, id) = (number("first")?, number("last")?, RunId(id));
    let ticked: Vec<i64> = form.all("row").filter_map(|no| no.parse().ok()).collect();
    let (by, at, offices) = (session.actor().to_string(), Timestamp::now(), session.officer.offices.clone());
    match app.writer.run(move |store| store.tick_rows(id, [from, to], &ticked, &offices, &by, at)).await? {
        Ok(()) => {
            let fate = if form.text("fate") == "flagged" { "fate=flagged&" } else { "" };
            Ok(on_to(&format!("/console/imports/{}?{fate}after={}&done=ticked", id.0, from - 1)))
        }
        Err(refusal) => again(&app, &session, id, refusal).await,
    }
}

/// `POST /console/imports/{id}/do`: publish, take back, give up.
pub(in crate::console) async fn wish(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    if !session.may(Action::PublishContent) {
        session.must(Action::RunImports)?;
    }
    let wish = match form.text("do") {
        "apply" => Step::Apply,
        "undo" => Step::Undo,
        "drop" => {
            session.must(Action::RunImports)?;
            Step::Drop
        }
        _ => return Err(Problem::Malformed),
    };
    must_see(&app, &session, RunId(id)).await?;
    let (by, at, id, sure) =
        (session.actor().to_string(), Timestamp::now(), RunId(id), form.text("sure") == "yes");
    let done = app
        .writer
        .run(move |store| {
            store.wish_run(id, wish, sure, &by, at)?;
            if wish == Step::Drop {
                crate::import::desk::remove(&crate::import::desk::file_of(store.dir(), id));
            }
            Ok(())
        })
        .await?;
    match done {
        Ok(()) => Ok(on_to(&format!("/console/imports/{}", id.0))),
        Err(refusal) => again(&app, &session, id, refusal).await,
    }
}

/// `GET /console/imports/{id}/not-published`: the rows that were refused or wait for a person, as CSV, for whoever
/// keeps the spreadsheet.
pub(in crate::console) async fn not_published(
    State(app): State<Arc<App>>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    session.must(Action::SeeImports)?;
    let id = RunId(id);
    must_see(&app, &session, id).await?;
    let rows = app
        .readers
        .run(move |store| {
            let Some(run) = store.run(id)? else { return Ok(None) };
            let mut rows = Vec::new();
            for fate in [Fate::Refused, Fate::Flagged] {
                let mut after = 0;
                while rows.len() < FILE_ROWS_MAX {
                    let some = store.import_rows(id, Some(fate), after, 1_000)?;
                    let Some(last) = some.last() else { break };
                    after = last.no;
                    rows.extend(some);
                }
            }
            rows.sort_by_key(|row| row.no);
            Ok::<_, crate::store::StoreError>(Some((run, rows)))
        })
        .await??;
    let (run, rows) = rows.ok_or(Problem::NotFound)?;
    // The mark tells Excel that this is UTF-8; the semicolon is what it expects where commas are decimal.
    let mut text = String::from("\u{feff}");
    let heading = session.t("Baris;Isi;Keadaan;Sebab", "Row;What;State;Why");
    // Writing to a text can't fail.
    let _ = writeln!(text, "{heading}\r");
    for row in rows {
        let shown = row_shown(row, &run, &session);
        let why = shown.why.join(", ");
        let _ =
            writeln!(text, "{};{};{};{}\r", shown.no, quoted(&shown.label), quoted(shown.fate), quoted(&why));
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"impor-{}.csv\"", id.0)),
    ];
    Ok((headers, text).into_response())
}

/// A text in a CSV file. It came from a file of others: a formula is text on the way out.
fn quoted(text: &str) -> String {
    format!("\"{}\"", figures::plain(text).replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_text_on_the_way_out() {
        for (text, expected) in [
            ("Kasir \"A\"", "\"Kasir \"\"A\"\"\""),
            ("=HYPERLINK(1)", "\"'=HYPERLINK(1)\""),
            (" +62", "\"' +62\""),
            ("-1", "\"'-1\""),
            ("@x", "\"'@x\""),
            ("\tx", "\"'\tx\""),
            ("a=b", "\"a=b\""),
        ] {
            assert_eq!(quoted(text), expected, "{text}");
        }
    }
}
