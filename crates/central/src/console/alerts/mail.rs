//! Through whom e-mail goes, to be read alone: it is written in a file by who runs central. And a letter that shows
//! whether it arrives.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use tokio::sync::Semaphore;

use super::super::lang::Lang;
use super::super::limits::Sender;
use super::super::page::Problem;
use super::super::session::Sent;
use super::rules::{Shown, page};
use crate::alerts::send::{Mail, Outlet, OutletError, Tls, try_mail};
use crate::api::App;
use crate::office::people::Action;
use crate::store::StoreError;

/// Letters tried at once: each may hold its thread for as long as a mail server dawdles.
static TURN: Semaphore = Semaphore::const_new(1);

/// Whether e-mail can be sent.
pub(super) enum MailStands {
    Ready(Vec<(&'static str, String)>),
    Missing,
    Wrong(String),
}

/// What became of a letter that was tried.
pub(super) struct Tried {
    /// To whom.
    pub(super) to: String,
    /// The mail server took it.
    pub(super) taken: bool,
    /// What it answered, or why it did not.
    pub(super) says: String,
}

impl MailStands {
    pub(super) fn of(outlet: Result<Outlet, OutletError>, lang: Lang) -> MailStands {
        match outlet {
            Ok(Outlet { mail: Some(mail), .. }) => MailStands::Ready(lines(&mail, lang)),
            Ok(Outlet { mail: None, .. }) => MailStands::Missing,
            Err(error) => MailStands::Wrong(error.to_string()),
        }
    }
}

/// Names and values. Nothing that opens anything.
fn lines(mail: &Mail, lang: Lang) -> Vec<(&'static str, String)> {
    let tls = match mail.tls {
        Tls::Starttls => lang.t("STARTTLS, wajib", "STARTTLS, required"),
        Tls::Always => lang.t("TLS sejak awal", "TLS from the start"),
        Tls::None => lang.t("tanpa TLS, di mesin ini saja", "without TLS, on this machine only"),
    };
    let signs_in = match mail.user {
        Some(_) => lang.t("dengan kata sandi", "with a password"),
        None => lang.t("tidak", "no"),
    };
    vec![
        (lang.t("Server", "Server"), format!("{}:{}", mail.host, mail.port())),
        (lang.t("Pengamanan", "Secured by"), tls.to_owned()),
        (lang.t("Pengirim", "Sender"), mail.from.clone()),
        (lang.t("Masuk", "Signs in"), signs_in.to_owned()),
    ]
}

/// `POST /console/alerts/rules/mail`: sends a letter at once and shows what the server answered.
pub(in crate::console) async fn send(
    State(app): State<Arc<App>>,
    sender: Sender,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    app.limits.take(sender)?;
    let _turn = TURN.try_acquire().map_err(|_| Problem::Busy)?;
    let (by, at, to) = (session.actor().to_string(), Timestamp::now(), form.text("to").to_owned());
    let dir = app
        .writer
        .run(move |store| {
            store.note_mail_trial(&by, at)?;
            Ok::<_, StoreError>(store.dir().to_owned())
        })
        .await??;
    let address = to.clone();
    let answer = tokio::task::spawn_blocking(move || try_mail(&dir, &address, at)).await;
    let answer = answer.map_err(|_| Problem::Internal)?;
    let tried = match answer {
        Ok(says) => Tried { to, taken: true, says },
        Err(failure) => Tried { to, taken: false, says: failure.to_string() },
    };
    page(&app, &session, Shown { tried: Some(tried), ..Shown::default() }).await
}
