//! The form: both languages side by side, everything that is wrong at once, beside its field.

mod again;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use again::{Sad, again};

use super::pictures::{self, NotKept};
use super::{HERE, author, words};
use crate::api::App;
use crate::console::form::Form;
use crate::console::page::{Frame, Problem, html, on_to};
use crate::console::session::{SentFile, SentWithFiles, Session, draw_key};
use crate::content::doubt::Doubt;
use crate::content::machine::Act;
use crate::content::{DAYS, Fault, Field, Fields, Input, Kind, difference};
use crate::office::people::Action;
use crate::office::workflow::IdempotencyKey;
use crate::store::{ContentId, ContentRefusal, Media, Seen, StoreError, Thing};

/// Pictures to choose from.
const PICTURES: u32 = 60;

#[derive(Template)]
#[template(path = "console/content/form.html")]
struct FormPage {
    f: Frame,
    heading: String,
    action: String,
    kind: &'static str,
    rev: i64,
    key: String,
    asks: Vec<Ask>,
    when: Vec<In>,
    place: Vec<In>,
    error: Option<String>,
    faults: Vec<(String, String, String)>,
    changes: Vec<(String, String, String)>,
    has_pictures: bool,
    back: String,
}

/// A field as it is asked.
struct Ask {
    label: &'static str,
    hint: &'static str,
    required: bool,
    inputs: Vec<In>,
}

/// An input of a form.
struct In {
    key: String,
    id: String,
    /// What the template makes of it: `line`, `prose`, `date`, `time`, `number`, `tick`, `choice`, `url`.
    control: &'static str,
    label: String,
    lang: &'static str,
    value: String,
    max: usize,
    error: Option<String>,
    doubt: Option<String>,
    options: Vec<(String, String, bool)>,
}

/// What a form is made of.
struct Made<'a> {
    session: &'a Session,
    kind: Kind,
    fields: &'a Fields,
    faults: &'a [Fault],
    doubts: &'a [Doubt],
    pictures: &'a [Media],
    /// The thing that is edited; `None`: a new one.
    thing: Option<&'a Thing>,
    error: Option<String>,
    /// What is kept now, when it is another thing than the form began with.
    now: Option<&'a Fields>,
}

fn id_of(key: &str) -> String {
    format!("f-{}", key.replace('.', "-"))
}

impl Made<'_> {
    fn page(&self) -> FormPage {
        let (session, lang, kind) = (self.session, self.session.lang, self.kind);
        let title = words::kind(kind, lang);
        let labels = difference::labels(kind);
        let label = |key: &str| {
            let found = labels.iter().find(|(known, _)| known == key);
            found.map_or(String::new(), |(_, label)| lang.t(&label.0, &label.1).to_owned())
        };
        let changes = self.now.map(|now| difference::between(kind, now, self.fields)).unwrap_or_default();
        let (action, back) = match self.thing {
            Some(thing) => (format!("{HERE}/{}/edit", thing.id), format!("{HERE}/{}", thing.id)),
            None => (HERE.to_owned(), HERE.to_owned()),
        };
        FormPage {
            f: session.frame(title, HERE),
            heading: match self.thing {
                Some(thing) => format!("{title}: {}", thing.title),
                None => format!("{}: {title}", lang.t("Baru", "New")),
            },
            action,
            kind: kind.as_str(),
            rev: self.thing.map_or(0, |thing| thing.rev),
            key: draw_key(),
            asks: kind.fields().iter().map(|field| self.ask(field)).collect(),
            when: [
                ("period.from_day", "date", ("Tampil sejak", "Shown from")),
                ("period.from_time", "time", ("pukul (WIB)", "at (WIB)")),
                ("period.until_day", "date", ("Tampil sampai", "Shown until")),
                ("period.until_time", "time", ("pukul (WIB)", "at (WIB)")),
            ]
            .map(|(key, control, (id, en))| self.input(key, control, lang.t(id, en), 10))
            .into(),
            place: match kind.has_target() {
                false => Vec::new(),
                true => [
                    ("target.kiosks", ("Kiosk, misalnya K07, K12", "Kiosks, for example K07, K12")),
                    (
                        "target.regions",
                        ("Wilayah, misalnya Kab. Bekasi, 3275", "Regions, for example Kab. Bekasi, 3275"),
                    ),
                    ("target.tags", ("Label, misalnya mal, blk", "Tags, for example mal, blk")),
                ]
                .map(|(key, (id, en))| self.input(key, "line", lang.t(id, en), 2000))
                .into(),
            },
            error: self.error.clone(),
            faults: self
                .faults
                .iter()
                .map(|fault| (id_of(&fault.key), label(&fault.key), words::fault(fault, lang)))
                .collect(),
            changes: changes
                .into_iter()
                .map(|change| {
                    (lang.t(&change.label.0, &change.label.1).to_owned(), change.before, change.after)
                })
                .collect(),
            has_pictures: kind.fields().iter().any(|field| matches!(field.input, Input::Picture)),
            back,
        }
    }

    fn input(&self, key: &str, control: &'static str, label: &str, max: usize) -> In {
        let fault = self.faults.iter().find(|fault| fault.key == key);
        In {
            key: key.to_owned(),
            id: id_of(key),
            control,
            label: label.to_owned(),
            lang: "",
            value: self.fields.get(key).to_owned(),
            max,
            error: fault.map(|fault| words::fault(fault, self.session.lang)),
            doubt: self
                .doubts
                .iter()
                .find(|doubt| fault.is_none() && doubt.key == key)
                .map(|doubt| words::doubt(doubt, self.session.lang)),
            options: Vec::new(),
        }
    }

    fn ask(&self, field: &Field) -> Ask {
        let lang = self.session.lang;
        let (name, label) = (field.name, lang.t(field.label.0, field.label.1));
        let one = |control, max| vec![self.input(name, control, label, max)];
        let both = |control, max| {
            [("id", ("Bahasa Indonesia", "Indonesian")), ("en", ("Bahasa Inggris", "English"))]
                .map(|(code, (id, en))| In {
                    lang: code,
                    ..self.input(&format!("{name}.{code}"), control, lang.t(id, en), max)
                })
                .into()
        };
        let inputs = match field.input {
            Input::Line(max) => one("line", max),
            Input::Prose(max) => one("prose", max),
            Input::BothLine(max) => both("line", max),
            Input::BothProse(max) => both("prose", max),
            Input::Items => both("prose", 9000),
            Input::Lines { each, many } => one("prose", each * many),
            Input::Holidays => one("prose", 12_000),
            Input::Date => one("date", 10),
            Input::Number(max) => one("number", max.to_string().len()),
            Input::Tick => one("tick", 3),
            Input::Region(_) => one("line", 80),
            Input::Address => one("url", 300),
            Input::Choice(of) => {
                let chosen = self.fields.get(name);
                let options = of
                    .iter()
                    .map(|(code, (id, en))| ((*code).to_owned(), lang.t(id, en).to_owned(), *code == chosen));
                vec![In { options: options.collect(), ..self.input(name, "choice", label, 40) }]
            }
            Input::Picture => self.picture(name),
            Input::Week => (0..DAYS.len())
                .flat_map(|day| [(day, "opens", ("buka", "opens")), (day, "closes", ("tutup", "closes"))])
                .map(|(day, end, (id, en))| {
                    let label = format!("{} {}", lang.t(DAYS[day].0, DAYS[day].1), lang.t(id, en));
                    self.input(&format!("{name}.{day}.{end}"), "time", &label, 5)
                })
                .collect(),
        };
        Ask { label, hint: lang.t(field.hint.0, field.hint.1), required: field.required, inputs }
    }

    fn picture(&self, name: &str) -> Vec<In> {
        let lang = self.session.lang;
        let mut inputs = Vec::new();
        for (code, (id, en)) in
            [("id", ("Bahasa Indonesia", "Indonesian")), ("en", ("Bahasa Inggris", "English"))]
        {
            let key = format!("{name}.{code}");
            let chosen = self.fields.get(&key);
            let option = |media: &Media| {
                let label = format!("{} ({}×{})", media.name, media.width, media.height);
                let hash = media.hash.to_string();
                let here = hash == chosen;
                (hash, label, here)
            };
            let options = self.pictures.iter().map(option).collect();
            inputs.push(In { options, ..self.input(&key, "choice", lang.t(id, en), 64) });
            let file = lang.t("atau unggah berkas baru", "or upload a new file");
            inputs.push(self.input(&file_input(&key), "file", file, 0));
            let alt = lang.t("Apa isi gambar ini", "What the picture says");
            inputs.push(In { lang: code, ..self.input(&format!("{key}.alt"), "line", alt, 200) });
        }
        inputs
    }
}

/// The name of the input that takes a file for a picture.
fn file_input(key: &str) -> String {
    format!("{key}.file")
}

/// Keeps the files that came with a form, and names them in its fields: a file counts before what was chosen.
async fn take_files(
    app: &App,
    session: &Session,
    kind: Kind,
    files: Vec<SentFile>,
    fields: &mut Fields,
) -> Result<Vec<(String, NotKept)>, Problem> {
    let pictures = kind.fields().iter().filter(|field| matches!(field.input, Input::Picture));
    let keys: Vec<String> =
        pictures.flat_map(|field| ["id", "en"].map(|lang| format!("{}.{lang}", field.name))).collect();
    let mut not_kept = Vec::new();
    for SentFile { input, name, bytes } in files {
        let key = keys.iter().find(|key| file_input(key) == input).ok_or(Problem::Malformed)?;
        match pictures::keep(app, session, pictures::shown_name(&name), bytes).await? {
            Ok(hash) => fields.set(key, &hash.to_string()),
            Err(why) => not_kept.push((key.clone(), why)),
        }
    }
    Ok(not_kept)
}

#[derive(Deserialize)]
pub(super) struct Which {
    kind: Option<String>,
}

/// `GET /console/content/new?kind=…`
pub(super) async fn new(
    State(app): State<Arc<App>>,
    session: Session,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    session.must(Action::EditContent)?;
    let kind = which.kind.as_deref().and_then(Kind::named).ok_or(Problem::NotFound)?;
    let pictures = app.readers.run(|store| store.media_list(PICTURES)).await??;
    let fields = Fields::default();
    let made = Made {
        session: &session,
        kind,
        fields: &fields,
        faults: &[],
        doubts: &[],
        pictures: &pictures,
        thing: None,
        error: None,
        now: None,
    };
    Ok(html(&made.page()))
}

/// The fields of a form that are fields of the kind: nothing else that was sent is looked at.
fn fields_of(kind: Kind, form: &Form) -> Fields {
    let labels = difference::labels(kind);
    Fields::of(labels.iter().map(|(key, _)| (key.as_str(), form.raw(key))))
}

/// `POST /console/content`
pub(super) async fn begin(
    State(app): State<Arc<App>>,
    SentWithFiles { session, form, files }: SentWithFiles,
) -> Result<Response, Problem> {
    session.must(Action::EditContent)?;
    let kind = Kind::named(form.text("kind")).ok_or(Problem::Malformed)?;
    let key = IdempotencyKey::new(form.text("key")).ok_or(Problem::Malformed)?;
    let (mut fields, by) = (fields_of(kind, &form), author(&session));
    let not_kept = take_files(&app, &session, kind, files, &mut fields).await?;
    if !not_kept.is_empty() {
        return again(&app, &session, kind, &fields, None, Sad::Files(not_kept)).await;
    }
    let sent = fields.clone();
    let begun =
        app.writer.run(move |store| store.begin_content(kind, &sent, &by, &key, Timestamp::now())).await?;
    match begun {
        Ok(done) => {
            // Its form once more, with what can hardly be meant beside its field: nobody has seen that yet.
            let Opened { doubts, .. } = opened(&app, &session, done.id).await?;
            Ok(on_to(&match doubts.is_empty() {
                true => format!("{HERE}/{}?done=content-saved", done.id),
                false => format!("{HERE}/{}/edit?done=content-doubts", done.id),
            }))
        }
        Err(refusal) => again(&app, &session, kind, &fields, None, Sad::Refused(refusal)).await,
    }
}

/// `GET /console/content/{id}/edit`
pub(super) async fn edit(
    State(app): State<Arc<App>>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    session.must(Action::EditContent)?;
    let Opened { thing, fields, doubts, pictures } = opened(&app, &session, ContentId(id)).await?;
    let policy = app.readers.run(|store| store.content_policy()).await??;
    let acts = thing.standing.acts(session.officer.id, session.officer.role, policy);
    if !acts.contains(&Act::Edit) {
        return Err(Problem::NotFound);
    }
    let made = Made {
        session: &session,
        kind: thing.kind,
        fields: &fields,
        faults: &[],
        doubts: &doubts,
        pictures: &pictures,
        thing: Some(&thing),
        error: None,
        now: None,
    };
    Ok(html(&made.page()))
}

/// A thing as its form begins.
struct Opened {
    thing: Thing,
    fields: Fields,
    doubts: Vec<Doubt>,
    pictures: Vec<Media>,
}

async fn opened(app: &App, session: &Session, id: ContentId) -> Result<Opened, Problem> {
    let by = author(session);
    app.readers
        .run(move |store| {
            let Some(thing) = store.content(id, &by)? else { return Ok(None) };
            let Some(version) = store.content_version(id, thing.standing.newest)? else { return Ok(None) };
            let doubts = store.content_doubts(&version.body, Timestamp::now())?;
            let (fields, pictures) = (version.body.to_fields(thing.kind), store.media_list(PICTURES)?);
            Ok::<_, StoreError>(Some(Opened { thing, fields, doubts, pictures }))
        })
        .await??
        .ok_or(Problem::NotFound)
}

/// `POST /console/content/{id}/edit`
pub(super) async fn edited(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    SentWithFiles { session, form, files }: SentWithFiles,
) -> Result<Response, Problem> {
    session.must(Action::EditContent)?;
    let id = ContentId(id);
    let Opened { thing, .. } = opened(&app, &session, id).await?;
    let key = IdempotencyKey::new(form.text("key")).ok_or(Problem::Malformed)?;
    let rev: i64 = form.text("rev").parse().map_err(|_| Problem::Malformed)?;
    let (mut fields, by) = (fields_of(thing.kind, &form), author(&session));
    let not_kept = take_files(&app, &session, thing.kind, files, &mut fields).await?;
    if !not_kept.is_empty() {
        return again(&app, &session, thing.kind, &fields, Some(id), Sad::Files(not_kept)).await;
    }
    let sent = fields.clone();
    let done = app
        .writer
        .run(move |store| store.edit_content(Seen { id, rev }, &sent, &by, &key, Timestamp::now()))
        .await?;
    match done {
        Ok(_) | Err(ContentRefusal::Same) => Ok(on_to(&format!("{HERE}/{id}?done=content-saved"))),
        Err(refusal) => again(&app, &session, thing.kind, &fields, Some(id), Sad::Refused(refusal)).await,
    }
}
