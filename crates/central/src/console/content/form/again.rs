//! The form once more: with what was typed, and what is wrong with it or what changed meanwhile.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::pictures::{self, NotKept};
use super::super::words;
use super::{Made, PICTURES, opened};
use crate::api::App;
use crate::console::lang::Lang;
use crate::console::page::{Problem, html_with};
use crate::console::session::Session;
use crate::content::{Fault, Fields, Kind, Wrong};
use crate::store::{ContentId, ContentRefusal};

/// Why a form comes again.
pub(super) enum Sad {
    /// Files that did not become pictures, by their field. The store was not asked.
    Files(Vec<(String, NotKept)>),
    /// The store refused.
    Refused(ContentRefusal),
}

impl Sad {
    fn faults(&self) -> Vec<Fault> {
        match self {
            Sad::Files(files) => files
                .iter()
                .filter_map(|(key, why)| match why {
                    NotKept::Bad(bad) => Some(Fault { key: key.clone(), what: Wrong::File(*bad) }),
                    NotKept::Away | NotKept::Gone => None,
                })
                .collect(),
            Sad::Refused(ContentRefusal::Faults(faults)) => faults.clone(),
            Sad::Refused(
                ContentRefusal::Changed
                | ContentRefusal::NotAllowed(_)
                | ContentRefusal::KeyReused
                | ContentRefusal::Doubtful
                | ContentRefusal::Same
                | ContentRefusal::Unknown
                | ContentRefusal::Store(_),
            ) => Vec::new(),
        }
    }

    /// What is said above the form, where no field is to be mended.
    fn says(&self, session: &Session) -> Option<String> {
        match self {
            Sad::Files(files) => files
                .iter()
                .find(|(_, why)| *why == NotKept::Away)
                .map(|(_, why)| pictures::words(*why, session)),
            Sad::Refused(ContentRefusal::Faults(_)) => None,
            Sad::Refused(ContentRefusal::Changed) => Some(changed_words(session.lang).to_owned()),
            Sad::Refused(refusal) => words::refusal(refusal, session.lang).map(str::to_owned),
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Sad::Files(files) => {
                let worst = files.iter().map(|(_, why)| why.status()).max();
                worst.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
            }
            Sad::Refused(ContentRefusal::Faults(_)) => StatusCode::UNPROCESSABLE_ENTITY,
            Sad::Refused(_) => StatusCode::CONFLICT,
        }
    }
}

/// The form again, with what was typed, and what is wrong or what changed meanwhile.
pub(super) async fn again(
    app: &App,
    session: &Session,
    kind: Kind,
    fields: &Fields,
    id: Option<ContentId>,
    sad: Sad,
) -> Result<Response, Problem> {
    match &sad {
        Sad::Refused(ContentRefusal::Unknown) => return Err(Problem::NotFound),
        Sad::Refused(ContentRefusal::Store(error)) => {
            tracing::error!(%error, "content could not be kept: {error}");
            return Err(Problem::Internal);
        }
        Sad::Refused(_) | Sad::Files(_) => {}
    }
    let changed = matches!(sad, Sad::Refused(ContentRefusal::Changed));
    let opened = match id {
        Some(id) => Some(opened(app, session, id).await?),
        None => None,
    };
    let library = match &opened {
        Some(opened) => opened.pictures.clone(),
        None => app.readers.run(|store| store.media_list(PICTURES)).await??,
    };
    let faults = sad.faults();
    let made = Made {
        session,
        kind,
        fields,
        faults: &faults,
        doubts: &[],
        pictures: &library,
        thing: opened.as_ref().map(|opened| &opened.thing),
        error: sad.says(session),
        now: opened.as_ref().filter(|_| changed).map(|opened| &opened.fields),
    };
    let mut response = html_with(sad.status(), &made.page());
    if let Sad::Files(files) = &sad {
        for (_, why) in files {
            why.mark(&mut response);
        }
    }
    Ok(response)
}

fn changed_words(lang: Lang) -> &'static str {
    lang.t(
        "Orang lain menyimpan perubahan sementara Anda menulis. Yang Anda tulis masih di sini. Di bawah ini yang akan berubah bila Anda menyimpan.",
        "Somebody else saved a change while you were writing. What you wrote is still here. Below is what will change if you save.",
    )
}
