//! A few figures: where applications are, and how many people found work.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::lang::{self, Lang};
use super::page::{Frame, Problem, html};
use super::session::Session;
use super::words;
use crate::api::App;
use crate::office::people::Action;
use crate::office::workflow::Stage;
use crate::store::StoreError;

const HERE: &str = "/console/figures";

#[derive(Template)]
#[template(path = "console/figures.html")]
struct FiguresPage {
    f: Frame,
    placements: Vec<Figure>,
    stages: Vec<StageRow>,
    total: u64,
    caption: String,
}

struct Figure {
    code: &'static str,
    label: String,
    count: String,
}

struct StageRow {
    code: &'static str,
    label: &'static str,
    count: u64,
    shown: String,
}

/// `GET /console/figures`
pub(super) async fn show(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    session.must(Action::SeeFigures)?;
    let (offices, lang) = (session.officer.offices.clone(), session.lang);
    let month = lang::today().first_of_month();
    let year = month.first_of_year();
    let (counts, this_month, this_year) = app
        .readers
        .run(move |store| {
            let counts = store.stage_counts(&offices)?;
            let (month, year) = (store.placements(month, &offices)?, store.placements(year, &offices)?);
            Ok::<_, StoreError>((counts, month, year))
        })
        .await??;
    let figure =
        |code, label: &str, count| Figure { code, label: label.to_owned(), count: lang.number(count) };
    let placements = vec![
        figure("month", session.t("bulan ini", "this month"), this_month.employed),
        figure("year", session.t("tahun ini", "this year"), this_year.employed),
        figure(
            "found-here",
            session.t("tahun ini lewat layanan ini", "this year through this service"),
            this_year.found_here,
        ),
    ];
    let count_of =
        |stage: Stage| counts.iter().find(|(known, _)| *known == stage).map_or(0, |(_, count)| *count);
    let stages: Vec<StageRow> = Stage::ALL
        .into_iter()
        .map(|stage| {
            let count = count_of(stage);
            StageRow {
                code: stage.as_str(),
                label: words::stage(stage, lang),
                count,
                shown: lang.number(count),
            }
        })
        .collect();
    let total = stages.iter().map(|row| row.count).sum();
    let caption = match lang {
        Lang::Id => format!("Semua: {}", lang.number(total)),
        Lang::En => format!("All: {}", lang.number(total)),
    };
    let f = session.frame(session.t("Angka", "Figures"), HERE);
    Ok(html(&FiguresPage { f, placements, stages, total, caption }))
}
