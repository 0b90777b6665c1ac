//! What every page has around it, and the pages that say why there is none.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::assets;
use super::lang::Lang;
use crate::api::Refused;
use crate::objects::ObjectsError;
use crate::store::{Obstacle, StoreError};

/// When to ask again where nobody knows, in seconds.
const RETRY_AFTER_S: u32 = 30;

/// The frame around a page. Templates know it as `f`.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// The language.
    pub(super) lang: Lang,
    /// The page's title. Never a person's name: titles are kept in histories.
    pub(super) title: String,
    /// Who is signed in.
    pub(super) officer: Option<Badge>,
    /// The session's token for forms; empty without one.
    pub(super) csrf: String,
    /// Where the language switch comes back to.
    pub(super) back: String,
    /// What has just been done.
    pub(super) done: Option<String>,
    /// Why nothing can be kept at present.
    pub(super) obstacle: Option<Obstacle>,
}

/// Who is signed in, as the frame shows it.
#[derive(Clone, Debug)]
pub(super) struct Badge {
    /// The officer's name.
    pub(super) name: String,
    /// The role, in the page's language.
    pub(super) role: String,
    /// What the menu offers, in order.
    pub(super) menu: Vec<MenuGroup>,
}

/// Lines of the menu under a heading; without one: the whole menu.
#[derive(Clone, Debug)]
pub(super) struct MenuGroup {
    pub(super) label: Option<&'static str>,
    /// Whether the page is one of these.
    pub(super) here: bool,
    /// How much waits there; empty: nothing.
    pub(super) count: String,
    pub(super) items: Vec<MenuItem>,
}

/// A line of the menu.
#[derive(Clone, Debug)]
pub(super) struct MenuItem {
    pub(super) href: &'static str,
    pub(super) label: String,
    pub(super) here: bool,
    /// How much waits there; empty: nothing.
    pub(super) count: String,
}

impl Frame {
    /// A frame for who is not signed in.
    pub(super) fn public(lang: Lang, title: &str, back: &str) -> Frame {
        Frame {
            lang,
            title: title.to_owned(),
            officer: None,
            csrf: String::new(),
            back: back.to_owned(),
            done: None,
            obstacle: None,
        }
    }

    /// What stands above a page while nothing can be kept: what it is, and what to do.
    pub(super) fn in_the_way(&self) -> Option<String> {
        let (says, advice) = Problem::Store(self.obstacle?).words(self.lang);
        Some(format!("{says}. {advice}"))
    }

    /// The wording in the page's language.
    pub(super) fn t<'a>(&self, id: &'a str, en: &'a str) -> &'a str {
        self.lang.t(id, en)
    }

    /// Where a file of ours is.
    pub(super) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

/// A page that was made.
pub(super) fn html(page: &impl Template) -> Response {
    html_with(StatusCode::OK, page)
}

/// A page with another status.
pub(super) fn html_with(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be written: {error}");
            Problem::Internal.into_response()
        }
    }
}

/// On to another page, so that "reload" does not do it again.
pub(super) fn on_to(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// Why there is no page. Each has a page of its own that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// There is nothing here.
    NotFound,
    /// The officer's role does not include it.
    Forbidden,
    /// A form that none of our pages sent, or of another session.
    Forged,
    /// What was sent can't be understood.
    Malformed,
    /// It is too long.
    TooLarge,
    /// Asked too often; seconds until the next try.
    TooMany(u32),
    /// Central failed; its log says why.
    Internal,
    /// Central has too much to do.
    Busy,
    /// The database or its disk does not do it now.
    Store(Obstacle),
}

/// The page of a [`Problem`].
#[derive(Template)]
#[template(path = "console/problem.html")]
struct ProblemPage {
    f: Frame,
    says: String,
    advice: String,
    home: &'static str,
}

impl Problem {
    /// The HTTP status.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::Forbidden | Problem::Forged => StatusCode::FORBIDDEN,
            Problem::Malformed => StatusCode::BAD_REQUEST,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Problem::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Problem::Busy | Problem::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Problem::TooMany(seconds) => Some(*seconds),
            Problem::Busy | Problem::Store(_) => Some(RETRY_AFTER_S),
            Problem::NotFound
            | Problem::Forbidden
            | Problem::Forged
            | Problem::Malformed
            | Problem::TooLarge
            | Problem::Internal => None,
        }
    }

    fn words(&self, lang: Lang) -> (String, String) {
        let (says, advice) = match self {
            Problem::NotFound => (
                lang.t("Halaman ini tidak ada", "There is no such page"),
                lang.t("Mungkin tautannya lama.", "The link may be old."),
            ),
            Problem::Forbidden => (
                lang.t("Peran Anda tidak mencakup ini", "Your role does not include this"),
                lang.t(
                    "Bila Anda memerlukannya, mintalah kepada admin kantor Anda.",
                    "If you need it, ask your office's admin.",
                ),
            ),
            Problem::Forged => (
                lang.t("Formulir ini ditolak", "This form was refused"),
                lang.t(
                    "Formulir tidak berasal dari halaman ini, atau dari masuk yang sebelumnya. Muat ulang halaman, lalu ulangi.",
                    "It did not come from our page, or from an earlier sign-in. Reload the page and try again.",
                ),
            ),
            Problem::Malformed => (
                lang.t("Isian tidak dapat dibaca", "What was sent can't be read"),
                lang.t("Kembali, periksa isian, lalu kirim lagi.", "Go back, check the form and send it again."),
            ),
            Problem::TooLarge => (
                lang.t("Terlalu besar", "Too large"),
                lang.t("Kirim yang lebih kecil.", "Send something smaller."),
            ),
            Problem::TooMany(seconds) => {
                let says = lang.t("Terlalu sering", "Too often").to_owned();
                let advice = match lang {
                    Lang::Id => format!("Tunggu {seconds} detik, lalu coba lagi."),
                    Lang::En => format!("Wait {seconds} seconds, then try again."),
                };
                return (says, advice);
            }
            Problem::Internal => (
                lang.t("Sistem mengalami kendala", "The system has a problem"),
                lang.t(
                    "Data yang sudah tersimpan tidak hilang. Coba lagi nanti; bila berulang, hubungi admin.",
                    "Nothing that was saved is lost. Try again later; if it happens again, tell the admin.",
                ),
            ),
            Problem::Store(Obstacle::Away) => (
                lang.t("Basis data tidak menjawab", "The database does not answer"),
                lang.t(
                    "Isian terakhir belum tersimpan; yang sudah tersimpan tidak hilang. Halaman berjalan lagi dengan sendirinya setelah basis data kembali: ulangi nanti. Bila lebih dari lima menit, hubungi pengelola server.",
                    "What was sent last is not saved; nothing that was saved is lost. Pages work again by themselves once the database is back: try again later. If it takes longer than five minutes, tell whoever runs the server.",
                ),
            ),
            Problem::Store(Obstacle::Full) => (
                lang.t("Penyimpanan server penuh atau tidak dapat ditulisi", "The server's disk is full or can't be written"),
                lang.t(
                    "Halaman dapat dibaca, tetapi tidak ada yang tersimpan sampai ada ruang lagi: hubungi pengelola server. Kiosk menyimpan datanya sendiri dan mengirimkannya kemudian.",
                    "Pages can be read, but nothing is saved until there is room again: tell whoever runs the server. Kiosks keep their data and send it later.",
                ),
            ),
            Problem::Busy | Problem::Store(Obstacle::Busy) => (
                lang.t("Sistem sedang sibuk", "The system is busy"),
                lang.t("Coba lagi sebentar lagi.", "Try again in a moment."),
            ),
        };
        (says.to_owned(), advice.to_owned())
    }

    /// The page, in a language.
    pub(super) fn page(&self, lang: Lang, home: &'static str) -> Response {
        let (says, advice) = self.words(lang);
        let f = Frame::public(lang, &says, home);
        let page = ProblemPage { f, says, advice, home };
        let mut response = match page.render() {
            Ok(text) => (self.status(), Html(text)).into_response(),
            Err(_) => self.status().into_response(),
        };
        if let Some(seconds) = self.retry_after_s() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Not the page yet: [`super::guard::dress`] writes it, because only there the language is known.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The cause is for central's own log.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a page failed: {error}");
        error.obstacle().map_or(Problem::Internal, Problem::Store)
    }
}

impl From<ObjectsError> for Problem {
    fn from(error: ObjectsError) -> Self {
        tracing::error!(%error, "a page has no picture: {error}");
        if error.is_passing() { Problem::Busy } else { Problem::Internal }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused.in_the_way() {
            Some(obstacle) => Problem::Store(obstacle),
            None if refused.is_busy() => Problem::Busy,
            None => Problem::Internal,
        }
    }
}
