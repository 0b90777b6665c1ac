//! `anjungan preview`: a line of JSON in, a line of JSON out.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anjungan_wire::fact::Language;
use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::json;

use super::{Asked, NoPreview, Preview};
use crate::content::Body;

/// How long a picture may take; the first one loads the typefaces.
const WAIT: Duration = Duration::from_secs(20);
/// Bytes of an answer, at most: a PNG of a panel in base64 many times over.
const ANSWER_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// How much smaller the picture is than the panel, for a page.
const SCALE: u32 = 2;

/// The terminal's own program, started for each picture and ended with it: nothing of one is left for the next.
#[derive(Clone, Debug)]
pub struct Program {
    /// The terminal's executable.
    pub path: PathBuf,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Picture { png: String },
    Error { error: String },
}

impl Preview for Program {
    fn draw(&self, asked: &Asked) -> Result<Vec<u8>, NoPreview> {
        let failed = |why: &dyn std::fmt::Display| NoPreview::Failed(why.to_string());
        let pictures: Vec<String> = asked.pictures.iter().map(|jpeg| BASE64.encode(jpeg)).collect();
        let (rows, vacancy) = match &asked.body {
            Body::Content(content) => (json!([{ "id": "preview", "body": content }]), json!(null)),
            Body::Vacancy(by_hand) => (json!([]), json!(by_hand.on_kiosks("preview", asked.at))),
        };
        let request = json!({
            "screen": "kind",
            "rows": rows,
            "vacancy": vacancy,
            "pictures": pictures,
            "lang": match asked.language {
                Language::Id => "id",
                Language::En => "en",
            },
            "size": asked.size.as_str(),
            "scale": SCALE,
        });
        let mut child = Command::new(&self.path)
            .arg("preview")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| failed(&error))?;
        let answer = ask(&mut child, &request.to_string());
        // It ends by itself once its input is closed; one that hangs is ended, and one that has ended can't be.
        let _ = child.kill();
        // Reaped, so that no dead process is left; how it ended does not matter any more.
        let _ = child.wait();
        match serde_json::from_str(&answer?).map_err(|error| failed(&error))? {
            Answer::Picture { png } => BASE64.decode(png.as_bytes()).map_err(|error| failed(&error)),
            Answer::Error { error } => Err(NoPreview::Failed(error)),
        }
    }
}

fn ask(child: &mut Child, request: &str) -> Result<String, NoPreview> {
    let failed = |why: &str| NoPreview::Failed(why.to_owned());
    let mut to = child.stdin.take().ok_or_else(|| failed("it takes no input"))?;
    let from = child.stdout.take().ok_or_else(|| failed("it gives no output"))?;
    let (answer, answered) = mpsc::channel();
    let line = format!("{request}\n");
    // On a thread of its own, because a program that reads or writes nothing would hold this one for ever.
    std::thread::spawn(move || {
        let exchange = || -> std::io::Result<String> {
            to.write_all(line.as_bytes())?;
            drop(to);
            let mut text = String::new();
            BufReader::new(from.take(ANSWER_BYTES_MAX)).read_line(&mut text)?;
            Ok(text)
        };
        // Whoever asked may have stopped waiting.
        let _ = answer.send(exchange());
    });
    match answered.recv_timeout(WAIT) {
        Ok(Ok(text)) if !text.is_empty() => Ok(text),
        Ok(Ok(_)) => Err(failed("it said nothing")),
        Ok(Err(error)) => Err(failed(&error.to_string())),
        Err(_) => Err(failed("it took too long")),
    }
}
