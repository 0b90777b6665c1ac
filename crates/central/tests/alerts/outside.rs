//! Messages and the servers that take them: a fake that fails on demand, and aiosmtpd, an SMTP server nobody here wrote.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use anjungan_central::alerts::rule::{Rule, Watched};
use anjungan_central::alerts::send::{OUTLET_FILE, SIGNATURE, TIMESTAMP, send_once, signature};
use anjungan_central::store::{RuleId, Store};
use jiff::{SignedDuration, Timestamp};

use super::rule;
use crate::kit::store;

/// Takes one request a line of `answers`, and hands on what was sent.
fn web(answers: &'static [u16]) -> (String, Receiver<(Vec<String>, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let (told, heard) = channel();
    std::thread::spawn(move || {
        for status in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut headers = Vec::new();
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if line.trim().is_empty() {
                    break;
                }
                headers.push(line.trim().to_owned());
            }
            let length = headers
                .iter()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok())
                .unwrap_or(0);
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            told.send((headers, String::from_utf8(body).unwrap())).unwrap();
            write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        }
    });
    (address, heard)
}

fn told_by(store: &mut Store, rule: &Rule, at: Timestamp) -> RuleId {
    let id = store.set_alert_rule(None, rule, "test", at).unwrap();
    store.test_alert_rule(id, "test", at).unwrap();
    id
}

fn outlet(store: &Store, text: &str) {
    std::fs::write(store.dir().join(OUTLET_FILE), text).unwrap();
}

#[test]
fn a_post_is_signed_and_tried_again_until_it_is_taken() {
    let mut store = store();
    let (hook, heard) = web(&[500, 204]);
    outlet(&store, "[webhook]\nallow = [\"127.0.0.1\"]\n");
    let now = Timestamp::now();
    let id = told_by(&mut store, &Rule { hook: hook.clone(), mails: vec![], ..rule(Watched::Printer) }, now);
    assert!(send_once(&mut store, "a", now).unwrap());
    let message = &store.sent_messages(&[id], 9).unwrap()[0];
    assert_eq!((message.sent_ms, message.tries, message.failure.as_str()), (None, 1, "it answered 500"));
    assert!(!send_once(&mut store, "a", now).unwrap(), "not at once again");
    let later = now + SignedDuration::from_mins(2);
    assert!(send_once(&mut store, "a", later).unwrap());
    assert!(store.sent_messages(&[id], 9).unwrap()[0].sent_ms.is_some());
    assert!(!send_once(&mut store, "a", later).unwrap());
    let first = heard.recv().unwrap();
    let (headers, body) = heard.recv().unwrap();
    assert_eq!(first.1, body, "the same message");
    let value = |name: &str| {
        let find = |line: &String| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then(|| value.to_owned())
        };
        headers.iter().find_map(find).unwrap()
    };
    let at_s: i64 = value(TIMESTAMP).parse().unwrap();
    assert_eq!(at_s, later.as_second());
    assert_eq!(value(SIGNATURE), signature(&store.hook_secret(id, &hook), at_s, &body));
    let json: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!((json["test"].as_bool(), json["trouble"].as_str()), (Some(true), Some("printer")));
}

#[test]
fn nothing_is_posted_into_the_network_that_central_stands_in() {
    let mut store = store();
    let (hook, heard) = web(&[204]);
    let now = Timestamp::now();
    let hooks = [hook.clone(), hook.replace("http:", "https:"), "https://localhost:1/".into()];
    let ids: Vec<_> = hooks
        .into_iter()
        .map(|hook| told_by(&mut store, &Rule { hook, mails: vec![], ..rule(Watched::Printer) }, now))
        .collect();
    while send_once(&mut store, "a", now).unwrap() {}
    for message in store.sent_messages(&ids, 9).unwrap() {
        assert!(message.failure.contains("leads into a private network"), "{}", message.failure);
    }
    assert!(heard.try_recv().is_err());
}

#[test]
fn a_message_is_one_processes_until_its_lease_ends() {
    let mut store = store();
    let now = Timestamp::now();
    let id = told_by(&mut store, &rule(Watched::Printer), now);
    let message = store.claim_message("a", now).unwrap().unwrap();
    let mut other = store.another().unwrap();
    assert_eq!(other.claim_message("b", now).unwrap(), None);
    let later = now + SignedDuration::from_mins(4);
    let again = other.claim_message("b", later).unwrap().unwrap();
    assert_eq!(
        (again.id, again.made_ms),
        (message.id, message.made_ms),
        "the same number for the same message"
    );
    store.settle_message(&message, "a", false, "too late", None, later).unwrap();
    assert!(!store.sent_messages(&[id], 9).unwrap()[0].given_up, "what was lost is not decided about");
    other.settle_message(&again, "b", true, "", None, later).unwrap();
    assert!(store.sent_messages(&[id], 9).unwrap()[0].sent_ms.is_some());
}

#[test]
fn without_a_mail_server_a_message_waits_and_says_what_is_missing() {
    let mut store = store();
    let now = Timestamp::now();
    let id = told_by(&mut store, &rule(Watched::Printer), now);
    assert!(send_once(&mut store, "a", now).unwrap());
    let message = &store.sent_messages(&[id], 9).unwrap()[0];
    assert!(message.failure.contains("[mail]"), "{}", message.failure);
    assert!(!message.given_up);
}

/// A mail server that answers as it is told: a status a command, from the greeting on.
pub fn mail(answers: &'static [&'static str]) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (told, heard) = channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        for answer in answers {
            if write!(stream, "{answer}\r\n").is_err() {
                return;
            }
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            told.send(line.trim().to_owned()).unwrap();
        }
    });
    (port, heard)
}

fn mail_outlet(store: &Store, port: u16, more: &str) {
    outlet(
        store,
        &format!(
            "[mail]\nhost = \"127.0.0.1\"\nport = {port}\nfrom = \"Anjungan <anjungan@contoh.example>\"\n{more}"
        ),
    );
}

#[test]
fn a_mail_server_that_fails_anywhere_leaves_the_message_for_later() {
    let cases: [&'static [&'static str]; 4] = [
        &[],
        &["554 closed"],
        &["220 hello", "250 fine", "451 try later"],
        &["220 hello", "250 fine", "250 fine", "550 no such box"],
    ];
    for answers in cases {
        let mut store = store();
        let now = Timestamp::now();
        let (port, _heard) = mail(answers);
        mail_outlet(&store, port, "tls = \"none\"\n");
        let id = told_by(&mut store, &rule(Watched::Printer), now);
        assert!(send_once(&mut store, "a", now).unwrap());
        let message = &store.sent_messages(&[id], 9).unwrap()[0];
        assert_eq!((message.sent_ms, message.tries, message.given_up), (None, 1, false), "{answers:?}");
        assert!(message.failure.starts_with("the mail server did not take it"), "{}", message.failure);
    }
}

#[test]
fn a_server_without_tls_gets_nothing_when_tls_was_asked_for() {
    let mut store = store();
    let now = Timestamp::now();
    let (port, heard) = mail(&["220 hello", "250 no starttls here", "250 fine"]);
    mail_outlet(&store, port, "user = \"anjungan\"\n");
    let id = told_by(&mut store, &rule(Watched::Printer), now);
    assert!(send_once(&mut store, "a", now).unwrap());
    assert!(store.sent_messages(&[id], 9).unwrap()[0].sent_ms.is_none());
    let said: Vec<String> = heard.into_iter().collect();
    assert!(!said.iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")), "{said:?}");
}

/// Python with aiosmtpd: ANJUNGAN_PYTHON, or python3 where it has it.
fn python() -> Option<PathBuf> {
    let python = std::env::var_os("ANJUNGAN_PYTHON").map_or_else(|| "python3".into(), PathBuf::from);
    let has = Command::new(&python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
    has.is_ok_and(|status| status.success()).then_some(python)
}

struct Aiosmtpd(Child);

impl Drop for Aiosmtpd {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const SERVER: &str = r#"
import ssl, sys, time
from email import message_from_bytes, policy
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
class Box:
    async def handle_DATA(self, server, session, envelope):
        letter = message_from_bytes(envelope.content, policy=policy.default)
        print(repr((envelope.mail_from, envelope.rcpt_tos, letter["Subject"], letter["Message-ID"],
            letter.get_content())), flush=True)
        return "250 taken"
def check(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.login == b"anjungan" and data.password == b"rahasia"
    return AuthResult(success=good, handled=False)
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(sys.argv[2], sys.argv[3])
controller = Controller(Box(), hostname="127.0.0.1", port=int(sys.argv[1]), tls_context=context,
    require_starttls=True, authenticator=check, auth_required=True)
controller.start()
print("ready", flush=True)
time.sleep(600)
"#;

#[test]
fn a_real_mail_server_takes_it_over_tls_from_who_signs_in() {
    let Some(python) = python() else {
        eprintln!(
            "passed over: no aiosmtpd; python3 -m pip install aiosmtpd, or name a Python in ANJUNGAN_PYTHON"
        );
        return;
    };
    let mut store = store();
    let names = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let (cert, key) = (store.dir().join("smtp.pem"), store.dir().join("smtp.key"));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    std::fs::write(store.dir().join("smtp-password"), "rahasia\n").unwrap();
    // Free now; nobody else is given it in the moment until the server takes it.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut child = Command::new(python)
        .args(["-c", SERVER, &port.to_string()])
        .args([&cert, &key])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let server = Aiosmtpd(child);
    assert_eq!(lines.next().unwrap().unwrap(), "ready");
    let now = Timestamp::now();
    let mut tell = |more: &str| {
        mail_outlet(&store, port, more);
        let id = told_by(&mut store, &rule(Watched::Printer), now);
        assert!(send_once(&mut store, "a", now).unwrap());
        store.sent_messages(&[id], 1).unwrap().remove(0)
    };
    let unknown = tell("user = \"anjungan\"\npassword_file = \"smtp-password\"\n");
    assert!(unknown.sent_ms.is_none(), "its certificate is nobody's");
    let known = "ca_file = \"smtp.pem\"\nuser = \"anjungan\"\npassword_file = ";
    std::fs::write(cert.with_file_name("wrong-password"), "salah").unwrap();
    let wrong = tell(&format!("{known}\"wrong-password\"\n"));
    assert!(wrong.failure.contains("535"), "{}", wrong.failure);
    let good = tell(&format!("{known}\"smtp-password\"\n"));
    assert!(good.sent_ms.is_some(), "{}", good.failure);
    let letter = lines.next().unwrap().unwrap();
    assert!(letter.starts_with("('anjungan@contoh.example', ['teknisi@contoh.example']"), "{letter}");
    assert!(letter.contains("Anjungan: percobaan – Aturan uji"), "{letter}");
    assert!(letter.contains("Tidak ada kiosk yang perlu ditangani."), "{letter}");
    assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
    drop(server);
}
