//! A new kiosk: a code for one machine, on a page that is made for paper and handed to the technician.

use std::sync::Arc;

use anjungan_wire::id::{KioskCode, RegionCode};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;

use super::super::code::{groups, qr_path};
use super::super::cookie;
use super::super::form::Form;
use super::super::page::{Frame, Problem, html, html_with};
use super::super::session::{Sent, Session};
use super::words;
use crate::api::App;
use crate::office::offices::Offices;
use crate::office::people::Action;
use crate::store::{FleetRefusal, Invite, Invited, StoreError};

#[derive(Template)]
#[template(path = "console/kiosk_new.html")]
struct NewPage {
    f: Frame,
    site: String,
    tenant: String,
    region: String,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "console/kiosk_code.html")]
struct CodePage {
    f: Frame,
    kiosk: KioskCode,
    site: String,
    address: String,
    code: String,
    plain: String,
    qr: String,
    width: usize,
    ends: String,
}

/// `GET /console/kiosks/new`
pub(in crate::console) async fn form(session: Session) -> Result<Response, Problem> {
    session.must(Action::RunFleet)?;
    Ok(html(&new_page(&session, &Form::default(), None)))
}

fn new_page(session: &Session, form: &Form, error: Option<(&str, &str)>) -> NewPage {
    // Who works for one office means that one.
    let own = match &session.officer.offices {
        Offices::These(codes) if codes.len() == 1 => {
            codes.first().map(ToString::to_string).unwrap_or_default()
        }
        Offices::These(_) | Offices::Every => String::new(),
    };
    NewPage {
        f: session.frame(session.t("Kiosk baru", "A new kiosk"), super::HERE),
        site: form.text("site").to_owned(),
        tenant: form.text("tenant").to_owned(),
        region: Some(form.text("region")).filter(|text| !text.is_empty()).map_or(own, ToOwned::to_owned),
        error: error.map(|(id, en)| session.t(id, en).to_owned()),
    }
}

/// `POST /console/kiosks/new`
pub(in crate::console) async fn make(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::RunFleet)?;
    let region = form.text("region").parse::<RegionCode>().ok();
    let region = region.filter(|region| region.regency().is_some_and(|regency| session.sees(&regency)));
    let Some(region) = region else {
        let page = new_page(&session, &form, Some(words::refusal(&FleetRefusal::Region)));
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let invite = Invite {
        kiosk: None,
        site: form.text("site").to_owned(),
        tenant: form.text("tenant").to_owned(),
        region,
        scopes: Vec::new(),
        accept: false,
    };
    match invited(&app, &session, &headers, invite).await? {
        Ok(page) => Ok(page),
        Err(refusal) => {
            let page = new_page(&session, &form, Some(words::refusal(&refusal)));
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// `POST /console/kiosks/{code}/code`: another machine for this kiosk, or the same after it was installed anew.
pub(in crate::console) async fn again(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    headers: HeaderMap,
    Sent { session, form: _ }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::RunFleet)?;
    let code = super::code_of(&code)?;
    let asked = code.clone();
    let line = app.readers.run(move |store| store.kiosk(&asked)).await??.ok_or(Problem::NotFound)?.line;
    if !session.sees(&line.region) {
        return Err(Problem::NotFound);
    }
    let scopes = app.readers.run(move |store| store.kiosk_scopes(&code)).await??;
    let invite = Invite {
        kiosk: Some(line.code),
        site: line.site,
        tenant: line.tenant,
        region: line.region,
        scopes,
        accept: false,
    };
    invited(&app, &session, &headers, invite).await?.map_err(|_| Problem::Internal)
}

async fn invited(
    app: &App,
    session: &Session,
    headers: &HeaderMap,
    invite: Invite,
) -> Result<Result<Response, FleetRefusal>, Problem> {
    let (site, by) = (invite.site.clone(), session.actor().to_string());
    let made = app.writer.run(move |store| store.invite_kiosk(invite, &by, Timestamp::now())).await?;
    match made {
        Ok(invited) => Ok(Ok(html(&code_page(session, headers, site, invited)?))),
        Err(FleetRefusal::Store(error)) => Err(StoreError::into(error)),
        Err(refusal) => Ok(Err(refusal)),
    }
}

fn code_page(
    session: &Session,
    headers: &HeaderMap,
    site: String,
    invited: Invited,
) -> Result<CodePage, Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if cookie::on_this_machine(headers) { "http" } else { "https" };
    let address = format!("{scheme}://{host}");
    let sheet = serde_json::json!({ "v": 1, "url": address, "code": invited.code }).to_string();
    let (qr, width) = qr_path(&sheet).ok_or(Problem::Internal)?;
    Ok(CodePage {
        f: session.frame(session.t("Kode pemasangan", "Installation code"), super::HERE),
        kiosk: invited.kiosk,
        site,
        address,
        code: groups(&invited.code),
        plain: invited.code,
        qr,
        width,
        ends: session.lang.moment_ms(invited.expires_ms),
    })
}
