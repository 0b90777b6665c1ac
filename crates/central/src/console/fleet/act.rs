//! What is done about a kiosk. Each form comes back to its page.

use std::sync::Arc;

use anjungan_wire::command::Order;
use anjungan_wire::id::{KioskCode, RegionCode, Tag};
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;

use super::super::page::{Problem, on_to};
use super::super::session::{Sent, Session};
use super::{code_of, kiosk, words};
use crate::api::App;
use crate::fleet::settings::{Layer, Setting};
use crate::office::offices::Offices;
use crate::office::people::Action;
use crate::store::{FleetRefusal, Store, StoreError};

/// Who may, and which kiosk: one of their own office.
async fn begin(app: &App, session: &Session, code: &str) -> Result<(KioskCode, RegionCode), Problem> {
    session.must(Action::RunFleet)?;
    let code = code_of(code)?;
    let asked = code.clone();
    let found = app.readers.run(move |store| store.kiosk(&asked)).await??.ok_or(Problem::NotFound)?;
    let regency = found.line.region.office();
    if session.sees(&regency) { Ok((code, regency)) } else { Err(Problem::NotFound) }
}

async fn done(
    app: &App,
    session: &Session,
    code: &KioskCode,
    result: Result<(), FleetRefusal>,
    says: &str,
) -> Result<Response, Problem> {
    match result {
        Ok(()) => Ok(on_to(&format!("{}/{code}?done={says}", super::HERE))),
        Err(FleetRefusal::Store(error)) => Err(StoreError::into(error)),
        Err(refusal) => kiosk::page(app, session, code, Some(words::refusal(&refusal))).await,
    }
}

async fn write(
    app: &App,
    work: impl FnOnce(&mut Store) -> Result<(), FleetRefusal> + Send + 'static,
) -> Result<Result<(), FleetRefusal>, Problem> {
    Ok(app.writer.run(work).await?)
}

/// `POST /console/kiosks/{code}/accept`
pub(in crate::console) async fn accept(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let (code, _) = begin(&app, &session, &code).await?;
    if form.text("same") != "yes" {
        let words = (
            "Bandingkan keempat kata dengan layar kiosk, lalu centang bahwa semuanya sama.",
            "Compare the four words with the kiosk's screen, then tick that all are the same.",
        );
        return kiosk::page(&app, &session, &code, Some(words)).await;
    }
    let (key, by, on) = (form.text("key").to_owned(), session.actor().to_string(), code.clone());
    let result =
        write(&app, move |store| store.accept_kiosk(&on, &key, &by, Timestamp::now()).map(|_| ())).await?;
    done(&app, &session, &code, result, "kiosk-accepted").await
}

/// `POST /console/kiosks/{code}/change`
pub(in crate::console) async fn change(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let (code, _) = begin(&app, &session, &code).await?;
    let tags: Option<Vec<Tag>> = form.text("tags").split_whitespace().map(|tag| tag.parse().ok()).collect();
    let region = form.text("region").parse::<RegionCode>().ok();
    // Nobody gives a kiosk away to an office that is not theirs.
    let region = region.filter(|region| region.regency().is_some_and(|regency| session.sees(&regency)));
    let (site, tenant) = (form.text("site").to_owned(), form.text("tenant").to_owned());
    let result = match (region, tags) {
        (None, _) => Err(FleetRefusal::Region),
        (_, None) => Err(FleetRefusal::Tags),
        (Some(region), Some(tags)) => {
            let (by, on) = (session.actor().to_string(), code.clone());
            write(&app, move |store| {
                store.change_kiosk(&on, &site, &tenant, &region, &tags, &by, Timestamp::now())
            })
            .await?
        }
    };
    done(&app, &session, &code, result, "kiosk-changed").await
}

/// `POST /console/kiosks/{code}/suspend`: with words, or back to work.
pub(in crate::console) async fn suspend(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let (code, _) = begin(&app, &session, &code).await?;
    let resume = form.text("do") == "resume";
    let one_line = |name: &str| form.text(name).replace('\n', " ");
    let value = (!resume).then(|| format!("{}\n{}", one_line("words_id"), one_line("words_en")));
    let (by, on) = (session.actor().to_string(), code.clone());
    let result = write(&app, move |store| {
        store.set_config(&Layer::Kiosk(on), Setting::Suspended, value.as_deref(), &by, Timestamp::now())
    })
    .await?;
    let says = if resume { "kiosk-resumed" } else { "kiosk-suspended" };
    done(&app, &session, &code, result, says).await
}

/// `POST /console/kiosks/{code}/config`
pub(in crate::console) async fn config(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let (code, regency) = begin(&app, &session, &code).await?;
    let setting = Setting::named(form.text("setting")).ok_or(Problem::Malformed)?;
    let layer = match form.text("layer") {
        "kiosk" => Layer::Kiosk(code.clone()),
        "district" => Layer::District(regency),
        // For all offices only who belongs to none decides.
        "tenant" if session.officer.offices == Offices::Every => Layer::Tenant,
        _ => return Err(Problem::Forbidden),
    };
    let value = super::setting::sent(setting, &form);
    let by = session.actor().to_string();
    let result =
        write(&app, move |store| store.set_config(&layer, setting, value.as_deref(), &by, Timestamp::now()))
            .await?;
    done(&app, &session, &code, result, "kiosk-config").await
}

/// `POST /console/kiosks/{code}/command`
pub(in crate::console) async fn command(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let (code, _) = begin(&app, &session, &code).await?;
    let order = Order::named(form.text("order")).ok_or(Problem::Malformed)?;
    let (by, on) = (session.actor().to_string(), code.clone());
    let result =
        write(&app, move |store| store.command(&on, order, &by, Timestamp::now()).map(|_| ())).await?;
    done(&app, &session, &code, result, "kiosk-command").await
}

/// `POST /console/kiosks/{code}/revoke`
pub(in crate::console) async fn revoke(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let (code, _) = begin(&app, &session, &code).await?;
    let lost = match form.text("as") {
        "retired" => false,
        "lost" => true,
        _ => {
            let words = ("Pilih: ditarik, atau hilang.", "Choose: retired, or lost.");
            return kiosk::page(&app, &session, &code, Some(words)).await;
        }
    };
    if form.text("sure") != "yes" {
        let words = (
            "Centang bahwa Anda yakin: mesin itu akan mengosongkan dirinya.",
            "Tick that you are sure: the machine will empty itself.",
        );
        return kiosk::page(&app, &session, &code, Some(words)).await;
    }
    let (key, by, on) = (form.text("key").to_owned(), session.actor().to_string(), code.clone());
    let result = write(&app, move |store| store.revoke_kiosk(&on, &key, lost, &by, Timestamp::now())).await?;
    done(&app, &session, &code, result, "kiosk-revoked").await
}
