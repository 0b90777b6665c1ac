//! Imports as a service: jobs that any central process takes, one at a time, from the database.
//!
//! ```text
//! a source's time has come ──claim──▶ read, plan ──▶ an import ──▶ published, or waits for a person when it shrank
//! a person says "check"    ──claim──▶ the file's rows, a thousand at a time, get their fates
//! a person says "apply", "undo" ──claim──▶ one transaction
//! ```
//!
//! **Architecture invariant:** a job holds a lease and renews it with what it writes. A process that died loses it, and
//! another begins the job anew: nothing of a job is seen before its end.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anjungan_wire::vacancy::Vacancy;
use jiff::Timestamp;

use super::day::wib;
use super::fate::{Cause, Fate, Why};
use super::rows::{Around, build};
use super::run::State;
use super::sheet::{SheetError, each_row};
use super::{SourceArg, plan, read};
use crate::store::{
    ImportRefusal, ImportRun, ImportSource, NewRun, PullOutcome, RowOutcome, RunId, SourceKind, Store,
    StoreError, VacancyChange,
};

/// Rows that are kept in one transaction.
const ROWS_AT_ONCE: usize = 1_000;
/// Between two looks for work when nobody says that there is some.
pub const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Where the files of imports lie, while they are needed.
pub fn folder(data: &Path) -> PathBuf {
    data.join("uploads")
}

/// An import's file. Its name says nothing about what is in it.
pub fn file_of(data: &Path, run: RunId) -> PathBuf {
    folder(data).join(run.0.to_string())
}

/// What a process is called in leases.
pub fn process_name() -> String {
    let mut name = [0; 8];
    // Without randomness two processes could take each other's jobs for their own.
    getrandom::fill(&mut name).expect("the system has randomness");
    anjungan_wire::encoding::hex(&name)
}

/// Does one job that waits. `false`: there was none.
pub fn work_once(store: &mut Store, me: &str, now: Timestamp) -> Result<bool, StoreError> {
    let data = store.dir().to_owned();
    if let Some(job) = store.claim_run(me, now, &|run| file_of(&data, run).is_file())? {
        do_run(store, &job.run, me, now)?;
        return Ok(true);
    }
    if let Some(source) = store.claim_pull(me, now)? {
        let outcome = match pull(store, &source, me, now) {
            Ok(outcome) => outcome,
            Err(error) => {
                tracing::warn!(source = source.id.0, %error, "a source could not be pulled: {error}");
                PullOutcome::Failed { why: error.to_string() }
            }
        };
        let chance = f64::from(u8::try_from(now.as_millisecond().rem_euclid(251)).unwrap_or(0)) / 250.0;
        store.settle_pull(&source, me, &outcome, now, chance)?;
        return Ok(true);
    }
    Ok(false)
}

/// Gives up what nobody goes on with, and removes files that no import needs.
pub fn tidy(store: &mut Store, now: Timestamp) -> Result<(), StoreError> {
    let needed: HashSet<String> = store.tidy_imports(now)?.into_iter().map(|run| run.0.to_string()).collect();
    let Ok(entries) = fs::read_dir(folder(store.dir())) else { return Ok(()) };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let age = entry.metadata().and_then(|about| about.modified()).ok().and_then(|at| at.elapsed().ok());
        // One that is being sent has a name of its own, and is young.
        let young = age.is_none_or(|age| age < Duration::from_secs(3_600));
        if !needed.contains(&name) && !young {
            remove(&entry.path());
        }
    }
    Ok(())
}

/// Removes a file. That it is gone already is what is wanted.
pub fn remove(file: &Path) {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, "the file of an import could not be removed: {error}");
        }
        Ok(()) | Err(_) => {}
    }
}

fn do_run(store: &mut Store, run: &ImportRun, me: &str, now: Timestamp) -> Result<(), StoreError> {
    let done = match run.state {
        State::Checking => check(store, run, me, now),
        State::Applying => store.apply_run(run.id, me, now).map_err(CheckError::from).map(|done| {
            if done {
                remove(&file_of(store.dir(), run.id));
            }
        }),
        State::Undoing => store.undo_run(run.id, me, now).map(|_| ()).map_err(CheckError::from),
        State::Uploaded
        | State::Checked
        | State::Applied
        | State::Undone
        | State::Dropped
        | State::Failed => Ok(()),
    };
    match done {
        Ok(()) | Err(CheckError::Lost) => Ok(()),
        Err(CheckError::Sheet(error)) => store.fail_run(run.id, me, &error.to_string(), now),
        Err(CheckError::Store(error)) => Err(error),
    }
}

/// Why a check ended early.
#[derive(Debug, thiserror::Error)]
enum CheckError {
    #[error(transparent)]
    Sheet(#[from] SheetError),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another process has the job by now, or a person gave the import up.
    #[error("the job is another's by now")]
    Lost,
}

impl From<ImportRefusal> for CheckError {
    fn from(refusal: ImportRefusal) -> Self {
        match refusal {
            ImportRefusal::Store(error) => CheckError::Store(error),
            ImportRefusal::Unknown
            | ImportRefusal::Name
            | ImportRefusal::Address
            | ImportRefusal::State
            | ImportRefusal::Shrunken { .. }
            | ImportRefusal::Columns
            | ImportRefusal::Own
            | ImportRefusal::TooLate => CheckError::Lost,
        }
    }
}

/// Reads every row of a file and keeps its fate.
fn check(store: &mut Store, run: &ImportRun, me: &str, now: Timestamp) -> Result<(), CheckError> {
    let Some(source) = store.import_source(run.source, now)? else { return Err(CheckError::Lost) };
    let today = now.to_zoned(wib()).date();
    let mut around = around(store, &source, run, today)?;
    if !store.begin_rows(run.id, me, now)? {
        return Err(CheckError::Lost);
    }
    let mut seen: HashSet<String> = HashSet::new();
    let mut rows: Vec<RowOutcome> = Vec::with_capacity(ROWS_AT_ONCE);
    let file = file_of(store.dir(), run.id);
    each_row::<CheckError>(&file, &run.mapping.sheet, &mut |row, calendar| {
        around.calendar = calendar;
        let Some(mut outcome) = build(&row, &run.mapping, &around) else { return Ok(true) };
        if let Ok(built) = &mut outcome
            && !seen.insert(built.id.clone())
        {
            built.doubts.push(Why { cause: Cause::KeyTwice, field: None, seen: String::new() });
        }
        rows.push(RowOutcome { no: row.no, outcome });
        if rows.len() == ROWS_AT_ONCE {
            // The lease is renewed by the clock, not by when the job began.
            if !store.add_rows(run, me, &rows, Timestamp::now().max(now))? {
                return Err(CheckError::Lost);
            }
            rows.clear();
        }
        Ok(true)
    })?;
    let kept = store.add_rows(run, me, &rows, now)? && store.finish_rows(run, me, now)?;
    if kept { Ok(()) } else { Err(CheckError::Lost) }
}

fn around(
    store: &Store,
    source: &ImportSource,
    run: &ImportRun,
    today: jiff::civil::Date,
) -> Result<Around, StoreError> {
    let mut minimum_wages = store.import_reader(today)?.minimum_wages;
    if let (Some(region), Some(wage)) = (&source.about.region, source.about.minimum_wage) {
        minimum_wages.entry(region.as_str().to_owned()).or_insert(wage);
    }
    Ok(Around {
        kind: source.about.content,
        source: source.id.0,
        region: source.about.region.clone(),
        link: source.about.address.clone(),
        today,
        fetched_s: run.made_ms.div_euclid(1_000),
        minimum_wages,
        calendar: super::cell::Calendar::default(),
    })
}

/// Reads a source of others, and publishes what changed, unless there is so much less that a person must look.
fn pull(store: &mut Store, source: &ImportSource, me: &str, now: Timestamp) -> anyhow::Result<PullOutcome> {
    let arg = match source.about.kind {
        SourceKind::Karirhub => SourceArg::Karirhub,
        SourceKind::Maganghub => SourceArg::Maganghub,
        SourceKind::File => anyhow::bail!("files are sent, not pulled"),
    };
    let raws = read(arg, std::slice::from_ref(&source.about.address))?;
    let mut known: HashMap<String, Vacancy> = HashMap::new();
    for vacancy in store.vacancies_from(arg.source())? {
        known.insert(vacancy.source_id.clone(), vacancy);
    }
    let planned = plan(&raws, &known, now.to_zoned(wib()).date(), now.as_second());
    anyhow::ensure!(planned.report.adds_up(), "the import's counts don't add up: {}", planned.report);
    let heard: HashSet<String> = raws
        .iter()
        .map(|raw| match super::convert(raw, 0) {
            Ok(converted) => converted.vacancy.source_id,
            Err(refused) => refused.source_id,
        })
        .collect();
    let at_home = |vacancy: &&Vacancy| {
        source.about.region.as_ref().is_none_or(|region| region.contains(&vacancy.place.region))
    };
    let before = known.values().filter(at_home).count();
    let found =
        planned.report.new + planned.report.changed + planned.report.unchanged - planned.report.repeated;
    let mut rows: Vec<(Fate, String, String, String, String)> = Vec::new();
    for change in planned.changes {
        rows.push(match change {
            VacancyChange::Put(vacancy) => {
                let fate = if known.contains_key(&vacancy.source_id) { Fate::Changed } else { Fate::New };
                let scope = anjungan_wire::id::Scope::Vacancies(vacancy.place.region.province()).to_string();
                (fate, label(&vacancy), scope, vacancy.row_id(), serde_json::to_string(&vacancy)?)
            }
            VacancyChange::Remove { row_id } => gone(&known, row_id),
        });
    }
    if source.about.whole {
        let missing = known.values().filter(at_home).filter(|vacancy| !heard.contains(&vacancy.source_id));
        rows.extend(missing.map(|vacancy| gone(&known, vacancy.row_id())));
    }
    if rows.is_empty() && !raws.is_empty() {
        store.touch_vacancies(now.as_second())?;
        return Ok(PullOutcome::Good { rows: i64::try_from(found)? });
    }
    let new = NewRun {
        source: source.id,
        file_name: String::new(),
        samples: Vec::new(),
        mapping: super::columns::Mapping::default(),
        // Whether it is whole or not: a server that suddenly answers with little is looked at.
        whole: true,
    };
    let id = store.begin_pull_run(&new, me, now)?;
    let Some(run) = store.run(id)? else { anyhow::bail!("the import vanished") };
    for some in rows.chunks(ROWS_AT_ONCE) {
        anyhow::ensure!(
            store.add_pulled_rows(&run, me, some, Timestamp::now().max(now))?,
            "another process has the job"
        );
    }
    let counts = [i64::try_from(found)?, i64::try_from(before)?];
    anyhow::ensure!(store.finish_pulled_rows(&run, me, counts, now)?, "another process has the job");
    match store.wish_run(id, super::run::Step::Apply, false, "system", now) {
        Ok(()) => Ok(PullOutcome::Good { rows: counts[0] }),
        Err(ImportRefusal::Shrunken { .. }) => Ok(PullOutcome::Waits),
        Err(error) => Err(error.into()),
    }
}

fn label(vacancy: &Vacancy) -> String {
    match &vacancy.employer {
        Some(employer) => format!("{} · {employer}", vacancy.title),
        None => vacancy.title.clone(),
    }
}

fn gone(known: &HashMap<String, Vacancy>, row_id: String) -> (Fate, String, String, String, String) {
    let vacancy = row_id.split_once(':').and_then(|(_, id)| known.get(id));
    let scope = vacancy
        .map(|vacancy| anjungan_wire::id::Scope::Vacancies(vacancy.place.region.province()).to_string())
        .unwrap_or_default();
    (Fate::Gone, vacancy.map(label).unwrap_or_default(), scope, row_id, String::new())
}
