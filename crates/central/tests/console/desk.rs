//! A central with an office, officers and applications of invented people, and a browser without JavaScript.

use anjungan_central::office::offices::Offices;
use anjungan_central::office::people::{OfficerId, Role};
use anjungan_central::store::{ApplicationId, Filter, NewAccount, SessionToken, SignIn, TotpSecret};
use anjungan_wire::application::*;
use anjungan_wire::fact::Language;
use anjungan_wire::nik::{NikDoubt, Sex};
use anjungan_wire::op::{Op, OpKind};
use anjungan_wire::receipt::{ReceiptNumber, Secret};
use jiff::Timestamp;

use crate::kit::{self, Answer, Running, Terminal};

pub const PASSWORD: &str = "kuda terbang biru";

/// A central with the office 3216 and an enrolled kiosk.
pub struct Desk {
    pub running: Running,
    pub kiosk: Terminal,
    sent: u64,
}

/// Somebody at a browser. Follows no redirects by itself.
pub struct Browser {
    pub authority: String,
    pub cookie: String,
    pub lang: &'static str,
    pub agent: ureq::Agent,
}

pub fn rules() -> String {
    r#"
region = "3216"
name = "Disnaker Kabupaten Contoh"
public_host = "ak1.contoh.example"
minimum_age = 15
[number]
pattern = "{office} {date:ddmmyy} {serial:6}"
reset = "day"
"#
    .into()
}

pub fn desk() -> Desk {
    desk_of(kit::central())
}

/// The same in a central that serves otherwise.
pub fn desk_of(running: Running) -> Desk {
    running
        .central
        .with_store(|store| {
            store.set_office(&rules(), "test", Timestamp::now()).unwrap();
        })
        .unwrap();
    // What a document is does not matter here: any bytes will do.
    running
        .central
        .compose_with(std::sync::Arc::new(|facts| Ok(format!("%PDF {}", facts.number).into_bytes())));
    let kiosk = running.terminal(7);
    Desk { running, kiosk, sent: 0 }
}

/// An invented application: person `n`.
pub fn application(n: u8, name: &str) -> Application {
    let address = Address {
        street: "Jl. Contoh 1".into(),
        rt: Some("001".into()),
        rw: None,
        village: "3216082001".parse().unwrap(),
        postcode: Some("17530".into()),
    };
    Application {
        receipt: ReceiptNumber::draw(&"K01".parse().unwrap(), [n; 8]),
        secret: Secret::new([n; 16]),
        kind: ApplicationKind::New,
        office: "3216".parse().unwrap(),
        consent: Consent {
            notice_version: "2026-11".into(),
            language: Language::Id,
            shown_ms: 1_790_000_000_000,
            whatsapp: false,
            disability: false,
            guardian: None,
        },
        assisted_by: None,
        person: Person {
            nik: format!("979999150599{n:04}").parse().unwrap(),
            nik_doubts: Vec::new(),
            name: name.into(),
            birth_place: "Kota Rekaan".into(),
            born: "1999-05-15".parse().unwrap(),
            sex: Sex::Male,
            religion: Religion::Islam,
            marital: Marital::Single,
            address,
            lives_at: None,
            phone: Some("081200000000".into()),
            email: None,
            education: vec![Education {
                level: Level::Vocational,
                major: "Teknik Pemesinan".into(),
                school: "SMK Contoh".into(),
                graduated: Some(2017),
            }],
            skills: vec![Skill {
                name: "Operator forklift".into(),
                place: "BLK Contoh".into(),
                year: Some(2018),
                certified: true,
            }],
            languages: vec!["Indonesia".into(), "Sunda".into()],
            work: vec![Job {
                employer: "PT Contoh".into(),
                position: "Operator".into(),
                from: 2018,
                to: Some(2024),
            }],
            wish: Wish {
                position: "Operator produksi".into(),
                places: vec![WishPlace::Here],
                wage: Some(5_938_885),
            },
            disability: None,
        },
        photo: Photo::Taken { jpeg: jpeg() },
        documents: vec!["ktp".into(), "ijazah".into()],
    }
}

/// A small real picture.
pub fn jpeg() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(300, 400, |x, y| {
        // Something like a head and shoulders before a red wall.
        let (dx, dy) = (f64::from(x) - 150.0, f64::from(y) - 150.0);
        let head = dx * dx / 70.0_f64.powi(2) + dy * dy / 95.0_f64.powi(2) < 1.0;
        let body = f64::from(y) > 250.0 && dx.abs() < 60.0 + (f64::from(y) - 250.0);
        image::Rgb(if head {
            [205, 160, 125]
        } else if body {
            [60, 80, 120]
        } else {
            [190, 30, 40]
        })
    });
    let mut file = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 80).encode_image(&picture).unwrap();
    file
}

impl Desk {
    /// The number of the kiosk's next op.
    pub fn next_no(&mut self) -> u64 {
        self.sent += 1;
        self.sent
    }

    /// A kiosk sends an application in, and central has it.
    pub fn apply(&mut self, told: &Application) -> ApplicationId {
        let no = self.next_no();
        let (key, stream) = (&self.kiosk.enrolled.sealing_key, self.kiosk.stream);
        let sealed = key.seal(&stream, no, OpKind::Application, &serde_json::to_vec(told).unwrap()).unwrap();
        let at_ms = Timestamp::now().as_millisecond();
        let op = Op { no, kind: OpKind::Application, clock: kit::clock(at_ms), sealed };
        let pushed = self.kiosk.post("/v1/push", &kit::push_of(stream, vec![op]));
        assert_eq!(pushed.status, 200, "{}", pushed.text());
        let receipt = told.receipt.clone();
        self.running
            .central
            .with_store(move |store| {
                let filter = Filter { receipt: Some(receipt), ..Filter::default() };
                assert_eq!(store.held().unwrap(), []);
                store.applications(&filter).unwrap()[0].id
            })
            .unwrap()
    }

    /// An account.
    pub fn account(&self, login: &str, role: Role, office: Option<&str>) -> (OfficerId, TotpSecret) {
        let new = NewAccount {
            login: login.into(),
            name: format!("Petugas {login}"),
            role,
            offices: Offices::read(office.unwrap_or_default()).unwrap(),
        };
        self.running
            .central
            .with_store(move |store| store.add_officer(&new, PASSWORD, "test", Timestamp::now()).unwrap())
            .unwrap()
    }

    /// Somebody without a session.
    pub fn browser(&self) -> Browser {
        Browser {
            authority: self.running.central.addr().to_string(),
            cookie: String::new(),
            lang: "id",
            agent: ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into(),
        }
    }

    /// An officer of every office who is signed in already, without the slow password.
    pub fn officer(&self, login: &str, role: Role) -> Browser {
        self.officer_of(login, role, None)
    }

    pub fn officer_of(&self, login: &str, role: Role, office: Option<&str>) -> Browser {
        let (_, totp) = self.account(login, role, office);
        let login = login.to_owned();
        let token: SessionToken = self
            .running
            .central
            .with_store(move |store| {
                let at = Timestamp::now();
                let credentials = store.credentials(&login).unwrap();
                let checked = credentials.check(PASSWORD, &totp.code(at), at);
                match store.sign_in(&credentials, checked, at).unwrap() {
                    SignIn::Welcome(token, _) => token,
                    SignIn::Refused => panic!("refused"),
                }
            })
            .unwrap();
        Browser { cookie: format!("anjungan={}", token.to_text()), ..self.browser() }
    }
}

impl Browser {
    pub fn send(&self, method: &str, path: &str, body: &[u8], headers: &[(&str, &str)]) -> Answer {
        let cookie = format!("{}; bahasa={}", self.cookie, self.lang);
        let mut all = vec![("cookie", cookie.as_str())];
        all.extend_from_slice(headers);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        kit::raw(&self.agent, &self.authority, method, path, query, body, &all)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, b"", &[])
    }

    /// A page that must be there.
    pub fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }

    /// A form as our own page sends it, with the page's token.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token();
        let mut all = vec![("token", token.as_str())];
        all.extend_from_slice(fields);
        self.post_bare(path, &all)
    }

    /// A form with files, as our own page sends it: `(input, name, content)`.
    pub fn post_files(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        let token = self.token();
        let mut body = Vec::new();
        for (name, value) in [("token", token.as_str())].iter().chain(fields) {
            body.extend(
                format!("--xx\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .into_bytes(),
            );
        }
        for (input, name, content) in files {
            let head = format!(
                "--xx\r\ncontent-disposition: form-data; name=\"{input}\"; filename=\"{name}\"\r\n\r\n"
            );
            body.extend([head.as_bytes(), content, b"\r\n"].concat());
        }
        body.extend_from_slice(b"--xx--\r\n");
        let origin = format!("http://{}", self.authority);
        let headers = [("content-type", "multipart/form-data; boundary=xx"), ("origin", origin.as_str())];
        self.send("POST", path, &body, &headers)
    }

    /// A form without a token.
    pub fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let origin = format!("http://{}", self.authority);
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", origin.as_str())];
        self.send("POST", path, body.as_bytes(), &headers)
    }

    /// The session's form token, as any page carries it; empty without a session.
    pub fn token(&self) -> String {
        self.get("/console/me")
            .text()
            .split("name=\"token\" value=\"")
            .nth(1)
            .map_or(String::new(), |rest| rest.split('"').next().unwrap().to_owned())
    }
}

/// The value of the first `name="…"` hidden field of a form that has `marker` in it.
pub fn hidden<'a>(page: &'a str, marker: &str, name: &str) -> &'a str {
    let form = page.split("<form").find(|form| form.contains(marker)).expect("the form is on the page");
    let field = format!("name=\"{name}\" value=\"");
    form.split(&field).nth(1).expect("the field is in the form").split('"').next().unwrap()
}

/// Where a redirect goes.
pub fn goes_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location")
}

/// A NIK that an officer has to look at.
pub fn doubtful(told: &mut Application) {
    told.person.nik_doubts = vec![NikDoubt::DistrictUnknown, NikDoubt::BirthDateDiffers];
}
